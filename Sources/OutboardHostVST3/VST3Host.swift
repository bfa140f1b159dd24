import CVST3
import OutboardHost
import OutboardModel

/// The VST3 plugins of this machine.
///
/// A plugin's identifier is its class's, 32 hexadecimal digits; which module it is in can only be learned by
/// opening modules. Reading a plugin's description means making an instance of it.
package final class VST3Host: PluginHost {
    let folders: VST3Folders
    private var opened: [String: VST3Module] = [:]
    /// By module and class: some plugins take seconds to be made.
    private var described: [String: VST3Description] = [:]

    /// The rate of instances that are only described.
    private static let nominalSampleRateHertz = 48_000
    private static let nominalBlockFrames = 64

    /// - Parameters:
    ///   - searchPath: directories, separated by colons, searched with those in them; nil takes `VST3_PATH`
    ///     or `~/.vst3`, `/usr/lib/vst3` and `/usr/local/lib/vst3`.
    ///   - presetPath: the same for presets; nil takes `~/.vst3/presets`, `/usr/share/vst3/presets` and
    ///     `/usr/local/share/vst3/presets`.
    package init(searchPath: String? = nil, presetPath: String? = nil) {
        folders = VST3Folders(searchPath: searchPath, presetPath: presetPath)
    }

    package var format: PluginFormat { .vst3 }

    /// Bundles that have a library for this machine. [control]
    package func modules() -> [PluginModule] {
        folders.bundles().map { PluginModule(format: .vst3, path: $0) }
    }

    /// The identifier says nothing of where a plugin is; a module that is open already is known to have it.
    /// [control]
    package func module(of id: PluginID) -> PluginModule? {
        guard id.format == .vst3, let wanted = ob_vst3_id(text: id.text) else { return nil }
        // Of two that have it, that in the earlier directory.
        return modules().first { opened[$0.path]?.class(wanted) != nil }
    }

    /// [control]
    package func plugins(in module: PluginModule) throws(HostError) -> [PluginID] {
        try open(module).classes.map { PluginID(format: .vst3, $0.id.text) }
    }

    /// [control]
    package func descriptor(
        of id: PluginID,
        in module: PluginModule
    ) throws(HostError) -> PluginDescriptor {
        try describe(id, in: module).descriptor
    }

    /// [control]
    package func instantiate(
        _ id: PluginID,
        in module: PluginModule,
        configuration: ProcessConfiguration
    ) throws(HostError) -> any PluginInstance {
        let (plugin, module) = try find(id, in: module)
        return try VST3Instance(plugin, in: module, configuration: configuration)
    }

    /// As an instance at the nominal rate is. [control]
    func describe(
        _ id: PluginID,
        in module: PluginModule
    ) throws(HostError) -> VST3Description {
        let key = module.path + "\n" + id.text
        if let known = described[key] { return known }
        let (plugin, module) = try find(id, in: module)
        let configuration = ProcessConfiguration(
            sampleRateHertz: Self.nominalSampleRateHertz,
            blockFramesMax: Self.nominalBlockFrames,
            isOffline: false
        )
        let instance = try VST3Instance(plugin, in: module, configuration: configuration)
        described[key] = instance.description
        return instance.description
    }

    func open(_ module: PluginModule) throws(HostError) -> VST3Module {
        if let module = opened[module.path] { return module }
        let fresh = try VST3Module(path: module.path)
        opened[module.path] = fresh
        return fresh
    }

    private func find(
        _ id: PluginID,
        in module: PluginModule
    ) throws(HostError) -> (VST3Module.Class, VST3Module) {
        let open = try open(module)
        guard id.format == .vst3, let wanted = ob_vst3_id(text: id.text),
            let plugin = open.class(wanted)
        else {
            throw HostError(
                .notInstalled,
                subject: id.text,
                message: "there is no such plugin in \(module.path)"
            )
        }
        return (plugin, open)
    }
}

import CLADSPA
import OutboardHost
import OutboardModel

/// The LADSPA plugins of this machine.
///
/// A plugin's identifier is `<library>:<label>`, where the library is its file's name without ".so". Its
/// label and its unique number are aliases. Reading a plugin's description means opening its library.
package final class LADSPAHost: PluginHost {
    private let folders: LADSPAFolders
    private var opened: [String: LADSPALibrary] = [:]

    /// Ranges that depend on the sample rate are given for this one where there is no instance.
    private static let nominalSampleRateHertz = 48_000

    /// - Parameter searchPath: directories, separated by colons; nil takes `LADSPA_PATH` or else
    ///   `/usr/lib/ladspa` and `/usr/local/lib/ladspa`.
    package init(searchPath: String? = nil) {
        folders = LADSPAFolders(searchPath: searchPath)
    }

    package var format: PluginFormat { .ladspa }

    /// Each library once, by name. [control]
    package func modules() -> [PluginModule] {
        let paths = folders.libraries()
        return paths.keys.sorted().map { PluginModule(format: .ladspa, path: paths[$0]!) }
    }

    /// Only names of files that are there lead anywhere, whatever the identifier says. [control]
    package func module(of id: PluginID) -> PluginModule? {
        guard id.format == .ladspa, let colon = id.text.firstIndex(of: ":") else { return nil }
        return folders.libraries()[String(id.text[..<colon])].map {
            PluginModule(format: .ladspa, path: $0)
        }
    }

    /// [control]
    package func plugins(in module: PluginModule) throws(HostError) -> [PluginID] {
        let library = try open(module)
        return library.plugins.compactMap { plugin in
            plugin.pointee.label.map {
                PluginID(format: .ladspa, "\(library.name):\(String(cString: $0))")
            }
        }
    }

    /// [control]
    package func descriptor(
        of id: PluginID,
        in module: PluginModule
    ) throws(HostError) -> PluginDescriptor {
        let (plugin, library) = try find(id, in: module)
        return try LADSPADescription(
            plugin,
            library: library.name,
            sampleRateHertz: Self.nominalSampleRateHertz
        ).descriptor
    }

    /// The format knows none.
    package func presets(
        in module: PluginModule
    ) throws(HostError) -> [PluginID: [InstalledPreset]] { [:] }

    package func preset(
        _ preset: PresetID,
        of id: PluginID,
        in module: PluginModule
    ) throws(HostError) -> Preset {
        throw HostError(
            .presetNotFound,
            subject: preset.text,
            message: "LADSPA plugins come without presets"
        )
    }

    /// [control]
    package func instantiate(
        _ id: PluginID,
        in module: PluginModule,
        configuration: ProcessConfiguration
    ) throws(HostError) -> any PluginInstance {
        let (plugin, library) = try find(id, in: module)
        return try LADSPAInstance(
            library: library,
            plugin: plugin,
            description: LADSPADescription(
                plugin,
                library: library.name,
                sampleRateHertz: configuration.sampleRateHertz
            ),
            configuration: configuration
        )
    }

    private typealias Found = (plugin: UnsafePointer<ob_ladspa_descriptor>, library: LADSPALibrary)

    private func find(_ id: PluginID, in module: PluginModule) throws(HostError) -> Found {
        let library = try open(module)
        let name = library.name + ":"
        guard id.format == .ladspa, id.text.hasPrefix(name),
            let plugin = library.plugin(label: String(id.text.dropFirst(name.count)))
        else {
            throw HostError(
                .notInstalled,
                subject: id.text,
                message: "there is no such plugin in \(module.path)"
            )
        }
        return (plugin, library)
    }

    private func open(_ module: PluginModule) throws(HostError) -> LADSPALibrary {
        if let library = opened[module.path] { return library }
        let library = try LADSPALibrary(path: module.path)
        opened[module.path] = library
        return library
    }
}

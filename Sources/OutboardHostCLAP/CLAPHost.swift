import CCLAP
import OutboardHost
import OutboardModel

/// The CLAP plugins of this machine.
///
/// A plugin's identifier is CLAP's own, "com.example.gain". CLAP says nothing of ports and parameters but
/// through an instance, so describing a plugin means loading it.
package final class CLAPHost: PluginHost {
    private let folders: CLAPFolders
    private var opened: [String: CLAPLibrary] = [:]
    /// By the library's path, for those that were asked.
    private var crawled: [String: [CLAPPreset]] = [:]

    /// - Parameters:
    ///   - searchPath: directories, separated by colons; nil takes those of `CLAP_PATH` and, after them,
    ///     `~/.clap` and `/usr/lib/clap`.
    ///   - own: libraries that are looked at before those, where they are there.
    package init(searchPath: String? = nil, own: [String] = []) {
        folders = CLAPFolders(searchPath: searchPath, own: own)
    }

    package var format: PluginFormat { .clap }

    /// [control]
    package func modules() -> [PluginModule] {
        folders.libraries().map { PluginModule(format: .clap, path: $0) }
    }

    /// An identifier does not say in which library it is.
    package func module(of id: PluginID) -> PluginModule? { nil }

    /// [control]
    package func plugins(in module: PluginModule) throws(HostError) -> [PluginID] {
        try open(module).plugins.map { PluginID(format: .clap, $0.id) }
    }

    /// [control]
    package func descriptor(
        of id: PluginID,
        in module: PluginModule
    ) throws(HostError) -> PluginDescriptor {
        try CLAPDescription(CLAPPlugin(id, in: open(module))).descriptor
    }

    /// [control]
    package func instantiate(
        _ id: PluginID,
        in module: PluginModule,
        configuration: ProcessConfiguration
    ) throws(HostError) -> any PluginInstance {
        try load(id, in: module, configuration)
    }

    func load(
        _ id: PluginID,
        in module: PluginModule,
        _ configuration: ProcessConfiguration
    ) throws(HostError) -> CLAPInstance {
        try CLAPInstance(CLAPPlugin(id, in: open(module)), configuration: configuration)
    }

    func open(_ module: PluginModule) throws(HostError) -> CLAPLibrary {
        if let library = opened[module.path] { return library }
        let library = try CLAPLibrary(module.path)
        opened[module.path] = library
        return library
    }

    func crawl(_ library: CLAPLibrary) -> [CLAPPreset] {
        if let known = crawled[library.path] { return known }
        let presets = CLAPPresetCrawl.presets(in: library)
        crawled[library.path] = presets
        return presets
    }
}

import OutboardHost
import OutboardModel

/// What is installed. It has hosts of its own on a thread of its own, because reading every plugin's
/// description takes seconds, and the control thread has requests to serve meanwhile.
actor PluginCatalog {
    private let makeHosts: @Sendable () -> [any PluginHost]
    private lazy var library = PluginLibrary(makeHosts())

    init(makeHosts: @escaping @Sendable () -> [any PluginHost]) { self.makeHosts = makeHosts }

    /// The first call reads everything; later ones answer from memory.
    func all() -> [PluginDescriptor] { library.installedPlugins() }

    /// Those that came with a plugin, by its id. nil where none of the formats knows it.
    func presets(of id: String) -> (plugin: PluginID, presets: [InstalledPreset])? {
        guard let plugin = descriptor(of: id)?.id else { return nil }
        return (plugin, (try? library.presets(of: plugin)) ?? [])
    }

    /// nil where none of the formats knows the id.
    func descriptor(of id: String) -> PluginDescriptor? {
        for host in library.hosts {
            if let found = try? library.descriptor(of: PluginID(format: host.format, id)) {
                return found
            }
        }
        return nil
    }
}

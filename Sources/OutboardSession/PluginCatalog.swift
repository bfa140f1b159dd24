import OutboardHost
import OutboardModel

/// What is installed. It has hosts of its own on a thread of its own, because reading every plugin's
/// description takes seconds, and the control thread has requests to serve meanwhile.
actor PluginCatalog {
    private let makeHosts: @Sendable () -> [any PluginHost]
    private lazy var hosts = makeHosts()

    init(makeHosts: @escaping @Sendable () -> [any PluginHost]) { self.makeHosts = makeHosts }

    /// The first call reads everything; later ones answer from memory.
    func all() -> [PluginDescriptor] { hosts.flatMap { $0.installedPlugins() } }

    /// nil where none of the formats knows the id.
    func descriptor(of id: String) -> PluginDescriptor? {
        for host in hosts {
            if let found = try? host.descriptor(of: PluginID(format: host.format, id)) {
                return found
            }
        }
        return nil
    }
}

import OutboardHost
import OutboardModel
import OutboardProtocol
import OutboardScan

/// What is installed. It has hosts of its own on a thread of its own: where no scan knows them, reading
/// every plugin's description takes seconds, and the control thread has requests to serve meanwhile.
actor PluginCatalog {
    private let makeHosts: @Sendable () -> [any PluginHost]
    private let scan: PluginScan?
    private lazy var made = PluginLibrary(makeHosts())

    init(makeHosts: @escaping @Sendable () -> [any PluginHost], scan: PluginScan?) {
        self.makeHosts = makeHosts
        self.scan = scan
    }

    /// As it is known now.
    private var library: PluginLibrary {
        made.index = scan?.index
        return made
    }

    /// By format and identifier. Without a scan the first call reads everything; later ones answer from
    /// memory.
    func all() -> [PluginSummary] {
        guard let scan else { return library.installedPlugins().map(\.summary) }
        return scan.index.plugins.map(\.summary)
    }

    /// Those that came with a plugin, by its id. nil where none of the formats knows it.
    func presets(of id: String) -> (plugin: PluginID, presets: [InstalledPreset])? {
        guard let plugin = descriptor(of: id)?.id else { return nil }
        return (plugin, (try? library.presets(of: plugin)) ?? [])
    }

    /// nil where none of the formats knows the id.
    func descriptor(of id: String) -> PluginDescriptor? {
        let library = library
        for host in library.hosts {
            if let found = try? library.descriptor(of: PluginID(format: host.format, id)) {
                return found
            }
        }
        return nil
    }
}

extension ScannedPlugin {
    /// For lists.
    package var summary: PluginSummary {
        var summary = outline.summary
        summary.parameterCount = parameterCount
        return summary
    }
}

extension BlockedPlugin {
    /// For lists.
    package var summary: BlockedSummary {
        BlockedSummary(
            format: module.format,
            module: module.path,
            id: id,
            kind: failure.kind.rawValue,
            reason: "\(failure)"
        )
    }
}

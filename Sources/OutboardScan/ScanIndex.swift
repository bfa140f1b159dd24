import OutboardHost
import OutboardModel

/// What scans found of the modules that are there now. A value: whoever has one has it for good. [any]
package struct ScanIndex: PluginIndex {
    /// By format and path.
    package let records: [ModuleRecord]
    /// Modules that are there and of which nothing is known, or only what they once were.
    package let unscanned: Set<PluginModule>
    private let places: [PluginID: Place]
    private let aliases: [PluginID: [PluginID]]
    private let fingerprints: [PluginModule: UInt64]

    private struct Place {
        let record: Int
        let plugin: Int
    }

    package static let empty = ScanIndex([], unscanned: [])

    package init(_ records: [ModuleRecord], unscanned: Set<PluginModule>) {
        self.records = records
        self.unscanned = unscanned
        var places: [PluginID: Place] = [:]
        var aliases: [PluginID: [PluginID]] = [:]
        for (index, record) in records.enumerated() {
            for (at, plugin) in record.plugins.enumerated() {
                let id = plugin.outline.id
                // Of two with one identifier, that in the earlier module.
                guard places[id] == nil else { continue }
                places[id] = Place(record: index, plugin: at)
                for alias in plugin.outline.aliases {
                    aliases[PluginID(format: id.format, alias), default: []].append(id)
                }
            }
        }
        fingerprints = Dictionary(records.map { ($0.module, $0.fingerprint) }) { first, _ in first }
        self.places = places
        self.aliases = aliases
    }

    // MARK: One

    package func find(_ id: PluginID) throws(HostError) -> FoundPlugin {
        let full: PluginID
        if places[id] != nil {
            full = id
        } else {
            let named = aliases[id] ?? []
            guard named.count <= 1 else { throw .ambiguous(id, named.map(\.text)) }
            guard let one = named.first else { throw absence(of: id) }
            full = one
        }
        let place = places[full]!
        let plugin = records[place.record].plugins[place.plugin]
        guard let descriptor = plugin.descriptor else {
            throw HostError(
                .blocked,
                subject: id.text,
                message: "what is known of it is damaged; scan the plugins again"
            )
        }
        return FoundPlugin(
            descriptor: descriptor,
            module: records[place.record].module,
            endsBadly: !plugin.note.isEmpty
        )
    }

    /// Why there is no plugin of that identifier.
    private func absence(of id: PluginID) -> HostError {
        guard let blocked = blocked.first(where: { $0.id == id }) else { return .notInstalled(id) }
        return .blocked(id, blocked.failure)
    }

    package func needsScan(_ module: PluginModule) -> Bool {
        guard let fingerprint = Fingerprint.of(module.path) else { return false }
        return fingerprints[module] != fingerprint
    }

    package func refusal(of id: PluginID, in module: PluginModule) -> HostError? {
        if needsScan(module) { return .unscanned(id, module) }
        let failure = blocked.first { $0.module == module && $0.id == nil }?.failure
        return failure.map { .blocked(id, $0) }
    }

    package func presets(of id: PluginID) -> [InstalledPreset] {
        records.flatMap { $0.presets[id] ?? [] }.sorted {
            ($0.name, $0.id.text) < ($1.name, $1.id.text)
        }
    }

    // MARK: All

    package func all() -> [PluginDescriptor] { plugins.compactMap(\.descriptor) }

    /// By format and identifier, each once.
    package var plugins: [ScannedPlugin] {
        places.values.map { records[$0.record].plugins[$0.plugin] }.sorted {
            ($0.outline.id.format.rawValue, $0.outline.id.text)
                < ($1.outline.id.format.rawValue, $1.outline.id.text)
        }
    }

    /// By format and path.
    package var blocked: [BlockedPlugin] { records.flatMap(\.blocked) }
}

extension HostError {
    static func blocked(_ id: PluginID, _ failure: ScanFailure) -> HostError {
        HostError(
            .blocked,
            subject: id.text,
            message: failure.kind == .refused
                ? failure.message
                : "it is blocked since a scan in which it \(failure); \"outboard plugin scan --retry\" "
                    + "tries it again"
        )
    }
}

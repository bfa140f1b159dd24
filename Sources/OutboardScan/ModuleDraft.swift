import OutboardHost
import OutboardModel

/// What is known of a module while it is being scanned.
struct ModuleDraft {
    let module: PluginModule
    let fingerprint: UInt64
    /// nil: nobody has seen the inside yet.
    var ids: [String]?
    private(set) var plugins: [ScannedPlugin] = []
    private(set) var blocked: [BlockedPlugin] = []
    /// Those that passed, and those that are blocked.
    private(set) var settled: Set<String> = []
    var presets: [PluginID: [InstalledPreset]] = [:]
    var presetProblem = ""

    init(_ module: PluginModule, fingerprint: UInt64) {
        self.module = module
        self.fingerprint = fingerprint
    }

    mutating func pass(_ descriptor: PluginDescriptor) {
        guard settled.insert(descriptor.id.text).inserted else { return }
        plugins.append(ScannedPlugin(descriptor))
    }

    mutating func block(_ id: String, _ failure: ScanFailure) {
        guard settled.insert(id).inserted else { return }
        blocked.append(
            BlockedPlugin(
                module: module,
                id: PluginID(format: module.format, id),
                failure: failure
            )
        )
    }

    /// With whatever is in it.
    mutating func blockModule(_ failure: ScanFailure) {
        plugins = []
        blocked.append(BlockedPlugin(module: module, id: nil, failure: failure))
    }

    /// What a plugin that has passed did afterwards.
    mutating func note(_ failure: ScanFailure, of id: String) {
        guard let index = plugins.firstIndex(where: { $0.outline.id.text == id }) else { return }
        plugins[index].note = failure.description
    }

    var record: ModuleRecord {
        var record = ModuleRecord(
            module: module,
            fingerprint: fingerprint,
            plugins: plugins,
            blocked: blocked,
            presets: presets
        )
        record.presetProblem = presetProblem
        return record
    }
}

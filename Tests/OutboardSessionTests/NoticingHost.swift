import OutboardHost
import OutboardHostLV2
import OutboardModel
import Synchronization

/// The fixture plugins, which do by themselves what a test says.
final class NoticingHost: PluginHost {
    /// What the newest instance says at the next look, and how many instances there have been.
    final class Script: Sendable {
        private let said = Mutex((notices: [PluginNotice](), instances: 0))

        func say(_ notices: PluginNotice...) {
            said.withLock { said -> Void in said.notices += notices }
        }

        var instanceCount: Int { said.withLock(\.instances) }

        fileprivate func count() -> Int {
            said.withLock {
                $0.instances += 1
                return $0.instances
            }
        }

        fileprivate func take(_ instance: Int) -> [PluginNotice] {
            said.withLock { said in
                guard instance == said.instances else { return [] }
                defer { said.notices = [] }
                return said.notices
            }
        }
    }

    private let host: LV2Host
    private let script: Script

    init(searchPath: String, _ script: Script) {
        host = LV2Host(searchPath: searchPath)
        self.script = script
    }

    var format: PluginFormat { host.format }
    func modules() -> [PluginModule] { host.modules() }
    func module(of id: PluginID) -> PluginModule? { host.module(of: id) }

    func plugins(in module: PluginModule) throws(HostError) -> [PluginID] {
        try host.plugins(in: module)
    }

    func descriptor(
        of id: PluginID,
        in module: PluginModule
    ) throws(HostError) -> PluginDescriptor { try host.descriptor(of: id, in: module) }

    func presets(in module: PluginModule) throws(HostError) -> [PluginID: [InstalledPreset]] {
        try host.presets(in: module)
    }

    func preset(
        _ preset: PresetID,
        of id: PluginID,
        in module: PluginModule
    ) throws(HostError) -> Preset { try host.preset(preset, of: id, in: module) }

    func instantiate(
        _ id: PluginID,
        in module: PluginModule,
        configuration: ProcessConfiguration
    ) throws(HostError) -> any PluginInstance {
        NoticingInstance(
            try host.instantiate(id, in: module, configuration: configuration),
            script
        )
    }
}

private final class NoticingInstance: PluginInstance {
    private let inner: any PluginInstance
    private let script: NoticingHost.Script
    private let number: Int

    init(_ inner: any PluginInstance, _ script: NoticingHost.Script) {
        self.inner = inner
        self.script = script
        number = script.count()
    }

    func attend() -> [PluginNotice] {
        let notices = script.take(number)
        for case .parameterMoved(let index, let value) in notices {
            // As a plugin's processor does, before it says so.
            inner.processor.parameters.pointee.values[index] = Float(value)
        }
        return notices
    }

    var descriptor: PluginDescriptor { inner.descriptor }
    var processor: Processor { inner.processor }
    var initialLatencyFrames: Int { inner.initialLatencyFrames }
    func activate() throws(HostError) { try inner.activate() }
    func deactivate() { inner.deactivate() }
    func text(of parameter: Int, value: Double) -> String {
        inner.text(of: parameter, value: value)
    }
    func value(of parameter: Int, text: String) -> Double? {
        inner.value(of: parameter, text: text)
    }
    var hasState: Bool { inner.hasState }
    func saveState() throws(HostError) -> [UInt8] { try inner.saveState() }
    func restoreState(_ state: [UInt8]) throws(HostError) { try inner.restoreState(state) }
    var droppedEvents: Int { inner.droppedEvents }
    func takeLog() -> [PluginLogEntry] { inner.takeLog() }
}

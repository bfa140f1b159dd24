import CLilv
import CRealtime
import OutboardHost
import OutboardModel
import Synchronization

/// The control half of a loaded LV2 plugin.
package final class LV2Instance: PluginInstance {
    package let descriptor: PluginDescriptor
    /// Keeps the world and the URIDs alive for as long as the plugin may use them.
    let host: LV2Host
    let plugin: OpaquePointer
    let instance: UnsafeMutablePointer<LilvInstance>
    let features: LV2Features
    let ports: LV2Ports
    let description: LV2Description
    private let configuration: ProcessConfiguration
    /// nil where it has no properties.
    let patch: UnsafeMutablePointer<LV2Patch>?
    /// What is known of the properties that are no parameters.
    var toldProperties: [String: PropertyValue] = [:]
    /// Properties that were sent, until the plugin has them or had the time for that, in calls of `attend`.
    var awaited: [String: Int] = [:]
    /// How many messages there were.
    var sentMessages: UInt32 = 0
    private let context: UnsafeMutablePointer<LV2RenderContext>
    private var isActive = false
    private var probedLatencyFrames: Int?

    init(
        host: LV2Host,
        plugin: OpaquePointer,
        description: LV2Description,
        configuration: ProcessConfiguration
    ) throws(HostError) {
        self.host = host
        self.plugin = plugin
        self.description = description
        self.configuration = configuration
        descriptor = description.descriptor
        features = LV2Features(
            table: host.table,
            configuration: configuration,
            description: description
        )
        instance = try Self.instantiate(description, plugin, configuration, features)
        ports = LV2Ports(description, configuration: configuration)
        ports.connectAll(instance)
        let worker = Self.bindWorker(instance, features.worker)
        patch = Self.makePatch(description, host.table)
        context = ports.makeContext(instance, table: host.table, worker: worker, patch: patch)
        if description.hasDefaultState { loadDefaultState() }
    }

    private static func instantiate(
        _ description: LV2Description,
        _ plugin: OpaquePointer,
        _ configuration: ProcessConfiguration,
        _ features: LV2Features
    ) throws(HostError) -> UnsafeMutablePointer<LilvInstance> {
        let rate = Double(configuration.sampleRateHertz)
        if let made = lilv_plugin_instantiate(plugin, rate, features.list) { return made }
        var reason = "the plugin refused to load at \(configuration.sampleRateHertz) Hz"
        if let fault = LV2Library(of: plugin)?.fault {
            if fault.supply(), let made = lilv_plugin_instantiate(plugin, rate, features.list) {
                return made
            }
            reason = "its library does not open: \(fault.message)"
        }
        throw HostError(
            .instantiationFailed,
            subject: description.descriptor.id.text,
            message: reason + lastWords(features.takeLog())
        )
    }

    /// The plugin must be out of every plan.
    deinit {
        deactivate()
        lilv_instance_free(instance)
        LV2Ports.deallocateContext(context)
        patch?.deinitialize(count: 1)
        patch?.deallocate()
    }

    /// Tells the worker whom to call. Nil for a plugin that has no work to give.
    private static func bindWorker(
        _ instance: UnsafeMutablePointer<LilvInstance>,
        _ worker: LV2Worker
    ) -> UnsafeMutablePointer<LV2WorkerState>? {
        guard
            let interface = lilv_instance_get_extension_data(
                instance,
                LV2Name.worker + "interface"
            )
        else { return nil }
        worker.state.pointee.interface = interface.assumingMemoryBound(
            to: LV2_Worker_Interface.self
        )
        worker.state.pointee.plugin = instance.pointee.lv2_handle
        return worker.state
    }

    private static func lastWords(_ log: [PluginLogEntry]) -> String {
        log.last.map { "; it says: \($0.text)" } ?? ""
    }

    package var processor: Processor {
        Processor(
            context: context,
            function: lv2Process,
            parameters: ports.parameters,
            latencyFrames: ports.latencyFrames,
            plain: context.pointee.plain,
            enabled: ports.enabled,
            admittedMessages: patch?.pointee.admitted
        )
    }

    /// Asked of a second instance with the same parameter values, which runs one block of silence:
    /// LV2 plugins say their latency in `run` alone, and this one's delay lines stay untouched. The
    /// answer is kept until a state is restored.
    package var initialLatencyFrames: Int {
        guard description.reportsLatency else { return 0 }
        if let probedLatencyFrames { return probedLatencyFrames }
        let frames = probeLatency()
        probedLatencyFrames = frames
        return frames
    }

    package func activate() throws(HostError) {
        guard !isActive else { return }
        // What it was told of the song may be gone with the rest.
        context.pointee.knownSong.forget()
        lilv_instance_activate(instance)
        isActive = true
        do {
            try resumeWorker()
        } catch {
            deactivate()
            throw error
        }
    }

    package func deactivate() {
        guard isActive else { return }
        features.worker.stop()
        lilv_instance_deactivate(instance)
        isActive = false
    }

    /// Lets the worker work where the plugin is active. [control]
    func resumeWorker() throws(HostError) {
        guard isActive, !features.worker.start() else { return }
        throw HostError(
            .instantiationFailed,
            subject: descriptor.id.text,
            message: "the system has no thread to give for the plugin's worker"
        )
    }

    package func text(of parameter: Int, value: Double) -> String {
        let descriptor = descriptor.parameters[parameter]
        if descriptor.kind == .continuous,
            !descriptor.choices.contains(where: { $0.value == value }),
            let port = port(of: parameter), let pattern = host.world.unit(plugin, port).pattern,
            let text = render(value, pattern: pattern)
        {
            return text
        }
        return descriptor.text(of: value)
    }

    package func value(of parameter: Int, text: String) -> Double? {
        descriptor.parameters[parameter].value(text: text)
    }

    package func takeLog() -> [PluginLogEntry] { features.takeLog() }

    /// Events since it was loaded that did not reach the plugin: its port was full, it has no such port,
    /// or they were of no size that there is. [control]
    package var droppedEvents: Int { ports.lostEvents.pointee.load(ordering: .relaxed) }

    /// What was known of the latency is known no more. [control & !processing]
    func forgetLatency() { probedLatencyFrames = nil }

    private func port(of parameter: Int) -> OpaquePointer? { parameterPorts[parameter] }

    /// By parameter: a knob that moves asks for its text many times a second.
    private lazy var parameterPorts: [Int: OpaquePointer] = {
        var ports: [Int: OpaquePointer] = [:]
        for (index, port) in description.ports.enumerated() {
            guard case .parameter(let parameter) = port else { continue }
            ports[parameter] = lilv_plugin_get_port_by_index(plugin, UInt32(index))
        }
        return ports
    }()

    private func probeLatency() -> Int {
        guard
            let probe = try? LV2Instance(
                host: host,
                plugin: plugin,
                description: description,
                configuration: configuration
            )
        else { return 0 }
        for index in descriptor.parameters.indices {
            probe.ports.parameters.pointee.values[index] = ports.parameters.pointee.values[index]
        }
        // Its worker stays asleep: a block of silence needs nothing that it could load.
        lilv_instance_activate(probe.instance)
        probe.processor.runSilence(frames: min(64, configuration.blockFramesMax))
        lilv_instance_deactivate(probe.instance)
        return Int(probe.ports.latencyFrames.pointee)
    }
}

import CCLAP
import CRealtime
import OutboardHost
import OutboardModel

/// The control half of a loaded CLAP plugin.
///
/// The plugin's main thread is the one that makes this object; whoever calls the process function has the
/// audio thread's role for that call.
package final class CLAPInstance: PluginInstance {
    package private(set) var descriptor: PluginDescriptor
    let plugin: CLAPPlugin
    let memory: CLAPRenderMemory
    let parameters: CLAPParameters
    private let configuration: ProcessConfiguration
    private var main: CLAPMainCalls { plugin.hostMemory.main }
    private var knownLatencyFrames: Int?
    /// The longest piece in which states are handed over; tests make it small.
    var streamBytesMax = Int.max

    init(_ plugin: CLAPPlugin, configuration: ProcessConfiguration) throws(HostError) {
        let description = try CLAPDescription(plugin)
        self.plugin = plugin
        self.configuration = configuration
        parameters = description.parameters
        descriptor = description.descriptor
        memory = CLAPRenderMemory(plugin, description, configuration: configuration)
        if configuration.isOffline, let render = plugin.render?.pointee,
            render.has_hard_realtime_requirement?(plugin.pointer) != true
        {
            _ = render.set?(plugin.pointer, Int32(OB_CLAP_RENDER_OFFLINE))
        }
        settleNews()
    }

    /// The plugin must be out of every plan.
    deinit { deactivate() }

    var isActive: Bool { main.isActive }
    var context: UnsafeMutablePointer<CLAPRenderContext> { memory.context }
    var bank: UnsafeMutablePointer<ParameterBank> { context.pointee.bank }

    package var processor: Processor {
        Processor(
            context: context,
            function: clapProcess,
            parameters: bank,
            latencyFrames: memory.latencyFrames,
            enabled: parameters.bypass == nil ? nil : context.pointee.enabled
        )
    }

    /// Only an active plugin knows: one that is not is activated for the question. The answer is kept until
    /// a state is restored.
    package var initialLatencyFrames: Int {
        guard plugin.latency?.pointee.get != nil else { return 0 }
        if isActive { return Int(memory.latencyFrames.pointee) }
        if let knownLatencyFrames { return knownLatencyFrames }
        guard (try? activate()) != nil else { return 0 }
        let frames = Int(memory.latencyFrames.pointee)
        deactivate()
        knownLatencyFrames = frames
        return frames
    }

    package func activate() throws(HostError) {
        guard !isActive else { return }
        flushParameters()
        main.isActivating = true
        defer { main.isActivating = false }
        let isReady = plugin.pointer.pointee.activate!(
            plugin.pointer,
            Double(configuration.sampleRateHertz),
            1,
            UInt32(configuration.blockFramesMax)
        )
        guard isReady else {
            throw HostError(
                .instantiationFailed,
                subject: descriptor.id.text,
                message:
                    "the plugin refused to be activated at \(configuration.sampleRateHertz) Hz "
                    + "with blocks of \(configuration.blockFramesMax) frames"
            )
        }
        main.isActive = true
        // What it asked for before this is answered by it.
        plugin.hostMemory.state.pointee.wantsRestart.store(false, ordering: .relaxed)
        memory.latencyFrames.pointee = latencyFrames()
    }

    /// A latency that is no number of frames is ignored.
    private func latencyFrames() -> Int32 {
        let frames = plugin.latency?.pointee.get?(plugin.pointer) ?? 0
        return frames < 16_777_216 ? Int32(frames) : 0
    }

    package func deactivate() {
        guard isActive else { return }
        if context.pointee.isProcessing {
            let state = plugin.hostMemory.state
            // Nobody renders: CLAP lets any thread have the role then.
            state.pointee.enterAudio()
            ob_clap_call_stop_processing(plugin.pointer)
            state.pointee.leaveAudio()
            context.pointee.isProcessing = false
            context.pointee.wantsReset = true
        }
        plugin.pointer.pointee.deactivate!(plugin.pointer)
        main.isActive = false
    }

    package func text(of parameter: Int, value: Double) -> String {
        descriptor.parameters[parameter].text(
            of: value,
            written: plugin.text(of: parameters.known[parameter].id, value: value)
        )
    }

    package func value(of parameter: Int, text: String) -> Double? {
        let known = parameters.known[parameter]
        let read = plugin.value(of: known.id, text: text).map {
            min(max($0, known.minimum), known.maximum)
        }
        return descriptor.parameters[parameter].value(text: text, read: read)
    }

    package func takeLog() -> [PluginLogEntry] {
        plugin.hostMemory.state.pointee.log.takeEntries()
    }

    /// Events that did not reach the plugin: it has no such port, its port has no word for them, or there
    /// was no room. [control]
    package var droppedEvents: Int {
        context.pointee.exchange.pointee.lostEvents.load(ordering: .relaxed)
    }

    /// What was known of the latency is known no more. [control & !processing]
    func forgetLatency() { knownLatencyFrames = nil }

    /// Tells an inactive plugin of parameters that stand elsewhere than it knows, and hears what it says
    /// of its own.
    func flushParameters() {
        guard !isActive, let params = plugin.params else { return }
        plugin.hostMemory.state.pointee.wantsFlush.store(false, ordering: .relaxed)
        context.pointee.events.pointee.removeAll()
        writeParameters(context, isFlush: true)
        ob_clap_call_flush(
            params,
            plugin.pointer,
            memory.inputEvents,
            context.pointee.outputEvents
        )
        context.pointee.events.pointee.removeAll()
    }

    /// Takes the plugin's words for its parameters anew. What a parameter is called in sessions, and where
    /// it may stand, remains. Answers whether any of them changed.
    func refreshDescriptor() -> Bool {
        let before = descriptor
        let fresh = CLAPParameters(plugin)
        for (index, known) in parameters.known.enumerated() {
            guard let place = fresh.known.firstIndex(where: { $0.id == known.id }) else { continue }
            let words = fresh.descriptors[place]
            descriptor.parameters[index].name = words.name
            descriptor.parameters[index].unit = words.unit
            descriptor.parameters[index].choices = words.choices
        }
        return descriptor != before
    }
}

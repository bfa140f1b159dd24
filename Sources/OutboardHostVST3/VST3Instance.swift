import CVST3
import OutboardHost
import OutboardModel

/// The control half of a loaded VST3 plugin.
package final class VST3Instance: PluginInstance {
    package internal(set) var descriptor: PluginDescriptor
    let info: VST3Module.Class
    let plugin: VST3Plugin
    let buses: VST3Buses
    var description: VST3Description
    let map: VST3ParameterMap
    let memory: VST3RenderMemory
    private(set) var isActive = false
    private var probedLatencyFrames: Int?
    /// What the controller was told or said last of the listed parameters, normalized.
    var told: [Double]
    package let hasState: Bool

    init(
        _ info: VST3Module.Class,
        in module: VST3Module,
        configuration: ProcessConfiguration
    ) throws(HostError) {
        self.info = info
        plugin = try VST3Plugin(info, in: module)
        VST3Buses.arrange(plugin)
        try Self.setUp(plugin, info, configuration)
        buses = VST3Buses(of: plugin)
        buses.activate(plugin)
        description = VST3Description(plugin, info, buses)
        descriptor = description.descriptor
        map = description.makeMap()
        memory = VST3RenderMemory(
            plugin,
            description,
            map,
            buses,
            configuration: configuration
        )
        told = []
        hasState = plugin.componentState().map { !$0.isEmpty } ?? false
        plugin.handler.bind(map, activeBuses: buses.active)
        // What happened so far is in what was read.
        _ = plugin.handler.takeNews()
        told = description.listed.indices.map(controllerValue)
        for (index, value) in told.enumerated() {
            let preset = map.normalized(index, Double(memory.bank.pointee.values[index]))
            guard abs(value - preset) > Self.tolerance else { continue }
            // The processor begins elsewhere, and is sent to the default with the first block.
            memory.sent[index] = Float(map.plain(index, value))
        }
    }

    /// The plugin must be out of every plan.
    deinit { deactivate() }

    /// How far apart normalized values are that are not the same: more than a float's rounding.
    static let tolerance = 1e-6

    package var processor: Processor {
        Processor(
            context: memory.context,
            function: vst3Process,
            parameters: memory.bank,
            latencyFrames: memory.latencyFrames,
            enabled: memory.enabled
        )
    }

    /// As the plugin says when it is active. The answer is kept until something changes it.
    package var initialLatencyFrames: Int {
        if isActive { return Int(memory.latencyFrames.pointee) }
        if let probedLatencyFrames { return probedLatencyFrames }
        let component = plugin.component
        _ = component.methods.set_active(component.object, 1)
        let frames = readLatency()
        _ = component.methods.set_active(component.object, 0)
        probedLatencyFrames = frames
        return frames
    }

    package func activate() throws(HostError) {
        guard !isActive else { return }
        let component = plugin.component
        let result = component.methods.set_active(component.object, 1)
        guard result == vst3OK || result == vst3NotImplemented else {
            throw HostError(
                .instantiationFailed,
                subject: descriptor.id.text,
                message: "the plugin fails to get active, with code \(result)"
            )
        }
        memory.latencyFrames.pointee = Int32(readLatency())
        _ = plugin.processor.methods.set_processing(plugin.processor.object, 1)
        isActive = true
    }

    package func deactivate() {
        guard isActive else { return }
        _ = plugin.processor.methods.set_processing(plugin.processor.object, 0)
        _ = plugin.component.methods.set_active(plugin.component.object, 0)
        memory.forgetOldMappings()
        isActive = false
    }

    /// The plugin's own text, and its unit where the text does not end with it.
    package func text(of parameter: Int, value: Double) -> String {
        let listed = description.listed[parameter]
        let text = plugin.text(listed.id, map.normalized(parameter, value)).map {
            listed.unit.isEmpty || Double($0) == nil ? $0 : $0 + " " + listed.unit
        }
        return descriptor.parameters[parameter].text(of: value, written: text)
    }

    /// As the plugin reads it, or else as a number with the parameter's unit.
    package func value(of parameter: Int, text: String) -> Double? {
        let listed = description.listed[parameter]
        if let named = listed.parameter.choices.first(where: { $0.label == text.trimmed }) {
            return named.value
        }
        var own = text.trimmed
        if !listed.unit.isEmpty, own.lowercased().hasSuffix(listed.unit.lowercased()) {
            own = String(own.dropLast(listed.unit.count)).trimmed
        }
        return descriptor.parameters[parameter].value(
            text: text,
            read: read(own, listed.id).map { map.plain(parameter, $0) }
        )
    }

    /// The normalized value that the controller reads. nil: none.
    private func read(_ text: String, _ id: UInt32) -> Double? {
        guard let controller = plugin.controller, !text.isEmpty else { return nil }
        var normalized = Double.nan
        let result = text.unitsWithZero.withUnsafeBufferPointer { units in
            controller.methods.value_of_text(
                controller.object,
                id,
                units.baseAddress!,
                &normalized
            )
        }
        return result == vst3OK && (0...1).contains(normalized) ? normalized : nil
    }

    package var droppedEvents: Int { memory.droppedEvents }

    /// VST3 has no log.
    package func takeLog() -> [PluginLogEntry] { [] }

    /// What was known of the latency is known no more. [control & !processing]
    func forgetLatency() { probedLatencyFrames = nil }

    /// What no delay can be is none.
    func readLatency() -> Int {
        let frames = plugin.processor.methods.get_latency(plugin.processor.object)
        return frames < 16_777_216 ? Int(frames) : 0
    }

    /// Where the controller has a listed parameter, normalized.
    func controllerValue(_ index: Int) -> Double {
        guard let controller = plugin.controller else { return 0 }
        let value = controller.methods.get_normalized(
            controller.object,
            description.listed[index].id
        )
        return value.isFinite ? min(max(value, 0), 1) : 0
    }

    func tellController(_ index: Int, _ normalized: Double) {
        told[index] = normalized
        guard let controller = plugin.controller else { return }
        _ = controller.methods.set_normalized(
            controller.object,
            description.listed[index].id,
            normalized
        )
    }

    private static func setUp(
        _ plugin: VST3Plugin,
        _ info: VST3Module.Class,
        _ configuration: ProcessConfiguration
    ) throws(HostError) {
        var setup = ob_vst3_setup(
            mode: Int32(configuration.isOffline ? OB_VST3_OFFLINE : OB_VST3_REALTIME),
            sample_size: Int32(OB_VST3_FLOATS),
            frames_max: Int32(configuration.blockFramesMax),
            sample_rate: Double(configuration.sampleRateHertz)
        )
        let result = plugin.processor.methods.setup(plugin.processor.object, &setup)
        guard result == vst3OK || result == vst3NotImplemented else {
            throw HostError(
                .unsupported,
                subject: info.id.text,
                message: "the plugin refuses to process at \(configuration.sampleRateHertz) Hz"
            )
        }
    }
}

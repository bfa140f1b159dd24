import OutboardHost
import OutboardModel
import OutboardProtocol
import OutboardRender

/// The plugin of an insert, or the placeholder where it is missing.
///
/// A mono plugin on a wider strip runs once for each channel; the instances, its lanes, are set alike.
/// It belongs to the session and to every plan that names it: with the last of them it is freed.
final class LoadedInsert {
    /// An instance, and the number that plans call it by.
    struct Lane {
        let instance: any PluginInstance
        let slot: SlotLease
    }

    let id: InsertID
    let plugin: PluginID
    /// As the first lane says it is at this sample rate; nil for a placeholder.
    let descriptor: PluginDescriptor?
    /// The descriptor's, by themselves: to look into that is to copy all that it says.
    let parameters: [ParameterDescriptor]
    private(set) var lanes: [Lane]
    /// Why there is no plugin.
    let placeholderReason: String?
    /// There is one, and a scan found that it must not be loaded.
    let isBlocked: Bool
    /// What the document asks of its parameters and cannot have.
    var parameterProblems: [String] = []
    /// Plain values by the descriptor's order: what people set, and the render thread has or will have.
    private(set) var values: [Double]
    /// Known once its parameters stand: it may depend on them.
    var latencyFrames: Int
    /// What it took before it was heard: the part of a cycle's duration, of all lanes.
    var expectedLoad = 0.0
    /// Whether it works, where it has a bypass of its own: what the render thread has or will have.
    private(set) var isEnabled = true
    /// By parameter: how people read the value that they were told of last.
    var toldSnapshots: [Int: ParameterSnapshot.Value] = [:]
    /// Made when they are asked for first.
    private var subjectsOfValues: [Int: Set<Subject>] = [:]
    /// A plan names it, or has named it: its parameters belong to the render thread.
    var isPublished = false

    init(_ id: InsertID, plugin: PluginID, lane: Lane) {
        self.id = id
        self.plugin = plugin
        lanes = [lane]
        placeholderReason = nil
        isBlocked = false
        descriptor = lane.instance.descriptor
        parameters = lane.instance.descriptor.parameters
        latencyFrames = 0
        let bank = lane.instance.processor.parameters
        values = (0..<bank.pointee.count).map { Double(bank.pointee.values[$0]) }
    }

    init(placeholderFor id: InsertID, plugin: PluginID, reason: String, isBlocked: Bool = false) {
        self.isBlocked = isBlocked
        self.id = id
        self.plugin = plugin
        lanes = []
        descriptor = nil
        parameters = []
        values = []
        latencyFrames = 0
        placeholderReason = reason
    }

    /// No plan names it any more.
    deinit {
        for lane in lanes { lane.instance.deactivate() }
    }

    /// Adds an instance for a further channel, with the values of the others.
    func add(_ lane: Lane) {
        lane.instance.processor.enabled?.pointee = isEnabled ? 1 : 0
        for (index, value) in values.enumerated() {
            lane.instance.processor.parameters.pointee.values[index] = Float(value)
        }
        lanes.append(lane)
    }

    /// What the plugin has beside its parameters now. nil: it has no such thing, or there is no plugin.
    /// The channels of one strip have the same.
    func currentState() throws(HostError) -> [UInt8]? {
        guard let instance = lanes.first?.instance, instance.hasState else { return nil }
        return try instance.saveState()
    }

    /// The same for a preset, which may be loaded into any session.
    func stateByItself() throws(HostError) -> [UInt8]? {
        guard let instance = lanes.first?.instance, instance.hasState else { return nil }
        return try instance.saveStateByItself()
    }

    /// What it is set to, as a preset for any session.
    ///
    /// - Throws: `PLUGIN_NOT_FOUND` for a placeholder, `ENGINE_ERROR` where the plugin does not give its state.
    func preset(named name: String) throws(RequestError) -> Preset {
        guard let descriptor else {
            throw RequestError(
                .pluginNotFound,
                "\"\(id)\" is a placeholder: \(placeholderReason ?? "")",
                field: "plugin_id"
            )
        }
        let state: [UInt8]?
        do {
            state = try stateByItself()
        } catch {
            throw RequestError(
                .engineError,
                "The preset is not saved: the plugin does not say what it has now: \(error.message).",
                hint: "Try again; a plugin that goes on like that saves no session either."
            )
        }
        var parameters: [String: Double] = [:]
        for (parameter, value) in zip(descriptor.parameters, values)
        where parameter.kind != .trigger {
            // Single precision may have brought it beyond its end.
            parameters[parameter.symbol] = min(max(value, parameter.minimum), parameter.maximum)
        }
        return Preset(
            id: PresetID(""),
            name: name,
            plugin: plugin,
            parameters: parameters,
            state: state
        )
    }

    /// The session goes on in another directory.
    func noteDirectory(_ directory: String) {
        for lane in lanes { lane.instance.noteDirectory(directory) }
    }

    func problems(on strip: TrackID) -> [String] {
        let reason = placeholderReason.map { "insert \(id) on \(strip) is a placeholder: \($0)" }
        return [reason].compactMap { $0 } + parameterProblems
    }

    /// Whether it passes its input through by itself when it is bypassed; else the graph goes round it.
    var bypassesItself: Bool {
        !lanes.isEmpty && lanes.allSatisfy { $0.instance.processor.enabled != nil }
    }

    /// Brings the plugin's own bypass to where it belongs, and says what the render thread has to do for
    /// that.
    func enable(_ isEnabled: Bool) -> [RenderAction] {
        guard bypassesItself, isEnabled != self.isEnabled else { return [] }
        self.isEnabled = isEnabled
        guard isPublished else {
            for lane in lanes { lane.instance.processor.enabled?.pointee = isEnabled ? 1 : 0 }
            return []
        }
        return lanes.map { .setEnabled(processor: UInt32($0.slot.first), isEnabled) }
    }

    /// Whether it runs once for each channel of its strip.
    var isPerChannel: Bool {
        descriptor.map { $0.audioInputs == 1 && $0.audioOutputs == 1 } ?? false
    }

    /// Channels of the strip behind it. At most two, unless the strip was wider before.
    func outputWidth(forInputWidth width: Int) -> Int {
        guard let descriptor, descriptor.audioOutputs > 0, !isPerChannel else { return width }
        return min(max(2, width), descriptor.audioOutputs)
    }

    func isWritable(property uri: String) -> Bool {
        descriptor?.properties.contains { $0.uri == uri && $0.isWritable } ?? false
    }

    /// Where a parameter stands in the descriptor and in the processor's bank.
    func index(of symbol: String) -> Int? {
        parameters.indices.first { parameters[$0].symbol == symbol }
    }

    /// What a change of a value is about.
    func subjects(ofValue index: Int) -> Set<Subject> {
        if let known = subjectsOfValues[index] { return known }
        let made: Set<Subject> = [.value(parameters[index].symbol, of: id)]
        subjectsOfValues[index] = made
        return made
    }

    /// Notes the value that the render thread is sent.
    func note(_ value: Double, at index: Int) { values[index] = value }

    /// Writes a value where nothing renders yet.
    func stand(_ value: Double, at index: Int) {
        precondition(!isPublished, "its parameters belong to the render thread")
        values[index] = value
        for lane in lanes {
            lane.instance.processor.parameters.pointee.values[index] = Float(value)
        }
    }
}

import CLilv
import OutboardModel

/// What a port carries, and what the host connects to it.
enum LV2Port: Sendable, Equatable {
    case audioInput
    case audioOutput
    /// A control voltage: a signal, but none of the plugin's channels.
    case cvInput
    case cvOutput
    /// Index into the descriptor's parameters.
    case parameter(Int)
    /// The plugin's own switch for bypass.
    case enabled
    /// 1 where nobody waits for a deadline.
    case freeWheeling
    /// A number that the plugin shows: a level, a gain reduction.
    case controlOutput
    case latency
    case atomInput(size: Int, LV2EventKinds)
    case atomOutput(size: Int, LV2EventKinds)
    /// Of a sort that this host does not know, and that may stay unconnected.
    case unconnected
}

/// What is read of a plugin's description once, for a sample rate.
struct LV2Description {
    /// Room for the events of one block where the plugin does not ask for more, in bytes.
    static let sequenceSize = 8192

    var descriptor: PluginDescriptor
    /// By LV2's port index.
    var ports: [LV2Port]
    /// Symbols of ports that nothing can be connected to although the plugin needs it.
    var unknownPorts: [String]
    /// What is spoken of through its patch input; empty where it has none.
    var properties: [LV2Property]
    /// What the outputs of control show, by LV2's port index.
    var readings: [(port: Int, descriptor: PropertyDescriptor)]
    /// Indices of the audio ports, as the plugin's channels go.
    var audioInputs: [UInt32]
    var audioOutputs: [UInt32]
    var usesLog: Bool
    var hasDefaultState: Bool
    /// It will not run without `lv2:isLive`.
    var requiresLive: Bool

    /// The largest of the atom ports.
    var atomBytesMax: Int {
        ports.reduce(0) { largest, port in
            switch port {
            case .atomInput(let size, _), .atomOutput(let size, _): max(largest, size)
            default: largest
            }
        }
    }

    var reportsLatency: Bool {
        ports.contains { if case .latency = $0 { true } else { false } }
    }
}

extension LV2World {
    /// Reads everything about a plugin that the host wants to know.
    func describe(_ plugin: OpaquePointer, sampleRateHertz: Int) -> LV2Description {
        var parameters: [ParameterDescriptor] = []
        var ports: [LV2Port] = []
        var unknownPorts: [String] = []
        for index in 0..<lilv_plugin_get_num_ports(plugin) {
            guard let port = lilv_plugin_get_port_by_index(plugin, index) else { continue }
            var kind = portKind(plugin, port, parameterIndex: parameters.count)
            // A plugin has one switch; x42's compressor claims a second for its hold.
            if kind == .enabled, ports.contains(.enabled) { kind = .parameter(parameters.count) }
            if case .parameter = kind {
                parameters.append(parameter(plugin, port, sampleRateHertz: sampleRateHertz))
            }
            if kind == nil, !has(plugin, port, LV2Name.core + "connectionOptional") {
                unknownPorts.append(symbol(plugin, port))
            }
            ports.append(kind ?? .unconnected)
        }
        let speaks = keepOnePatchInput(of: plugin, &ports)
        let (properties, more) =
            speaks
            ? self.properties(of: plugin, taken: parameters.map(\.symbol), first: parameters.count)
            : ([], [])
        parameters += more
        let readings = readings(of: plugin, ports)
        let order = channelOrder(of: plugin, ports)
        return LV2Description(
            descriptor: PluginDescriptor(
                id: PluginID(
                    format: .lv2,
                    String(cString: lilv_node_as_uri(lilv_plugin_get_uri(plugin)))
                ),
                name: takeText(lilv_plugin_get_name(plugin)) ?? "",
                vendor: takeText(lilv_plugin_get_author_name(plugin)) ?? "",
                kind: kind(of: plugin),
                audioInputs: order.inputs.count,
                audioOutputs: order.outputs.count,
                sideChainInputs: order.sideChainCount,
                eventInputs: ports.count {
                    if case .atomInput(_, let kinds) = $0 { kinds.contains(.midi) } else { false }
                },
                eventOutputs: ports.count {
                    if case .atomOutput(_, let kinds) = $0 { kinds.contains(.midi) } else { false }
                },
                parameters: parameters,
                properties: properties.filter { $0.parameter == nil }.map(\.descriptor)
                    + readings.map(\.descriptor)
            ),
            ports: ports,
            unknownPorts: unknownPorts,
            properties: properties,
            readings: readings,
            audioInputs: order.inputs,
            audioOutputs: order.outputs,
            usesLog: lilv_plugin_has_feature(plugin, node(LV2Name.log + "log")),
            hasDefaultState: hasDefaultState(plugin),
            requiresLive: takeURIs(lilv_plugin_get_required_features(plugin))
                .contains(LV2Name.core + "isLive")
        )
    }

    /// Messages go to one port, that which is designated for control where several take them.
    ///
    /// - Returns: whether there is one.
    private func keepOnePatchInput(of plugin: OpaquePointer, _ ports: inout [LV2Port]) -> Bool {
        let takers = ports.indices.filter {
            if case .atomInput(_, let kinds) = ports[$0] { kinds.contains(.patch) } else { false }
        }
        let chosen =
            takers.first { index in
                lilv_plugin_get_port_by_index(plugin, UInt32(index))
                    .flatMap { designation(plugin, $0) } == LV2Name.core + "control"
            } ?? takers.first
        for index in takers where index != chosen {
            guard case .atomInput(let size, let kinds) = ports[index] else { continue }
            ports[index] = .atomInput(size: size, kinds.subtracting(.patch))
        }
        return chosen != nil
    }

    private func portKind(
        _ plugin: OpaquePointer,
        _ port: OpaquePointer,
        parameterIndex: Int
    ) -> LV2Port? {
        func isA(_ kind: String) -> Bool { lilv_port_is_a(plugin, port, node(kind)) }
        let isInput = isA(LV2Name.core + "InputPort")
        guard isInput || isA(LV2Name.core + "OutputPort") else { return nil }
        if isA(LV2Name.core + "AudioPort") { return isInput ? .audioInput : .audioOutput }
        if isA(LV2Name.core + "CVPort") { return isInput ? .cvInput : .cvOutput }
        if isA(LV2Name.atom + "AtomPort") {
            let size = max(LV2Description.sequenceSize, minimumSize(plugin, port))
            var kinds: LV2EventKinds = []
            if supports(plugin, port, LV2Name.midi + "MidiEvent") { kinds.insert(.midi) }
            if supports(plugin, port, LV2Name.time + "Position") { kinds.insert(.position) }
            if supports(plugin, port, LV2Name.patch + "Message") { kinds.insert(.patch) }
            return isInput ? .atomInput(size: size, kinds) : .atomOutput(size: size, kinds)
        }
        guard isA(LV2Name.core + "ControlPort") else { return nil }
        let designation = self.designation(plugin, port)
        if isInput {
            return switch designation {
            case LV2Name.core + "enabled": .enabled
            case LV2Name.core + "freeWheeling": .freeWheeling
            default: .parameter(parameterIndex)
            }
        }
        let isLatency =
            designation == LV2Name.core + "latency"
            || has(plugin, port, LV2Name.core + "reportsLatency")
        return isLatency ? .latency : .controlOutput
    }

    private func supports(_ plugin: OpaquePointer, _ port: OpaquePointer, _ type: String) -> Bool {
        lilv_port_supports_event(plugin, port, node(type))
    }

    func has(_ plugin: OpaquePointer, _ port: OpaquePointer, _ property: String) -> Bool {
        lilv_port_has_property(plugin, port, node(property))
    }

    func symbol(_ plugin: OpaquePointer, _ port: OpaquePointer) -> String {
        String(cString: lilv_node_as_string(lilv_port_get_symbol(plugin, port)))
    }

    /// A node's text. The node is freed.
    func takeText(_ taken: OpaquePointer?) -> String? {
        guard let taken else { return nil }
        defer { lilv_node_free(taken) }
        return lilv_node_as_string(taken).map { String(cString: $0) }
    }

    func designation(_ plugin: OpaquePointer, _ port: OpaquePointer) -> String? {
        takeText(lilv_port_get(plugin, port, node(LV2Name.core + "designation")))
    }

    private func minimumSize(_ plugin: OpaquePointer, _ port: OpaquePointer) -> Int {
        guard let size = lilv_port_get(plugin, port, node(LV2Name.resizePort + "minimumSize"))
        else { return 0 }
        defer { lilv_node_free(size) }
        return lilv_node_is_int(size) ? max(0, Int(lilv_node_as_int(size))) : 0
    }

    private func kind(of plugin: OpaquePointer) -> String {
        guard let label = lilv_plugin_class_get_label(lilv_plugin_get_class(plugin)) else {
            return ""
        }
        return lilv_node_as_string(label).map { String(cString: $0) } ?? ""
    }

    private func hasDefaultState(_ plugin: OpaquePointer) -> Bool {
        guard let states = lilv_plugin_get_value(plugin, node(LV2Name.state + "state")) else {
            return false
        }
        defer { lilv_nodes_free(states) }
        return lilv_nodes_size(states) > 0
    }
}

import CLADSPA
import OutboardHost
import OutboardModel

/// What a port carries, and what the host connects to it.
enum LADSPAPort: Sendable, Equatable {
    case audioInput
    case audioOutput
    /// Index into the descriptor's parameters.
    case parameter(Int)
    case controlOutput
    case latency
}

/// What is read of a plugin's description once, for a sample rate.
struct LADSPADescription {
    var descriptor: PluginDescriptor
    /// By LADSPA's port index.
    var ports: [LADSPAPort]

    private static let portCountMax: UInt = 4096

    var reportsLatency: Bool { ports.contains(.latency) }

    /// - Throws: `unsupported` for a plugin that lacks what each must have.
    init(
        _ plugin: UnsafePointer<ob_ladspa_descriptor>,
        library: String,
        sampleRateHertz: Int
    ) throws(HostError) {
        let plugin = plugin.pointee
        let label = plugin.label.map { String(cString: $0) } ?? ""
        let id = PluginID(format: .ladspa, "\(library):\(label)")
        func refusal(_ message: String) -> HostError {
            HostError(.unsupported, subject: id.text, message: message)
        }
        guard !label.isEmpty, plugin.instantiate != nil, plugin.connect_port != nil,
            plugin.run != nil
        else { throw refusal("the library leaves out its label, or one of its functions") }
        guard plugin.port_count <= Self.portCountMax else {
            throw refusal("has \(plugin.port_count) ports")
        }
        var parameters: [ParameterDescriptor] = []
        var ports: [LADSPAPort] = []
        if plugin.port_count > 0 {
            guard let kinds = plugin.ports, let names = plugin.port_names,
                let ranges = plugin.ranges
            else { throw refusal("the library says nothing about its ports") }
            var symbols = LADSPASymbols()
            for index in 0..<Int(plugin.port_count) {
                let name = names[index].map { String(cString: $0) } ?? ""
                guard
                    let port = Self.port(kinds[index], name: name, parameter: parameters.count)
                else { throw refusal("port \(index), \(name), is of no kind that LADSPA knows") }
                if case .parameter = port {
                    parameters.append(
                        Self.parameter(
                            LADSPAPortName(name),
                            ranges[index],
                            &symbols,
                            sampleRateHertz: sampleRateHertz
                        )
                    )
                }
                ports.append(port)
            }
        }
        self.ports = ports
        descriptor = PluginDescriptor(
            id: id,
            aliases: [label, String(plugin.unique_id)],
            name: plugin.name.map { String(cString: $0) } ?? label,
            vendor: plugin.maker.map { String(cString: $0) } ?? "",
            kind: "",
            audioInputs: ports.count { $0 == .audioInput },
            audioOutputs: ports.count { $0 == .audioOutput },
            parameters: parameters
        )
    }

    /// nil: it is not one of input and output, and one of audio and control.
    private static func port(_ bits: Int32, name: String, parameter: Int) -> LADSPAPort? {
        let directions = bits & Int32(OB_LADSPA_PORT_INPUT | OB_LADSPA_PORT_OUTPUT)
        let carried = bits & Int32(OB_LADSPA_PORT_AUDIO | OB_LADSPA_PORT_CONTROL)
        switch (directions, carried) {
        case (Int32(OB_LADSPA_PORT_INPUT), Int32(OB_LADSPA_PORT_AUDIO)): return .audioInput
        case (Int32(OB_LADSPA_PORT_OUTPUT), Int32(OB_LADSPA_PORT_AUDIO)): return .audioOutput
        case (Int32(OB_LADSPA_PORT_INPUT), Int32(OB_LADSPA_PORT_CONTROL)):
            return .parameter(parameter)
        case (Int32(OB_LADSPA_PORT_OUTPUT), Int32(OB_LADSPA_PORT_CONTROL)):
            return ["latency", "_latency"].contains(name.lowercased()) ? .latency : .controlOutput
        default: return nil
        }
    }

    private static func parameter(
        _ name: LADSPAPortName,
        _ hints: ob_ladspa_range,
        _ symbols: inout LADSPASymbols,
        sampleRateHertz: Int
    ) -> ParameterDescriptor {
        let range = LADSPARange(hints, sampleRateHertz: sampleRateHertz)
        return ParameterDescriptor(
            symbol: symbols.make(name.text),
            name: name.text,
            unit: name.unit,
            minimum: range.minimum,
            maximum: range.maximum,
            default: range.default,
            kind: range.kind,
            law: range.isLogarithmic ? .logarithmic : .linear,
            isRampable: range.kind == .continuous
        )
    }
}

import CVST3
import OutboardHost
import OutboardModel

/// What is read of a plugin's controller once: the parameters that people see, and the others.
struct VST3Description {
    /// One that is listed.
    struct Listed {
        let id: UInt32
        var parameter: ParameterDescriptor
        /// As the plugin writes it; texts end with it.
        let unit: String
        let origin: Double
        let span: Double
        let steps: Int32
    }

    var descriptor: PluginDescriptor
    let listed: [Listed]
    /// Of all parameters, each once.
    let ids: [UInt32]
    let bypass: UInt32?
    /// The listed one that chooses a program.
    let program: Int?
    let programNames: [String]
    let mapping: VST3MIDIMapping

    static let parametersMax = 65_536

    /// [control]
    init(_ plugin: VST3Plugin, _ info: VST3Module.Class, _ buses: VST3Buses) {
        let parameters = Self.parameters(plugin)
        let mapping = VST3MIDIMapping(plugin, buses: buses.eventInputs)
        let units = VST3Programs(plugin)
        let bypass = parameters.first {
            Int($0.flags) & OB_VST3_PARAMETER_BYPASS != 0
                && Int($0.flags) & OB_VST3_PARAMETER_READ_ONLY == 0
        }
        var listed: [Listed] = []
        var program: Int?
        var programNames: [String] = []
        for parameter in parameters
        where Int(parameter.flags) & (OB_VST3_PARAMETER_READ_ONLY | OB_VST3_PARAMETER_BYPASS) == 0
            && !mapping.ownIDs.contains(parameter.id)
        {
            // Where a program is chosen is hidden at times, because hosts have a list of their own.
            let isProgram =
                Int(parameter.flags) & OB_VST3_PARAMETER_PROGRAM != 0 && parameter.steps > 0
                && program == nil
            guard isProgram || Int(parameter.flags) & OB_VST3_PARAMETER_HIDDEN == 0 else {
                continue
            }
            let names = isProgram ? units.names(of: parameter) : []
            if isProgram { (program, programNames) = (listed.count, names) }
            listed.append(VST3Range(plugin, parameter, programNames: names).listed)
        }
        let symbols = ParameterSymbols.make(listed.map { ($0.parameter.name, "", $0.id) })
        for index in listed.indices { listed[index].parameter.symbol = symbols[index] }
        self.listed = listed
        self.bypass = bypass?.id
        self.program = program
        self.programNames = programNames
        self.mapping = mapping
        ids = parameters.map(\.id)
        descriptor = PluginDescriptor(
            id: PluginID(format: .vst3, info.id.text),
            name: info.name,
            vendor: info.vendor,
            kind: Self.kind(info.kinds),
            audioInputs: buses.inputChannels,
            audioOutputs: buses.outputChannels,
            sideChainInputs: buses.sideChannels,
            eventInputs: buses.eventInputs,
            eventOutputs: buses.eventOutputs,
            parameters: listed.map(\.parameter)
        )
    }

    /// What both sides need to know of them.
    func makeMap() -> VST3ParameterMap {
        VST3ParameterMap(
            ids: ids,
            listed: listed.map { ($0.id, $0.origin, $0.span, $0.steps) }
        )
    }

    /// Of several words, the first that says more than whether it is an effect or an instrument.
    private static func kind(_ kinds: String) -> String {
        let words = kinds.split(separator: "|").map(String.init)
        return words.first { $0 != "Fx" && $0 != "Instrument" } ?? words.first ?? ""
    }

    /// Each identifier once.
    private static func parameters(_ plugin: VST3Plugin) -> [ob_vst3_parameter_info] {
        guard let controller = plugin.controller else { return [] }
        let count = min(Int(controller.methods.count_parameters(controller.object)), parametersMax)
        var known: Set<UInt32> = []
        return (0..<Int32(max(0, count))).compactMap { index in
            var info = ob_vst3_parameter_info()
            guard controller.methods.get_parameter(controller.object, index, &info) == vst3OK,
                known.insert(info.id).inserted
            else { return nil }
            return info
        }
    }
}

/// The programs that a plugin names.
struct VST3Programs {
    private let units: VST3Reference<ob_vst3_units>?
    private let plugin: VST3Plugin
    private static let countMax: Int32 = 16_384

    init(_ plugin: VST3Plugin) {
        self.plugin = plugin
        units = plugin.controller?.query(ob_vst3_units.self)
    }

    /// The texts of a parameter that chooses a program: those of its unit's list, or else its own.
    func names(of parameter: ob_vst3_parameter_info) -> [String] {
        let list = list(of: parameter.unit_id)
        return (0...min(parameter.steps, Self.countMax)).map { index in
            if let units, let list {
                var name = ob_vst3_text()
                if units.methods.get_program_name(units.object, list, index, &name) == vst3OK,
                    !name.string.isEmpty
                {
                    return name.string
                }
            }
            let text = plugin.text(parameter.id, Double(index) / Double(parameter.steps))
            return text ?? "Program \(index + 1)"
        }
    }

    private func list(of unit: Int32) -> Int32? {
        guard let units else { return nil }
        let count = min(units.methods.count_units(units.object), 4096)
        for index in 0..<max(0, count) {
            var info = ob_vst3_unit_info()
            guard units.methods.get_unit(units.object, index, &info) == vst3OK, info.id == unit,
                info.program_list >= 0
            else { continue }
            return info.program_list
        }
        return nil
    }
}

extension VST3Plugin {
    /// As the controller writes it, without the unit. nil: it does not. [control]
    func text(_ id: UInt32, _ normalized: Double) -> String? {
        guard let controller else { return nil }
        var text = ob_vst3_text()
        guard controller.methods.text_of_value(controller.object, id, normalized, &text) == vst3OK
        else { return nil }
        let string = text.string.trimmed
        return string.isEmpty ? nil : string
    }
}

import CCLAP
import OutboardHost
import OutboardModel

/// What the render thread says to the plugin of a parameter.
struct CLAPParameter: BitwiseCopyable {
    var id: UInt32
    /// Saves the plugin a search. Good until it has its parameters read anew.
    var cookie: UnsafeMutableRawPointer?
    var minimum: Double
    var maximum: Double
    /// A change may only come with `process`.
    var requiresProcess: Bool
}

/// The parameters of a plugin: those that people set, and its own bypass.
struct CLAPParameters {
    /// By descriptor index.
    var known: [CLAPParameter] = []
    var descriptors: [ParameterDescriptor] = []
    var bypass: CLAPParameter?

    private static let countMax: UInt32 = 16_384
    /// Values of a choice that are asked for their names.
    private static let choiceCountMax = 1_024.0

    /// Parameters that are hidden, or that only the plugin sets, are left out; so are those of which it
    /// says nothing or which have another's identifier.
    init(_ plugin: CLAPPlugin) {
        guard let table = plugin.params?.pointee, let count = table.count,
            let get = table.get_info
        else { return }
        var seen: Set<UInt32> = []
        var infos: [Info] = []
        let unlisted = UInt32(OB_CLAP_PARAM_IS_HIDDEN | OB_CLAP_PARAM_IS_READONLY)
        for index in 0..<min(count(plugin.pointer), Self.countMax) {
            var raw = ob_clap_param_info()
            guard get(plugin.pointer, index, &raw), raw.id != OB_CLAP_INVALID_ID,
                seen.insert(raw.id).inserted
            else { continue }
            let info = Info(&raw)
            if raw.flags & UInt32(OB_CLAP_PARAM_IS_BYPASS) != 0 {
                if bypass == nil { bypass = info.parameter }
            } else if raw.flags & unlisted == 0 {
                infos.append(info)
            }
        }
        known = infos.map(\.parameter)
        let symbols = ParameterSymbols.make(infos.map { ($0.name, $0.module, $0.parameter.id) })
        descriptors = zip(infos, symbols).map { Self.descriptor($0, symbol: $1, plugin) }
    }

    /// What the plugin says of one, made good where that is no range.
    private struct Info {
        let parameter: CLAPParameter
        let name: String
        let module: String
        let flags: UInt32
        let `default`: Double

        init(_ raw: inout ob_clap_param_info) {
            var (low, high) = (raw.min_value, raw.max_value)
            let largest = Double(Float.greatestFiniteMagnitude)
            if !low.isFinite || low.magnitude > largest { low = 0 }
            if !high.isFinite || high.magnitude > largest { high = max(1, low) }
            if low > high { swap(&low, &high) }
            parameter = CLAPParameter(
                id: raw.id,
                cookie: raw.cookie,
                minimum: low,
                maximum: high,
                requiresProcess: raw.flags & UInt32(OB_CLAP_PARAM_REQUIRES_PROCESS) != 0
            )
            let given = raw.default_value
            self.default = given.isFinite ? min(max(given, low), high) : low
            flags = raw.flags
            name = text(ob_clap_param_name(&raw), size: Int(OB_CLAP_NAME_SIZE))
            module = text(ob_clap_param_module(&raw), size: Int(OB_CLAP_PATH_SIZE))
        }

        func has(_ flag: Int) -> Bool { flags & UInt32(flag) != 0 }
    }

    private static func descriptor(
        _ info: Info,
        symbol: String,
        _ plugin: CLAPPlugin
    ) -> ParameterDescriptor {
        let (low, high) = (info.parameter.minimum, info.parameter.maximum)
        var kind = ParameterDescriptor.Kind.continuous
        var choices: [ParameterDescriptor.Choice] = []
        if info.has(OB_CLAP_PARAM_IS_STEPPED) || info.has(OB_CLAP_PARAM_IS_ENUM) {
            kind = (low, high) == (0, 1) ? .toggle : .integer
            if info.has(OB_CLAP_PARAM_IS_ENUM), high - low < choiceCountMax {
                let labels = Self.choices(info.parameter, plugin)
                if !labels.isEmpty { (kind, choices) = (.choice, labels) }
            }
        }
        let settled = kind == .continuous ? info.default : info.default.rounded(.towardZero)
        return ParameterDescriptor(
            symbol: symbol,
            name: info.name.isEmpty ? symbol : info.name,
            unit: kind == .toggle || kind == .choice ? "" : unit(info.parameter, plugin),
            minimum: low,
            maximum: high,
            default: settled,
            kind: kind,
            choices: choices,
            isRampable: kind == .continuous && info.has(OB_CLAP_PARAM_IS_AUTOMATABLE)
        )
    }

    /// Empty: a value has no name.
    private static func choices(
        _ parameter: CLAPParameter,
        _ plugin: CLAPPlugin
    ) -> [ParameterDescriptor.Choice] {
        var choices: [ParameterDescriptor.Choice] = []
        var value = parameter.minimum.rounded(.up)
        while value <= parameter.maximum {
            guard let label = plugin.text(of: parameter.id, value: value) else { return [] }
            choices.append(ParameterDescriptor.Choice(value: value, label: label))
            value += 1
        }
        return choices
    }

    /// What stands behind the number in the plugin's texts of both ends, where that is the same word:
    /// CLAP has no units.
    private static func unit(_ parameter: CLAPParameter, _ plugin: CLAPPlugin) -> String {
        func ending(_ value: Double) -> Substring? {
            guard let text = plugin.text(of: parameter.id, value: value) else { return nil }
            let digits = text.prefix { "+-.,0123456789\u{2212} ".contains($0) }
            guard digits.contains(where: \.isNumber) else { return nil }
            return text.dropFirst(digits.count)
        }
        guard let low = ending(parameter.minimum), !low.isEmpty, low.count <= 8,
            low == ending(parameter.maximum)
        else { return "" }
        return String(low)
    }
}

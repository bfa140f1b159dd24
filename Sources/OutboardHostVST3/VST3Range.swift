import CVST3
import OutboardModel

/// What plain values a parameter takes.
///
/// Where the plugin's own plain values lie on a straight line over the normalized ones, they are what people
/// see and what is saved. Where they do not, plain values are the normalized ones, 0 to 1, or the number of
/// the step, and only the texts are the plugin's.
struct VST3Range {
    let listed: VST3Description.Listed

    /// Of a parameter with more steps, the values have no names here.
    private static let namedStepsMax: Int32 = 512
    /// How far from the line is still on it, as a part of the range.
    private static let tolerance = 1e-5

    /// - Parameter programNames: of a parameter that chooses a program.
    init(_ plugin: VST3Plugin, _ info: ob_vst3_parameter_info, programNames: [String]) {
        let steps = max(0, info.steps)
        var line: (origin: Double, span: Double)?
        if programNames.isEmpty { line = Self.line(plugin, info.id, steps: steps) }
        let unit = info.unit.string.trimmed
        let (origin, span) = line ?? (0, steps > 0 ? Double(steps) : 1)
        let scale = VST3ParameterMap.Scale(
            id: info.id,
            slot: 0,
            origin: origin,
            span: span,
            steps: steps
        )
        let choices = Self.choices(plugin, info, scale, programNames, unit: unit)
        let kind = Self.kind(info, steps: steps, hasNames: !choices.isEmpty)
        let title = info.title.string.trimmed
        let short = info.short_title.string.trimmed
        let isAutomatable = Int(info.flags) & OB_VST3_PARAMETER_AUTOMATABLE != 0
        let normalized = info.normalized_default.isFinite ? info.normalized_default : 0
        // As the bank holds it.
        let preset = Double(Float(vst3Settled(scale, normalized)))
        listed = VST3Description.Listed(
            id: info.id,
            parameter: ParameterDescriptor(
                // Made of all names together.
                symbol: "",
                name: title.isEmpty ? (short.isEmpty ? "Parameter \(info.id)" : short) : title,
                unit: line == nil ? "" : unit,
                minimum: min(origin, origin + span),
                maximum: max(origin, origin + span),
                default: min(max(preset, min(origin, origin + span)), max(origin, origin + span)),
                kind: kind,
                law: .linear,
                choices: choices,
                isRampable: kind == .continuous && isAutomatable
            ),
            unit: unit,
            origin: origin,
            span: span,
            steps: steps
        )
    }

    private static func kind(
        _ info: ob_vst3_parameter_info,
        steps: Int32,
        hasNames: Bool
    ) -> ParameterDescriptor.Kind {
        if steps == 0 { return .continuous }
        if hasNames { return .choice }
        return steps == 1 ? .toggle : .integer
    }

    /// nil: the plain values lie on none, or are none.
    private static func line(
        _ plugin: VST3Plugin,
        _ id: UInt32,
        steps: Int32
    ) -> (origin: Double, span: Double)? {
        guard let controller = plugin.controller else { return nil }
        func plain(_ part: Double) -> Double {
            controller.methods.plain_of_normalized(controller.object, id, part)
        }
        let origin = plain(0)
        let span = plain(1) - origin
        guard abs(origin) < 1e9, abs(span) < 1e9, abs(span) > 1e-9 else { return nil }
        let count = steps > 0 ? min(steps, 16) : 16
        for place in 1..<max(2, count) where place < count {
            // On a step, where there are such.
            let part =
                steps > 0
                ? Double(Int64(Double(place) / Double(count) * Double(steps))) / Double(steps)
                : Double(place) / Double(count)
            let distance = plain(part) - (origin + span * part)
            guard abs(distance) <= tolerance * abs(span) else { return nil }
        }
        return (origin, span)
    }

    /// The names of a stepped parameter's values, where they are more than numbers. Ascending.
    private static func choices(
        _ plugin: VST3Plugin,
        _ info: ob_vst3_parameter_info,
        _ scale: VST3ParameterMap.Scale,
        _ programNames: [String],
        unit: String
    ) -> [ParameterDescriptor.Choice] {
        let steps = scale.steps
        guard steps > 0, steps <= namedStepsMax || !programNames.isEmpty else { return [] }
        let labels =
            programNames.isEmpty
            ? (0...steps).map { plugin.text(info.id, Double($0) / Double(steps)) ?? "" }
            : programNames
        guard labels.allSatisfy({ !$0.isEmpty }) else { return [] }
        let isList = Int(info.flags) & OB_VST3_PARAMETER_LIST != 0 || !programNames.isEmpty
        guard isList || !labels.allSatisfy({ isPlainWord($0, unit: unit) }) else { return [] }
        let choices = labels.enumerated().map { place, label in
            let normalized = Double(place) / Double(steps)
            return ParameterDescriptor.Choice(value: vst3Plain(scale, normalized), label: label)
        }
        return scale.span < 0 ? choices.reversed() : choices
    }

    /// A number, or what a switch says anyway.
    private static func isPlainWord(_ label: String, unit: String) -> Bool {
        if ["on", "off"].contains(label.lowercased()) { return true }
        let number = label.hasSuffix(unit) ? String(label.dropLast(unit.count)).trimmed : label
        return Double(number) != nil
    }
}

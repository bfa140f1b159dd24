extension ParameterDefinition {
    /// A plain value as a person reads it: "-18.0 dB", "1.25 kHz", "on". [any]
    package func text(of value: Double) -> String {
        switch kind {
        case .toggle: return value >= 0.5 ? "on" : "off"
        case .choice(let labels):
            return labels[Int(min(maximum, max(minimum, value.isNaN ? 0 : value)).rounded())]
        case .integer: return Self.join(decimal(value, places: 0), unit.rawValue)
        case .continuous, .meter: break
        }
        if minimumIsSilence && value <= minimum {
            return Self.join("\u{2212}∞", unit.rawValue)
        }
        switch unit {
        case .decibels:
            let number = decimal(value, places: 1)
            return (value > 0 && number != "0.0" ? "+" : "") + number + " dB"
        case .hertz: return Self.hertz(value)
        case .milliseconds: return Self.milliseconds(value)
        case .seconds: return Self.milliseconds(value * 1000)
        case .percent: return decimal(value, places: abs(value) < 10 ? 1 : 0) + " %"
        case .ratio: return Self.significant(value) + ":1"
        case .semitones, .cents:
            let number = decimal(value, places: unit == .cents ? 1 : 2)
            return (value > 0 ? "+" : "") + number + " " + unit.rawValue
        case .octaves, .none: return Self.join(Self.significant(value), unit.rawValue)
        }
    }

    /// What a person may type: a number with a comma or a point, its unit or another of the same sort or
    /// none, "2k", a label, "on", "-inf". nil: it says no value. What is beyond the range is brought into
    /// it. [any]
    package func value(of text: String) -> Double? {
        let text = Self.trimmed(text)
        switch kind {
        case .toggle:
            switch text.lowercased() {
            case "on", "yes", "true", "1": return 1
            case "off", "no", "false", "0": return 0
            default: return nil
            }
        case .choice(let labels):
            if let exact = labels.firstIndex(where: { $0.lowercased() == text.lowercased() }) {
                return Double(exact)
            }
        case .integer, .continuous, .meter: break
        }
        guard let (number, rest) = ParsedNumber.read(text),
            let scale = self.scale(Self.trimmed(rest))
        else { return nil }
        return legal(number * scale)
    }

    /// What a number is multiplied by for what is written behind it. nil: nonsense.
    private func scale(_ suffix: String) -> Double? {
        let suffix = suffix.lowercased()
        if suffix.isEmpty || suffix == unit.rawValue.lowercased() { return 1 }
        switch unit {
        case .hertz: return ["k", "khz"].contains(suffix) ? 1000 : nil
        case .milliseconds: return suffix == "s" ? 1000 : nil
        case .seconds: return suffix == "ms" ? 0.001 : nil
        default: return nil
        }
    }

    private static func trimmed(_ text: String) -> String {
        let bytes = text.utf8
        guard let first = bytes.firstIndex(where: { $0 > 32 }),
            let last = bytes.lastIndex(where: { $0 > 32 })
        else { return "" }
        return String(text[first...last])
    }

    /// Below 100 Hz one decimal, below 1 kHz none, and above as kHz in three digits.
    private static func hertz(_ value: Double) -> String {
        switch abs(value) {
        case ..<99.95: decimal(value, places: 1) + " Hz"
        case ..<999.5: decimal(value, places: 0) + " Hz"
        case ..<9995: decimal(value / 1000, places: 2) + " kHz"
        default: decimal(value / 1000, places: 1) + " kHz"
        }
    }

    private static func milliseconds(_ value: Double) -> String {
        switch abs(value) {
        case ..<9.995: decimal(value, places: 2) + " ms"
        case ..<99.95: decimal(value, places: 1) + " ms"
        case ..<999.5: decimal(value, places: 0) + " ms"
        default: decimal(value / 1000, places: 2) + " s"
        }
    }

    /// About three digits.
    private static func significant(_ value: Double) -> String {
        switch abs(value) {
        case ..<9.995: decimal(value, places: 2)
        case ..<99.95: decimal(value, places: 1)
        default: decimal(value, places: 0)
        }
    }

    private static func join(_ number: String, _ unit: String) -> String {
        unit.isEmpty ? number : number + " " + unit
    }
}

import OutboardModel

extension ParameterDescriptor {
    /// A plain value as a person reads it: the name that it has, or the number and its unit, "-18.0 dB".
    package func text(of value: Double) -> String {
        if let choice = choices.first(where: { $0.value == value }) { return choice.label }
        if kind == .choice,
            let near = choices.min(by: { abs($0.value - value) < abs($1.value - value) })
        {
            return near.label
        }
        if kind == .toggle || kind == .trigger { return value > 0 ? "on" : "off" }
        if kind == .integer { return Self.join(decimal(value, places: 0), unit) }
        return Self.text(of: value, unit: unit)
    }

    private static func text(of value: Double, unit: String) -> String {
        switch unit {
        case "dB":
            if value == -.infinity { return "\u{2212}∞ dB" }
            let text = decimal(value, places: 1)
            return (value > 0 && text != "0.0" ? "+" : "") + text + " dB"
        case "Hz": return hertz(value)
        case "kHz": return hertz(value * 1000)
        case "MHz": return hertz(value * 1_000_000)
        case "ms": return milliseconds(value)
        case "s": return milliseconds(value * 1000)
        case "%": return join(decimal(value, places: abs(value) < 10 ? 1 : 0), unit)
        case "st":
            let number = value == value.rounded() ? decimal(value, places: 0) : significant(value)
            return (value > 0 ? "+" : "") + join(number, unit)
        default: return join(significant(value), unit)
        }
    }

    /// Below 100 Hz one decimal, below 1 kHz none, and above as kHz in three digits.
    private static func hertz(_ value: Double) -> String {
        switch abs(value) {
        case ..<100: decimal(value, places: 1) + " Hz"
        case ..<1000: decimal(value, places: 0) + " Hz"
        case ..<10_000: decimal(value / 1000, places: 2) + " kHz"
        default: decimal(value / 1000, places: 1) + " kHz"
        }
    }

    private static func milliseconds(_ value: Double) -> String {
        switch abs(value) {
        case ..<10: decimal(value, places: 2) + " ms"
        case ..<100: decimal(value, places: 1) + " ms"
        case ..<1000: decimal(value, places: 0) + " ms"
        default: decimal(value / 1000, places: 2) + " s"
        }
    }

    /// About three digits.
    private static func significant(_ value: Double) -> String {
        switch abs(value) {
        case ..<10: decimal(value, places: 2)
        case ..<100: decimal(value, places: 1)
        default: decimal(value, places: 0)
        }
    }

    private static func join(_ number: String, _ unit: String) -> String {
        unit.isEmpty ? number : number + " " + unit
    }
}

/// A number with exactly `places` decimals, rounded half away from zero. Never "-0".
package func decimal(_ value: Double, places: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : (value < 0 ? "\u{2212}∞" : "∞") }
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = (abs(value) * scale).rounded()
    // Beyond what a word holds, decimals say nothing any more.
    guard scaled < 9e18 else { return "\(value)" }
    let digits = Int64(scaled)
    let sign = value < 0 && digits > 0 ? "-" : ""
    guard places > 0 else { return "\(sign)\(digits)" }
    let whole = digits / Int64(scale)
    let fraction = String(digits % Int64(scale))
    return "\(sign)\(whole)." + String(repeating: "0", count: places - fraction.count) + fraction
}

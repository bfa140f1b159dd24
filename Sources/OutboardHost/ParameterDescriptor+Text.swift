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

extension ParameterDescriptor {
    /// The plain value that a person means: a choice's label, "on" or "off", or a number with this
    /// parameter's unit, a multiple of it ("2k", "1.5 s" of milliseconds), or none. nil: it is no value.
    package func value(text: String) -> Double? {
        let text = text.filter { $0 != " " }.replacing("\u{2212}", with: "-").lowercased()
        let named = choices.first { $0.label.filter { $0 != " " }.lowercased() == text }
        if let named { return named.value }
        if kind == .toggle || kind == .trigger {
            if text == "on" { return maximum }
            if text == "off" { return minimum }
        }
        if unit == "dB", ["-\u{221E}", "-\u{221E}db", "-inf", "-infdb"].contains(text) {
            return -.infinity
        }
        let digits = text.prefix { "+-.0123456789e".contains($0) }
        guard let number = Double(digits), number.isFinite else { return nil }
        switch (String(text.dropFirst(digits.count)), unit.lowercased()) {
        case ("", _): return number
        case (let word, let unit) where word == unit: return number
        case ("k", _): return number * 1_000
        case ("khz", "hz"): return number * 1_000
        case ("hz", "khz"): return number / 1_000
        case ("ms", "s"): return number / 1_000
        case ("s", "ms"): return number * 1_000
        // Some plugins write the unit into the name alone: "Lo gain (dB)".
        case (let word, "") where word.allSatisfy(\.isLetter): return number
        default: return nil
        }
    }
}

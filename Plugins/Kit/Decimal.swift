/// A number with exactly `places` decimals, rounded half away from zero. Never "-0", and always with a
/// point: the C library's way depends on the country that a host runs in. [any]
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

/// The number at the beginning of a text.
enum ParsedNumber {
    /// The number and what is behind it. A sign may be "-" or "−"; a decimal point may be a comma; "inf"
    /// and "∞" are numbers. nil: the text begins otherwise, or has more digits than make sense.
    static func read(_ text: String) -> (number: Double, rest: String)? {
        var rest = Substring(text)
        var sign = 1.0
        if rest.hasPrefix("+") {
            rest.removeFirst()
        } else if rest.hasPrefix("-") || rest.hasPrefix("\u{2212}") {
            sign = -1
            rest.removeFirst()
        }
        for infinity in ["∞", "infinity", "inf"] where rest.lowercased().hasPrefix(infinity) {
            return (sign * .infinity, String(rest.dropFirst(infinity.count)))
        }
        let whole = rest.prefix(while: isDigit)
        rest.removeFirst(whole.count)
        var fraction: Substring = ""
        if let point = rest.first, point == "." || point == "," {
            fraction = rest.dropFirst().prefix(while: isDigit)
            rest.removeFirst(1 + fraction.count)
        }
        guard !whole.isEmpty || !fraction.isEmpty, whole.count + fraction.count <= 32,
            let number = Double("0\(whole).\(fraction)0")
        else { return nil }
        return (sign * number, String(rest))
    }

    private static func isDigit(_ character: Character) -> Bool {
        ("0"..."9").contains(character)
    }
}

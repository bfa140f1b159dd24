import OutboardHost

/// Writes a value by a plugin's `printf` pattern, "%.1f dB". Nil for a pattern that is not one number.
///
/// The pattern is a plugin's word, so it never reaches C's own `printf`.
func render(_ value: Double, pattern: String) -> String? {
    var text = ""
    var hasNumber = false
    var rest = Substring(pattern)
    while let character = rest.popFirst() {
        guard character == "%" else {
            text.append(character)
            continue
        }
        if rest.first == "%" {
            text.append(rest.removeFirst())
            continue
        }
        guard !hasNumber, let number = takeNumber(value, &rest) else { return nil }
        text += number
        hasNumber = true
    }
    return hasNumber ? text : nil
}

/// Takes the rest of one conversion off the pattern. Widths and flags are for columns, and left out.
private func takeNumber(_ value: Double, _ rest: inout Substring) -> String? {
    while let flag = rest.first, "+-# ".contains(flag) || flag.isWholeNumber { rest.removeFirst() }
    var places = 2
    if rest.first == "." {
        rest.removeFirst()
        let digits = rest.prefix { $0.isWholeNumber }
        places = min(9, Int(digits) ?? 0)
        rest = rest.dropFirst(digits.count)
    }
    while rest.first == "l" { rest.removeFirst() }
    switch rest.popFirst() {
    case "f", "F", "g", "G", "e", "E": return decimal(value, places: places)
    case "d", "i", "u": return decimal(value, places: 0)
    default: return nil
    }
}

import ArgumentParser
import OutboardJSON
import OutboardModel

// What a person writes on the command line, as the protocol has it.

/// What a switch is brought to.
enum Switch: String, CaseIterable, ExpressibleByArgument {
    case on, off, toggle

    /// - Parameter present: how it is now.
    func value(_ present: JSONValue?) -> Bool {
        switch self {
        case .on: true
        case .off: false
        case .toggle: present != true
        }
    }
}

/// Numbers that may be negative: the parser would take them for options.
func decibels(_ text: String) throws -> Double {
    var plain = text.lowercased().filter { $0 != " " }[...]
    if plain.hasSuffix("db") { plain = plain.dropLast(2) }
    guard let level = Double(plain), !level.isNaN else {
        throw CommandError(.usage, "\"\(text)\" is not a level in dB.")
    }
    return level
}

/// -1 to 1, or as a desk shows it: "L50", "C", "R10", in hundredths.
func panPosition(_ text: String) throws -> Double {
    let plain = text.lowercased().filter { $0 != " " }
    if plain == "c" { return 0 }
    let side: Double? = plain.hasPrefix("l") ? -1 : plain.hasPrefix("r") ? 1 : nil
    let number = Double(side == nil ? plain : String(plain.dropFirst()))
    guard let number, number.isFinite, side == nil || (0...100).contains(number) else {
        throw CommandError(.usage, "\"\(text)\" is no pan; it is -1 to 1, or L50, C, R50.")
    }
    return side.map { $0 * number / 100 } ?? number
}

/// "master", "none", "bus:ID" or "device:N".
func stripOutput(_ text: String) throws -> StripOutput {
    switch text {
    case "master": return .master
    case "none": return .none
    default:
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        if parts.count == 2, parts[0] == "bus" { return .bus(TrackID(parts[1])) }
        if parts.count == 2, parts[0] == "device", let channel = Int(parts[1]), channel >= 0 {
            return .device(channel: channel)
        }
        throw CommandError(
            .usage,
            "\"\(text)\" is no output; it is master, none, bus:ID or device:CHANNEL."
        )
    }
}

/// "60", or "C4", "F#3", "Bb2": C4 is 60.
func noteNumber(_ text: String) throws -> UInt8 {
    if let number = UInt8(text), number < 128 { return number }
    let steps: [Character: Int] = ["c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11]
    var rest = Substring(text.lowercased())
    if let first = rest.popFirst(), var number = steps[first] {
        while let sign = rest.first, sign == "#" || sign == "b" {
            number += sign == "#" ? 1 : -1
            rest.removeFirst()
        }
        if let octave = Int(rest), (-1...10).contains(octave),
            let note = UInt8(exactly: number + 12 * (octave + 1)), note < 128
        {
            return note
        }
    }
    throw CommandError(.usage, "\"\(text)\" is no note; it is 0 to 127, or a name: C4 is 60.")
}

/// "0:-12,1.5:0": seconds and values. No text is no points.
func curvePoints(_ text: String) throws -> [AutomationCurve.Point] {
    guard !text.isEmpty else { return [] }
    return try text.split(separator: ",", omittingEmptySubsequences: false).map { pair in
        let parts = pair.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Double($0) }.filter(\.isFinite)
        guard parts.count == 2, numbers.count == 2 else {
            throw CommandError(.usage, "\"\(pair)\" is no point; it is SECONDS:VALUE.")
        }
        return AutomationCurve.Point(seconds: numbers[0], value: numbers[1])
    }
}

/// Numbers between commas.
func numbers(_ text: String) throws -> [Int] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map {
        guard let number = Int($0) else {
            throw CommandError(.usage, "\"\(text)\" is no list of numbers: 0,1.")
        }
        return number
    }
}

import ArgumentParser
import OutboardModel
import OutboardProtocol

/// A command that sends one request and prints its ack.
protocol Asking: AsyncParsableCommand {
    var server: ServerOptions { get }

    /// What is asked, and what a person reads when it is done.
    func ask() throws -> (request: Request, words: String)
}

extension Asking {
    func run() async throws {
        try await reporting(json: server.json) {
            let (request, words) = try ask()
            let ack = try await server.request(request)
            server.report(ack, words)
            if let warning = ack.extra["warning"], !server.json {
                complain("outboard: warning: it may not fit: \(warning.compactText)")
            }
        }
    }
}

enum Switch: String, ExpressibleByArgument { case on, off }

/// Numbers that may be negative: the parser would take them for options.
func decibels(_ text: String) throws -> Double {
    var plain = text.lowercased().filter { $0 != " " }[...]
    if plain.hasSuffix("db") { plain = plain.dropLast(2) }
    guard let level = Double(plain), !level.isNaN else {
        throw CommandError(.usage, "\"\(text)\" is not a level in dB.")
    }
    return level
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

/// "fader", "pan" or "INSERT:PARAMETER" on a track.
func curveTarget(_ track: String, _ control: String) throws -> AutomationCurve.Target {
    switch control {
    case "fader": return .fader(TrackID(track))
    case "pan": return .pan(TrackID(track))
    default:
        let parts = control.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            throw CommandError(
                .usage,
                "\"\(control)\" is no control; it is fader, pan or INSERT:PARAMETER."
            )
        }
        return .parameter(track: TrackID(track), insert: InsertID(parts[0]), symbol: parts[1])
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

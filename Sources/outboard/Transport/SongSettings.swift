import ArgumentParser
import OutboardJSON
import OutboardModel
import OutboardProtocol

/// A command that changes the song of the live session.
///
/// It reads the song, changes it and sends all of it: what somebody else changes in between is lost.
protocol SongChange: Requesting {
    /// Changes the song, and says what a person reads when it is done.
    func change(_ song: inout Song) throws -> String
}

extension SongChange {
    func ask(in session: SessionView) throws -> [Asked] {
        var song = try Song(wire: JSONField(session.json["song"] ?? .object([:])))
        let words = try change(&song)
        return [Asked(.edit(.setSong(song)), words)]
    }

    func run() async throws {
        try await reporting(json: server.json) {
            let session = try await server.snapshot()
            let all = try ask(in: session)
            guard try server.goesOn(with: all) else { return }
            try await server.ask(all) { server.report($1, $0.words) }
        }
    }
}

struct Loop: SongChange {
    static let configuration = CommandConfiguration(
        abstract: "Repeat a part of the song.",
        discussion: "`outboard loop off` lets it go on."
    )
    @OptionGroup(title: "For all commands") var server: ServerOptions
    @Argument(help: "Seconds from the start, or off.") var from: String
    @Argument(help: "Seconds from the start.") var to: Double?

    func change(_ song: inout Song) throws -> String {
        song.loop = try loopRange(from, to)
        return song.loop.map { "loop \($0.lowerBound) to \($0.upperBound) s" } ?? "loop off"
    }
}

/// nil: "off".
///
/// - Throws: `CommandError` where it is neither that nor two places, one behind the other.
func loopRange(_ from: String, _ to: Double?) throws -> Range<Double>? {
    if from == "off", to == nil { return nil }
    guard let start = Double(from), let to, start >= 0, start < to, to.isFinite else {
        throw CommandError(.usage, "A loop is FROM TO in seconds, or off.")
    }
    return start..<to
}

struct Tempo: SongChange {
    static let configuration = CommandConfiguration(abstract: "Set the tempo, from a beat on.")
    @OptionGroup(title: "For all commands") var server: ServerOptions
    @Argument(help: "Quarter notes a minute, 5 to 990.") var bpm: Double
    @Option(help: "Quarter notes from the start of the song.") var atBeat = 0.0

    func validate() throws {
        guard Song.beatsPerMinuteRange.contains(bpm) else {
            throw ValidationError("The tempo is 5 to 990.")
        }
        guard atBeat >= 0, atBeat.isFinite else {
            throw ValidationError("--at-beat must not be negative.")
        }
    }

    func change(_ song: inout Song) -> String {
        song.setTempo(bpm, atBeat: atBeat)
        return "\(bpm) bpm from beat \(atBeat)"
    }
}

struct SignatureCommand: SongChange {
    static let configuration = CommandConfiguration(
        commandName: "signature",
        abstract: "Set the time signature, from a bar on."
    )
    @OptionGroup(title: "For all commands") var server: ServerOptions
    @Argument(help: "3/4.") var signature: String
    @Option(help: "Bars from the start of the song: the first is 0.") var atBar = 0

    func validate() throws {
        guard atBar >= 0 else { throw ValidationError("--at-bar must not be negative.") }
    }

    func change(_ song: inout Song) throws -> String {
        let (numerator, denominator) = try signatureParts(signature)
        song.setSignature(numerator, denominator, atBar: atBar)
        return "\(numerator)/\(denominator) from bar \(atBar)"
    }
}

/// "3/4".
func signatureParts(_ text: String) throws -> (numerator: Int, denominator: Int) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let numerator = parts[0], let denominator = parts[1],
        (1...64).contains(numerator), (1...64).contains(denominator),
        denominator.nonzeroBitCount == 1
    else {
        throw CommandError(
            .usage,
            "\"\(text)\" is no time signature; it is 3/4, with 1, 2, 4, 8, 16, 32 or 64 below."
        )
    }
    return (numerator, denominator)
}

extension Song {
    /// In place of the tempo that began at the beat, or between those around it.
    mutating func setTempo(_ beatsPerMinute: Double, atBeat beat: Double) {
        tempos.removeAll { $0.beat == beat }
        let index = tempos.firstIndex { $0.beat > beat } ?? tempos.endIndex
        tempos.insert(Tempo(beat: beat, beatsPerMinute: beatsPerMinute), at: index)
    }

    /// In place of the signature that began at the bar, or between those around it.
    mutating func setSignature(_ numerator: Int, _ denominator: Int, atBar bar: Int) {
        signatures.removeAll { $0.bar == bar }
        let index = signatures.firstIndex { $0.bar > bar } ?? signatures.endIndex
        signatures.insert(
            Signature(bar: bar, numerator: numerator, denominator: denominator),
            at: index
        )
    }
}

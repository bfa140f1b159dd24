import Foundation
import OutboardModel
import OutboardProtocol
import Testing

@testable import OutboardSession

/// Random legal edits, many a second, on a session that plays.
@Suite(.serialized)
struct EditStormTests {
    /// Seconds of sound: OUTBOARD_STORM_SECONDS, or a short form.
    private static let seconds =
        ProcessInfo.processInfo.environment["OUTBOARD_STORM_SECONDS"].flatMap(Int.init) ?? 10
    private static let editsPerSecond = 1_000
    private static let trackCount = 32

    @Test func aThousandEditsASecondDoNotClick() throws {
        let seed =
            ProcessInfo.processInfo.environment["OUTBOARD_STORM_SEED"].flatMap(UInt64.init)
            ?? UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var storm = Storm(seed: seed)
        let rig = try PlayerRig(Storm.document(trackCount: Self.trackCount), input: Storm.input)
        let start = rig.player.session.document
        try rig.advance(frames: 4_800)
        let before = rig.output
        var undo: [any Verb] = []
        var refused = 0
        var owed = 0
        for _ in 0..<Self.seconds * 750 {
            owed += Self.editsPerSecond
            while owed >= 750 {
                let verb = storm.next(rig.player.session.document)
                do {
                    undo.append(try rig.perform(verb))
                    owed -= 750
                } catch let error as RequestError {
                    // Feedback is drawn now and then, and refused; nothing else may be.
                    #expect(error.code == .feedbackLoop, "\(error)")
                    refused += 1
                }
            }
            try rig.advance(frames: 64)
        }
        // What plays is a sum of at most 1.0 of a tone of 200 Hz, whose second difference is 0.0007, and
        // of ramps of 480 frames. A step of a single track, or half a wave, is ten times beyond.
        let roughness = rig.output.map(\.roughness).max()!
        print("edits \(undo.count), refused \(refused), roughness \(roughness)")
        #expect(roughness < 0.003)
        #expect(rig.hits.ours == 0)

        while let verb = undo.popLast() {
            _ = try rig.perform(verb)
            // The ring holds what some hundred edits need.
            if undo.count % 100 == 0 { try rig.advance(frames: 64) }
        }
        try rig.advance(frames: 9_600)
        #expect(rig.player.session.document == start)
        rig.forgetOutput()
        // The tone has 240 frames; so the same phase as at the start comes round.
        let phase = Int(rig.player.renderer.frame) % 240
        try rig.advance(frames: (240 - phase) % 240)
        rig.forgetOutput()
        try rig.advance(frames: 2_400)
        for channel in 0..<2 {
            let reference = before[channel][2_400..<4_800]
            let difference = zip(rig.output[channel], reference).map { ($0 - $1).magnitude }.max()!
            #expect(difference < 1e-6)
        }
    }
}

/// Draws edits.
struct Storm {
    private var random: SplitMix
    private var counter = 0

    init(seed: UInt64) { random = SplitMix(state: seed) }

    static func input(_ channel: Int, _ frame: Int) -> Float {
        0.01 * Float(sin(2 * .pi * 200 * Double(frame % 240) / 48_000))
    }

    /// Tracks with the device's inputs, two groups and two auxes.
    static func document(trackCount: Int) -> SessionDocument {
        SessionDocument(
            id: SessionID("storm"),
            name: "Storm",
            tracks: (0..<trackCount).map { index in
                Track(
                    id: TrackID("t\(index)"),
                    name: "T\(index)",
                    source: .input(channels: index % 3 == 0 ? [0] : [0, 1]),
                    strip: Strip(
                        inserts: [PlayerRig.insert("i\(index)", "gain", ["gain": 1])],
                        sends: index % 2 == 0
                            ? [Send(id: SendID("s"), bus: TrackID("aux0"), levelDecibels: -6)] : [],
                        output: index % 4 == 0 ? .bus(TrackID("group0")) : .master
                    )
                )
            },
            buses: ["group0", "group1", "aux0", "aux1"].map { Bus(id: TrackID($0), name: $0) }
        )
    }

    mutating func next(_ document: SessionDocument) -> any Verb {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<20: return SetStrip(track: strip(document), .fader(decibels: level))
        case 20..<30: return SetStrip(track: strip(document), .pan(unit))
        case 30..<38: return SetStrip(track: strip(document), .mute(Bool.random(using: &random)))
        case 38..<42:
            let tracks = document.tracks.map(\.id)
            return SetStrip(
                track: tracks.randomElement(using: &random)!,
                .solo(Int.random(in: 0..<8, using: &random) == 0)
            )
        default: return structural(document)
        }
    }

    private var level: Double {
        mutating get { Double.random(in: -30...0, using: &random) }
    }
    private var unit: Double {
        mutating get { Double.random(in: -1...1, using: &random) }
    }

    private mutating func strip(_ document: SessionDocument) -> TrackID {
        document.stripIDs.randomElement(using: &random)!
    }

    private mutating func structural(_ document: SessionDocument) -> any Verb {
        counter += 1
        let strip = strip(document)
        let inserts = document.strip(strip)!.inserts
        let track = document.tracks.randomElement(using: &random)!
        let bus = document.buses.randomElement(using: &random)!.id
        switch Int.random(in: 0..<12, using: &random) {
        case 0 where inserts.count < 4:
            let plugin = ["gain", "gain-mono", "delay"].randomElement(using: &random)!
            let parameters =
                plugin == "delay"
                ? ["frames": Double([16, 64, 200].randomElement(using: &random)!)]
                : ["gain": Double.random(in: 0.5...1, using: &random)]
            return EditDocument(
                .addInsert(
                    PlayerRig.insert("n\(counter)", plugin, parameters),
                    strip: strip,
                    index: Int.random(in: 0...inserts.count, using: &random)
                )
            )
        case 1, 2:
            guard let insert = inserts.randomElement(using: &random) else { break }
            return EditDocument(.removeInsert(insert.id, strip: strip))
        case 3, 4:
            guard let insert = inserts.randomElement(using: &random) else { break }
            let to = Bool.random(using: &random) ? strip : track.id
            return EditDocument(
                .moveInsert(
                    insert.id,
                    from: strip,
                    to: to,
                    index: Int.random(in: 0...3, using: &random)
                )
            )
        case 5, 6:
            guard let insert = inserts.randomElement(using: &random) else { break }
            return EditDocument(.setBypass(insert.id, strip: strip, Bool.random(using: &random)))
        case 7:
            let output: StripOutput = [.master, .bus(bus)].randomElement(using: &random)!
            return EditDocument(.setOutput(track.id, output))
        case 8:
            let sends = document.strip(strip)!.sends
            if sends.count < 2 {
                let send = Send(
                    id: SendID("s\(counter)"),
                    bus: bus,
                    levelDecibels: level - 6,
                    isPreFader: Bool.random(using: &random)
                )
                return EditDocument(.addSend(send, strip: strip, index: nil))
            }
            return EditDocument(.removeSend(sends[0].id, strip: strip))
        case 9:
            guard let send = document.strip(strip)!.sends.first else { break }
            return EditDocument(
                .setSendTap(send.id, strip: strip, isPreFader: !send.isPreFader)
            )
        case 10:
            return EditDocument(
                .moveTrack(
                    track.id,
                    index: Int.random(in: 0..<document.tracks.count, using: &random)
                )
            )
        case 11:
            if document.tracks.count > 28 { return EditDocument(.removeTrack(track.id)) }
            let new = Track(
                id: TrackID("n\(counter)"),
                name: "N",
                source: .input(channels: [0, 1]),
                strip: Strip(output: Bool.random(using: &random) ? .bus(bus) : .master)
            )
            return EditDocument(.addTrack(new, index: nil))
        default: break
        }
        return SetStrip(track: strip, .fader(decibels: level))
    }
}

/// A small seeded generator (Steele, Lea and Flood, 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

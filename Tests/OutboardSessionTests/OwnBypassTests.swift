import OutboardHost
import OutboardModel
import OutboardProtocol
import Testing

@testable import OutboardSession

/// Plugins that have a bypass of their own are bypassed by it.
@Suite(.serialized)
struct OwnBypassTests {
    private static let track = TrackID("a")
    private static let insert = InsertID("g")

    private func rig(
        isBypassed: Bool = false,
        quantumFrames: Int = 64,
        source: TrackSource = .input(channels: [0, 1])
    ) throws -> PlayerRig {
        var insert = PlayerRig.insert("g", "grouped")
        insert.isBypassed = isBypassed
        let document = SessionDocument(
            id: SessionID("s"),
            name: "S",
            tracks: [
                Track(id: Self.track, name: "A", source: source, strip: Strip(inserts: [insert]))
            ]
        )
        return try PlayerRig(document, quantumFrames: quantumFrames) { channel, _ in
            channel == 0 ? 0.25 : 0.125
        }
    }

    private func bypass(_ isBypassed: Bool, _ rig: PlayerRig) throws -> any Verb {
        try rig.edit(.setBypass(Self.insert, strip: Self.track, isBypassed))
    }

    private func last(_ rig: PlayerRig) -> [Float] { rig.output.map { $0.last! } }

    @Test func pluginFadesByItselfFromTheNextBlockOn() throws {
        let rig = try rig()
        try rig.advance(frames: 2_048)
        #expect(last(rig) == [0.5, 0.375])
        rig.forgetOutput()
        let undo = try bypass(true, rig)
        #expect(rig.player.session.document.tracks[0].strip.inserts[0].isBypassed)
        try rig.advance(frames: 64)
        // The fixture takes 32 frames, where the graph's fade would take 480.
        #expect(rig.output[0][0] < 0.5)
        #expect(Array(rig.output[0].dropFirst(32)) == Array(repeating: 0.25, count: 32))
        #expect(last(rig) == [0.25, 0.125])
        _ = try rig.perform(undo)
        try rig.advance(frames: 64)
        #expect(last(rig) == [0.5, 0.375])
        #expect(!rig.player.session.document.tracks[0].strip.inserts[0].isBypassed)
        #expect(rig.hits.ours == 0)
    }

    @Test func noGraphIsMadeForIt() throws {
        let rig = try rig()
        try rig.advance(frames: 2_048)
        var verb: any Verb = EditDocument(.setBypass(Self.insert, strip: Self.track, true))
        let preparation = try verb.prepare(
            rig.player,
            EditContext(rampFrames: 480, presets: [])
        )
        #expect(preparation.ticket == nil)
        #expect(preparation.actions.count == 1)
    }

    @Test func sessionBeginsBypassed() throws {
        let rig = try rig(isBypassed: true)
        try rig.advance(frames: 64)
        #expect(rig.output[0].allSatisfy { $0 == 0.25 || $0 == 0 })
        _ = try bypass(false, rig)
        try rig.advance(frames: 64)
        #expect(last(rig) == [0.5, 0.375])
    }

    @Test func bypassInABatchWithOtherEditsIsHeard() throws {
        let rig = try rig()
        try rig.advance(frames: 2_048)
        try rig.edit(
            .all([
                .setBypass(Self.insert, strip: Self.track, true),
                .addInsert(
                    PlayerRig.insert("h", "gain", ["gain": 2]),
                    strip: Self.track,
                    index: nil
                ),
            ])
        )
        try rig.advance(frames: 2_048)
        #expect(last(rig) == [0.5, 0.25])
    }

    @Test func anotherInstanceIsAsBypassedAsTheFirst() throws {
        let rig = try rig()
        try rig.advance(frames: 2_048)
        _ = try bypass(true, rig)
        try rig.advance(frames: 64)
        rig.forgetOutput()
        try rig.player.restart(Self.insert)
        try rig.advance(frames: 2_048)
        let expected = Array(repeating: Float(0.25), count: 2_048)
        for (heard, wanted) in zip(rig.output[0], expected) {
            try #require((heard - wanted).magnitude < 1e-6)
        }
        _ = try bypass(false, rig)
        try rig.advance(frames: 64)
        #expect(last(rig) == [0.5, 0.375])
    }

    @Test func insertThatNobodyHearsYetIsBypassedAtOnce() throws {
        let rig = try rig()
        var insert = PlayerRig.insert("h", "grouped")
        insert.isBypassed = true
        try rig.edit(.addInsert(insert, strip: Self.track, index: nil))
        try rig.edit(.setBypass(InsertID("h"), strip: Self.track, false))
        try rig.advance(frames: 4_096)
        #expect(last(rig) == [1, 1.125])
        try rig.edit(.setBypass(InsertID("h"), strip: Self.track, true))
        try rig.advance(frames: 64)
        #expect(last(rig) == [0.5, 0.375])
    }
}

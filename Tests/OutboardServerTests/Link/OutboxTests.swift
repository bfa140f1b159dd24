import OutboardJSON
import OutboardModel
import OutboardProtocol
import Testing

@testable import OutboardServer

struct OutboxTests {
    private let origin = ChangeOrigin(
        session: SessionID("s"),
        revision: 1,
        changedBy: .nobody,
        requestID: nil
    )

    private func fader(_ track: String, _ level: Double) -> Broadcast {
        Broadcast(
            .trackChanged(
                TrackChange(track: TrackID(track), levelDecibels: level, origin: origin)
            )
        )
    }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func all(_ outbox: inout Outbox) -> [String] {
        var texts: [String] = []
        while let bytes = outbox.next() { texts.append(String(decoding: bytes, as: UTF8.self)) }
        return texts
    }

    @Test func nothingWaitsInANewOne() {
        let outbox = Outbox(bytesMax: 0, recoverableBytesMax: 0)
        #expect(outbox.isEmpty)
        #expect(outbox.count == 0)
        #expect(!outbox.mustAskForSnapshot)
    }

    @Test func theNewestOfAKeyGoesToTheEnd() {
        var outbox = Outbox(bytesMax: 100, recoverableBytesMax: 0)
        _ = outbox.post(fader("a", -1), text: bytes("a1"))
        _ = outbox.post(fader("b", -1), text: bytes("b1"))
        _ = outbox.post(reply: bytes("r"))
        _ = outbox.post(fader("a", -2), text: bytes("a2"))
        #expect(outbox.count == 3)
        #expect(outbox.bytes == 5)
        #expect(outbox.replyCount == 1)
        let sent = all(&outbox)
        #expect(sent == ["b1", "r", "a2"])
        #expect(outbox.isEmpty)
        #expect(outbox.bytes == 0)
        #expect(outbox.replyCount == 0)
    }

    /// One knob that moves for an hour while another client's line is dead.
    @Test func aKeyThatChangesAllTheTimeTakesNoRoom() {
        var outbox = Outbox(bytesMax: 100, recoverableBytesMax: 0)
        _ = outbox.post(reply: bytes("first"))
        for turn in 0..<100_000 {
            let isKept = outbox.post(fader("a", 0), text: bytes("a\(turn % 10)"))
            #expect(isKept)
        }
        #expect(outbox.count == 2)
        #expect(outbox.slotCount < 100)
        let sent = all(&outbox)
        #expect(sent == ["first", "a9"])
    }

    @Test(arguments: [0, 1, 64]) func reliableBytesAreBounded(limit: Int) {
        var outbox = Outbox(bytesMax: limit, recoverableBytesMax: 0)
        func post(_ count: Int) -> Bool { outbox.post(reply: [UInt8](repeating: 0, count: count)) }
        #expect(post(limit))
        #expect(!post(1))
    }

    @Test func deltasBeyondTheirRoomAreAllDroppedForASnapshot() {
        var outbox = Outbox(bytesMax: 0, recoverableBytesMax: 4)
        func post(_ text: String) -> Bool {
            outbox.post(recoverable: bytes(text))
            return outbox.mustAskForSnapshot
        }
        #expect(!post("d1"))
        #expect(!post("d2"))
        #expect(outbox.recoverableBytes == 4)
        #expect(post("d"))
        #expect(outbox.isEmpty)
        outbox.noteAsked()
        // What comes before the snapshot is in it.
        #expect(!post("d4"))
        #expect(outbox.isEmpty)
        outbox.post(snapshot: bytes("a snapshot is not counted"))
        #expect(!post("d5"))
        let sent = all(&outbox)
        #expect(sent == ["a snapshot is not counted", "d5"])
        #expect(outbox.recoverableBytes == 0)
    }

    @Test func aSnapshotReplacesWhatItContains() {
        var outbox = Outbox(bytesMax: 100, recoverableBytesMax: 100)
        outbox.post(snapshot: bytes("s1"))
        outbox.post(recoverable: bytes("d1"))
        _ = outbox.post(reply: bytes("r"))
        _ = outbox.post(fader("a", 0), text: bytes("a1"))
        outbox.post(snapshot: bytes("s2"))
        _ = outbox.post(fader("a", 0), text: bytes("a2"))
        let sent = all(&outbox)
        #expect(sent == ["r", "s2", "a2"])
    }

    @Test func aHeldStateGoesBehindTheAckThatItIsBeyond() {
        var outbox = Outbox(bytesMax: 100, recoverableBytesMax: 100)
        outbox.post(recoverable: bytes("d1"))
        outbox.post(recoverable: bytes("d2"), isHeld: true)
        // Behind the one before it, whoever asks.
        outbox.post(recoverable: bytes("d3"))
        let early = all(&outbox)
        _ = outbox.post(reply: bytes("ack 2"))
        outbox.release()
        let late = all(&outbox)
        #expect(early == ["d1"])
        #expect(late == ["ack 2", "d2", "d3"])
        #expect(outbox.recoverableBytes == 0)
    }

    /// The client would wait for ever: it had been asked for, and nobody would ask again.
    @Test func aSnapshotThatIsHeldIsNotLostWithTheDeltasBehindIt() {
        var outbox = Outbox(bytesMax: 100, recoverableBytesMax: 4)
        outbox.post(recoverable: bytes("more than four"))
        #expect(outbox.mustAskForSnapshot)
        outbox.noteAsked()
        outbox.post(snapshot: bytes("a large snapshot"), isHeld: true)
        outbox.post(recoverable: bytes("d5"), isHeld: true)
        outbox.post(recoverable: bytes("d678"), isHeld: true)
        #expect(outbox.mustAskForSnapshot)
        outbox.noteAsked()
        outbox.release()
        outbox.post(snapshot: bytes("the next"))
        outbox.post(recoverable: bytes("d9"))
        let sent = all(&outbox)
        #expect(sent == ["the next", "d9"])
        #expect(outbox.recoverableBytes == 0)
    }

    /// A connection writes past it only where nothing is in it: what that says is counted, and must not drift.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func itIsIdleWhereNothingWaits(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var outbox = Outbox(bytesMax: 1 << 20, recoverableBytesMax: 12)
        for turn in 0..<500 {
            let isHeld = Bool.random(using: &random)
            switch Int.random(in: 0..<8, using: &random) {
            case 0: _ = outbox.post(reply: bytes("r\(turn)"))
            case 1, 2:
                _ = outbox.post(
                    fader("ab".randomElement(using: &random)!.description, 0),
                    text: bytes("f")
                )
            case 3, 4: outbox.post(recoverable: bytes("delta"), isHeld: isHeld)
            case 5: outbox.post(snapshot: bytes("whole"), isHeld: isHeld)
            case 6: outbox.release()
            default: _ = outbox.next()
            }
            if outbox.mustAskForSnapshot { outbox.noteAsked() }
            if !outbox.isEmpty { #expect(!outbox.isIdle) }
            guard turn % 10 == 9 else { continue }
            outbox.post(snapshot: bytes("whole"))
            outbox.release()
            _ = all(&outbox)
            #expect(outbox.isIdle)
        }
    }
}

import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardWebSocket
import Testing

@testable import OutboardServer

/// The wire half of a connection, without a network.
@Suite(.serialized)
struct ConnectionTests {
    // MARK: Replies

    @Test func repliesComeInTheOrderOfRequests() async throws {
        let rig = try await ConnectionRig()
        let line = try await rig.open()
        // The mute is answered when it is heard, the others at once.
        try await line.send("TRACK_MUTE", id: "1", #"{"track_id":"in","mute":true}"#)
        try await line.send("TRACK_RENAME", id: "2", #"{"track_id":"in","name":"Voice"}"#)
        try await line.send("LOUDNESS_READ", id: "3")
        try await line.send("NOTHING", id: "4")
        #expect(line.replies == [])
        try await line.send("PING", id: "5")
        #expect(line.replies == ["5"])
        try rig.fixture.advance(frames: 1_024)
        try await line.until { line.replies.count == 5 }
        #expect(line.replies == ["5", "1", "2", "3", "4 UNKNOWN_TYPE"])
        await rig.stop()
    }

    @Test func nothingIsReadWhileTooManyRequestsAreUnanswered() async throws {
        let rig = try await ConnectionRig { $0.requestsInFlightMax = 2 }
        let line = try await rig.open()
        for id in 1...4 {
            try await line.send("TRACK_MUTE", id: "\(id)", #"{"track_id":"in","mute":true}"#)
        }
        #expect(line.replies == [])
        let before = line.readCount
        line.channel.read()
        await line.barrier()
        #expect(line.readCount == before)
        try rig.fixture.advance(frames: 1_024)
        try await line.until { line.replies.count == 2 }
        try await line.until {
            try? rig.fixture.advance(frames: 64)
            return line.replies.count == 4
        }
        #expect(line.replies == ["1", "2", "3", "4"])
        #expect(line.readCount == before + 1)
        await rig.stop()
    }

    /// It sends and never reads: what it asked for waits in its own socket.
    @Test func whoNeverReadsGetsNothingDoneBeyondTheBound() async throws {
        let rig = try await ConnectionRig {
            $0.requestsInFlightMax = 8
            $0.messagesPerSecond = 1_000_000
        }
        let line = try await rig.open()
        await line.setWritable(false)
        for id in 1...100 { try await line.send("LOUDNESS_READ", id: "\(id)") }
        #expect(line.replies == [])
        await line.setWritable(true)
        try await line.until { line.replies.count == 100 }
        #expect(line.replies == (1...100).map(String.init))
        await rig.stop()
    }

    // MARK: Slow clients

    @Test func whoTakesNothingForTenSecondsIsClosed() async throws {
        let rig = try await ConnectionRig()
        let line = try await rig.open()
        try await line.send("PING", id: "1")
        rig.setHeldBytes(200_000)
        await line.setWritable(false)
        await rig.advance(milliseconds: 9_999)
        #expect(line.closeCode == nil)
        // A thin line, but it takes something.
        rig.setHeldBytes(200_000 - 65_536)
        await rig.advance(milliseconds: 1)
        #expect(line.closeCode == nil)
        rig.setHeldBytes(200_000 - 65_536 - 65_535)
        await rig.advance(milliseconds: 10_000)
        #expect(line.closeCode == .slowConsumer)
        await rig.stop()
    }

    @Test func whoReadsAgainInTimeIsNotClosed() async throws {
        let rig = try await ConnectionRig()
        let line = try await rig.open()
        try await line.send("PING", id: "1")
        await line.setWritable(false)
        await rig.advance(milliseconds: 9_999)
        await line.setWritable(true)
        await rig.advance(milliseconds: 60_000)
        #expect(line.closeCode == nil)
        await rig.stop()
    }

    @Test func onlyTheNewestOfAKeyWaitsForASlowClient() async throws {
        let rig = try await ConnectionRig { $0.messagesPerSecond = 1_000_000 }
        let (slow, quick) = (try await rig.open(), try await rig.open())
        try await slow.send("LOUDNESS_READ", id: "join")
        await slow.setWritable(false)
        for turn in 1...20 {
            let level = #"{"track_id":"in","level_decibels":-\#(turn)}"#
            try await quick.send("TRACK_FADER", id: "\(turn)", level)
            try await quick.until {
                try? rig.fixture.advance(frames: 64)
                return quick.reply("\(turn)") != nil
            }
        }
        await slow.setWritable(true)
        let levels = slow.messages.filter { $0.type == "TRACK_CHANGED" }
            .map { $0.data["level_decibels"] }
        #expect(levels == [-20])
        await rig.stop()
    }

    /// The snapshot that was asked for comes while an ack is held, and so many deltas behind it that they are
    /// dropped: who is not brought another one would stay where it was for ever.
    @Test func deltasThatAreDroppedBehindASnapshotThatIsHeldAreMadeUpFor() async throws {
        let rig = try await ConnectionRig { $0.unreadDeltaBytesMax = 512 }
        let line = try await rig.open()
        try await line.send("IDENTIFY", id: "i", #"{"subscribe":["state"]}"#)
        func snapshots() -> Int { line.messages.count { $0.type == "state_snapshot" } }
        try await line.until { snapshots() == 1 }
        let snapshot = try await rig.fixture.engine.snapshot(of: SessionID("test"))
        let delta = StateDelta(
            session: SessionID("test"),
            from: 1,
            to: 2,
            patch: JSONPatch(),
            changes: [.init(revision: 2, changedBy: .nobody)]
        )
        try await rig.loop.executeInContext {
            let connection = try line.channel.pipeline.syncOperations.handler(type: Connection.self)
            let (first, second) = (connection.replies.begin(), connection.replies.begin())
            let tag = RequestTag(id: "x", session: nil)
            connection.finish(second, .success(Ack(.accepted)), tag)
            for _ in 0..<8 { connection.post(.stateDelta(delta)) }
            #expect(connection.outbox.mustAskForSnapshot)
            connection.outbox.noteAsked()
            connection.post(.stateSnapshot(snapshot))
            // The session alone is larger than what deltas may have: that drops nothing.
            connection.post(.stateDelta(delta))
            #expect(connection.outbox.recoverableBytes > 0)
            for _ in 0..<8 { connection.post(.stateDelta(delta)) }
            connection.finish(first, .success(Ack(.accepted)), tag)
            connection.settle()
        }
        // The first one, the one that was held, and the one that makes up for what was behind it.
        try await line.until { snapshots() == 3 }
        #expect(snapshots() == 3)
        await rig.stop()
    }

    // MARK: Limits

    @Test func whoGoesOnBeingRefusedIsPutOut() async throws {
        let rig = try await ConnectionRig { $0.offencesPerMinuteMax = 3 }
        let line = try await rig.open()
        try await line.send("{", "[]", "nonsense")
        #expect(line.closeCode == nil)
        #expect(line.replies.count == 3)
        #expect(rig.noted == [])
        try await line.send("{")
        #expect(line.closeCode == .rateLimited)
        #expect(rig.noted == [.flood])
        await rig.stop()
    }

    @Test func whatIsNoRequestCostsAsMuchAsOne() async throws {
        let rig = try await ConnectionRig { $0.messagesPerSecond = 2 }
        let line = try await rig.open()
        try await line.send("{", "{", "{", #"{"id":"p","type":"PING"}"#)
        #expect(
            line.replies == [
                "- INVALID_MESSAGE", "- INVALID_MESSAGE", "- RATE_LIMITED", "p RATE_LIMITED",
            ]
        )
        #expect(line.reply("p")?.data["retry_after_ms"] == 501)
        await rig.advance(milliseconds: 501)
        try await line.send(#"{"id":"p","type":"PING"}"#)
        #expect(line.replies.last == "p")
        await rig.stop()
    }
}

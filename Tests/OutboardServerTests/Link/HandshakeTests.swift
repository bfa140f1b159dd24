import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardWebSocket
import Testing

@testable import OutboardServer
@testable import OutboardSession

/// Who a connection is, and until when.
@Suite(.serialized)
struct HandshakeTests {
    private let ana = Principal(user: "ana", role: .engineer, isVouchedFor: true)
    private let jo = Principal(user: "jo", role: .viewer, isVouchedFor: true)

    private func rig(
        expiresAt: Int64? = nil,
        isOpen: Bool = false
    ) async throws -> (ConnectionRig, TestAuthenticator) {
        let authenticator = TestAuthenticator(
            [
                "ana": Authenticated(principal: ana, expiresAt: expiresAt),
                "ana-2": Authenticated(principal: ana, expiresAt: expiresAt.map { $0 + 60_000 }),
                "jo": Authenticated(principal: jo),
            ],
            isOpen: isOpen
        )
        return (try await ConnectionRig(authenticator: authenticator), authenticator)
    }

    @Test func helloSaysWhatThereIs() async throws {
        let (rig, _) = try await rig(isOpen: true)
        let hello = try #require(try await rig.open().messages.first)
        #expect(hello.type == "hello")
        #expect(hello.data["protocols"] == [1])
        #expect(hello.data["auth"] == "none")
        #expect(hello.data["limits"]?["requests_in_flight"] == 256)
        await rig.stop()
    }

    @Test func aStrangerSaysIdentifyFirstAndHearsNothingBefore() async throws {
        let (rig, _) = try await rig()
        let line = try await rig.open()
        #expect(line.messages.first?.data["auth"] == "token")
        try await line.send("PING", id: "1")
        try await line.send("IDENTIFY", id: "2")
        #expect(line.replies == ["1 UNAUTHORIZED", "2 UNAUTHORIZED"])
        await rig.fixture.engine.announceState()
        await line.barrier()
        #expect(line.messages.allSatisfy { $0.type != "engine_state" })
        try await line.send("IDENTIFY", id: "3", #"{"token":"ana"}"#)
        try await line.until { line.messages.contains { $0.type == "identified" } }
        #expect(line.reply("3")?.type == "ack")
        let identified = line.messages.first { $0.type == "identified" }
        #expect(identified?.data["user_id"] == "ana")
        await rig.stop()
    }

    @Test func aWrongTokenEndsTheConnection() async throws {
        let (rig, _) = try await rig()
        let line = try await rig.open()
        try await line.send("IDENTIFY", id: "1", #"{"token":"eve"}"#)
        try await line.until { line.closeCode != nil }
        #expect(line.replies == ["1 UNAUTHORIZED"])
        #expect(line.closeCode == .authenticationFailed)
        #expect(rig.noted == [.badToken])
        await rig.stop()
    }

    @Test func aCredentialOfTheHandshakeIsEnough() async throws {
        let (rig, _) = try await rig()
        let line = try await rig.open(.token("jo"))
        #expect(line.messages.first?.data["auth"] == "none")
        try await line.send("PING", id: "1")
        #expect(line.replies == ["1"])
        let eve = try await rig.open(.token("eve"))
        #expect(eve.closeCode == .authenticationFailed)
        #expect(eve.messages.isEmpty)
        await rig.stop()
    }

    @Test func whatComesWhileATokenIsLookedAtWaits() async throws {
        let (rig, authenticator) = try await rig()
        let line = try await rig.open()
        await authenticator.hold()
        try await line.send("IDENTIFY", id: "1", #"{"token":"ana"}"#)
        try await line.send("PING", id: "2")
        #expect(line.replies == [])
        await authenticator.release()
        try await line.until { line.replies.count == 2 }
        #expect(Set(line.replies) == ["1", "2"])
        await rig.stop()
    }

    @Test func whoSaysNothingIsClosedAfterTenSeconds() async throws {
        let (rig, _) = try await rig(isOpen: true)
        let (silent, plain) = (try await rig.open(), try await rig.open())
        try await plain.send("PING", id: "1")
        await rig.advance(milliseconds: 9_999)
        #expect(silent.closeCode == nil)
        await rig.advance(milliseconds: 1)
        #expect(silent.closeCode == .notIdentified)
        #expect(plain.closeCode == nil)
        await rig.stop()
    }

    @Test func aStrangerWhoTalksIsClosedAfterTenSecondsToo() async throws {
        let (rig, _) = try await rig()
        let line = try await rig.open()
        try await line.send("PING", id: "1")
        #expect(rig.shared.registry.unidentifiedCount == 1)
        await rig.advance(milliseconds: 10_000)
        #expect(line.closeCode == .notIdentified)
        await rig.stop()
    }

    @Test func anotherVersionIsRefused() async throws {
        let (rig, _) = try await rig(isOpen: true)
        let line = try await rig.open()
        try await line.send("IDENTIFY", id: "1", #"{"protocol":2}"#)
        #expect(line.replies == ["1 UNSUPPORTED_VERSION"])
        #expect(line.reply("1")?.data["details"]?["protocols"] == [1])
        #expect(line.closeCode == .unsupportedVersion)
        await rig.stop()
    }

    @Test func aTokenThatExpiresIsRenewedOrEndsTheConnection() async throws {
        let (rig, _) = try await rig(expiresAt: ManualClock().wallMilliseconds + 60_000)
        let (renewing, other) = (
            try await rig.open(.token("ana")), try await rig.open(.token("ana"))
        )
        for line in [renewing, other] { try await line.send("PING", id: "1") }
        await rig.advance(milliseconds: 59_000)
        try await renewing.send("REAUTH", id: "2", #"{"token":"jo"}"#)
        try await renewing.until { renewing.reply("2") != nil }
        try await renewing.send("REAUTH", id: "3", #"{"token":"eve"}"#)
        try await renewing.until { renewing.reply("3") != nil }
        try await renewing.send("REAUTH", id: "4", #"{"token":"ana-2"}"#)
        try await renewing.until { renewing.reply("4") != nil }
        #expect(renewing.replies == ["1", "2 FORBIDDEN", "3 UNAUTHORIZED", "4"])
        #expect(renewing.reply("4")?.data["expires_at"]?.string != nil)
        await rig.advance(milliseconds: 999)
        #expect(other.closeCode == nil)
        await rig.advance(milliseconds: 1)
        #expect(other.closeCode == .tokenExpired)
        #expect(renewing.closeCode == nil)
        await rig.advance(milliseconds: 60_000)
        #expect(renewing.closeCode == .tokenExpired)
        await rig.stop()
    }

    @Test func aRoleMayDoWhatItsRowSays() async throws {
        let (rig, _) = try await rig()
        let line = try await rig.open(.token("jo"))
        try await line.send("TRACK_RENAME", id: "1", #"{"track_id":"in","name":"x"}"#)
        #expect(line.replies == ["1 FORBIDDEN"])
        #expect(line.reply("1")?.data["details"]?["role"] == "viewer")
        #expect(line.reply("1")?.data["details"]?["needed"] == "engineer")
        await rig.stop()
    }

    // MARK: Asking again

    @Test func whatIsAskedTwiceIsDoneOnce() async throws {
        let (rig, _) = try await rig()
        let first = try await rig.open(.token("ana"))
        try await first.send("IDENTIFY", id: "0", #"{"client_id":"box"}"#)
        try await first.send("TRACK_RENAME", id: "1", #"{"track_id":"in","name":"Voice"}"#)
        try await first.until {
            try? rig.fixture.advance(frames: 64)
            return first.reply("1") != nil
        }
        let revision = try #require(first.reply("1")?.data["revision"])
        #expect(first.reply("1")?.data["duplicate"] == nil)
        await first.disconnect()
        let second = try await rig.open(.token("ana"))
        try await second.send("IDENTIFY", id: "0", #"{"client_id":"box"}"#)
        try await second.send("TRACK_RENAME", id: "1", #"{"track_id":"in","name":"Voice"}"#)
        try await second.until { second.reply("1") != nil }
        #expect(second.reply("1")?.data["duplicate"] == true)
        #expect(second.reply("1")?.data["revision"] == revision)
        // Another person's box may be called the same.
        let stranger = try await rig.open(.token("jo"))
        try await stranger.send("IDENTIFY", id: "0", #"{"client_id":"box"}"#)
        try await stranger.send("TRACK_RENAME", id: "1", #"{"track_id":"in","name":"Voice"}"#)
        #expect(stranger.replies.last == "1 FORBIDDEN")
        await rig.stop()
    }

    @Test func whatIsAskedAgainWhileItIsOnItsWayIsDoneOnce() async throws {
        let (rig, _) = try await rig()
        let (first, second) = (try await rig.open(.token("ana")), try await rig.open(.token("ana")))
        for line in [first, second] {
            try await line.send("IDENTIFY", id: "0", #"{"client_id":"box"}"#)
            // Answered when it is heard, which takes the driver.
            try await line.send("TRACK_MUTE", id: "1", #"{"track_id":"in","mute":true}"#)
        }
        #expect(second.reply("1") == nil)
        await first.disconnect()
        try await second.until {
            try? rig.fixture.advance(frames: 64)
            return second.reply("1") != nil
        }
        #expect(second.reply("1")?.data["duplicate"] == true)
        #expect(second.reply("1")?.data["revision"] == 1)
        await rig.stop()
    }

    /// Their answers are long, and whoever asks again wants what is so now.
    @Test func answersThatAreReadAreNotKept() async throws {
        let (rig, _) = try await rig()
        let line = try await rig.open(.token("ana"))
        try await line.send("IDENTIFY", id: "0", #"{"client_id":"box"}"#)
        try await line.send("SESSION_LIST", id: "1", "{}")
        try await line.until { line.reply("1") != nil }
        try await line.send("SESSION_LIST", id: "1", "{}")
        try await line.until { line.replies.count == 3 }
        #expect(line.replies == ["0", "1", "1"])
        #expect(line.reply("1")?.data["duplicate"] == nil)
        #expect(rig.shared.retries.count == 0)
        await rig.stop()
    }

    /// A plain client may call all its requests the same.
    @Test func withoutAClientIDNothingIsKnownAgain() async throws {
        let (rig, _) = try await rig(isOpen: true)
        let line = try await rig.open()
        for name in ["A", "B"] {
            try await line.send("TRACK_RENAME", id: "1", #"{"track_id":"in","name":"\#(name)"}"#)
        }
        try await line.until {
            try? rig.fixture.advance(frames: 64)
            return line.replies.count == 2
        }
        #expect(line.messages.filter { $0.type == "ack" }.map { $0.data["revision"] } == [1, 2])
        await rig.stop()
    }
}

import Foundation
import OutboardAccess
import OutboardClient
import OutboardModel
import OutboardProtocol
import Synchronization
import Testing

@testable import OutboardServer

/// Tokens that are taken back while somebody is there by them.
struct RevocationTests {
    /// A page by its way in: a ticket, exchanged for a token.
    private func page(_ user: String, of fixture: ServerFixture) async throws -> String {
        let given = try await OutboardClient.post(
            ["role": "engineer", "user": .string(user)],
            to: "/api/ticket",
            at: fixture.address,
            token: "shared"
        )
        let made = try await OutboardClient.post(
            ["ticket": try #require(given["ticket"])],
            to: "/api/token",
            at: fixture.address
        )
        return try #require(made["token"]?.string)
    }

    private func handshake(_ fixture: ServerFixture, _ token: String) async throws -> RawConnection
    {
        let raw = try await RawConnection(to: fixture.address)
        try await raw.send(
            "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Authorization: Bearer \(token)\r\n\r\n"
        )
        return raw
    }

    @Test func onePageIsPutOutWithinASecondAndNobodyElse() async throws {
        let fixture = try ServerFixture(hasAccess: true) { $0.token = "shared" }
        try await fixture.start()
        let (ana, jo) = (try await page("ana", of: fixture), try await page("jo", of: fixture))
        let register = TokenRegister(fixture.accessFiles)
        let now = Int64(Date().timeIntervalSince1970)
        let tokens = try register.all()
        #expect(tokens.map(\.principal.user) == ["ana", "jo"])
        let raw = try await handshake(fixture, ana)
        _ = await raw.read(until: "connection_id")
        let other = try await OutboardClient.connect(to: fixture.address, token: jo)
        let stream = try await RawConnection(to: fixture.address)
        try await stream.send(
            "GET /api/agui/events HTTP/1.1\r\nHost: localhost\r\n"
                + "Authorization: Bearer \(ana)\r\n\r\n"
        )
        _ = await stream.read(until: "STATE_SNAPSHOT")
        let clock = ContinuousClock.now
        #expect(try register.revoke(tokens[0].name, now: now) == 1)
        #expect(await raw.read(until: "taken back").contains("taken back"))
        #expect(ContinuousClock.now - clock < .seconds(5), "seconds, on a machine that is busy")
        // It ends: what comes after is nothing.
        _ = await stream.read(until: "never said")
        await #expect(throws: RequestError.self) {
            _ = try await OutboardClient.get("/api/sessions", from: fixture.address, token: ana)
        }
        _ = try await other.request(.ping)
        _ = try await OutboardClient.get("/api/sessions", from: fixture.address, token: jo)
        let seen = register.sightings()
        #expect(Set(seen.keys) == Set(tokens.map(\.name)))
        await other.close()
        await fixture.stop()
    }

    @Test func whoHoldsIsEndedOnceAndByItsToken() {
        final class Thing {}
        let holders = TokenHolders()
        final class Ended: Sendable { let names = Mutex<[String]>([]) }
        let ended = Ended()
        let (one, two, three) = (Thing(), Thing(), Thing())
        for (thing, name, label) in [(one, "a", "one"), (two, "a", "two"), (three, "b", "three")] {
            holders.hold(thing, name) { ended.names.withLock { $0.append(label) } }
        }
        #expect(holders.tokenNames == ["a", "b"])
        holders.release(two)
        holders.end(["a", "c"])
        holders.end(["a"])
        #expect(ended.names.withLock { $0 } == ["one"])
        // Another token of the same connection: the one before counts no more.
        holders.hold(three, "d") { ended.names.withLock { $0.append("again") } }
        holders.end(["b"])
        #expect(holders.tokenNames == ["d"])
        holders.hold(three, nil) {}
        #expect(holders.tokenNames.isEmpty)
    }
}

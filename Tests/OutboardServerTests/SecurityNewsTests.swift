import Logging
import OutboardAccess
import OutboardClient
import OutboardJSON
import OutboardModel
import OutboardProtocol
import Synchronization
import Testing

@testable import OutboardServer

/// What the activity log is told of the door.
struct SecurityNewsTests {
    private final class Rig: Sendable {
        let told = Mutex<[ActivityNote]>([])
        let asked = Atomic<Int>(0)

        func news() -> SecurityNews {
            SecurityNews(
                tell: { [self] note in told.withLock { $0.append(note) } },
                later: { [self] _ in asked.add(1, ordering: .relaxed) }
            )
        }

        var notes: [ActivityNote] { told.withLock { $0 } }
    }

    private func event(
        _ kind: SecurityLog.Kind,
        _ address: String,
        _ user: String? = nil
    ) -> SecurityLog.Event {
        SecurityLog.Event(kind: kind, time: 0, address: address, user: user)
    }

    @Test func whatWaitsIsToldOnceWithItsCount() {
        let rig = Rig()
        let news = rig.news()
        for _ in 0..<1_000 { news.note(event(.badToken, "203.0.113.9"), now: 0) }
        news.note(event(.forbidden, "203.0.113.9", "jo"), now: 0)
        #expect(rig.notes.isEmpty && rig.asked.load(ordering: .relaxed) == 1)
        news.tellWaiting()
        #expect(rig.notes.map(\.code) == [.authenticationFailed, .permissionDenied])
        #expect(rig.notes.map(\.times) == [1_000, 1])
        #expect(rig.notes[0].subject == ActivitySubject(.address, "203.0.113.9"))
        #expect(rig.notes[1].actor == "jo")
        news.tellWaiting()
        #expect(rig.notes.count == 2)
        news.note(event(.badToken, "203.0.113.9"), now: 100)
        #expect(rig.asked.load(ordering: .relaxed) == 2)
    }

    @Test func aFloodFromManyAddressesIsFewEntriesAndLosesNoCount() {
        let rig = Rig()
        let news = rig.news()
        var sent = 0
        // A minute: what comes is gathered four times a second.
        for step in 0..<240 {
            for index in 0..<500 {
                news.note(
                    event(.badToken, "10.\(step).\(index / 256).\(index % 256)"),
                    now: Int64(step) * 250
                )
                sent += 1
            }
            news.tellWaiting()
        }
        let named = rig.notes.filter { $0.subject != nil }
        let many = rig.notes.filter { $0.subject == nil }
        // 32 at once, and one each ten seconds.
        #expect((32...39).contains(named.count), "\(named.count)")
        #expect(many.count <= 240)
        #expect(rig.notes.reduce(0) { $0 + $1.times } == sent)
        #expect(many.allSatisfy { $0.code == .authenticationFailed })
    }

    @Test func whoHasAnEntryKeepsItWhileItFolds() {
        let rig = Rig()
        let news = rig.news()
        news.note(event(.badToken, "a"), now: 0)
        for index in 0..<100 { news.note(event(.badToken, "x\(index)"), now: 0) }
        news.tellWaiting()
        news.note(event(.badToken, "a"), now: 4_999)
        news.tellWaiting()
        #expect(rig.notes.last?.subject == ActivitySubject(.address, "a"))
    }

    @Test func everyCodeOfTheDoorIsSaid() {
        let rig = Rig()
        let news = rig.news()
        let expected: [(SecurityLog.Kind, ActivityCode?)] = [
            (.badToken, .authenticationFailed), (.badTicket, .authenticationFailed),
            (.badAdministrator, .authenticationFailed), (.badHost, .originRefused),
            (.badOrigin, .originRefused), (.forbidden, .permissionDenied),
            (.blocked, .addressBlocked), (.kicked, .connectionClosed),
            (.capacity, .connectionClosed), (.closed, .connectionClosed), (.flood, nil),
            (.unblocked, nil), (.ticketGiven, nil), (.ticketUsed, nil),
        ]
        for (index, (kind, code)) in expected.enumerated() {
            let before = rig.notes.count
            news.note(event(kind, "\(index)"), now: 0)
            news.tellWaiting()
            #expect(rig.notes.dropFirst(before).first?.code == code, "\(kind)")
        }
    }

    // MARK: With a server

    private func entries(_ fixture: ServerFixture) async throws -> [ActivityEntry] {
        // As long as what is noted is gathered, and its way to the log.
        for _ in 0..<40 {
            let found = try await fixture.engine.activity(ActivityQuery(levels: [.warning, .info]))
            let entries = found.entries.filter { $0.note.source == .security }
            if Set(entries.map(\.note.code)).count >= 3 { return entries }
            try await Task.sleep(for: .milliseconds(50))
        }
        return try await fixture.engine.activity(ActivityQuery()).entries
    }

    @Test func wrongTokensForbiddenVerbsAndStrangePagesAreInTheActivityLog() async throws {
        let fixture = try ServerFixture(hasAccess: true) { $0.token = "sharedsecret" }
        try await fixture.start()
        for _ in 0..<3 {
            _ = try? await OutboardClient.get(
                "/api/sessions",
                from: fixture.address,
                token: "wrongsecret"
            )
        }
        _ = try await RawConnection.ask(
            fixture.address,
            "POST /api/token HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n"
                + "Connection: close\r\nContent-Length: 0\r\n"
        )
        let viewer = try await fixture.token(Principal(user: "vi", role: .viewer))
        let client = try await OutboardClient.connect(to: fixture.address, token: viewer)
        let fader = Request.trackFader(track: TrackID("in"), levelDecibels: -3)
        for _ in 0..<2 {
            await #expect(throws: RequestError.self) {
                _ = try await client.request(fader, session: SessionID("test"))
            }
        }
        let entries = try await entries(fixture)
        let byCode = Dictionary(grouping: entries, by: \.note.code)
        #expect(byCode[.authenticationFailed]?.reduce(0) { $0 + $1.count } == 3)
        #expect(byCode[.permissionDenied]?.reduce(0) { $0 + $1.count } == 2)
        #expect(byCode[.permissionDenied]?.first?.note.actor == "vi")
        #expect(byCode[.originRefused]?.count == 1)
        for entry in entries where entry.note.source == .security {
            #expect(entry.note.subject == ActivitySubject(.address, "127.0.0.1"))
            let text = JSONValue.object(entry.json).compactText
            for secret in ["wrongsecret", "sharedsecret", viewer] {
                #expect(!text.contains(secret))
            }
        }
        await client.close()
        await fixture.stop()
    }

    @Test func closedConnectionsAreNotedWithTheirReason() async throws {
        let rig = Rig()
        let log = SecurityLog(
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            news: rig.news()
        )
        log.note(.closed, "203.0.113.9", user: "jo", detail: "nothing is read", now: 0)
        log.note(
            .closed,
            "203.0.113.9",
            user: "jo",
            detail: "a message did not end in time",
            now: 0
        )
        #expect(log.events.count == 2)
        #expect(log.events.first?.json["detail"] == "a message did not end in time")
    }
}

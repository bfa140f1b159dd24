import OutboardModel
import OutboardProtocol
import Testing

@testable import OutboardSession

struct TopicTests {
    private func types(_ inbox: Inbox) -> Set<String> {
        Set(inbox.notifications.map(\.message.type))
    }

    @Test func clientsHearWhatTheyListenTo() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        let inboxes = ["plain": Inbox(), "quiet": Inbox(), "state": Inbox()]
        for (name, inbox) in inboxes {
            fixture.engine.attach(name, as: Principal(user: name, role: .owner)) { inbox.add($0) }
        }
        _ = await fixture.ask(.ping, from: "plain")
        _ = await fixture.ask(.identify(IdentifyRequest(topics: [])), from: "quiet")
        _ = await fixture.ask(.identify(IdentifyRequest(topics: [.state])), from: "state")
        let rename = Request.edit(.rename(TrackID("in"), "Voice"))
        _ = try await fixture.perform(rename, from: "someone")
        #expect(types(inboxes["plain"]!).contains("SESSION_EDITED"))
        #expect(!types(inboxes["plain"]!).contains("state_snapshot"))
        #expect(types(inboxes["quiet"]!) == ["identified"])
        #expect(
            types(inboxes["state"]!).isSubset(of: ["identified", "state_snapshot", "state_delta"])
        )
        #expect(types(inboxes["state"]!).contains("state_snapshot"))
        fixture.engine.setTopics("quiet", [.engine])
        await fixture.wait(milliseconds: 1_000)
        #expect(types(inboxes["quiet"]!) == ["identified", "engine_state"])
        await fixture.engine.stop()
    }

    /// Who is vouched for is who the token says, whatever the messages say.
    @Test func namesOfStrangersAreTheirsToChoose() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        let inbox = Inbox()
        fixture.engine.attach("ear", as: Principal(user: "ear", role: .owner)) { inbox.add($0) }
        _ = await fixture.ask(.ping, from: "ear")
        fixture.engine.attach("a", as: Principal(user: "guest-a", role: .owner)) { _ in }
        let mute = Request.trackMute(track: TrackID("in"), isMuted: true)
        _ = try await fixture.perform(mute, from: "a")
        let vouched = Principal(user: "ana", role: .engineer, isVouchedFor: true)
        fixture.engine.setPrincipal("a", vouched)
        _ = try await fixture.perform(mute, from: "a")
        let users = inbox.notifications.compactMap {
            if case .trackChanged(let change) = $0 { change.origin.changedBy.user } else { nil }
        }
        #expect(users == ["a", "ana"])
        await fixture.engine.stop()
    }
}

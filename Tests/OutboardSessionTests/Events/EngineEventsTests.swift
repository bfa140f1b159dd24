import OutboardJSON
import OutboardModel
import OutboardProtocol
import Synchronization
import Testing

@testable import OutboardSession

/// People, jobs and measurements, as clients hear of them.
@Suite(.serialized)
struct EngineEventsTests {
    private let user = ["a": "ana", "b": "ben"]

    /// A client that listens to these topics.
    private func client(
        _ connection: String,
        _ topics: TopicSet,
        of fixture: EngineFixture
    ) async throws -> Inbox {
        let inbox = Inbox()
        let principal = Principal(user: user[connection]!, role: .engineer, isVouchedFor: true)
        fixture.engine.attach(connection, as: principal) { inbox.add($0) }
        _ = try await fixture.perform(.identify(IdentifyRequest(topics: topics)), from: connection)
        return inbox
    }

    private func started(_ sink: RecordingSink? = nil) async throws -> EngineFixture {
        let fixture = try EngineFixture(session: gainSession, activity: sink)
        try await fixture.start()
        return fixture
    }

    @Test func chatIsToldToAllAndARetryToNobody() async throws {
        let sink = RecordingSink()
        let fixture = try await started(sink)
        let (ana, ben) = (
            try await client("a", [.chat], of: fixture), try await client("b", [.chat], of: fixture)
        )
        _ = try await fixture.perform(.chat(.typing), from: "a")
        let say = Request.chat(.send(text: "More vocals?", nonce: "n1"))
        let ack = try await fixture.perform(say, from: "a")
        let again = try await fixture.perform(say, from: "a")
        #expect(ack.extra["seq"] == 1 && again.extra["seq"] == 1)
        #expect(ack.extra["duplicate"] == nil && again.extra["duplicate"] == true)
        for inbox in [ana, ben] {
            #expect(inbox.chat.map(\.text) == ["More vocals?"])
            #expect(inbox.chat.first?.user == "ana")
            #expect(inbox.typing.map(\.isTyping) == [true, false])
        }
        _ = try await fixture.perform(.chat(.read(upToSequence: 1)), from: "b")
        #expect(sink.messages.map(\.sequence) == [1])
        #expect(sink.readMarks == ["ben": 1])
        await fixture.engine.stop()
    }

    @Test func typingThatStopsIsTold() async throws {
        let fixture = try await started()
        let inbox = try await client("b", [.chat], of: fixture)
        _ = try await fixture.perform(.chat(.typing), from: "b")
        await fixture.wait(milliseconds: 4_900)
        #expect(inbox.typing.map(\.isTyping) == [true])
        await fixture.wait(milliseconds: 200)
        #expect(inbox.typing.map(\.isTyping) == [true, false])
        await fixture.engine.stop()
    }

    @Test func historyComesBeforeWhatIsLive() async throws {
        let fixture = try await started()
        _ = try await client("a", [], of: fixture)
        _ = try await fixture.perform(.chat(.send(text: "first", nonce: "1")), from: "a")
        let inbox = try await client(
            "b",
            [.chat, .activity, .metrics, .latency, .workflow],
            of: fixture
        )
        _ = try await fixture.perform(.chat(.send(text: "second", nonce: "2")), from: "a")
        let topics = inbox.histories.map(\.topic)
        #expect(Set(topics) == [.chat, .activity, .metrics, .latency, .workflow])
        let chat = inbox.histories.first { $0.topic == .chat }
        #expect(chat?.items.map { $0["text"] } == ["first"])
        #expect(inbox.chat.map(\.text) == ["second"])
        // Asked for again, it is not told again.
        fixture.engine.setTopics("b", [.chat])
        _ = await fixture.engine.engineState()
        #expect(inbox.histories.count == topics.count)
        await fixture.engine.stop()
    }

    @Test func editIsNotedWithWhoDidIt() async throws {
        let sink = RecordingSink()
        let fixture = try await started(sink)
        let inbox = try await client("a", [.activity], of: fixture)
        _ = try await fixture.perform(
            .edit(.rename(TrackID("in"), "Lead")),
            from: "a"
        )
        let entry = try #require(inbox.activity.last)
        #expect(entry.note.code == .edited)
        #expect(entry.note.actor == "ana")
        #expect(entry.note.subject == .track(TrackID("in")))
        #expect(entry.note.details["request"] == "TRACK_RENAME")
        let codes = sink.entries.map(\.note.code)
        #expect(codes == [.engineStarted, .pluginMissing, .joined, .edited])
        fixture.engine.detach("a")
        _ = await fixture.engine.engineState()
        #expect(sink.entries.last?.note.code == .left)
        #expect(sink.entries.map(\.sequence) == [1, 2, 3, 4, 5])
        await fixture.engine.stop()
        #expect(sink.hasEnded)
    }

    @Test func newcomerGetsTheWholeListAndOthersWhatChanged() async throws {
        let fixture = try await started()
        let ana = try await client("a", [.presence], of: fixture)
        let ben = try await client("b", [.presence], of: fixture)
        await fixture.wait(milliseconds: 60)
        #expect(ben.presence.first?.isWhole == true)
        #expect(ben.presence.first?.people.map(\.user) == ["ana", "ben"])
        #expect(ana.presence.last?.people.map(\.user) == ["ben"])
        _ = try await fixture.perform(
            .trackFader(track: TrackID("in"), levelDecibels: -3, gesture: .begin),
            from: "b"
        )
        await fixture.wait(milliseconds: 60)
        #expect(ana.presence.last?.people.first?.holds == [.fader(TrackID("in"))])
        _ = try await fixture.perform(
            .trackFader(track: TrackID("in"), levelDecibels: nil, gesture: .end),
            from: "b"
        )
        await fixture.wait(milliseconds: 60)
        #expect(ana.presence.last?.people.first?.holds == [])
        let place = PresencePlace(place: "/chain/in", status: .away)
        _ = try await fixture.perform(.presenceSet(place), from: "b")
        await fixture.wait(milliseconds: 60)
        #expect(ana.presence.last?.people.first?.place == place)
        fixture.engine.detach("b")
        _ = await fixture.engine.engineState()
        await fixture.wait(milliseconds: 60)
        #expect(ana.presence.last?.gone == ["b"])
        await fixture.engine.stop()
    }

    @Test func whoHasNotAskedForAnythingHearsNobody() async throws {
        let fixture = try await started()
        let silent = Inbox()
        fixture.engine.attach("c", as: Principal(user: "eve", role: .viewer)) {
            silent.add($0)
        }
        _ = try await client("a", [], of: fixture)
        _ = try await fixture.perform(.chat(.send(text: "psst", nonce: "1")), from: "a")
        await fixture.wait(milliseconds: 60)
        #expect(silent.chat.isEmpty && silent.presence.isEmpty)
        await fixture.engine.stop()
    }

    @Test func everySecondIsTracedAndMeasured() async throws {
        let fixture = try await started()
        let inbox = try await client("a", [.latency, .metrics], of: fixture)
        _ = try await fixture.perform(
            .trackFader(track: TrackID("in"), levelDecibels: -3),
            from: "a"
        )
        await fixture.wait(milliseconds: 1_000)
        let trace = try #require(inbox.traces.last { !$0.lastSecond.isEmpty })
        let row = try #require(trace.lastSecond.first { $0.kind == "TRACK_FADER" })
        #expect(row.stages[.total]?.count == 1)
        #expect(row.stages[.receive] == nil)
        // The machine's own readings have come, so none lies between these two.
        probeQueue.sync {}
        _ = await fixture.engine.engineState()
        await fixture.engine.measure(reading: .init(at: 5_000_000_000))
        let line = Traffic.Line()
        fixture.engine.traffic.open(line)
        line.noteReceived(bytes: 300)
        await fixture.engine.measure(reading: .init(at: 7_000_000_000))
        let sample = try #require(inbox.samples.last)
        #expect(sample.connections == 1)
        #expect(sample.bytesIn == 150)
        #expect(sample.messagesIn == 0.5)
        await fixture.engine.stop()
    }

    @Test func searchNeedsALog() async throws {
        let fixture = try await started()
        let answer = await fixture.ask(.activitySearch(ActivityQuery()))
        guard case .failure(let error) = answer.result else {
            Issue.record("no refusal")
            return
        }
        #expect(error.code == .engineError)
        await fixture.engine.stop()
    }
}

extension Engine {
    fileprivate func measure(reading: SystemProbe.Reading) { noteReading(reading) }
}

/// A sink that remembers what it was given.
final class RecordingSink: ActivitySink {
    private struct State {
        var entries: [ActivityEntry] = []
        var messages: [ChatMessage] = []
        var readMarks: [String: Int64] = [:]
        var hasEnded = false
    }

    private let state = Mutex(State())

    var entries: [ActivityEntry] { state.withLock { $0.entries } }
    var messages: [ChatMessage] { state.withLock { $0.messages } }
    var readMarks: [String: Int64] { state.withLock { $0.readMarks } }
    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    func begin() -> ActivityBeginning { ActivityBeginning() }
    func keep(_ entry: ActivityEntry) { state.withLock { $0.entries.append(entry) } }
    func keep(_ message: ChatMessage) { state.withLock { $0.messages.append(message) } }
    func keepReadMark(of user: String, _ sequence: Int64) {
        state.withLock { $0.readMarks[user] = sequence }
    }
    func search(
        _ query: ActivityQuery,
        answer: @escaping @Sendable (Result<ActivityPage, RequestError>) -> Void
    ) {
        answer(.success(ActivityPage(entries: entries, nextBeforeSequence: nil)))
    }
    func chat(
        before: Int64?,
        limit: Int,
        answer: @escaping @Sendable (Result<ChatPage, RequestError>) -> Void
    ) {
        answer(.success(ChatPage(messages: messages, nextBeforeSequence: nil)))
    }
    func takeNotes() -> [ActivityNote] { [] }
    func end() { state.withLock { $0.hasEnded = true } }
}

extension Inbox {
    private func events<Value>(_ pick: (Event) -> Value?) -> [Value] {
        notifications.compactMap { if case .event(let event) = $0 { pick(event) } else { nil } }
    }

    var chat: [ChatMessage] { events { if case .chatMessage(let it) = $0 { it } else { nil } } }
    var typing: [(user: String, isTyping: Bool)] {
        events {
            if case .chatTyping(let user, let isTyping) = $0 { (user, isTyping) } else { nil }
        }
    }
    var activity: [ActivityEntry] { events { if case .activity(let it) = $0 { it } else { nil } } }
    var presence: [PresenceChange] { events { if case .presence(let it) = $0 { it } else { nil } } }
    var traces: [LatencyTrace] { events { if case .latencyTrace(let it) = $0 { it } else { nil } } }
    var samples: [SystemSample] {
        events { if case .systemMetrics(let it) = $0 { it } else { nil } }
    }
    var jobs: [JobState] { events { if case .job(let it) = $0 { it } else { nil } } }
    var stats: [WorkflowStats] {
        events { if case .workflowStats(let it) = $0 { it } else { nil } }
    }
    var histories: [(topic: Topic, items: [JSONObject])] {
        events { if case .history(let topic, _, let items) = $0 { (topic, items) } else { nil } }
    }
}

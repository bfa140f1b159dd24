import OutboardModel
import OutboardProtocol
import Testing

@testable import OutboardSession

/// Values that are answered on the thread of who sends them: `"reply": "accepted"`.
struct AcceptingTests {
    private let gain = AutomationCurve.Target.parameter(
        track: TrackID("in"),
        insert: InsertID("gain"),
        symbol: "gain"
    )

    private func started() async throws -> EngineFixture {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        for connection in ["a", "b"] {
            let principal = Principal(user: connection, role: .engineer, isVouchedFor: true)
            fixture.engine.attach(connection, as: principal) { _ in }
            _ = try await fixture.perform(.identify(IdentifyRequest()), from: connection)
        }
        return fixture
    }

    private func envelope(
        _ value: Double,
        insert: String = "gain",
        reply: ReplyChoice = .accepted,
        session: String = "test"
    ) -> Envelope {
        let request = PluginParameterRequest(
            track: TrackID("in"),
            insert: InsertID(insert),
            parameter: "gain",
            value: value,
            reply: reply
        )
        return Envelope(id: "v", session: SessionID(session), request: .pluginParameter(request))
    }

    /// As soon as the control thread is asleep, which it is soon.
    private func accept(
        _ envelope: Envelope,
        _ fixture: EngineFixture,
        from connection: String = "a",
        isPerformed: Bool = false
    ) async throws -> Result<Ack, RequestError> {
        for _ in 0..<10_000 {
            if let answer = fixture.engine.accept(
                envelope,
                from: connection,
                isPerformed: isPerformed
            ) {
                return answer
            }
            try await Task.sleep(for: .milliseconds(1))
        }
        throw RequestError(.engineError, "it is never free")
    }

    private func value(_ fixture: EngineFixture) async -> Double? {
        await fixture.document.strip(TrackID("in"))?.inserts[0].parameters["gain"]
    }

    @Test func aStreamIsAnsweredFirstAndItsLatestValueSentDown() async throws {
        let fixture = try await started()
        let before = await fixture.engine.revision
        for step in 1...8 {
            let ack = try await accept(envelope(Double(step) / 10), fixture).get()
            #expect(ack.status == .accepted && ack.revision == before)
        }
        #expect(await value(fixture) == 1, "nothing is done before it is answered")
        fixture.engine.performAccepted()
        #expect(await value(fixture) == 0.8)
        // The window is open: what comes in it waits, and its end brings the latest.
        _ = try await accept(envelope(0.5), fixture).get()
        fixture.engine.performAccepted()
        #expect(await value(fixture) == 0.8)
        await fixture.wait(milliseconds: 20)
        #expect(await value(fixture) == 0.5)
        try await fixture.advance(frames: 1_024)
        #expect(fixture.output.last == 0.25)
        #expect(await fixture.engine.steps.map(\.kind) == [.pluginParameter])
        await fixture.engine.stop()
    }

    @Test func aValueByItselfIsSentDownFirst() async throws {
        let fixture = try await started()
        _ = try await accept(envelope(0.5), fixture, isPerformed: true).get()
        #expect(await value(fixture) == 0.5)
        await fixture.engine.stop()
    }

    @Test func whatNobodySendsDownIsDoneByTheTick() async throws {
        let fixture = try await started()
        _ = try await accept(envelope(0.5), fixture).get()
        await fixture.wait(milliseconds: 1)
        #expect(await value(fixture) == 0.5)
        await fixture.engine.stop()
    }

    @Test func requestsBehindItFindItDone() async throws {
        let fixture = try await started()
        _ = try await accept(envelope(0.5), fixture).get()
        let track = Track(id: TrackID("new"), name: "New", source: .none, strip: Strip())
        _ = try await fixture.perform(.edit(.addTrack(track, index: nil)))
        #expect(await value(fixture) == 0.5)
        // In the order in which they were asked: the value first.
        let kinds = await fixture.engine.steps.map(\.kind)
        #expect(kinds == [.pluginParameter, .trackAdd])
        await fixture.engine.stop()
    }

    @Test func whatSomebodyDidLastIsTheirsThoughTheyAreGone() async throws {
        let fixture = try await started()
        _ = try await accept(envelope(0.5), fixture, isPerformed: true).get()
        _ = try await accept(envelope(0.25), fixture, from: "b").get()
        fixture.engine.detach("b")
        #expect(await value(fixture) == 0.25, "the window is not over")
        #expect(await fixture.engine.steps.map(\.user) == ["a", "b"])
        await fixture.engine.stop()
    }

    @Test func onlyTheHandThatIsHeardIsOnTheControl() async throws {
        let fixture = try await started()
        _ = try await accept(envelope(0.5), fixture, from: "a").get()
        _ = try await accept(envelope(0.6), fixture, from: "b").get()
        fixture.engine.performAccepted()
        let holds = await fixture.engine.people.map { ($0.user, $0.holds) }
        #expect(holds.map(\.0) == ["a", "b"])
        #expect(holds.map(\.1) == [[], [gain]])
        #expect(await fixture.engine.steps.map(\.user) == ["b"])
        await fixture.engine.stop()
    }

    @Test func faultsAreAnsweredAtOnce() async throws {
        let fixture = try await started()
        func code(_ envelope: Envelope) async throws -> ErrorCode? {
            if case .failure(let error) = try await accept(envelope, fixture) {
                error.code
            } else {
                nil
            }
        }
        #expect(try await code(envelope(99)) == .invalidParameter)
        #expect(try await code(envelope(0.5, session: "else")) == .sessionNotFound)
        // What no plan plays, and what is to be heard, has to be submitted.
        #expect(fixture.engine.accept(envelope(0.5, insert: "none"), from: "a") == nil)
        #expect(fixture.engine.accept(envelope(0.5, reply: .applied), from: "a") == nil)
        await fixture.engine.stop()
    }

    /// Faults of a request are the same either way, and its answer is counted once.
    @Test func answersAreMeasured() async throws {
        let fixture = try await started()
        func count() -> Int {
            let row = fixture.engine.latency.totals.first { $0.kind == "PLUGIN_PARAMETER" }
            return row?.stages[.total]?.count ?? 0
        }
        #expect(count() == 0)
        _ = try await accept(envelope(0.5), fixture).get()
        _ = try await accept(envelope(99), fixture)
        #expect(count() == 2)
        await fixture.engine.stop()
    }
}

extension Engine {
    fileprivate var steps: [(kind: Request.Kind, user: String)] {
        history.steps.map { ($0.kind, $0.user) }
    }
    fileprivate var people: [PresenceEntry] { events.presence.people }
    fileprivate var revision: UInt64? { state?.revision }
}

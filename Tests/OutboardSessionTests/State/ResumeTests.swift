import OutboardJSON
import OutboardModel
import OutboardProtocol
import Synchronization
import Testing

@testable import OutboardSession

struct ResumeTests {
    private func pan(_ value: Double) -> Request { .trackPan(track: TrackID("in"), pan: value) }

    /// A session whose clients were told one delta for each of some edits.
    private func told(
        _ count: Int,
        configure: (inout EngineConfiguration) -> Void = { _ in }
    ) async throws -> (fixture: EngineFixture, reader: StateReader) {
        let fixture = try EngineFixture(session: gainSession, configure: configure)
        try await fixture.start()
        let reader = StateReader("r")
        await reader.attach(to: fixture)
        for step in 1...count {
            _ = try await fixture.perform(pan(Double(step) / 1_000))
            await fixture.wait(milliseconds: 16)
        }
        return (fixture, reader)
    }

    @Test func clientGoesOnFromEveryRevisionThatItCouldHave() async throws {
        let (fixture, reader) = try await told(6)
        let epoch = reader.state.epoch
        #expect(reader.state.deltas.count == 6)
        for revision in UInt64(0)...7 {
            let missed = reader.state.deltas.filter { $0.from >= revision }
            // What the others had at that time is what it knows.
            let known = Inbox()
            fixture.engine.attach("o\(revision)", as: Principal(user: "o", role: .owner)) {
                known.add($0)
            }
            let resume = IdentifyRequest.Resume(epoch: epoch, revision: revision)
            _ = await fixture.ask(
                .identify(IdentifyRequest(topics: [.state], resume: resume)),
                from: "o\(revision)"
            )
            let deltas = known.notifications.compactMap {
                if case .stateDelta(let delta) = $0 { delta } else { nil }
            }
            let snapshots = known.notifications.filter {
                if case .stateSnapshot = $0 { true } else { false }
            }
            guard case .identified(let identified) = known.notifications.first else {
                Issue.record("not identified")
                continue
            }
            #expect(identified.isResumed == (revision <= 6), "revision \(revision)")
            #expect(identified.epoch == epoch && identified.revision == 6)
            #expect(deltas == (revision <= 6 ? missed : []), "revision \(revision)")
            #expect(snapshots.count == (revision <= 6 ? 0 : 1), "revision \(revision)")
        }
        await fixture.engine.stop()
    }

    /// A room full of clients that come back together costs one writing of the state, not one for each.
    @Test func thoseWhoComeTogetherAreToldTheSameBytes() async throws {
        let (fixture, _) = try await told(1)
        let wholes = Mutex<[Broadcast]>([])
        func come(_ name: String) async {
            fixture.engine.attach(name, as: Principal(user: name, role: .owner)) { broadcast in
                guard case .stateSnapshot = broadcast.notification else { return }
                wholes.withLock { $0.append(broadcast) }
            }
            _ = await fixture.ask(.identify(IdentifyRequest(topics: [.state])), from: name)
        }
        await come("a")
        await come("b")
        await fixture.wait(milliseconds: 1_000)
        await come("c")
        _ = try await fixture.perform(pan(0.5))
        await come("d")
        let told = wholes.withLock { $0 }
        try #require(told.count == 4)
        #expect(told[0] === told[1])
        #expect(told[1] !== told[2], "it says when it was sent")
        #expect(told[2] !== told[3], "the state is another one")
        await fixture.engine.stop()
    }

    @Test func placeWithinADeltaOrOfAnotherEpochCountsForNothing() async throws {
        let (fixture, reader) = try await told(1)
        for value in [0.2, 0.3] { _ = await fixture.ask(pan(value)) }
        _ = try await fixture.perform(pan(0.4))
        await fixture.wait(milliseconds: 16)
        let delta = try #require(reader.state.deltas.last)
        try #require(delta.from == 1 && delta.to == 4)
        for place in [
            IdentifyRequest.Resume(epoch: reader.state.epoch, revision: 2),
            IdentifyRequest.Resume(epoch: "other", revision: 4),
        ] {
            let inbox = Inbox()
            fixture.engine.attach("o", as: Principal(user: "o", role: .owner)) { inbox.add($0) }
            let request = IdentifyRequest(topics: [.state], resume: place)
            _ = await fixture.ask(.identify(request), from: "o")
            guard case .stateSnapshot(let snapshot) = inbox.notifications.dropFirst().first else {
                Issue.record("no snapshot")
                continue
            }
            #expect(snapshot.revision == 4)
        }
        await fixture.engine.stop()
    }

    @Test func clientThatComesBackEndsWhereTheOthersAre() async throws {
        let (fixture, reader) = try await told(3)
        fixture.engine.detach("r")
        for value in [0.5, 0.6, 0.7] { _ = try await fixture.perform(pan(value)) }
        await fixture.wait(milliseconds: 16)
        await reader.attach(to: fixture, going: true)
        #expect(reader.state.isResumed == true)
        #expect(reader.state.snapshotCount == 1)
        let fresh = StateReader("fresh")
        await fresh.attach(to: fixture)
        #expect(reader.state.session == fresh.state.session)
        #expect(reader.state.revision == fresh.state.revision)
        await fixture.engine.stop()
    }

    // MARK: The ring

    private func delta(_ from: UInt64, _ to: UInt64, text: String = "") -> StateDelta {
        StateDelta(
            session: SessionID("s"),
            from: from,
            to: to,
            patch: JSONPatch([.replace(JSONPointer(["x"]), .string(text))]),
            changes: []
        )
    }

    @Test func revisionsAreKeptUpToTheLimit() {
        var limits = DeltaRing.Limits()
        limits.revisions = 4
        var ring = DeltaRing(limits: limits)
        for revision in UInt64(0)..<4 { ring.append(delta(revision, revision + 1), now: 0) }
        #expect(ring.deltas(since: 0, now: 0)?.count == 4)
        ring.append(delta(4, 5), now: 0)
        #expect(ring.deltas(since: 0, now: 0) == nil)
        #expect(ring.deltas(since: 1, now: 0)?.count == 4)
        #expect(ring.deltas(since: 5, now: 0) == [])
        #expect(ring.deltas(since: 6, now: 0) == nil)
        limits.revisions = 0
        ring = DeltaRing(limits: limits)
        ring.append(delta(0, 1), now: 0)
        #expect(ring.deltas(since: 0, now: 0) == nil)
    }

    @Test func bytesAreKeptUpToTheLimit() {
        let one = DeltaRing.byteCount(of: delta(0, 1, text: "12345"))
        var limits = DeltaRing.Limits()
        limits.bytes = 2 * one
        var ring = DeltaRing(limits: limits)
        for revision in UInt64(0)..<2 {
            ring.append(delta(revision, revision + 1, text: "12345"), now: 0)
        }
        #expect(ring.firstRevision == 0)
        limits.bytes = 2 * one - 1
        ring = DeltaRing(limits: limits)
        for revision in UInt64(0)..<2 {
            ring.append(delta(revision, revision + 1, text: "12345"), now: 0)
        }
        #expect(ring.firstRevision == 1)
        limits.bytes = 0
        ring = DeltaRing(limits: limits)
        ring.append(delta(0, 1), now: 0)
        #expect(ring.firstRevision == nil)
    }

    @Test func deltasAreKeptForTheirTime() {
        var limits = DeltaRing.Limits()
        limits.milliseconds = 10
        var ring = DeltaRing(limits: limits)
        ring.append(delta(0, 1), now: 0)
        ring.append(delta(1, 2), now: 5_000_000)
        #expect(ring.deltas(since: 0, now: 10_000_000)?.count == 2)
        #expect(ring.deltas(since: 0, now: 10_000_001) == nil)
        #expect(ring.deltas(since: 1, now: 15_000_000)?.count == 1)
        #expect(ring.deltas(since: 1, now: 15_000_001) == nil)
    }

    @Test func theLimitsAreWhatTheyAreSaidToBe() {
        let limits = DeltaRing.Limits()
        #expect(
            limits.revisions == 4_096 && limits.bytes == 2_097_152 && limits.milliseconds == 120_000
        )
    }

    @Test func ringBeginsAnewBehindAGap() {
        var ring = DeltaRing()
        ring.append(delta(0, 1), now: 0)
        ring.append(delta(2, 3), now: 0)
        #expect(ring.deltas(since: 0, now: 0) == nil)
        #expect(ring.deltas(since: 2, now: 0)?.count == 1)
    }
}

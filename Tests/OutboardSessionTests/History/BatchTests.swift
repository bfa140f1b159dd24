import OutboardJSON
import OutboardModel
import OutboardProtocol
import Testing

@testable import OutboardSession

struct BatchTests {
    private let track = TrackID("in")
    private let gain = InsertID("gain")

    private func started() async throws -> (EngineFixture, StateReader) {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        try await fixture.advance(frames: 64)
        let reader = StateReader("reader")
        await reader.attach(to: fixture)
        return (fixture, reader)
    }

    private func set(_ setting: ParameterSetting, _ symbol: String = "gain") -> DocumentEdit {
        .setParameter(gain, strip: track, symbol: symbol, setting)
    }

    private func settle(_ fixture: EngineFixture) async throws {
        for _ in 0..<4 {
            try await fixture.advance(frames: 512)
            await fixture.wait(milliseconds: 20)
        }
    }

    @Test func batchIsOneRevisionOneStepAndOneDelta() async throws {
        let (fixture, reader) = try await started()
        let before = await fixture.document
        let batch = DocumentEdit.all([
            .addBus(Bus(id: TrackID("verb"), name: "Verb"), index: nil),
            .addSend(Send(id: SendID("s"), bus: TrackID("verb")), strip: track, index: nil),
            .setSend(SendID("s"), strip: track, SendControls(levelDecibels: -6)),
            set(.normalized(0.05)), .setControl(track, .fader(decibels: -20)),
            .setControl(track, .mute(true)), .rename(track, "Voice"),
        ])
        let ack = try await fixture.perform(.edit(batch), from: "ana")
        try await settle(fixture)
        #expect(ack.revision == 1 && ack.status == .applied)
        let document = await fixture.document
        let strip = try #require(document.strip(track))
        #expect(strip.sends[0].levelDecibels == -6)
        #expect(strip.inserts[0].parameters["gain"] == 0.5)
        #expect(strip.faderDecibels == -20 && strip.isMuted)
        #expect(reader.state.deltas.map(\.to) == [1])
        #expect(reader.state.deltas.first?.changes.map(\.type) == ["BATCH"])
        let truth = await fixture.engine.freshSnapshot
        #expect(try await fixture.engine.snapshot(of: SessionID("test")).session == truth)
        _ = try await fixture.perform(.undo(HistoryRequest()), from: "ana")
        #expect(await fixture.document == before)
        await fixture.engine.stop()
    }

    /// Several controls move at the same edge: where one ends, the other does.
    @Test func valuesOfABatchAreHeardTogether() async throws {
        let (fixture, _) = try await started()
        try await fixture.advance(frames: 1_024)
        let from = fixture.output.count
        let batch = DocumentEdit.all([
            set(.plain(2)), .setControl(track, .fader(decibels: -6.0206)),
        ])
        let ack = try await fixture.perform(.edit(batch))
        try await fixture.advance(frames: 2_048)
        // Half of twice as much is what it was, but for the ramps between the two.
        #expect(abs((fixture.output.last ?? 0) - 0.5) < 1e-4)
        let first = try #require(
            fixture.output.indices.dropFirst(from).first { fixture.output[$0] != 0.5 }
        )
        #expect(Int64(first) - (ack.appliedAtFrame ?? 0) <= 1)
        let last = try #require(
            fixture.output.indices.last { abs(fixture.output[$0] - 0.5) > 1e-4 }
        )
        #expect(last - first <= 480)
        await fixture.engine.stop()
    }

    @Test(arguments: [
        DocumentEdit.setControl(TrackID("nobody"), .pan(0)),
        .setControl(TrackID("in"), .pan(1.5)), .setControl(.master, .solo(true)),
        .setControl(TrackID("in"), .fader(decibels: 11)),
        .setParameter(InsertID("gain"), strip: TrackID("in"), symbol: "gain", .plain(11)),
        .setParameter(InsertID("gain"), strip: TrackID("in"), symbol: "nothing", .plain(1)),
        .setParameter(InsertID("gain"), strip: TrackID("in"), symbol: "gain", .text("loud")),
        .setParameter(InsertID("gone"), strip: TrackID("other"), symbol: "gain", .plain(1)),
        .setSend(SendID("nothing"), strip: TrackID("in"), SendControls(pan: 0)),
        .removeTrack(TrackID("nobody")),
    ]) func refusalInTheMiddleLeavesNothing(wrong: DocumentEdit) async throws {
        let (fixture, reader) = try await started()
        let before = await fixture.document
        let plans = await fixture.engine.publishedPlans
        for edits in [
            [.rename(track, "X"), set(.plain(0.5)), wrong, .setControl(track, .pan(1))],
            [set(.plain(0.5)), wrong, .setControl(track, .pan(1))],
        ] {
            let answer = await fixture.ask(.edit(.all(edits)))
            #expect(throws: RequestError.self) { try answer.result?.get() }
            #expect(answer.result != nil)
        }
        try await settle(fixture)
        #expect(await fixture.document == before)
        #expect(fixture.output.allSatisfy { $0 == 0.5 })
        #expect(reader.state.revision == 0)
        #expect(await fixture.engine.publishedPlans == plans)
        #expect(await fixture.engine.stepCount == 0)
        await fixture.engine.stop()
    }

    @Test func newPluginTakesItsValuesInTheSameBatch() async throws {
        let (fixture, _) = try await started()
        let plugin = PluginID(format: .lv2, "urn:outboard:fixture:gain")
        let new = Insert(id: InsertID("new"), name: "New", plugin: plugin)
        func batch(_ setting: ParameterSetting) -> Request {
            .edit(
                .all([
                    .addInsert(new, strip: track, index: nil),
                    .setParameter(new.id, strip: track, symbol: "gain", setting),
                ])
            )
        }
        for wrong in [ParameterSetting.plain(11), .text("half")] {
            let answer = await fixture.ask(batch(wrong))
            #expect(throws: RequestError.self) { try answer.result?.get() }
            #expect(await fixture.document.place(of: new.id) == nil)
        }
        _ = try await fixture.perform(batch(.plain(0.5)))
        try await settle(fixture)
        #expect(fixture.output.last == 0.25)
        await fixture.engine.stop()
    }

    @Test func serialBatchHasAResultForEach() async throws {
        let (fixture, _) = try await started()
        let requests: [DocumentEdit] = [
            .setControl(track, .pan(0.5)), .removeTrack(TrackID("nobody")), set(.plain(0.5)),
        ]
        let ack = try await fixture.perform(.batch(BatchRequest(requests: requests)), from: "ana")
        let results = try #require(ack.extra["results"]?.array)
        #expect(results.map { $0["ok"] } == [true, false, true])
        #expect(results[1]["error"]?["code"] == "TRACK_NOT_FOUND")
        #expect(results[2]["revision"]?.number == 2)
        #expect(ack.revision == 2 && ack.status == .applied)
        #expect(await fixture.engine.stepCount == 2)
        await fixture.engine.stop()
    }

    @Test func severalParametersAreAllOrNothing() async throws {
        let (fixture, _) = try await started()
        let plain = Inbox()
        fixture.engine.attach("plain", as: Principal(user: "p", role: .owner)) { plain.add($0) }
        _ = await fixture.ask(.ping, from: "plain")
        let wrong = await fixture.ask(.pluginParameters([set(.plain(2)), set(.plain(-1))]))
        #expect(throws: RequestError.self) { try wrong.result?.get() }
        _ = try await fixture.perform(.pluginParameters([set(.plain(2)), set(.text("0.25"))]))
        try await settle(fixture)
        #expect(fixture.output.last == 0.125)
        let told = plain.notifications.compactMap {
            if case .pluginParameterChanged(let change) = $0 { change.value } else { nil }
        }
        #expect(told == [2, 0.25])
        await fixture.engine.stop()
    }

    @Test func parameterGoesToItsDefault() async throws {
        let (fixture, reader) = try await started()
        let descriptor = try await fixture.engine.snapshot(of: SessionID("test")).session
            .strip(track)!.inserts[gain]!.parameters[0].descriptor
        _ = try await fixture.perform(.pluginParameters([set(.plain(0.25))]), from: "ana")
        _ = try await fixture.perform(
            .parameterReset(gain, track: track, parameter: nil),
            from: "ana"
        )
        try await settle(fixture)
        let path = JSONPointer(["tracks", "in", "inserts", "gain", "parameters", "gain", "value"])
        let value = reader.state.session.flatMap { try? $0.value(at: path) }
        #expect(value?.number == descriptor.default)
        #expect(fixture.output.last == Float(descriptor.default * 0.5))
        _ = try await fixture.perform(.undo(HistoryRequest()), from: "ana")
        try await settle(fixture)
        #expect(fixture.output.last == 0.125)
        await fixture.engine.stop()
    }

    @Test func valueIsAcknowledgedBeforeItIsHeard() async throws {
        let (fixture, _) = try await started()
        var request = PluginParameterRequest(
            track: track,
            insert: gain,
            parameter: "gain",
            value: 0.5,
            reply: .accepted
        )
        for value in [0.5, 0.25] {
            request.value = value
            let answer = await fixture.ask(.pluginParameter(request))
            #expect(try answer.result?.get().status == .accepted)
        }
        request.value = 11
        let refused = await fixture.ask(.pluginParameter(request))
        #expect(throws: RequestError.self) { try refused.result?.get() }
        try await settle(fixture)
        #expect(fixture.output.last == 0.125)
        await fixture.engine.stop()
    }

    // MARK: What its author has seen

    private func ask(
        _ fixture: EngineFixture,
        _ request: Request,
        expecting revision: UInt64
    ) async throws -> RequestError? {
        var envelope = Envelope(id: "e", session: SessionID("test"), request: request)
        envelope.expectedRevision = revision
        let answer = Answer()
        fixture.engine.submit(envelope, from: "ana") { answer.set($0) }
        try await settle(fixture)
        switch try #require(answer.result) {
        case .success: return nil
        case .failure(let error): return error
        }
    }

    @Test func structureThatItsAuthorHasNotSeenIsAConflict() async throws {
        let (fixture, _) = try await started()
        func rename(_ name: String) -> Request { .edit(.rename(track, name)) }
        #expect(try await ask(fixture, rename("A"), expecting: 0) == nil)
        let stale = try await ask(fixture, rename("B"), expecting: 0)
        #expect(stale?.code == .conflict)
        #expect(stale?.details?["revision"] == 1)
        #expect(try await ask(fixture, rename("C"), expecting: 1) == nil)
        // Values are the last writer's, and make nobody stale.
        #expect(try await ask(fixture, .trackPan(track: track, pan: 1), expecting: 0) == nil)
        #expect(try await ask(fixture, rename("D"), expecting: 2) == nil)
        #expect(try await ask(fixture, rename("E"), expecting: 99)?.code == .conflict)
        #expect(await fixture.document.tracks[0].name == "D")
        await fixture.engine.stop()
    }

    @Test func aBatchIsForTheRevisionThatItsAuthorHasSeenAsAWhole() async throws {
        let (fixture, _) = try await started()
        func names(_ all: String...) -> [DocumentEdit] { all.map { .rename(track, $0) } }
        let first = Request.batch(BatchRequest(requests: names("A", "B")))
        #expect(try await ask(fixture, first, expecting: 0) == nil)
        #expect(await fixture.document.tracks[0].name == "B")
        for stale: Request in [
            .batch(BatchRequest(requests: names("C", "D"))), .edit(.all(names("C", "D"))),
        ] {
            #expect(try await ask(fixture, stale, expecting: 0)?.code == .conflict)
            #expect(await fixture.document.tracks[0].name == "B")
        }
        let revision = try await fixture.engine.snapshot(of: SessionID("test")).revision
        #expect(try await ask(fixture, .edit(.all(names("C", "D"))), expecting: revision) == nil)
        #expect(await fixture.document.tracks[0].name == "D")
        let pan = DocumentEdit.setControl(track, .pan(1))
        // Values alone are for any revision, alone and together.
        #expect(
            try await ask(fixture, .batch(BatchRequest(requests: [pan])), expecting: 0) == nil
        )
        await fixture.engine.stop()
    }
}

extension Engine {
    fileprivate var publishedPlans: Int { editOfTicket.count }
    fileprivate var stepCount: Int { history.steps.count }
}

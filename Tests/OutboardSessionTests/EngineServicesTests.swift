import Foundation
import OutboardIO
import OutboardJSON
import OutboardModel
import OutboardProtocol
import Testing

@testable import OutboardSession

/// Recording, admission, the flight recorder, notes and other things that the engine does beside playing.
@Suite(.serialized)
struct EngineServicesTests {
    private let gain = Insert(
        id: InsertID("new"),
        name: "New",
        plugin: PluginID(format: .lv2, "urn:outboard:fixture:gain")
    )

    private func error(_ body: () async throws -> Ack) async -> RequestError? {
        do {
            _ = try await body()
            return nil
        } catch {
            return error as? RequestError
        }
    }

    @Test func recordingHoldsExactlyWhatWasHeard() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        let start = try await fixture.perform(
            .recordStart(RecordRequest(track: .master, name: "take", format: .wav32Float))
        )
        let from = try #require(start.appliedAtFrame)
        for level in [-3.0, -12, 0] {
            _ = try await fixture.perform(
                .trackFader(track: TrackID("in"), levelDecibels: level)
            )
            try await fixture.advance(frames: 1_000)
        }
        let stop = try await fixture.perform(.recordStop(track: .master))
        let path = try #require(stop.extra["path"]?.string)
        let frames = try #require(stop.extra["frames"]?.number)
        #expect(stop.extra["dropped_frames"]?.number == 0)
        #expect(stop.extra["first_frame"]?.number == Double(from))
        let reader = try AudioFileReader(path: path)
        #expect(reader.format.frameCount == Int(frames))
        var samples = [Float](repeating: 0, count: 2 * Int(frames))
        _ = try reader.read(into: &samples, frames: Int(frames))
        let left = stride(from: 0, to: samples.count, by: 2).map { samples[$0] }
        #expect(left == Array(fixture.output[Int(from)..<Int(from) + Int(frames)]))
        await fixture.engine.stop()
    }

    @Test func recordingRefusesWhatItCannotDo() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        func refusal(_ request: Request) async -> ErrorCode? {
            await error { try await fixture.perform(request) }?.code
        }
        #expect(await refusal(.recordStop(track: .master)) == .invalidParameter)
        #expect(await refusal(.recordStart(RecordRequest(track: TrackID("x")))) == .trackNotFound)
        let escape = RecordRequest(track: .master, name: "../out")
        #expect(await refusal(.recordStart(escape)) == .invalidParameter)
        await fixture.engine.stop()
    }

    @Test func whatDoesNotFitIsNamedOrRefused() async throws {
        let lenient = try EngineFixture(session: gainSession) { $0.loadLimit = -1 }
        try await lenient.start()
        let add = Request.edit(.addInsert(gain, strip: TrackID("in"), index: nil))
        let ack = try await lenient.perform(add)
        #expect(ack.extra["warning"]?["limit"]?.number == -1)
        #expect((ack.extra["warning"]?["added_load"]?.number ?? 0) > 0)
        await lenient.engine.stop()

        let strict = try EngineFixture(session: gainSession) {
            $0.loadLimit = -1
            $0.refusesOverload = true
        }
        try await strict.start()
        let refusal = await error { try await strict.perform(add) }
        #expect(refusal?.code == .engineBusy)
        #expect(refusal?.details?["limit"]?.number == -1)
        let snapshot = try await strict.engine.snapshot(of: SessionID("test"))
        #expect(snapshot.session.tracks[TrackID("in")]?.inserts.count == 1)
        await strict.engine.stop()
    }

    @Test func structuralEditIsAcknowledgedWithItsFrame() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        try await fixture.advance(frames: 640)
        let inbox = Inbox()
        fixture.engine.attach("b", as: Principal(user: "ben", role: .owner)) { inbox.add($0) }
        let everything = IdentifyRequest(topics: [.changes, .state])
        _ = await fixture.ask(.identify(everything), from: "b")
        let ack = try await fixture.perform(
            .edit(.setBypass(InsertID("gain"), strip: TrackID("in"), true))
        )
        #expect(ack.status == .applied)
        #expect((ack.appliedAtFrame ?? 0) >= 640)
        let told = inbox.notifications.contains {
            if case .sessionEdited(.setBypass(_, _, true), _) = $0 { true } else { false }
        }
        #expect(told)
        guard case .stateDelta(let delta) = inbox.notifications.last else {
            Issue.record("no delta of the new structure")
            return
        }
        let bypass = JSONPointer(["tracks", "in", "inserts", "gain", "bypass"])
        #expect(delta.patch.operations.contains(.replace(bypass, true)))
        #expect(delta.to == ack.revision)
        await fixture.engine.stop()
    }

    @Test func whoComesLaterIsToldWhatGoesOn() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        _ = try await fixture.perform(.recordStart(RecordRequest(track: TrackID("in"))))
        let inbox = Inbox()
        fixture.engine.attach("late", as: Principal(user: "late", role: .owner)) { inbox.add($0) }
        _ = await fixture.ask(.identify(IdentifyRequest()), from: "late")
        var isRolling: Bool?
        var hasLoudness = false
        var recorded: [TrackID] = []
        for notification in inbox.notifications {
            switch notification {
            case .transport(let it): isRolling = it.isRolling
            case .loudness: hasLoudness = true
            case .recording(let it) where it.isRunning: recorded.append(it.track)
            default: break
            }
        }
        #expect(isRolling == true)
        #expect(hasLoudness)
        #expect(recorded == [TrackID("in")])
        await fixture.engine.stop()
    }

    @Test func transportStopsPlaysAndLocates() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        _ = try await fixture.perform(.transportStop)
        try await fixture.advance(frames: 960)
        let stopped = await fixture.engine.transport()
        try await fixture.advance(frames: 960)
        #expect(await fixture.engine.transport().frame == stopped.frame)
        #expect(await fixture.engine.transport().isRolling == false)
        _ = try await fixture.perform(.transportLocate(seconds: 2))
        #expect(await fixture.engine.transport().frame == 96_000)
        _ = try await fixture.perform(.transportPlay)
        try await fixture.advance(frames: 480)
        let playing = await fixture.engine.transport()
        #expect(playing.isRolling)
        #expect(playing.frame > 96_000)
        #expect(playing.bar == 1)
        await fixture.engine.stop()
    }

    @Test func timeIsToldByPluginAndByStrip() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        _ = try await fixture.perform(.edit(.addInsert(gain, strip: TrackID("in"), index: nil)))
        for _ in 0..<64 { try await fixture.advance(frames: 256) }
        let engine = await fixture.engine.health().json(version: "", connections: 0)["engine"]
        let quantum = try #require(engine?["quantum_frames"]?.number)
        let plugins = engine?["plugin_loads"]?.array ?? []
        #expect(plugins.map { $0["plugin_id"]?.string } == ["gain", "new"])
        var sum = 0.0
        for plugin in plugins {
            let load = try #require(plugin["load"]?.number)
            let microseconds = try #require(plugin["microseconds"]?.number)
            #expect(load > 0)
            #expect(abs(microseconds - load * quantum / 48_000 * 1e6) < 1e-9)
            sum += microseconds
        }
        let strip = try #require(engine?["strip_microseconds"]?["in"]?.number)
        #expect(abs(strip - sum) < 1e-9)
        await fixture.engine.stop()
    }

    @Test func notesNeedATrackThatTakesThem() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        let note = Request.note(track: TrackID("in"), bytes: [0x90, 60, 100])
        #expect(await error { try await fixture.perform(note) }?.code == .invalidParameter)
        _ = try await fixture.perform(
            .edit(.setSource(TrackID("in"), .notes(channels: [1], path: nil)))
        )
        #expect(try await fixture.perform(note).status == .applied)
        await fixture.engine.stop()
    }

    @Test func whatIsNotThereIsRefused() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        func refusal(_ edit: DocumentEdit) async -> ErrorCode? {
            await error { try await fixture.perform(.edit(edit)) }?.code
        }
        let track = TrackID("in")
        var missing = gain
        missing.plugin = PluginID(format: .lv2, "urn:outboard:not-there")
        #expect(await refusal(.addInsert(missing, strip: track, index: nil)) == .pluginNotFound)
        let unknown = AutomationCurve.Target.parameter(
            track: track,
            insert: InsertID("gain"),
            symbol: "nothing"
        )
        let point = AutomationCurve.Point(seconds: 0, value: 5)
        #expect(
            await refusal(.setAutomation(unknown, .init(target: unknown, points: [point])))
                == .invalidParameter
        )
        let pan = AutomationCurve.Target.pan(track)
        #expect(
            await refusal(.setAutomation(pan, .init(target: pan, points: [point])))
                == .invalidParameter
        )
        // A placeholder that is there already hinders nobody.
        #expect(await refusal(.moveTrack(track, index: 1)) == nil)
        await fixture.engine.stop()
    }

    @Test func everyEditOfABurstIsAnswered() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        var answers: [Answer] = []
        for index in 0..<20 {
            let isBypassed = index % 2 == 0
            answers.append(
                await fixture.ask(
                    .edit(.setBypass(InsertID("gain"), strip: TrackID("in"), isBypassed))
                )
            )
        }
        for _ in 0..<30 { try await fixture.advance(frames: 64) }
        let acks = try answers.map { try #require($0.result).get() }
        #expect(acks.map(\.revision) == (1...20).map { UInt64($0) })
        #expect(acks.allSatisfy { $0.status == .applied && $0.appliedAtFrame != nil })
        await fixture.engine.stop()
    }

    @Test func pluginMayGoWhileItsParameterIsOnTheWay() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        try await fixture.advance(frames: 64)
        let gain = InsertID("gain")
        let set = await fixture.ask(
            .pluginParameter(
                PluginParameterRequest(
                    track: TrackID("in"),
                    insert: gain,
                    parameter: "gain",
                    value: 0.5
                )
            )
        )
        let removed = await fixture.ask(.edit(.removeInsert(gain, strip: TrackID("in"))))
        for _ in 0..<20 { try await fixture.advance(frames: 64) }
        #expect(try removed.result?.get().status == .applied)
        #expect(set.result != nil)
        await fixture.engine.stop()
    }
}

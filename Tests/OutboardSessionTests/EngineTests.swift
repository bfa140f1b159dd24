import OutboardJSON
import OutboardModel
import OutboardProtocol
import Testing

@testable import OutboardSession

/// One after another: each starts threads of plugins.
@Suite(.serialized)
struct EngineTests {
    private func gain(_ value: Double, normalized: Bool = false) -> Request {
        .pluginParameter(
            PluginParameterRequest(
                track: TrackID("in"),
                insert: InsertID("gain"),
                parameter: "gain",
                value: value,
                isNormalized: normalized
            )
        )
    }

    private func error(_ body: () async throws -> Ack) async -> RequestError? {
        do {
            _ = try await body()
            return nil
        } catch {
            return error as? RequestError
        }
    }

    @Test func ackNamesTheFrameFromWhichTheSoundChanges() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        try await fixture.advance(frames: 640)
        let ack = try await fixture.perform(gain(0.25))
        try await fixture.advance(frames: 1_024)
        let changed = try #require(fixture.output.firstIndex { $0 != 0.5 })
        #expect(ack.status == .applied)
        #expect(ack.appliedAtFrame == Int64(changed))
        #expect(fixture.output.last == 0.125)
        await fixture.engine.stop()
    }

    /// Reports are looked for when there are some: a tenth of a millisecond behind a cycle's begin.
    @Test(arguments: [
        (0.0, 1_000), (0.000_5, 1_000), (0.002_3, 467), (0.002_6, 167), (0.002_7, 200),
        (0.005_3, 200), (0.006, 1_000), (60, 1_000),
    ])
    func reportsAreAwaitedUntilTheNextCycle(sinceCycle: Double, microseconds: Int) {
        let pause = Engine.pauseUntilReports(
            cycleSeconds: 128 / 48_000,
            sinceCycleSeconds: sinceCycle
        )
        #expect(abs(pause / .microseconds(1) - Double(microseconds)) < 1)
    }

    @Test func ticksFollowCyclesWhileAChangeIsOnItsWay() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        try await fixture.advance(frames: 640)
        await fixture.wait(milliseconds: 100)
        #expect(await fixture.engine.tick() == .milliseconds(10))
        _ = await fixture.ask(gain(0.25))
        let pause = await fixture.engine.tick()
        #expect(pause > .zero && pause <= .milliseconds(1))
        try await fixture.advance(frames: 640)
        await fixture.wait(milliseconds: 100)
        #expect(await fixture.engine.tick() == .milliseconds(10))
        await fixture.engine.stop()
    }

    @Test func movingValuesCollapseIntoTheLastOne() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        let first = await fixture.ask(gain(0.9))
        let replaced = await fixture.ask(gain(0.8))
        let last = await fixture.ask(gain(0.7))
        try await fixture.advance(frames: 64)
        #expect(try first.result?.get().status == .applied)
        #expect(replaced.result == nil)
        await fixture.wait(milliseconds: 20)
        try await fixture.advance(frames: 2_048)
        #expect(try replaced.result?.get().status == .superseded)
        #expect(try last.result?.get().status == .applied)
        #expect(fixture.output.last == 0.35)
        let snapshot = try await fixture.engine.snapshot(of: SessionID("test"))
        #expect(snapshot.revision == 2)
        #expect(snapshot.gain == 0.7)
        await fixture.engine.stop()
    }

    @Test(arguments: [("0.5", 0.5), (" 2 ", 2), ("25 %", 2.5), ("0.001k", 1)])
    func valueMayBeWrittenAsAPersonDoes(_ text: String, _ value: Double) async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        _ = try await fixture.perform(.pluginParameter(written(text)))
        let snapshot = try await fixture.engine.snapshot(of: SessionID("test"))
        #expect(snapshot.gain == value)
        await fixture.engine.stop()
    }

    @Test(arguments: ["", "loud", "1:2", "11", "-1", "120 %", "nan", "-inf dB", "1e999"])
    func textThatIsNoValueIsRefused(_ text: String) async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        let refusal = await error { try await fixture.perform(.pluginParameter(written(text))) }
        #expect(refusal?.code == .invalidParameter)
        #expect(refusal?.field == "text")
        await fixture.engine.stop()
    }

    private func written(_ text: String) -> PluginParameterRequest {
        PluginParameterRequest(
            track: TrackID("in"),
            insert: InsertID("gain"),
            parameter: "gain",
            value: nil,
            text: text
        )
    }

    @Test func badRequestsAreRefusedAndTheSoundStays() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        func code(_ track: String, _ insert: String, _ parameter: String, _ value: Double) async
            -> ErrorCode?
        {
            let request = PluginParameterRequest(
                track: TrackID(track),
                insert: InsertID(insert),
                parameter: parameter,
                value: value
            )
            return await error { try await fixture.perform(.pluginParameter(request)) }?.code
        }
        #expect(await code("nowhere", "gain", "gain", 1) == .trackNotFound)
        #expect(await code("in", "nothing", "gain", 1) == .pluginNotFound)
        #expect(await code("other", "gain", "gain", 1) == .pluginNotFound)
        #expect(await code("in", "gain", "nothing", 1) == .invalidParameter)
        #expect(await code("in", "gain", "gain", .nan) == .invalidParameter)
        #expect(await code("in", "gain", "gain", .infinity) == .invalidParameter)
        #expect(await code("in", "gain", "gain", 10.001) == .invalidParameter)
        #expect(await code("in", "gain", "gain", -0.001) == .invalidParameter)
        #expect(await code("other", "gone", "gain", 1) == .engineError)
        try await fixture.advance(frames: 512)
        #expect(fixture.output.allSatisfy { $0 == 0.5 })
        let snapshot = try await fixture.engine.snapshot(of: SessionID("test"))
        #expect(snapshot.revision == 0)
        await fixture.engine.stop()
    }

    @Test func missingPluginIsAPlaceholderThatPassesAudio() async throws {
        let text = gainSession.replacing("fixture:gain", with: "fixture:absent")
        let fixture = try EngineFixture(session: text)
        try await fixture.start()
        try await fixture.advance(frames: 256)
        #expect(fixture.output.allSatisfy { $0 == 0.5 })
        let health = await fixture.engine.health()
        #expect(health.placeholders.map(\.insert.text) == ["gain", "gone"])
        #expect(health.placeholders[0].reason.contains("absent"))
        await fixture.engine.stop()
    }

    @Test func presetLoadsWholeOrNotAtAll() async throws {
        func preset(_ plugin: String, _ parameters: String) -> String {
            """
            {"version":1,"name":"P","plugin":{"format":"lv2","id":"urn:outboard:fixture:\(plugin)"},
             "parameters":{\(parameters)}}
            """
        }
        let fixture = try EngineFixture(
            session: gainSession,
            presets: [
                "half": preset("gain", "\"gain\":0.5"),
                "foreign": preset("delay", "\"gain\":0.5"),
                "unknown": preset("gain", "\"gain\":0.1,\"nothing\":1"),
                "loud": preset("gain", "\"gain\":11"), "broken": "{\"version\":1,",
            ]
        )
        try await fixture.start()
        func load(_ id: String) -> Request {
            .presetLoad(
                PresetLoadRequest(
                    track: TrackID("in"),
                    insert: InsertID("gain"),
                    preset: PresetID(id)
                )
            )
        }
        for bad in ["foreign", "unknown", "loud", "broken", "absent", "../half", ""] {
            let refused = await error { try await fixture.perform(load(bad)) }
            #expect(refused?.code == .presetLoadFailed, "\(bad)")
        }
        try await fixture.advance(frames: 512)
        #expect(fixture.output.allSatisfy { $0 == 0.5 })
        let ack = try await fixture.perform(load("half"))
        #expect(ack.extra["parameters"] == 1)
        try await fixture.advance(frames: 2_048)
        #expect(fixture.output.last == 0.25)
        let listed = await fixture.engine.presets()
        #expect(listed.count == 5)
        let unreadable = listed.filter { if case .unreadable = $0.content { true } else { false } }
        #expect(unreadable.map(\.id.text) == ["broken"])
        await fixture.engine.stop()
    }

    @Test func muteSoloFaderAndPanEndAtTheirGains() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        func settle(_ request: Request) async throws -> Float {
            _ = try await fixture.perform(request)
            try await fixture.advance(frames: 1_024)
            return fixture.output.last!
        }
        let track = TrackID("in")
        #expect(try await settle(.trackMute(track: track, isMuted: true)) == 0)
        #expect(try await settle(.trackMute(track: track, isMuted: false)) == 0.5)
        #expect(try await settle(.trackSolo(track: TrackID("other"), isSoloed: true)) == 0)
        #expect(try await settle(.trackSolo(track: track, isSoloed: true)) == 0.5)
        #expect(try await settle(.trackFader(track: .master, levelDecibels: -.infinity)) == 0)
        #expect(try await settle(.trackFader(track: .master, levelDecibels: 0)) == 0.5)
        #expect(try await settle(.trackPan(track: track, pan: 1)) == 0)
        #expect(try await settle(.trackPan(track: track, pan: -1)) == 0.5)
        let refused = await error {
            try await fixture.perform(.trackSolo(track: .master, isSoloed: true))
        }
        #expect(refused?.code == .invalidParameter)
        await fixture.engine.stop()
    }

    @Test func collaboratorsHearOfAChangeAndItsAuthorDoesNot() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        let inboxes = ["ana": Inbox(), "jo": Inbox(), "outsider": Inbox()]
        for (name, inbox) in inboxes {
            fixture.engine.attach(name, as: Principal(user: name, role: .owner)) { inbox.add($0) }
        }
        _ = await fixture.ask(.ping, from: "jo")
        _ = try await fixture.perform(gain(0.5), from: "ana")
        func changes(_ name: String) -> [ParameterChange] {
            inboxes[name]!.notifications.compactMap {
                if case .pluginParameterChanged(let change) = $0 { change } else { nil }
            }
        }
        let heard = try #require(changes("jo").first)
        #expect(heard.value == 0.5)
        #expect(heard.origin.changedBy == ChangedBy(user: "ana", connection: "ana"))
        #expect(heard.origin.revision == 1)
        #expect(changes("ana").isEmpty)
        #expect(changes("outsider").isEmpty)
        // Within the window the last value waits, and comes.
        for value in [0.4, 0.3] { _ = try await fixture.perform(gain(value), from: "ana") }
        await fixture.wait(milliseconds: 60)
        #expect(changes("jo").last?.value == 0.3)
        await fixture.engine.stop()
    }

    @Test func engineThatStandsSaysSo() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        try await fixture.advance(frames: 64)
        #expect(await fixture.engine.engineState().state == .running)
        let answer = await fixture.ask(gain(0.5))
        await fixture.wait(milliseconds: 4_000)
        #expect(await fixture.engine.engineState().state == .stopped)
        await fixture.wait(milliseconds: 1_000)
        #expect(throws: RequestError.self) { try answer.result?.get() }
        await fixture.engine.stop()
    }
}

extension StateSnapshot {
    /// Of the fixture's only plugin.
    fileprivate var gain: Double? {
        session.tracks[TrackID("in")]?.inserts[InsertID("gain")]?.parameters[0].value?.plain
    }
}

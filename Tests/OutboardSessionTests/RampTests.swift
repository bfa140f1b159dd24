import OutboardJSON
import OutboardModel
import OutboardProtocol
import Testing

@testable import OutboardSession

struct RampTests {
    private let track = TrackID("in")

    private func ramp(_ value: Double, _ seconds: Double) -> Request {
        let target = AutomationCurve.Target.parameter(
            track: track,
            insert: InsertID("gain"),
            symbol: "gain"
        )
        return .ramp(RampRequest(target: target, value: value, seconds: seconds))
    }

    @Test func parameterTakesItsTime() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        try await fixture.advance(frames: 64)
        let ack = try await fixture.perform(ramp(0, 0.1))
        let start = Int(try #require(ack.appliedAtFrame))
        for _ in 0..<12 { try await fixture.advance(frames: 512) }
        // The session has the value at once, and what is heard is half way after half the time.
        #expect(await fixture.document.strip(track)?.inserts[0].parameters["gain"] == 0)
        #expect(abs(fixture.output[start + 2_400] - 0.25) < 0.005)
        #expect(fixture.output[start + 4_600] > 0)
        #expect(fixture.output[start + 4_832] == 0)
        #expect(zip(fixture.output, fixture.output.dropFirst()).allSatisfy { $0 >= $1 })
        await fixture.engine.stop()
    }

    @Test func noTimeIsAtOnce() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        let ack = try await fixture.perform(ramp(0.5, 0))
        let start = Int(try #require(ack.appliedAtFrame))
        #expect(fixture.output[start] == 0.25)
        await fixture.engine.stop()
    }

    @Test func whatIsOutOfRangeIsRefused() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        for request in [
            ramp(11, 1), .ramp(RampRequest(target: .fader(TrackID("no")), value: 0, seconds: 1)),
        ] {
            let answer = await fixture.ask(request)
            #expect(throws: RequestError.self) { try answer.result?.get() }
        }
        await fixture.engine.stop()
    }

    @Test func panicSilencesEverythingAndIsTakenBack() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        try await fixture.advance(frames: 64)
        let before = await fixture.document
        _ = try await fixture.perform(.panic(isOff: false))
        try await fixture.advance(frames: 1_024)
        #expect(fixture.output.last == 0)
        #expect(await fixture.engine.engineState().isPanicking)
        _ = try await fixture.perform(.panic(isOff: true))
        try await fixture.advance(frames: 1_024)
        #expect(fixture.output.last == 0.5)
        #expect(await fixture.engine.engineState().isPanicking == false)
        #expect(await fixture.document == before)
        await fixture.engine.stop()
    }

    @Test func whatHTTPReadsIsReadByRequests() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        func read(_ query: QueryRequest) async throws -> JSONObject {
            try await fixture.perform(.read(query)).extra
        }
        #expect(try await read(.sessions)["sessions"]?.array?.first?["live"] == true)
        let snapshot = try await fixture.engine.snapshot(of: SessionID("test"))
        #expect(try await read(.session)["session"] == snapshot.session.json)
        #expect(try await read(.plugin("gain"))["plugin"]?["track_id"] == "in")
        #expect(try await read(.presets(plugin: nil))["presets"] == .array([]))
        #expect(try await read(.engine)["health"]?["live"] == true)
        await #expect(throws: RequestError.self) {
            try await fixture.perform(.read(.plugin("urn:nothing")))
        }
        await fixture.engine.stop()
    }
}

import OutboardModel
import OutboardProtocol
import Testing

@testable import OutboardSession

/// Where passes begin and end beside a stop and a loop.
@Suite(.serialized)
struct AutomationPassEdgeTests {
    @Test func passEndsWhereTheSongIsRelocated() async throws {
        let rig = try await PassRig(.gain, .latch, points: [(0, 1), (8, 1)])
        _ = try await rig.play()
        try await rig.roll(300)
        await rig.ask(rig.move(0.9, .begin))
        try await rig.roll(300)
        await rig.ask(.transportLocate(seconds: 5))
        try await rig.roll(300)
        let curve = try #require(try await rig.curve)
        #expect(rig.written.count == 1)
        #expect(abs(curve.value(at: 0.59) - 0.9) < 1e-6)
        #expect(curve.value(at: 0.8) == 1)
        #expect(curve.value(at: 5.1) == 1)
        #expect(abs(rig.heard(rig.fixture.output.count - 1) - 1) < 1e-4)
        await rig.fixture.engine.stop()
    }

    @Test func modeWriteThatIsSetWhileTheSongRollsBeginsThere() async throws {
        let rig = try await PassRig(.fader, .read, points: [(0, 0.5), (4, 0.5)])
        let first = try await rig.play()
        try await rig.roll(300)
        _ = try await rig.fixture.perform(.edit(.setAutomationMode(rig.target, .write)))
        try await rig.roll(300)
        #expect(abs(rig.heard(rig.fixture.output.count - 1) - 1) < 1e-4)
        try await rig.rewind()
        let curve = try #require(try await rig.curve)
        #expect(curve.mode == .touch)
        #expect(abs(curve.value(at: 0.2) - rig.setting(0.5)) < 1e-6)
        #expect(abs(curve.value(at: 0.5) - rig.setting(1)) < 1e-6)
        #expect(rig.fixture.output.largestStep(in: first + 480..<first + 20_000) < 0.005)
        await rig.fixture.engine.stop()
    }

    @Test func newGestureOnTheWayBackIsWrittenOverIt() async throws {
        let rig = try await PassRig(.gain, .touch, points: [(0, 1), (4, 1)])
        let first = try await rig.play()
        try await rig.roll(200)
        await rig.ask(rig.move(0.9, .begin))
        try await rig.roll(100)
        await rig.ask(rig.move(nil, .end))
        try await rig.roll(30)
        await rig.ask(rig.move(0.85, .begin))
        try await rig.roll(100)
        await rig.ask(rig.move(nil, .end))
        try await rig.roll(300)
        #expect(rig.written.count == 2)
        try await rig.rewind()
        let second = try await rig.play()
        try await rig.roll(900)
        let output = rig.fixture.output
        for frame in stride(from: 480, to: 40_000, by: 7) {
            #expect(abs(output[first + frame] - output[second + frame]) < 0.006, "at \(frame)")
        }
        #expect(output.largestStep(in: first..<output.count) < 0.005)
        await rig.fixture.engine.stop()
    }

    @Test func parameterWithStepsIsWrittenInSteps() async throws {
        let session = gainSession.replacing("fixture:gain", with: "fixture:parameters")
            .replacing("\"gain\":1", with: "\"steps\":1")
        let fixture = try EngineFixture(session: session)
        try await fixture.start()
        let target = AutomationCurve.Target.parameter(
            track: TrackID("in"),
            insert: InsertID("gain"),
            symbol: "steps"
        )
        let points = [AutomationCurve.Point(seconds: 0, value: 2), .init(seconds: 0.4, value: 3)]
        let before = AutomationCurve(target: target, mode: .touch, points: points)
        _ = try await fixture.perform(.edit(.setAutomation(target, before)))
        _ = try await fixture.perform(.transportLocate(seconds: 0))
        func roll(_ milliseconds: Int) async throws {
            for _ in 0..<milliseconds {
                try await fixture.advance(frames: 48)
                await fixture.wait(milliseconds: 1)
            }
        }
        for (value, gesture) in [(5.0, Gesture.begin), (7, .end)] {
            try await roll(100)
            let request = PluginParameterRequest(
                track: TrackID("in"),
                insert: InsertID("gain"),
                parameter: "steps",
                value: value,
                gesture: gesture
            )
            _ = await fixture.ask(.pluginParameter(request))
        }
        try await roll(300)
        let snapshot = try await fixture.engine.snapshot(of: SessionID("test"))
        let curve = try #require(snapshot.session.automation.values.first?.curve)
        #expect(curve.points.map(\.value) == [2, 5, 2, 3])
        #expect(
            curve.points.first == before.points.first && curve.points.last == before.points.last
        )
        await fixture.engine.stop()
    }

    @Test func sessionThatRollsAtOnceIsWrittenFromItsStart() async throws {
        let automation = """
            ,"automation":[{"track":"in","control":"fader","mode":"write",
              "points":[[0,-20],[4,-20]]}]}
            """
        let fixture = try EngineFixture(session: String(gainSession.dropLast()) + automation)
        try await fixture.start()
        for _ in 0..<200 {
            try await fixture.advance(frames: 48)
            await fixture.wait(milliseconds: 1)
        }
        #expect(fixture.output.allSatisfy { $0 == 0.5 })
        await fixture.engine.stop()
    }
}

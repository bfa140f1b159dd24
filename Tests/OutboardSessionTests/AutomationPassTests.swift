import OutboardModel
import OutboardProtocol
import Testing

@testable import OutboardSession

/// What hands do while the song rolls, and what is heard of it afterwards.
@Suite(.serialized)
struct AutomationPassTests {
    /// More than a ramp or a glide does from one sample to the next, and less than a click: a gain moves in
    /// steps of 32 frames, by a twentieth in 480 frames at the most.
    private let click: Float = 0.005

    @Test(arguments: PassRig.Control.allCases)
    func touchReplacesWhatTheHandPassedAndPlaysTheSame(control: PassRig.Control) async throws {
        let rig = try await PassRig(control, .touch, points: [(0, 1), (4, 1)])
        let first = try await rig.play()
        try await rig.roll(500)
        await rig.ask(rig.move(nil, .begin))
        try await rig.sweep(1, 0.5, milliseconds: 300)
        try await rig.roll(60)
        await rig.ask(rig.move(nil, .end))
        try await rig.roll(600)
        #expect(rig.written.count == 1)
        #expect(rig.written.first?.by == "a")
        try await rig.rewind()
        let second = try await rig.play()
        try await rig.roll(1_400)
        let curve = try #require(try await rig.curve)
        #expect(curve.mode == .touch)
        #expect(curve.value(at: 0.4) == rig.setting(1))
        #expect(abs(curve.value(at: 0.84) - rig.setting(0.5)) < 0.01)
        #expect(curve.value(at: 1) == rig.setting(1))
        // Thinned: fifteen changes on one line, their ramps, and the way back.
        #expect(curve.points.count < 40)
        let output = rig.fixture.output
        for frame in stride(from: 0, to: 60_000, by: 7) {
            #expect(abs(output[first + frame] - output[second + frame]) < 0.006, "at \(frame)")
        }
        #expect(abs(rig.heard(second + 40_300) - 0.5) < 0.01)
        #expect(abs(rig.heard(second + 50_000) - 1) < 0.001)
        #expect(output.largestStep(in: first + 480..<first + 60_000) < click)
        #expect(output.largestStep(in: second + 480..<second + 60_000) < click)
        await rig.fixture.engine.stop()
    }

    @Test(arguments: PassRig.Control.allCases)
    func latchHoldsUntilTheSongStops(control: PassRig.Control) async throws {
        let rig = try await PassRig(control, .latch, points: [(0, 1), (4, 1)])
        let first = try await rig.play()
        try await rig.roll(300)
        await rig.ask(rig.move(0.9, .begin))
        try await rig.roll(30)
        await rig.ask(rig.move(0.8, .end))
        try await rig.roll(900)
        #expect(rig.written.isEmpty)
        #expect(abs(rig.heard(first + 57_000) - 0.8) < 1e-6)
        try await rig.rewind()
        #expect(rig.written.count == 1)
        let curve = try #require(try await rig.curve)
        #expect(abs(curve.value(at: 1.2) - rig.setting(0.8)) < 1e-6)
        #expect(curve.value(at: 1.5) == rig.setting(1))
        let second = try await rig.play()
        try await rig.roll(1_600)
        let output = rig.fixture.output
        for frame in stride(from: 480, to: 57_000, by: 7) {
            #expect(abs(output[first + frame] - output[second + frame]) < 0.006, "at \(frame)")
        }
        #expect(abs(rig.heard(second + 74_000) - 1) < 0.001)
        #expect(output.largestStep(in: second + 480..<second + 74_000) < click)
        await rig.fixture.engine.stop()
    }

    @Test(arguments: PassRig.Control.allCases)
    func writeReplacesTheCurveOnceAndThenTouches(control: PassRig.Control) async throws {
        let rig = try await PassRig(control, .write, points: [(0, 0.5), (0.4, 2), (4, 2)])
        await rig.ask(rig.move(0.75))
        try await rig.roll(50)
        let first = try await rig.play()
        try await rig.roll(500)
        await rig.ask(rig.move(0.9))
        try await rig.roll(500)
        #expect(abs(rig.heard(first + 20_000) - 0.75) < 1e-6)
        try await rig.rewind()
        #expect(rig.written.count == 1)
        let curve = try #require(try await rig.curve)
        #expect(curve.mode == .touch)
        #expect(curve.value(at: 0) == rig.setting(0.75))
        #expect(abs(curve.value(at: 0.95) - rig.setting(0.9)) < 1e-6)
        #expect(abs(curve.value(at: 2) - rig.setting(2)) < 1e-9)
        // The second time nothing is erased.
        let second = try await rig.play()
        try await rig.roll(1_000)
        try await rig.rewind()
        #expect(try await rig.curve == curve)
        let output = rig.fixture.output
        for frame in stride(from: 480, to: 47_000, by: 7) {
            #expect(abs(output[first + frame] - output[second + frame]) < 0.006, "at \(frame)")
        }
        await rig.fixture.engine.stop()
    }

    @Test(arguments: [AutomationCurve.Mode.touch, .latch, .write])
    func passEndsWhereTheSongLoops(mode: AutomationCurve.Mode) async throws {
        let rig = try await PassRig(.gain, mode, points: [(0, 1), (4, 1)], loop: 0..<1)
        let first = try await rig.play()
        try await rig.roll(700)
        await rig.ask(rig.move(0.95, .begin))
        try await rig.roll(200)
        await rig.ask(rig.move(0.9))
        try await rig.roll(400)
        #expect(rig.written.count == 1)
        let curve = try #require(try await rig.curve)
        #expect(abs(curve.value(at: 0.99) - 0.9) < 1e-6)
        #expect(curve.value(at: 0.3) == 1)
        // Behind the jump the curve rules again, until the hand moves.
        #expect(abs(rig.heard(first + 62_000) - 1) < 1e-4)
        try await rig.roll(1_000)
        #expect(abs(rig.heard(first + 95_000) - 0.9) < 1e-4)
        #expect(rig.written.count == 1)
        let output = rig.fixture.output
        #expect(output.largestStep(in: first + 480..<output.count) < click)
        await rig.fixture.engine.stop()
    }

    @Test func looseChangeLetsGoHalfASecondLater() async throws {
        let rig = try await PassRig(.gain, .touch, points: [(0, 1), (4, 1)])
        let first = try await rig.play()
        try await rig.roll(200)
        await rig.ask(rig.move(0.9))
        try await rig.roll(400)
        await rig.ask(rig.move(0.8))
        try await rig.roll(490)
        #expect(rig.written.isEmpty)
        #expect(abs(rig.heard(first + 52_000) - 0.8) < 1e-6)
        try await rig.roll(200)
        #expect(rig.written.count == 1)
        #expect(abs(rig.heard(rig.fixture.output.count - 1) - 1) < 1e-4)
        await rig.fixture.engine.stop()
    }

    @Test func lastMoverWinsAndItsGestureCounts() async throws {
        let rig = try await PassRig(.gain, .touch, points: [(0, 1), (4, 1)])
        _ = try await rig.play()
        try await rig.roll(200)
        await rig.ask(rig.move(0.9, .begin), from: "a")
        try await rig.roll(100)
        await rig.ask(rig.move(0.8, .begin), from: "b")
        try await rig.roll(100)
        await rig.ask(rig.move(nil, .end), from: "a")
        try await rig.roll(800)
        #expect(rig.written.isEmpty)
        #expect(abs(rig.heard(rig.fixture.output.count - 1) - 0.8) < 1e-6)
        await rig.ask(rig.move(nil, .end), from: "b")
        try await rig.roll(200)
        #expect(rig.written.map(\.by) == ["b"])
        let curve = try #require(try await rig.curve)
        #expect(abs(curve.value(at: 0.28) - 0.9) < 0.001)
        #expect(abs(curve.value(at: 1.1) - 0.8) < 0.001)
        await rig.fixture.engine.stop()
    }

    @Test func goneClientLetsGo() async throws {
        let rig = try await PassRig(.gain, .touch, points: [(0, 1), (4, 1)])
        _ = try await rig.play()
        try await rig.roll(200)
        await rig.ask(rig.move(0.9, .begin), from: "b")
        await rig.ask(rig.move(0.8), from: "b")
        rig.fixture.engine.detach("b")
        try await rig.roll(300)
        #expect(rig.written.map(\.by) == ["b"])
        #expect(abs(rig.heard(rig.fixture.output.count - 1) - 1) < 1e-4)
        try await rig.roll(1_000)
        #expect(rig.written.count == 1)
        await rig.fixture.engine.stop()
    }

    @Test func undoBringsTheOldCurveBackWithoutAClick() async throws {
        let rig = try await PassRig(.gain, .latch, points: [(0, 1), (4, 1)])
        let before = try #require(try await rig.curve)
        var document = SessionDocument(id: SessionID("s"), name: "S", automation: [before])
        let first = try await rig.play()
        try await rig.roll(100)
        await rig.ask(rig.move(0.9))
        try await rig.roll(700)
        try await rig.rewind()
        let edit = DocumentEdit.setAutomation(rig.target, try #require(try await rig.curve))
        let undo = try document.apply(edit)
        #expect(undo == .setAutomation(rig.target, before))
        _ = try await rig.play()
        try await rig.roll(400)
        #expect(abs(rig.heard(rig.fixture.output.count - 1) - 0.9) < 1e-4)
        _ = try await rig.fixture.perform(.edit(undo))
        try await rig.roll(50)
        #expect(try await rig.curve == before)
        #expect(abs(rig.heard(rig.fixture.output.count - 1) - 1) < 1e-4)
        let output = rig.fixture.output
        #expect(output.largestStep(in: first..<output.count) < click)
        await rig.fixture.engine.stop()
    }

    @Test(arguments: PassRig.Control.allCases)
    func readOverrulesTheHandUntilTheSongStands(control: PassRig.Control) async throws {
        let rig = try await PassRig(control, .read, points: [(0, 0.5), (4, 0.5)])
        let before = try await rig.curve
        let first = try await rig.play()
        try await rig.roll(100)
        let ack = try await rig.fixture.perform(rig.move(1))
        #expect(ack.status == .applied)
        try await rig.roll(800)
        #expect(abs(rig.heard(rig.fixture.output.count - 1) - 0.5) < 1e-4)
        #expect(rig.fixture.output.largestStep(in: first + 1_000..<first + 40_000) < 1e-4)
        try await rig.rewind()
        #expect(try await rig.curve == before)
        #expect(rig.written.isEmpty)
        // Where the document has it already, and the curve has left it elsewhere.
        await rig.ask(rig.move(1))
        try await rig.roll(50)
        #expect(abs(rig.heard(rig.fixture.output.count - 1) - 1) < 1e-4)
        await rig.fixture.engine.stop()
    }

    @Test func curveThatSomebodySetsEndsThePass() async throws {
        let rig = try await PassRig(.gain, .touch, points: [(0, 1), (4, 1)])
        _ = try await rig.play()
        try await rig.roll(100)
        await rig.ask(rig.move(0.9, .begin))
        try await rig.roll(100)
        let mine = AutomationCurve(
            target: rig.target,
            mode: .touch,
            points: [.init(seconds: 0, value: 0.8)]
        )
        _ = try await rig.fixture.perform(.edit(.setAutomation(rig.target, mine)), from: "b")
        try await rig.roll(200)
        #expect(try await rig.curve == mine)
        #expect(rig.written.isEmpty)
        #expect(abs(rig.heard(rig.fixture.output.count - 1) - 0.8) < 1e-4)
        await rig.fixture.engine.stop()
    }

    @Test func emptyCurveIsWrittenFromNothing() async throws {
        let rig = try await PassRig(.fader, .touch, points: [])
        let first = try await rig.play()
        try await rig.roll(300)
        await rig.ask(rig.move(0.8))
        try await rig.roll(700)
        let curve = try #require(try await rig.curve)
        #expect(curve.points.first?.value == 0)
        #expect(abs(curve.points.last!.value - rig.setting(0.8)) < 1e-6)
        #expect(abs(curve.points[0].seconds - 0.3) < 0.01)
        try await rig.rewind()
        let second = try await rig.play()
        try await rig.roll(900)
        let output = rig.fixture.output
        for frame in stride(from: 480, to: 40_000, by: 7) {
            #expect(abs(output[first + frame] - output[second + frame]) < 0.006, "at \(frame)")
        }
        #expect(output.largestStep(in: first..<output.count) < click)
        await rig.fixture.engine.stop()
    }

    @Test func faderInAHandLeavesThePanToItsCurve() async throws {
        let rig = try await PassRig(.fader, .touch, points: [(0, 1), (4, 1)])
        let pan = AutomationCurve.Target.pan(TrackID("in"))
        let curve = AutomationCurve(
            target: pan,
            points: [.init(seconds: 0.5, value: 0), .init(seconds: 1.5, value: 1)]
        )
        _ = try await rig.fixture.perform(.edit(.setAutomation(pan, curve)))
        let first = try await rig.play()
        try await rig.roll(300)
        await rig.ask(rig.move(0.5, .begin))
        try await rig.roll(750)
        // Half way to the right, and half as loud.
        #expect(abs(rig.heard(first + 48_000) - 0.25) < 0.002)
        #expect(rig.fixture.output.largestStep(in: first..<rig.fixture.output.count) < click)
        await rig.fixture.engine.stop()
    }

    @Test func mutedStripStaysMutedOnItsCurve() async throws {
        let rig = try await PassRig(.fader, .read, points: [(0, 1), (4, 0.5)])
        _ = try await rig.play()
        try await rig.roll(100)
        _ = try await rig.fixture.perform(.trackMute(track: TrackID("in"), isMuted: true))
        try await rig.roll(100)
        #expect(rig.fixture.output.last == 0)
        _ = try await rig.fixture.perform(.trackMute(track: TrackID("in"), isMuted: false))
        try await rig.roll(100)
        #expect(rig.fixture.output.last! > 0.4)
        await rig.fixture.engine.stop()
    }
}

import OutboardModel
import OutboardProtocol
import Testing

@testable import OutboardSession

struct SongTimelineTests {
    @Test func whatTheNewsMeansDependsOnWhereTheSongWas() {
        var song = SongTimeline()
        // (engine's frame, song's frame, rolling). Another loop is set at 200: the song goes on.
        let news: [(Int64, Int64, Bool)] = [
            (100, 0, true), (200, 100, true), (300, 0, true), (400, 100, false),
            (500, 100, false), (600, 7, false), (700, 9, true),
        ]
        let turns = news.map { song.note(frame: $0.0, songFrame: $0.1, isRolling: $0.2) }
        #expect(
            turns == [
                .began, .none, .ended(at: 200), .ended(at: 100), .none, .moved, .moved,
            ]
        )
        #expect(song.songFrame(at: 750) == 59)
    }
}

struct GesturesTests {
    private let knob = Gestures.Key(target: .fader(.master), connection: "a")
    private let half = Gestures.looseNanoseconds

    @Test func looseChangesEndAfterTheLastOfThem() {
        var gestures = Gestures()
        gestures.noteChange(knob, now: 0)
        gestures.noteChange(knob, now: 100)
        let early = gestures.takeExpired(now: half + 99)
        let due = gestures.takeExpired(now: half + 100)
        #expect(early.isEmpty)
        #expect(due == [knob])
        #expect(!gestures.isOpen(knob))
    }

    @Test func declaredGesturesEndWhenTheySaySo() {
        var gestures = Gestures()
        gestures.begin(knob)
        gestures.noteChange(knob, now: 0)
        let expired = gestures.takeExpired(now: 100 * half)
        #expect(expired.isEmpty)
        let ends = [gestures.end(knob), gestures.end(knob)]
        #expect(ends == [true, false])
    }

    @Test func onlyTheHandsOfWhoIsGoneLetGo() {
        var gestures = Gestures()
        let other = Gestures.Key(target: .fader(.master), connection: "b")
        gestures.begin(knob)
        gestures.begin(other)
        let gone = gestures.endAll(of: "a")
        #expect(gone == [knob])
        #expect(gestures.isOpen(other))
    }
}

struct ControlScaleTests {
    private func points(_ values: [Double]) -> [AutomationCurve.Point] {
        values.enumerated().map { .init(seconds: Double($0) / 100, value: $1) }
    }

    @Test func whatALineExplainsIsLeftOut() {
        let line = points((0...100).map { Double($0) * -0.1 })
        #expect(ControlScale.fader.thinned(line) == [line[0], line[100]])
        var bent = line
        bent[40].value -= 0.2
        #expect(ControlScale.fader.thinned(bent).contains(bent[40]))
    }

    @Test(arguments: [1, 7, 90])
    func thinnedCurveStaysWithinTheTolerance(seed: Int) {
        var state = UInt64(seed)
        var value = 0.0
        let walk = points(
            (0..<500).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                value = min(max(value + Double(state >> 40) / 1e8 - 0.08, -1), 1)
                return value
            }
        )
        let thinned = ControlScale.pan.thinned(walk)
        let curve = AutomationCurve(target: .pan(.master), points: thinned)
        #expect(thinned.count < walk.count)
        for point in walk { #expect(abs(curve.value(at: point.seconds) - point.value) <= 0.005) }
    }

    @Test func stepsKeepEveryChange() {
        let scale = ControlScale(isStepped: true, range: 0...3, tolerance: 0.001)
        let steps = points([0, 0, 1, 2, 2, 3])
        #expect(scale.thinned(steps) == [steps[0], steps[2], steps[3], steps[5]])
    }
}

struct AutomationPassCurveTests {
    private func pass(
        _ points: [(Double, Double)],
        isStepped: Bool = false
    ) -> AutomationPass {
        AutomationPass(
            of: AutomationCurve(
                target: .pan(.master),
                mode: .touch,
                points: points.map { .init(seconds: $0.0, value: $0.1) }
            ),
            scale: ControlScale(isStepped: isStepped, range: -10...10, tolerance: 0.001),
            addresses: [],
            valueBefore: 5,
            mover: .nobody,
            sampleRateHertz: 1_000
        )
    }

    private func pairs(_ curve: AutomationCurve) -> [[Double]] {
        curve.points.map { [$0.seconds, $0.value] }
    }

    @Test func spanIsReplacedAndLedBackToTheCurve() {
        var pass = pass([(0, 0), (1, 0), (1.15, 9), (3, 0)])
        pass.note(4, at: 500, rampFrames: 10)
        pass.note(2, at: 800, rampFrames: 10)
        let curve = pass.result(endingAt: 1_100)
        #expect(
            pairs(curve) == [
                [0, 0], [0.5, 0], [0.51, 4], [0.8, 4], [0.81, 2], [1.1, 2],
                [1.2, pass.base.value(at: 1.2)], [3, 0],
            ]
        )
    }

    @Test func rampThatIsOvertakenIsWrittenAsItWasHeard() {
        var pass = pass([(0, 0), (3, 0)])
        pass.note(4, at: 500, rampFrames: 10)
        pass.note(0, at: 505, rampFrames: 10)
        #expect(pass.result(endingAt: 600).value(at: 0.505) == 2)
        // A ramp is cut where the pass ends.
        #expect(abs(pass.result(endingAt: 510).value(at: 0.51) - 1) < 1e-9)
    }

    @Test func stepsAreWrittenAsSteps() {
        var pass = pass([(0, 1), (0.7, 2), (3, 1)], isStepped: true)
        pass.note(5, at: 500, rampFrames: 10)
        pass.note(6, at: 600, rampFrames: 10)
        #expect(
            pairs(pass.result(endingAt: 900)) == [
                [0, 1], [0.5, 5], [0.6, 6], [0.9, 2], [3, 1],
            ]
        )
    }

    @Test func emptyCurveBeginsWhereTheControlStood() {
        var pass = pass([])
        pass.note(4, at: 500, rampFrames: 10)
        #expect(pairs(pass.result(endingAt: 900)) == [[0.5, 5], [0.51, 4], [0.9, 4]])
    }

    @Test func nothingMovedChangesNothing() {
        #expect(pass([(0, 1)]).result(endingAt: 900) == pass([(0, 1)]).base)
    }
}

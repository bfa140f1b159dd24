import Foundation
import Testing

@testable import StockDSP

struct DelayTests {
    private func settings(_ change: (inout Delay.Settings) -> Void) -> Delay.Settings {
        var settings = Delay.Settings()
        settings.mix = 1
        settings.timeSeconds = 0.01
        settings.feedback = 0.5
        change(&settings)
        return settings
    }

    @Test(arguments: [44_100.0, 48_000, 96_000])
    func echoesComeAtTheirTimesByPowersOfTheFeedback(rate: Double) {
        let echoes = Delay.render(
            settings { _ in },
            Signals.impulse(frames: 4800),
            rate: rate
        ).left
        let time = Int(0.01 * rate + 0.5)
        for (frame, sample) in echoes.enumerated() {
            let echo = frame / time
            let expected = frame % time == 0 && echo > 0 ? pow(0.5, Float(echo - 1)) : 0
            #expect(sample == expected, "frame \(frame)")
        }
    }

    @Test func stereoKeepsChannelsApart() {
        let silence = [Float](repeating: 0, count: 2000)
        let echoes = Delay.render(settings { _ in }, Signals.impulse(frames: 2000), silence)
        #expect(Reading.peak(echoes.left) == 1)
        #expect(Reading.peak(echoes.right) == 0)
    }

    @Test func monoEchoesTheMean() {
        let silence = [Float](repeating: 0, count: 2000)
        let echoes = Delay.render(
            settings {
                $0.mode = .mono
                $0.depthMilliseconds = 1
            },
            Signals.noise(frames: 2000, seed: 1),
            silence
        )
        #expect(echoes.left == echoes.right)
        #expect(Reading.peak(echoes.left) > 0.3)
    }

    @Test func pingPongGoesFromLeftToRight() {
        let echoes = Delay.render(settings { $0.mode = .pingPong }, Signals.impulse(frames: 2000))
        for echo in 1...4 {
            let value = pow(Float(0.5), Float(echo - 1))
            #expect(echoes.left[echo * 480] == (echo % 2 == 1 ? value : 0))
            #expect(echoes.right[echo * 480] == (echo % 2 == 0 ? value : 0))
        }
    }

    @Test func dryIsDry() {
        let noise = Signals.noise(frames: 3000, seed: 2)
        let result = Delay.render(settings { $0.mix = 0 }, noise)
        #expect(result.left == noise)
    }

    /// A one-pole filter by the trapezoidal rule, at the analogue frequency tan(πf / rate).
    @Test(arguments: [100.0, 500, 1000, 4000, 12_000])
    func loopFiltersHaveTheirResponse(hertz: Double) {
        let tone = Signals.sine(hertz: hertz, frames: 48_000)
        let echo = Delay.render(
            settings {
                $0.feedback = 0
                $0.lowCutHertz = 500
                $0.highCutHertz = 4000
            },
            tone
        ).left
        let warped = { (f: Double) in tan(.pi * f / 48_000) }
        let low = warped(hertz) / warped(500)
        let high = warped(hertz) / warped(4000)
        let expected = low / (1 + low * low).squareRoot() / (1 + high * high).squareRoot()
        let found = Reading.amplitude(echo[24_000...], hertz: hertz)
        #expect(isNear(Reading.decibels(found / expected), 0, 0.02), "\(hertz) Hz")
    }

    @Test func newTimesDoNotClick() {
        let tone = Signals.softSine(hertz: 440, amplitude: 0.5, frames: 96_000)
        let still = settings { $0.timeSeconds = 0.2 }
        var turns = 0
        let moved = Delay.render(still, tone) { frame, delay in
            if frame % 4800 == 0 {
                turns += 1
                var other = still
                other.timeSeconds = turns % 2 == 0 ? 0.2 : 0.3333
                other.mode = [.mono, .stereo, .pingPong][turns % 3]
                delay.set(other)
            }
        }.left
        let quiet = Reading.roughness(Delay.render(still, tone).left.suffix(48_000))
        #expect(turns > 10)
        #expect(Reading.roughness(moved) < 2.5 * quiet)
    }

    @Test func aTimeThatWasChangedIsReached() {
        let echoes = Delay.render(
            settings { $0.feedback = 0 },
            Signals.noise(frames: 9600, seed: 4)
        ) {
            frame,
            delay in
            if frame == 480 {
                for step in 0..<20 {
                    delay.set(settings { $0.timeSeconds = 0.02 + Double(step) / 1000 })
                }
                delay.set(
                    settings {
                        $0.feedback = 0
                        $0.timeSeconds = 0.05
                    }
                )
            }
        }.left
        let noise = Signals.noise(frames: 9600, seed: 4)
        #expect(Array(echoes[6000...]) == Array(noise[(6000 - 2400)..<(9600 - 2400)]))
    }

    /// A tap that swings by d at r Hz shifts pitch by 2πrd at the most.
    @Test func modulationSwingsAsFarAsItSays() {
        let tone = Signals.sine(hertz: 1000, frames: 96_000)
        let echo = Delay.render(
            settings {
                $0.feedback = 0
                $0.timeSeconds = 0.05
                $0.depthMilliseconds = 2
                $0.rateHertz = 1
            },
            tone
        ).left
        var fastest = 0.0
        var slowest = Double.infinity
        var last = 0.0
        for frame in 9601..<96_000 where echo[frame - 1] < 0 && echo[frame] >= 0 {
            let place = Double(frame) - Double(echo[frame] / (echo[frame] - echo[frame - 1]))
            if last > 0 {
                fastest = max(fastest, 48_000 / (place - last))
                slowest = min(slowest, 48_000 / (place - last))
            }
            last = place
        }
        let swing = 2 * Double.pi * 0.002 * 1000
        #expect(isNear(fastest, 1000 + swing, 0.5))
        #expect(isNear(slowest, 1000 - swing, 0.5))
    }

    @Test func divisionsAreNotes() {
        let notes: [(division: Int, beats: Double)] = [
            (0, 4), (1, 6), (2, 2.666_666_666_666_667), (6, 1), (7, 1.5),
            (8, 0.666_666_666_666_667),
            (15, 0.125), (17, 0.083_333_333_333_333),
        ]
        for note in notes {
            #expect(isNear(Delay.beats(division: note.division), note.beats, 1e-12))
            let seconds = Delay.seconds(beats: note.beats, beatsPerMinute: 150)
            #expect(isNear(seconds, note.beats * 0.4, 1e-12) || note.beats > 10)
        }
    }

    @Test func timesThatAreTooLongAreHalved() {
        #expect(Delay.seconds(beats: 6, beatsPerMinute: 40) == 2.25)
    }

    @Test(arguments: [0.0, 0.5, 0.9])
    func nothingIsLeftBehindTheTail(feedback: Float) {
        let settings = settings { $0.feedback = feedback }
        let tail = Delay.tailFrames(settings, sampleRateHertz: 48_000)
        let echoes = Delay.render(settings, Signals.impulse(frames: tail + 9600)).left
        #expect(Reading.peak(echoes[tail...]) <= 0.001)
        #expect(Reading.peak(echoes[(tail / 2)...]) > (feedback > 0 ? 0.001 : -1))
    }

    @Test func blocksMakeNoDifference() {
        let noise = Signals.noise(frames: 9600, seed: 3)
        let settings = settings {
            $0.depthMilliseconds = 1
            $0.lowCutHertz = 200
            $0.highCutHertz = 5000
        }
        let whole = Delay.render(settings, noise, cuts: [9600])
        for cuts in [[1], [7, 64, 3], [480]] {
            let other = Delay.render(settings, noise, cuts: cuts)
            #expect(other.left == whole.left && other.right == whole.right)
        }
    }

    @Test func whatIsBrokenDoesNotStay() {
        var noise = Signals.noise(frames: 9600, seed: 5)
        noise[100] = .nan
        noise[200] = .infinity
        noise[300] = -.greatestFiniteMagnitude
        let result = Delay.render(settings { $0.lowCutHertz = 100 }, noise).left
        #expect(result.allSatisfy { $0.magnitude < 10 })
    }

    @Test func resetForgets() {
        let noise = Signals.noise(frames: 4800, seed: 6)
        let result = Delay.render(settings { _ in }, noise + [Float](repeating: 0, count: 4800)) {
            frame,
            delay in
            if frame == 4800 {
                delay.reset()
                delay.set(settings { _ in })
            }
        }
        #expect(Reading.peak(result.left[4800...]) == 0)
    }
}

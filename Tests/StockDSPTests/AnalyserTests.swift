import Foundation
import Testing

@testable import StockDSP

struct AnalyserTests {
    /// What an analyser says of a signal at its end.
    private func analysed(
        _ samples: [Float],
        rate: Double = 48_000,
        source: Analyser.Source = .mean,
        cuts: [Int] = [480],
        right: [Float]? = nil
    ) -> (hertz: Double, rms: Double, peak: Double, left: [Float]) {
        var analyser = Analyser(sampleRateHertz: rate)
        defer { analyser.deallocate() }
        analyser.listen(to: source)
        let out = running(samples, right ?? samples, cuts: cuts) {
            analyser.process($0, to: $1, frames: $2)
        }
        return (analyser.hertz, analyser.rmsDecibels, analyser.peakDecibels, out.left)
    }

    private func cents(_ found: Double, _ expected: Double) -> Double {
        1200 * log2(found / expected)
    }

    /// 27.5 Hz to 4 kHz, in steps that hit no notes and no whole periods.
    private static let pitches: [Double] = (0...40).map { 27.5 * pow(4000 / 27.5, Double($0) / 40) }

    @Test(arguments: [44_100.0, 48_000, 88_200, 96_000, 192_000])
    func sinesAreWithinACent(rate: Double) {
        var most = 0.0
        for hertz in Self.pitches {
            let sine = Signals.sine(
                hertz: hertz,
                amplitude: 0.3,
                frames: Int(rate * 0.3),
                rate: rate
            )
            let error = cents(analysed(sine, rate: rate).hertz, hertz)
            most = max(most, error.magnitude)
            #expect(error.magnitude < 0.3, "\(hertz) Hz: \(error) cents")
        }
        print("sines at \(rate): \(most) cents at the most")
    }

    @Test(arguments: [44_100.0, 48_000, 96_000])
    func sawsAreWithinACent(rate: Double) {
        var most = 0.0
        for hertz in Self.pitches {
            let saw = Signals.saw(
                hertz: hertz,
                topHertz: 18_000,
                frames: Int(rate * 0.25),
                rate: rate
            )
            let error = cents(analysed(saw, rate: rate).hertz, hertz)
            most = max(most, error.magnitude)
            #expect(error.magnitude < 0.3, "\(hertz) Hz: \(error) cents")
        }
        print("saws at \(rate): \(most) cents at the most")
    }

    /// A fundamental that is weaker than what is above it is the pitch all the same.
    @Test(arguments: [41.2, 82.41, 196, 440, 1318.5])
    func aWeakFundamentalIsThePitch(hertz: Double) {
        let parts = [0.05, 0.4, 0.3, 0.25, 0.1]
        var samples = [Float](repeating: 0, count: 14_400)
        for (index, part) in parts.enumerated() {
            let sine = Signals.sine(
                hertz: hertz * Double(index + 1),
                amplitude: part,
                frames: 14_400
            )
            for frame in samples.indices { samples[frame] += sine[frame] }
        }
        #expect(cents(analysed(samples).hertz, hertz).magnitude < 1)
    }

    @Test func noiseAt40dBBelowMovesItByACentAtTheMost() {
        let noise = Signals.noise(frames: 14_400, seed: 7)
        for hertz in [55.0, 110, 440, 1760] {
            let sine = Signals.sine(hertz: hertz, amplitude: 0.5, frames: 14_400)
            let mixed = zip(sine, noise).map { $0 + $1 * 0.005 }
            #expect(cents(analysed(mixed).hertz, hertz).magnitude < 1, "\(hertz) Hz")
        }
    }

    @Test func anOffsetChangesNothing() {
        let sine = Signals.sine(hertz: 110, amplitude: 0.1, frames: 24_000).map { $0 + 0.5 }
        #expect(cents(analysed(sine).hertz, 110).magnitude < 1)
    }

    @Test func noiseAndSilenceHaveNoPitch() {
        #expect(analysed(Signals.noise(frames: 24_000, seed: 1)).hertz == 0)
        #expect(analysed([Float](repeating: 0, count: 24_000)).hertz == 0)
        let sine = Signals.sine(hertz: 440, frames: 14_400)
        #expect(analysed(sine + [Float](repeating: 0, count: 14_400)).hertz == 0)
        #expect(Analyser.note(hertz: 0, referenceHertz: 440) == nil)
    }

    @Test func whatPassesIsTheSameBits() {
        var noise = Signals.noise(frames: 4800, seed: 2)
        noise[7] = .infinity
        noise[8] = Float(bitPattern: 700)
        let out = analysed(noise).left
        #expect(out.map(\.bitPattern) == noise.map(\.bitPattern))
    }

    @Test(arguments: [-60.0, -20, 0])
    func levelsAreThoseOfASine(level: Double) {
        let amplitude = pow(10, level / 20)
        let found = analysed(Signals.sine(hertz: 997, amplitude: amplitude, frames: 144_000))
        #expect(isNear(found.peak, level, 0.01))
        #expect(isNear(found.rms, level - 3.0103, 0.01))
    }

    @Test func peaksAreHeldATenthOfASecondAndForgotten() {
        var samples = [Float](repeating: 0, count: 48_000)
        samples[100] = -0.5
        #expect(isNear(analysed(Array(samples[..<4900])).peak, -6.02, 0.01))
        #expect(isNear(analysed(samples).peak, -200, 0.001))
    }

    @Test func listensToTheChannelThatIsAskedFor() {
        let left = Signals.sine(hertz: 220, amplitude: 0.5, frames: 14_400)
        let right = Signals.sine(hertz: 330, amplitude: 0.5, frames: 14_400)
        #expect(cents(analysed(left, source: .left, right: right).hertz, 220).magnitude < 1)
        #expect(cents(analysed(left, source: .right, right: right).hertz, 330).magnitude < 1)
        // Together they are a fifth on 110 Hz.
        #expect(cents(analysed(left, source: .mean, right: right).hertz, 110).magnitude < 1)
    }

    @Test func notesCountFrom69AtTheReference() {
        #expect(Analyser.note(hertz: 440, referenceHertz: 440) == 69)
        #expect(isNear(Analyser.note(hertz: 27.5, referenceHertz: 440)!, 21, 1e-9))
        #expect(isNear(Analyser.note(hertz: 442, referenceHertz: 442)!, 69, 1e-9))
    }

    @Test func blocksMakeNoDifference() {
        let saw = Signals.saw(hertz: 123.4, topHertz: 10_000, frames: 14_400)
        let whole = analysed(saw, cuts: [14_400])
        for cuts in [[1], [7, 64, 3]] {
            let other = analysed(saw, cuts: cuts)
            #expect(other.hertz == whole.hertz && other.rms == whole.rms)
        }
    }
}

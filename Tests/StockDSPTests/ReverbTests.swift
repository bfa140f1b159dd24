import Foundation
import Testing

@testable import StockDSP

struct ReverbTests {
    private func settings(_ change: (inout Reverb.Settings) -> Void = { _ in }) -> Reverb.Settings {
        var settings = Reverb.Settings()
        settings.mix = 1
        settings.early = 0
        settings.preDelaySeconds = 0
        settings.lowDecay = 1
        settings.highDecay = 1
        settings.lowCutHertz = 20
        settings.depthMilliseconds = 0
        change(&settings)
        return settings
    }

    /// The energy that is still to come at each frame, Schroeder's integral of the response to an
    /// impulse, behind three band-passes with a Q of 5. It begins with 1.
    private func decayCurve(_ settings: Reverb.Settings, hertz: Double?, rate: Double) -> [Double] {
        let seconds = settings.decaySeconds * max(1, settings.lowDecay) * 1.1 + 0.3
        let frames = Int(seconds * rate)
        var response = Reverb.render(settings, Signals.impulse(frames: frames), rate: rate).left
        if let hertz {
            let g = StateVariable.coefficient(hertz: hertz, sampleRateHertz: rate)
            var bands = (StateVariable(), StateVariable(), StateVariable())
            for frame in 0..<frames {
                var sample = response[frame]
                sample = bands.0.next(sample, kind: .bandPass, g: g, damping: 0.2)
                sample = bands.1.next(sample, kind: .bandPass, g: g, damping: 0.2)
                response[frame] = bands.2.next(sample, kind: .bandPass, g: g, damping: 0.2)
            }
        }
        var energy = [Double](repeating: 0, count: frames + 1)
        for frame in (0..<frames).reversed() {
            energy[frame] = energy[frame + 1] + Double(response[frame]) * Double(response[frame])
        }
        return energy.map { $0 / energy[0] }
    }

    /// The time in which it falls by 60 dB, by the line through -5 and -35 dB. A low band has a few modes
    /// only, which beat: there the mean of several sizes tells more than one does.
    private func decaySeconds(
        _ settings: Reverb.Settings,
        hertz: Double? = nil,
        sizes: [Double]? = nil,
        rate: Double = 48_000
    ) -> Double {
        var energy: [Double] = []
        for size in sizes ?? [settings.size] {
            var settings = settings
            settings.size = size
            let curve = decayCurve(settings, hertz: hertz, rate: rate)
            energy = energy.isEmpty ? curve : zip(energy, curve).map { $0 + $1 }
        }
        let levels = energy.map { 10 * log10(max(1e-30, $0 / energy[0])) }
        let points = levels.indices.filter { levels[$0] < -5 && levels[$0] > -35 }
        let count = Double(points.count)
        let meanTime = points.reduce(0.0) { $0 + Double($1) } / count
        let meanLevel = points.reduce(0.0) { $0 + levels[$1] } / count
        var (product, square) = (0.0, 0.0)
        for point in points {
            product += (Double(point) - meanTime) * (levels[point] - meanLevel)
            square += (Double(point) - meanTime) * (Double(point) - meanTime)
        }
        return -60 / (product / square) / rate
    }

    @Test(arguments: [0.3, 0.8, 2, 6], [0.5, 1, 1.7])
    func decayIsTheSettings(decay: Double, size: Double) {
        let found = decaySeconds(
            settings {
                $0.decaySeconds = decay
                $0.size = size
            }
        )
        print("RT60 \(decay) s, size \(size): \(found)")
        #expect(isNear(found / decay, 1, 0.05), "\(found)")
    }

    @Test(arguments: [44_100.0, 96_000])
    func decayIsTheSameAtOtherRates(rate: Double) {
        let found = decaySeconds(settings { $0.decaySeconds = 1.5 }, rate: rate)
        #expect(isNear(found / 1.5, 1, 0.05), "\(found)")
    }

    @Test(arguments: [(40.0, 2.0), (1000, 2), (12_000, 2)], [(1.5, 0.4), (0.5, 0.25), (2, 1)])
    func decayPerBandIsTheFormulas(at: (hertz: Double, decay: Double), bands: (Double, Double)) {
        let settings = settings {
            $0.decaySeconds = at.decay
            $0.lowDecay = bands.0
            $0.highDecay = bands.1
            $0.lowCrossoverHertz = 200
            $0.dampingHertz = 4000
        }
        let found = decaySeconds(
            settings,
            hertz: at.hertz,
            sizes: at.hertz < 100 ? [0.55, 0.65, 0.8, 0.9, 1, 1.1, 1.25, 1.4, 1.6, 1.9] : nil
        )
        let expected = Reverb.decaySeconds(settings, atHertz: at.hertz)
        print("RT60 at \(at.hertz) Hz \(bands): \(found), formula \(expected)")
        // Of the few modes of a low band those that last longer than their neighbours weigh more.
        let tolerance = at.hertz < 100 ? 0.08 : 0.05
        #expect(isNear(found / expected, 1, tolerance), "\(found) and not \(expected)")
    }

    @Test func theMiddleBandIsTheSettingAndTheOthersTheirPartOfIt() {
        let settings = settings {
            $0.decaySeconds = 1.6
            $0.lowDecay = 1.3
            $0.highDecay = 0.5
            $0.lowCrossoverHertz = 150
            $0.dampingHertz = 7000
        }
        #expect(isNear(decaySeconds(settings, hertz: 1000) / 1.6, 1, 0.05))
        #expect(isNear(Reverb.decaySeconds(settings, atHertz: 1) / (1.6 * 1.3), 1, 0.001))
        #expect(isNear(Reverb.decaySeconds(settings, atHertz: 1e6) / (1.6 * 0.5), 1, 0.001))
    }

    @Test func modulationKeepsTheDecay() {
        let found = decaySeconds(
            settings {
                $0.decaySeconds = 2
                $0.depthMilliseconds = 0.3
                $0.rateHertz = 1
            },
            hertz: 1000
        )
        #expect(isNear(found / 2, 1, 0.05), "\(found)")
    }

    /// Every setting that a hand can reach, in the corners and at random, with noise that never ends.
    @Test func staysBoundedAtAllSettings() {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var generator = SplitMix(state: seed)
        let noise = Signals.noise(frames: 48_000, seed: seed)
        for turn in 0..<12 {
            let isCorner = turn < 6
            func pick(_ range: ClosedRange<Double>) -> Double {
                isCorner
                    ? (generator.next() & 1 == 0 ? range.lowerBound : range.upperBound)
                    : Double.random(in: range, using: &generator)
            }
            let settings = settings {
                $0.decaySeconds = pick(0.2...20)
                $0.lowDecay = pick(0.25...2)
                $0.highDecay = pick(0.05...1)
                $0.lowCrossoverHertz = pick(50...1000)
                $0.dampingHertz = pick(1000...16_000)
                $0.size = pick(0.25...2)
                $0.diffusion = Float(pick(0...0.7))
                $0.depthMilliseconds = Float(pick(0...0.4))
                $0.rateHertz = pick(0.05...5)
            }
            let wet = Reverb.render(settings, noise)
            #expect(wet.left.allSatisfy { $0.magnitude < 20 }, "\(settings)")
            // Where the setting is to, it rings out: the last tenth of a second has less than the first.
            let silence = [Float](repeating: 0, count: 48_000)
            let ring = Reverb.render(settings, Array(noise.prefix(4800)) + silence).left
            #expect(Reading.rms(ring.suffix(4800)) < Reading.rms(ring[9600..<14_400]) + 1e-9)
        }
    }

    @Test func energyFallsForGood() {
        let response = Reverb.render(
            settings { $0.decaySeconds = 3 },
            Signals.impulse(frames: 4 * 48_000)
        ).left
        var former = Double.infinity
        for start in stride(from: 9600, to: response.count - 9600, by: 9600) {
            let level = Reading.rms(response[start..<start + 9600])
            #expect(level < former)
            former = level
        }
        #expect(former > 0)
    }

    @Test func anOffsetDoesNotBuildUp() {
        let offset = [Float](repeating: 1, count: 20 * 48_000)
        let wet = Reverb.render(
            settings {
                $0.decaySeconds = 8
                $0.lowDecay = 1
            },
            offset
        ).left
        let mean = wet.suffix(9600).reduce(0) { $0 + Double($1) } / 9600
        #expect(mean.magnitude < 1e-4, "\(mean)")
    }

    /// Noise behind the network is as loud as before it.
    @Test(arguments: [0.5, 2, 8])
    func loudnessDoesNotDependOnTheDecay(decay: Double) {
        let frames = Int((decay * 1.2 + 1) * 48_000)
        let left = Signals.noise(frames: frames, seed: 1)
        let right = Signals.noise(frames: frames, seed: 2)
        let wet = Reverb.render(settings { $0.decaySeconds = decay }, left, right).left
        let level = Reading.decibels(Reading.rms(wet.suffix(36_000)) / Reading.rms(left))
        print("RT60 \(decay) s: \(level) dB")
        #expect(isNear(level, 0, 2), "\(level) dB")
    }

    @Test func preDelayIsExact() {
        let settings = settings {
            $0.early = 1
            $0.late = 0
            $0.preDelaySeconds = 0.1
            $0.size = 1
        }
        let near = Reverb.render(
            self.settings {
                $0.early = 1
                $0.late = 0
            },
            Signals.impulse(frames: 9600)
        ).left
        let far = Reverb.render(settings, Signals.impulse(frames: 9600)).left
        #expect(Array(far[4800...]) == Array(near[..<4800]))
        #expect(Reading.peak(far[..<4800]) == 0)
        #expect(Reading.peak(near) > 0.3)
    }

    @Test func widthZeroIsMono() {
        let noise = Signals.noise(frames: 9600, seed: 3)
        let silence = [Float](repeating: 0, count: 9600)
        let wet = Reverb.render(settings { $0.width = 0 }, noise, silence)
        #expect(wet.left == wet.right)
        let wide = Reverb.render(settings(), noise, silence)
        let product = zip(wide.left, wide.right).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        let norm = Reading.rms(wide.left) * Reading.rms(wide.right) * 9600
        #expect((product / norm).magnitude < 0.2)
    }

    @Test func whatIsMovedDoesNotClick() {
        let tone = Signals.softSine(hertz: 440, amplitude: 0.5, frames: 96_000)
        let still = settings { $0.early = 0.5 }
        var turn = 0
        let moved = Reverb.render(still, tone) { frame, reverb in
            if frame % 4800 == 0 {
                turn += 1
                reverb.set(
                    settings {
                        $0.early = 0.5
                        $0.size = turn % 2 == 0 ? 1 : 1.4
                        $0.preDelaySeconds = turn % 3 == 0 ? 0 : 0.03
                        $0.decaySeconds = turn % 2 == 0 ? 1 : 4
                    }
                )
            }
        }.left
        let quiet = Reading.roughness(Array(Reverb.render(still, tone).left[48_000...]))
        #expect(Reading.roughness(Array(moved[9600...])) < 2.5 * quiet)
    }

    @Test func blocksMakeNoDifference() {
        let noise = Signals.noise(frames: 9600, seed: 3)
        let settings = settings {
            $0.early = 0.5
            $0.depthMilliseconds = 0.2
        }
        let whole = Reverb.render(settings, noise, cuts: [9600])
        for cuts in [[1], [7, 64, 3], [480]] {
            let other = Reverb.render(settings, noise, cuts: cuts)
            #expect(other.left == whole.left && other.right == whole.right)
        }
    }

    @Test func whatIsBrokenDoesNotStay() {
        var noise = Signals.noise(frames: 9600, seed: 5)
        noise[100] = .nan
        noise[200] = .infinity
        noise[300] = -.greatestFiniteMagnitude
        let result = Reverb.render(settings(), noise).left
        #expect(result.allSatisfy { $0.magnitude < 20 })
    }

    @Test func linesArePrimes() {
        let table = PrimeTable(numberMax: 5000)
        defer { table.deallocate() }
        func isPrime(_ number: Int) -> Bool {
            number >= 2 && !(2..<number).contains { $0 * $0 <= number && number % $0 == 0 }
        }
        for number in 0...5000 {
            var expected = number
            while !isPrime(expected) { expected += 1 }
            #expect(Int(table.next(number)) == expected)
        }
    }
}

/// Numbers that look random and are the same for the same seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

import Foundation
import Testing

@testable import StockDSP

struct GeneratorTests {
    private func settings(
        _ signal: Generator.Signal,
        _ change: (inout Generator.Settings) -> Void = { _ in }
    ) -> Generator.Settings {
        var settings = Generator.Settings()
        settings.signal = signal
        settings.levelDecibels = -20
        change(&settings)
        return settings
    }

    @Test(arguments: [20.0, 997, 1000, 19_000], [44_100.0, 48_000, 192_000])
    func sinesHaveTheirFrequencyAndLevel(hertz: Double, rate: Double) {
        let frames = Int(rate) * 2
        let output = Generator.render(
            settings(.sine) { $0.hertz = hertz },
            frames: frames,
            rate: rate
        )
        // The phase runs away from that of the frequency by nothing in two seconds.
        let half = frames / 2
        let early = Reading.component(output.left[..<half], hertz: hertz, rate: rate)
        let late = Reading.component(output.left[half...], hertz: hertz, rate: rate)
        let turned = atan2(late.imaginary, late.real) - atan2(early.imaginary, early.real)
        let expected = 2 * Double.pi * hertz * Double(half) / rate
        let error = remainder(turned - expected, 2 * .pi)
        // A part in a billion.
        #expect(error.magnitude / (2 * .pi * hertz) < max(1e-9, 1e-6 / hertz))
        let level = Reading.amplitude(output.left[half...], hertz: hertz, rate: rate)
        #expect(isNear(Reading.decibels(level), -20, 0.001))
        #expect(output.left == output.right)
    }

    @Test func fullScaleIsFromMinusOneToOne() {
        let output = Generator.render(
            settings(.sine) {
                $0.levelDecibels = 0
                $0.hertz = 997
            },
            frames: 48_000
        ).left
        #expect(isNear(Reading.peak(output), 1, 1e-5))
        #expect(isNear(Reading.decibels(Reading.rms(output)), -3.0103, 0.001))
    }

    @Test func silenceIsSilent() {
        let output = Generator.render(settings(.pink) { $0.levelDecibels = -120 }, frames: 4800)
        #expect(Reading.peak(output.left) == 0)
    }

    /// Amplitudes of a saw's harmonics are 2/πn of its peak, of a square's 4/πn and none between. What is
    /// not a harmonic has folded.
    @Test(arguments: [Generator.Signal.saw, .square], [75, 683, 2361])
    func wavesAreBandLimited(signal: Generator.Signal, bin: Int) {
        // So many periods in the transform, and no common factor with its size: what has folded falls
        // between the harmonics.
        let size = 32_768
        let hertz = Double(bin) * 48_000 / Double(size)
        let output = Generator.render(
            settings(signal) {
                $0.levelDecibels = 0
                $0.hertz = hertz
            },
            frames: 72_000
        ).left.suffix(size)
        for harmonic in 1...9 where Double(harmonic) * hertz < 14_000 {
            let found = Reading.amplitude(output, hertz: hertz * Double(harmonic))
            let isThere = signal == .saw || harmonic % 2 == 1
            let expected = isThere ? (signal == .saw ? 2 : 4) / (Double.pi * Double(harmonic)) : 0
            #expect(isNear(found, expected, 0.002 * expected + 1e-4), "\(harmonic): \(found)")
        }
        let powers = Reading.spectrum(Array(output), size: size)
        var most = 0.0
        for index in 8..<(size / 2) {
            let rest = index % bin
            if min(rest, bin - rest) > 3 { most = max(most, powers[index]) }
        }
        let level = 10 * log10(most / powers[bin])
        print("\(signal) \(hertz) Hz: \(level) dB between harmonics")
        #expect(level < -80)
    }

    @Test func noiseHasTheLevelOfASine() {
        for signal in [Generator.Signal.white, .pink] {
            for rate in [44_100.0, 48_000, 96_000] {
                let output = Generator.render(settings(signal), frames: 1 << 20, rate: rate).left
                let level = Reading.decibels(Reading.rms(output))
                print("\(signal) at \(rate): \(level) dB")
                // A second of pink noise wavers by what lies below a few Hz.
                #expect(isNear(level, -23.01, signal == .white ? 0.05 : 0.3))
            }
        }
    }

    /// The power per Hz, octave by octave, against that at 1 kHz.
    @Test(arguments: [44_100.0, 48_000, 96_000])
    func pinkFallsByThreeDecibelsAnOctave(rate: Double) {
        let size = 16_384
        let output = Generator.render(settings(.pink), frames: 1 << 20, rate: rate).left
        let powers = Reading.spectrum(output, size: size)
        func density(_ hertz: Double) -> Double {
            let low = Int(hertz / 1.19 / rate * Double(size)) + 1
            let high = max(low, Int(hertz * 1.19 / rate * Double(size)))
            var sum = 0.0
            for bin in low...high { sum += powers[bin] * Double(bin) }
            return 10 * log10(sum / Double(high - low + 1))
        }
        let reference = density(1000)
        for hertz in [31.5, 63, 125, 250, 500, 2000, 4000, 8000, 16_000] {
            let found = density(hertz) - reference
            #expect(isNear(found, 0, hertz < 100 ? 0.9 : 0.4), "\(hertz) Hz: \(found) dB")
        }
    }

    @Test func whiteIsFlat() {
        let size = 4096
        let output = Generator.render(settings(.white), frames: 1 << 21).left
        let powers = Reading.spectrum(output, size: size)
        let bands = (0..<8).map { band in
            powers[(band * 255 + 4)..<((band + 1) * 255)].reduce(0, +)
        }
        for band in bands { #expect(isNear(10 * log10(band / bands[3]), 0, 0.2)) }
    }

    @Test func sweepTakesAsLongForEachOctave() {
        let output = Generator.render(
            settings(.sweep) {
                $0.sweepSeconds = 2
                $0.levelDecibels = 0
            },
            frames: 192_000
        ).left
        // The frequency at a place, by the time of ten periods around it.
        func hertz(at frame: Int) -> Double {
            var crossings: [Double] = []
            var at = frame
            while crossings.count < 3 {
                if output[at - 1] < 0 && output[at] >= 0 {
                    crossings.append(
                        Double(at) - Double(output[at] / (output[at] - output[at - 1]))
                    )
                }
                at += 1
            }
            return 48_000 / (crossings[1] - crossings[0])
        }
        for part in [0.25, 0.5, 0.75] {
            let frame = Int(part * 96_000)
            let expected = 20 * pow(1000, part)
            #expect(isNear(hertz(at: frame) / expected, 1, 0.05))
            // And again the second time.
            #expect(isNear(hertz(at: frame + 96_000) / expected, 1, 0.05))
        }
        #expect(isNear(Reading.peak(output), 1, 1e-3))
    }

    @Test func channelsAreSwitchedAndNoiseCanBeWide() {
        let left = Generator.render(settings(.sine) { $0.isRightOn = false }, frames: 4800)
        #expect(Reading.peak(left.left) > 0.09)
        #expect(Reading.peak(left.right) == 0)
        for signal in [Generator.Signal.white, .pink] {
            let wide = Generator.render(settings(signal) { $0.isNoiseWide = true }, frames: 96_000)
            let product = zip(wide.left, wide.right).reduce(0.0) { $0 + Double($1.0 * $1.1) }
            let norm = Reading.rms(wide.left) * Reading.rms(wide.right) * 96_000
            #expect((product / norm).magnitude < 0.1)
            let narrow = Generator.render(settings(signal), frames: 4800)
            #expect(narrow.left == narrow.right)
        }
    }

    @Test func whatComesInGoesThroughWhereItIsAskedFor() {
        let through = Generator.render(
            settings(.sine) {
                $0.levelDecibels = -120
                $0.passesInput = true
            },
            frames: 480,
            input: 0.25
        )
        #expect(through.left.allSatisfy { $0 == 0.25 })
        let alone = Generator.render(
            settings(.sine) { $0.levelDecibels = -120 },
            frames: 480,
            input: 0.25
        )
        #expect(alone.left.allSatisfy { $0 == 0 })
    }

    @Test func changesDoNotClick() {
        let base = settings(.sine) { $0.hertz = 200 }
        let still = Generator.render(base, frames: 48_000).left
        var turn = 0
        let moved = Generator.render(base, frames: 48_000) { frame, generator in
            if frame % 4800 == 0 && frame > 0 {
                turn += 1
                generator.set(
                    settings(.sine) {
                        $0.hertz = 200 + Double(turn % 3)
                        $0.levelDecibels = turn % 2 == 0 ? -20 : -120
                    }
                )
            }
        }.left
        #expect(Reading.roughness(moved) < 5 * Reading.roughness(still))
    }

    @Test func anotherSignalComesAfterAFade() {
        let output = Generator.render(settings(.sine), frames: 9600) { frame, generator in
            if frame == 4800 { generator.set(settings(.white)) }
        }.left
        #expect(isNear(Reading.decibels(Reading.rms(output.suffix(3600))), -23, 0.4))
        #expect(Reading.peak(output[5275..<5284]) < 0.003)
    }

    @Test func blocksMakeNoDifference() {
        for signal in [Generator.Signal.sine, .saw, .square, .white, .pink, .sweep] {
            let whole = Generator.render(settings(signal), frames: 4800, cuts: [4800])
            for cuts in [[1], [7, 64, 3]] {
                let other = Generator.render(settings(signal), frames: 4800, cuts: cuts)
                #expect(other.left == whole.left && other.right == whole.right)
            }
        }
    }
}

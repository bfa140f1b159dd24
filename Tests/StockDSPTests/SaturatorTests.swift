import Foundation
import Testing

@testable import StockDSP

struct SaturatorTests {
    private static let curves: [Saturation] = [.tanh, .cubic, .diode, .tube]

    private func settings(
        _ change: (inout Saturator.Settings) -> Void = { _ in }
    ) -> Saturator.Settings {
        var settings = Saturator.Settings()
        settings.driveDecibels = 0
        settings.autoGain = 0
        change(&settings)
        return settings
    }

    private func formula(_ curve: Saturation, _ x: Double) -> Double {
        switch curve {
        case .tanh: return Foundation.tanh(x)
        case .cubic:
            let b = min(1.5, max(-1.5, x))
            return b - 4.0 / 27 * b * b * b
        case .diode: return x >= 0 ? 1 - exp(-x) : 0.4 * (exp(x / 0.4) - 1)
        case .tube: return x >= 0 ? Foundation.tanh(x) : x / (1 - x)
        }
    }

    @Test(arguments: curves)
    func curvesAreTheirFormulas(curve: Saturation) {
        for step in -400...400 {
            let x = Double(step) / 50
            #expect(isNear(Double(curve(Float(x))), formula(curve, x), 1e-5), "\(x)")
        }
        // All have a slope of 1 at 0.
        let slope = (Double(curve(0.001)) - Double(curve(-0.001))) / 0.002
        #expect(isNear(slope, 1, 0.002))
    }

    @Test(arguments: [44_100.0, 48_000, 96_000, 192_000])
    func latencyIsExactlyAsReported(rate: Double) {
        var impulse = [Float](repeating: 0, count: 256)
        impulse[10] = 1e-4
        let output = Saturator.render(settings(), impulse, rate: rate)
        let top = output.indices.max { output[$0] < output[$1] }
        #expect(top == 10 + Saturator.latencyFrames)
        // The response is symmetrical around it, but for what takes away the offset.
        for offset in 1...20 {
            let place = 10 + Saturator.latencyFrames
            let both = (output[place + offset], output[place - offset])
            #expect(isNear(Double(both.0), Double(both.1), 5e-7))
        }
    }

    @Test func dryIsTheInputLater() {
        let noise = Signals.noise(frames: 1000, seed: 1)
        let output = Saturator.render(
            settings {
                $0.mix = 0
                $0.driveDecibels = 20
            },
            noise
        )
        #expect(Array(output[32...]) == Array(noise[..<968]))
    }

    /// What is soft goes through unbent: within 0.02 dB up to 18 kHz.
    @Test(arguments: [100.0, 1000, 10_000, 18_000])
    func softSignalsStayAsTheyAre(hertz: Double) {
        let tone = Signals.sine(hertz: hertz, amplitude: 0.0005, frames: 24_000)
        let output = Saturator.render(settings(), tone)
        let gain = Reading.amplitude(output[2400...], hertz: hertz) / 0.0005
        #expect(isNear(Reading.decibels(gain), 0, 0.02), "\(Reading.decibels(gain)) dB")
    }

    /// The harmonics of a bent sine are those of the formula.
    @Test(arguments: curves, [0.0, 0.5])
    func harmonicsAreTheFormulas(curve: Saturation, bias: Double) {
        let frames = 24_000
        let output = Saturator.render(
            settings {
                $0.curve = curve
                $0.driveDecibels = 6
                $0.bias = Float(bias)
            },
            Signals.sine(hertz: 500, amplitude: 0.5, frames: frames)
        )
        let drive = pow(10, 6.0 / 20)
        for harmonic in 1...5 {
            var (real, imaginary) = (0.0, 0.0)
            for point in 0..<4096 {
                let angle = 2 * Double.pi * Double(point) / 4096
                let bent = formula(curve, 0.5 * drive * sin(angle) + bias) - formula(curve, bias)
                real += bent * cos(Double(harmonic) * angle) / 2048
                imaginary += bent * sin(Double(harmonic) * angle) / 2048
            }
            let expected = (real * real + imaginary * imaginary).squareRoot()
            let found = Reading.amplitude(output[9600...], hertz: 500 * Double(harmonic))
            #expect(isNear(found, expected, 2e-4 + expected * 1e-3), "\(harmonic): \(found)")
        }
    }

    /// Of all that a bent sine has between its harmonics, the loudest against the sine, in dB.
    private func aliasing(_ curve: Saturation, driveDecibels: Double, hertz: Double) -> Double {
        // A sine of a whole number of periods in the transform, under a window that hides nothing.
        let size = 8192
        let bin = Int(hertz / 48_000 * Double(size)) | 1
        let tone = Signals.sine(
            hertz: Double(bin) * 48_000 / Double(size),
            amplitude: 0.9,
            frames: size * 3
        )
        let output = Saturator.render(
            settings {
                $0.curve = curve
                $0.driveDecibels = driveDecibels
            },
            tone
        )
        let powers = Reading.spectrum(Array(output.suffix(size)), size: size)
        var most = 0.0
        for index in 8..<(size * 20_000 / 48_000) {
            let rest = index % bin
            if min(rest, bin - rest) > 3 { most = max(most, powers[index]) }
        }
        return 10 * log10(most / powers[bin])
    }

    @Test(arguments: curves)
    func aliasingIsBelowItsBound(curve: Saturation) {
        // Curves with a corner in a derivative have more to fold; see the page on the saturator.
        let bounds: [Saturation: (soft: Double, hard: Double)] = [
            .tanh: (-130, -70), .cubic: (-85, -60), .diode: (-70, -50), .tube: (-75, -57),
        ]
        for hertz in [1200.0, 2500, 5000] {
            let soft = aliasing(curve, driveDecibels: 6, hertz: hertz)
            let hard = aliasing(curve, driveDecibels: 18, hertz: hertz)
            print("aliasing \(curve) \(hertz) Hz: 6 dB \(soft), 18 dB \(hard)")
            #expect(soft < bounds[curve]!.soft)
            #expect(hard < bounds[curve]!.hard)
        }
    }

    @Test(arguments: curves)
    func noOffsetIsLeft(curve: Saturation) {
        let output = Saturator.render(
            settings {
                $0.curve = curve
                $0.driveDecibels = 18
                $0.bias = 0.4
            },
            Signals.sine(hertz: 480, amplitude: 0.7, frames: 96_000)
        )
        let mean = output.suffix(24_000).reduce(0) { $0 + Double($1) } / 24_000
        #expect(mean.magnitude < 1e-4, "\(mean)")
    }

    @Test(arguments: curves, [6.0, 18, 30])
    func autoGainKeepsTheSwingOfMinus12dBFS(curve: Saturation, drive: Double) {
        let amplitude = pow(10, -12.0 / 20)
        let output = Saturator.render(
            settings {
                $0.curve = curve
                $0.driveDecibels = drive
                $0.autoGain = 1
                $0.bias = 0.1
            },
            Signals.sine(hertz: 100, amplitude: amplitude, frames: 48_000)
        ).suffix(24_000)
        let swing = Double(output.max()! - output.min()!)
        // A tenth more, because the low-pass of a near square overshoots and the high-pass tilts it.
        #expect(isNear(swing / (2 * amplitude), 1, drive > 20 ? 0.25 : 0.1), "\(swing)")
    }

    @Test(arguments: [-6.0, -3, 3, 6])
    func toneTiltsAroundOneKilohertz(tone: Double) {
        let settings = settings { $0.toneDecibels = tone }
        func level(_ hertz: Double) -> Double {
            let input = Signals.sine(hertz: hertz, amplitude: 0.001, frames: 48_000)
            let output = Saturator.render(settings, input)
            return Reading.decibels(Reading.amplitude(output[24_000...], hertz: hertz) / 0.001)
        }
        // low / (1 + jw) + high · jw / (1 + jw), with w by the trapezoidal rule.
        func expected(_ hertz: Double) -> Double {
            let w = tan(.pi * hertz / 48_000) / tan(.pi * 1000 / 48_000)
            let gain = pow(10, tone / 20)
            return 10 * log10((1 / gain / gain + gain * gain * w * w) / (1 + w * w))
        }
        for hertz in [60.0, 400, 1000, 3000, 12_000] {
            #expect(isNear(level(hertz), expected(hertz), 0.05), "\(hertz) Hz")
        }
        #expect(
            isNear(level(1000), 10 * log10((pow(10, tone / 10) + pow(10, -tone / 10)) / 2), 0.05)
        )
    }

    @Test func anotherCurveComesWithoutAClick() {
        let tone = Signals.softSine(hertz: 200, amplitude: 0.4, frames: 48_000)
        let base = settings { $0.driveDecibels = 6 }
        let still = Saturator.render(
            settings {
                $0.driveDecibels = 6
                $0.curve = .diode
            },
            tone
        )
        var turn = 0
        let moved = Saturator.render(base, tone) { frame, saturator in
            if frame % 4800 == 0 {
                turn += 1
                saturator.set(
                    settings {
                        $0.driveDecibels = 6
                        $0.curve = Self.curves[turn % 4]
                    }
                )
            }
        }
        #expect(Reading.roughness(moved) < 3 * Reading.roughness(still))
    }

    @Test func blocksMakeNoDifference() {
        let noise = Signals.noise(frames: 4800, seed: 3)
        let settings = settings {
            $0.driveDecibels = 20
            $0.toneDecibels = 3
            $0.mix = 0.6
        }
        let whole = Saturator.render(settings, noise, cuts: [4800])
        for cuts in [[1], [7, 64, 3], [480]] {
            #expect(Saturator.render(settings, noise, cuts: cuts) == whole)
        }
    }

    @Test func whatIsBrokenDoesNotStay() {
        var noise = Signals.noise(frames: 9600, seed: 5)
        noise[100] = .nan
        noise[200] = .infinity
        noise[300] = -.greatestFiniteMagnitude
        for curve in Self.curves {
            let result = Saturator.render(settings { $0.curve = curve }, noise)
            #expect(result.allSatisfy { $0.magnitude < 10 })
        }
    }
}

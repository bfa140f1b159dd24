import CLAPChecker
import Glibc
import Testing

/// Measured responses against the analogue prototypes under the bilinear transform, as R. Bristow-Johnson's
/// "Cookbook formulae" have them: computed here from the biquads' coefficients, which the plugin does not use.
struct EqualizerTests {
    struct Biquad {
        var b0, b1, b2, a0, a1, a2: Double

        func magnitudeDecibels(hertz: Double, rate: Double) -> Double {
            let w = 2 * Double.pi * hertz / rate
            func power(_ c0: Double, _ c1: Double, _ c2: Double) -> Double {
                let real = c0 + c1 * cos(w) + c2 * cos(2 * w)
                let imaginary = c1 * sin(w) + c2 * sin(2 * w)
                return real * real + imaginary * imaginary
            }
            return 10 * log10(max(1e-30, power(b0, b1, b2)) / power(a0, a1, a2))
        }
    }

    enum Shape: Int, CaseIterable {
        case peak, lowShelf, highShelf, lowCut, highCut, notch, bandPass
    }

    static func cookbook(
        _ shape: Shape,
        hertz: Double,
        rate: Double,
        q: Double,
        gain: Double
    ) -> Biquad {
        let a = pow(10, gain / 40)
        let w = 2 * Double.pi * hertz / rate
        let (c, alpha) = (cos(w), sin(w) / (2 * q))
        let beta = 2 * a.squareRoot() * alpha
        return switch shape {
        case .peak:
            Biquad(
                b0: 1 + alpha * a,
                b1: -2 * c,
                b2: 1 - alpha * a,
                a0: 1 + alpha / a,
                a1: -2 * c,
                a2: 1 - alpha / a
            )
        case .lowShelf:
            Biquad(
                b0: a * ((a + 1) - (a - 1) * c + beta),
                b1: 2 * a * ((a - 1) - (a + 1) * c),
                b2: a * ((a + 1) - (a - 1) * c - beta),
                a0: (a + 1) + (a - 1) * c + beta,
                a1: -2 * ((a - 1) + (a + 1) * c),
                a2: (a + 1) + (a - 1) * c - beta
            )
        case .highShelf:
            Biquad(
                b0: a * ((a + 1) + (a - 1) * c + beta),
                b1: -2 * a * ((a - 1) + (a + 1) * c),
                b2: a * ((a + 1) + (a - 1) * c - beta),
                a0: (a + 1) - (a - 1) * c + beta,
                a1: 2 * ((a - 1) - (a + 1) * c),
                a2: (a + 1) - (a - 1) * c - beta
            )
        case .lowCut:
            Biquad(
                b0: (1 + c) / 2,
                b1: -(1 + c),
                b2: (1 + c) / 2,
                a0: 1 + alpha,
                a1: -2 * c,
                a2: 1 - alpha
            )
        case .highCut:
            Biquad(
                b0: (1 - c) / 2,
                b1: 1 - c,
                b2: (1 - c) / 2,
                a0: 1 + alpha,
                a1: -2 * c,
                a2: 1 - alpha
            )
        case .notch:
            Biquad(b0: 1, b1: -2 * c, b2: 1, a0: 1 + alpha, a1: -2 * c, a2: 1 - alpha)
        case .bandPass:
            Biquad(b0: alpha, b1: 0, b2: -alpha, a0: 1 + alpha, a1: -2 * c, a2: 1 - alpha)
        }
    }

    private static let probes = [31.0, 97, 250, 500, 1000, 1777, 4000, 9000, 15_000, 19_500]

    /// Band 3 alone, whatever it is.
    private func response(
        _ settings: [(String, Double)],
        rate: Double = 48_000,
        frames: Int = 32_768
    ) throws -> [Float] {
        try Rig(
            "outboard.equalizer",
            settings.map { ("Band 3 " + $0.0, $0.1) },
            sampleRateHertz: rate
        ).run(Signal.impulse(frames))[0]
    }

    @Test func flatIsTheSameToTheLastBit() throws {
        let noise = Signal.noise(4096, seed: 3)
        #expect(try Rig("outboard.equalizer").run(noise)[0] == noise)
    }

    @Test(arguments: Shape.allCases, [44_100.0, 48_000, 96_000])
    func aBandIsItsBiquad(shape: Shape, rate: Double) throws {
        for (hertz, q, gain) in [
            (100.0, 0.71, 6.0), (1000, 1, -12), (1000, 8, 12), (5000, 2, 24), (12_000, 0.5, -6),
        ] {
            let impulse = try response(
                [
                    ("Type", Double(shape.rawValue)), ("Frequency", hertz), ("Q", q),
                    ("Gain", gain),
                ],
                rate: rate
            )
            // What has no gain is heard whatever its gain is.
            let biquad = Self.cookbook(shape, hertz: hertz, rate: rate, q: q, gain: gain)
            for probe in Self.probes {
                let expected = biquad.magnitudeDecibels(hertz: probe, rate: rate)
                guard expected > -80 else { continue }
                let measured = magnitude(impulse, hertz: probe, rate: rate)
                #expect(
                    abs(measured - expected) < 0.02,
                    "\(shape) \(hertz) Hz, Q \(q), \(gain) dB at \(probe) Hz: \(measured), \(expected)"
                )
            }
        }
    }

    /// Butterworth: |H|² = 1 / (1 + (w / wc)^2n) at pre-warped frequencies, for all orders.
    @Test(arguments: [(0, 1), (1, 2), (2, 4), (3, 6), (4, 8)])
    func cutsAreButterworth(slope: Int, order: Int) throws {
        for isLowCut in [true, false] {
            let impulse = try response([
                ("Type", isLowCut ? 3 : 4), ("Frequency", 1000), ("Q", 0.5.squareRoot()),
                ("Slope", Double(slope)),
            ])
            for probe in [125.0, 250, 500, 1000, 2000, 4000, 8000] {
                let ratio = tan(.pi * probe / 48_000) / tan(.pi * 1000 / 48_000)
                let power = pow(isLowCut ? 1 / ratio : ratio, 2 * Double(order))
                let expected = -10 * log10(1 + power)
                guard expected > -90 else { continue }
                let measured = magnitude(impulse, hertz: probe, rate: 48_000)
                #expect(abs(measured - expected) < 0.02, "order \(order) at \(probe) Hz")
            }
        }
    }

    @Test func bandsMultiply() throws {
        let settings = [
            ("Band 3 Frequency", 400.0), ("Band 3 Gain", 9), ("Band 5 Frequency", 2000),
            ("Band 5 Gain", -7), ("Output", 3),
        ]
        let impulse = try Rig("outboard.equalizer", settings).run(Signal.impulse(16_384))[0]
        let first = Self.cookbook(.peak, hertz: 400, rate: 48_000, q: 1, gain: 9)
        let second = Self.cookbook(.peak, hertz: 2000, rate: 48_000, q: 1, gain: -7)
        for probe in Self.probes {
            let expected =
                first.magnitudeDecibels(hertz: probe, rate: 48_000)
                + second.magnitudeDecibels(hertz: probe, rate: 48_000) + 3
            #expect(abs(magnitude(impulse, hertz: probe, rate: 48_000) - expected) < 0.02)
        }
    }

    /// Sweeps and switches of every sort at once, under full scale: nothing runs away, nothing clicks.
    @Test func movingBandsNeitherRunAwayNorClick() throws {
        let rig = try Rig("outboard.equalizer")
        let sine = Signal.sine(48_000, hertz: 200, level: 0.25)
        var events: [ScriptEvent] = []
        for turn in 0..<20 {
            let frame = 1000 + turn * 2000
            events.append(rig.event(frame, "Band 4 Gain", turn % 2 == 0 ? 12 : -12))
            events.append(rig.event(frame, "Band 4 Frequency", turn % 3 == 0 ? 200 : 2000))
            events.append(rig.event(frame, "Band 5 Type", Double(turn % 7)))
            events.append(rig.event(frame, "Band 1 On", Double(turn % 2)))
        }
        let output = rig.run(sine, events: events)[0]
        #expect(output.allSatisfy { abs($0) < 2 })
        let second = zip(zip(output, output.dropFirst()), output.dropFirst(2))
            .map { abs($0.0 - 2 * $0.1 + $1) }
        // A click of 1 % of full scale would be in the second difference as it is.
        #expect(second.max()! < 0.02)
    }
}

import Foundation
import Testing

@testable import OutboardDSP

struct KWeightingTests {
    private func decibels(_ weighting: KWeighting, hertz: Double, rate: Int) -> Double {
        let angle = 2 * Double.pi * hertz / Double(rate)
        func squaredMagnitude(_ c: (Double, Double, Double)) -> Double {
            let real = c.0 + c.1 * cos(angle) + c.2 * cos(2 * angle)
            let imaginary = c.1 * sin(angle) + c.2 * sin(2 * angle)
            return real * real + imaginary * imaginary
        }
        return [weighting.shelf, weighting.highPass].reduce(0) { sum, filter in
            sum
                + 10
                * log10(
                    squaredMagnitude((filter.b0, filter.b1, filter.b2))
                        / squaredMagnitude((1, filter.a1, filter.a2))
                )
        }
    }

    @Test func coefficientsAt48kHzAreTheStandards() {
        let weighting = KWeighting(sampleRateHertz: 48_000)
        let shelf = weighting.shelf
        let highPass = weighting.highPass
        let found = [
            shelf.b0, shelf.b1, shelf.b2, shelf.a1, shelf.a2,
            highPass.b0, highPass.b1, highPass.b2, highPass.a1, highPass.a2,
        ]
        let table = [
            1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241,
            0.73248077421585, 1, -2, 1, -1.99004745483398, 0.99007225036621,
        ]
        for (value, expected) in zip(found, table) { #expect(isNear(value, expected, 1e-12)) }
    }

    @Test(arguments: [22_050, 44_100, 88_200, 96_000, 176_400, 192_000])
    func responseIsTheSameAtOtherRates(rate: Int) {
        let weighting = KWeighting(sampleRateHertz: rate)
        let standard = KWeighting(sampleRateHertz: 48_000)
        for hertz in [10.0, 20, 38, 100, 400, 997, 1682, 2500, 4000, 8000] {
            let found = decibels(weighting, hertz: hertz, rate: rate)
            let expected = decibels(standard, hertz: hertz, rate: 48_000)
            #expect(isNear(found, expected, rate < 44_100 ? 0.15 : 0.05), "\(hertz) Hz: \(found)")
        }
    }

    /// The recommendation's own check: a full-scale sine of 997 Hz in one channel.
    @Test(arguments: [44_100, 48_000, 96_000, 192_000])
    func fullScaleSineIsMinus3Point01(rate: Int) {
        let sine = Signal.sine(hertz: 997, amplitude: 1, seconds: 2, rate: rate)
        #expect(isNear(Measured.gate([sine], rate: rate).momentaryLUFS, -3.01, 0.02))
    }
}

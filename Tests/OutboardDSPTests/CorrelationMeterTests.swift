import Foundation
import Testing

@testable import OutboardDSP

struct CorrelationMeterTests {
    private let rate = 48_000
    private let left = Signal.noise(amplitude: 0.5, seconds: 2, rate: 48_000, seed: 21)
    private let right = Signal.noise(amplitude: 0.5, seconds: 2, rate: 48_000, seed: 22)

    private func correlation(_ left: [Float], _ right: [Float], cut: Int = 64) -> Float {
        var meter = CorrelationMeter(sampleRateHertz: rate)
        Measured.inBlocks([left, right], cut: cut) {
            meter.process($0[0], $0[1], frames: $1)
        }
        return meter.correlation
    }

    @Test func sameSignalIsOneAndItsInverseMinusOne() {
        #expect(isNear(Double(correlation(left, left)), 1, 1e-6))
        #expect(isNear(Double(correlation(left, left.map { $0 * 0.1 })), 1, 1e-6))
        #expect(isNear(Double(correlation(left, left.map { -$0 })), -1, 1e-6))
        let soft = left.map { $0 * 1e-3 }
        #expect(isNear(Double(correlation(soft, soft)), 1, 1e-6))
    }

    @Test func unrelatedSignalsAreNearZero() {
        #expect(correlation(left, right).magnitude < 0.05)
    }

    @Test func quarterOfAPeriodIsZeroAndAnEighthIsItsCosine() {
        func sine(_ degrees: Double) -> [Float] {
            Signal.sine(hertz: 1000, amplitude: 0.5, degrees: degrees, seconds: 2)
        }
        #expect(isNear(Double(correlation(sine(0), sine(90))), 0, 1e-3))
        #expect(isNear(Double(correlation(sine(0), sine(45))), 0.5.squareRoot(), 1e-3))
        #expect(isNear(Double(correlation(sine(0), sine(120))), -0.5, 1e-3))
    }

    @Test func silenceReadsZero() {
        let silence = [Float](repeating: 0, count: left.count)
        #expect(CorrelationMeter(sampleRateHertz: rate).correlation == 0)
        #expect(correlation(silence, silence) == 0)
        #expect(correlation(left, silence) == 0)
        let stopped = left + [Float](repeating: 0, count: 8 * rate)
        #expect(correlation(stopped, stopped) == 0)
        let tooSoft = left.map { $0 * 1e-5 }
        #expect(correlation(tooSoft, tooSoft) == 0)
    }

    @Test func blocksMakeNoDifference() {
        let mixed = zip(left, right).map { $0 + 0.5 * $1 }
        let whole = correlation(left, mixed, cut: left.count)
        for cut in [1, 32, 64, 100, 1024] { #expect(correlation(left, mixed, cut: cut) == whole) }
    }

    /// From 1 towards -1 a window of 300 ms passes 0 after 300 ms · ln 2.
    @Test func windowForgetsInItsTime() {
        let turn = 48_000
        let sine = Signal.sine(hertz: 997, amplitude: 0.5, seconds: 3)
        let other = sine.enumerated().map { $0 < turn * 2 ? $1 : -$1 }
        var meter = CorrelationMeter(sampleRateHertz: rate)
        var crossing: Int?
        var frame = 0
        Measured.inBlocks([sine, other], cut: 48) {
            meter.process($0[0], $0[1], frames: $1)
            frame += $1
            if meter.correlation < 0, crossing == nil { crossing = frame - 2 * turn }
        }
        #expect(isNear(Double(crossing ?? 0) / 48, 300 * log(2), 3))
    }

    @Test func notANumberIsForgotten() {
        var broken = left
        broken[100] = .nan
        broken[200] = .infinity
        #expect(isNear(Double(correlation(broken, broken)), 1, 1e-6))
    }
}

import Foundation
import Testing

@testable import OutboardDSP

struct TruePeakMeterTests {
    private func peaks(_ samples: [Float], rate: Int, cut: Int = 64) -> TruePeakMeter.Peaks {
        let filter = TruePeakFilter(sampleRateHertz: rate)
        defer { filter.deallocate() }
        var meter = TruePeakMeter(filter: filter)
        defer { meter.deallocate() }
        var peaks = TruePeakMeter.Peaks(sample: 0, truePeak: 0)
        Measured.inBlocks([samples], cut: cut) { inputs, frames in
            let found = meter.process(inputs[0], frames: frames)
            peaks.sample = max(peaks.sample, found.sample)
            peaks.truePeak = max(peaks.truePeak, found.truePeak)
        }
        return peaks
    }

    @Test(arguments: [
        (8000, 4), (44_100, 4), (48_000, 4), (88_200, 2), (96_000, 2), (176_400, 1), (192_000, 1),
    ])
    func factorReaches176Kilohertz(rate: Int, factor: Int) {
        let filter = TruePeakFilter(sampleRateHertz: rate)
        defer { filter.deallocate() }
        #expect(filter.factor == factor)
    }

    @Test(arguments: [44_100, 96_000, 192_000])
    func peaksAreTheSameHoweverTheSignalIsCut(rate: Int) {
        let noise = Signal.noise(amplitude: 1, seconds: 0.2, rate: rate, seed: 17)
        let whole = peaks(noise, rate: rate, cut: noise.count)
        #expect(whole.sample == noise.map(\.magnitude).max())
        for cut in [1, 7, 32, 64, 100, 1024] {
            let found = peaks(noise, rate: rate, cut: cut)
            #expect(found.truePeak == whole.truePeak && found.sample == whole.sample)
        }
    }

    /// At any phase: the largest of what is between two values is missed by a quarter of a sample at
    /// most, and the filter adds 0.1 dB.
    @Test(arguments: [100.0, 997, 5000, 12_000, 16_000, 20_000])
    func sineReadsItsAmplitude(hertz: Double) {
        for rate in [44_100, 48_000, 96_000] where hertz < 0.42 * Double(rate) {
            let factor = rate == 96_000 ? 2.0 : 4.0
            let missed = 20 * log10(cos(Double.pi * hertz / Double(rate) / factor))
            for degrees in stride(from: 0.0, to: 90, by: 7.5) {
                let fade = 0.01 * Double(rate)
                let sine = Signal.sine(
                    hertz: hertz,
                    amplitude: 0.5,
                    degrees: degrees,
                    seconds: 0.05,
                    rate: rate
                ).enumerated().map { $1 * Float(min(1, Double($0) / fade)) }
                let found = 20 * log10(Double(peaks(sine, rate: rate).truePeak) / 0.5)
                #expect(missed - 0.12 < found && found < 0.12, "\(rate) \(degrees): \(found)")
            }
        }
    }

    @Test func constantIsNotOvershot() {
        let samples = [Float](repeating: 0.5, count: 128)
        let filter = TruePeakFilter(sampleRateHertz: 48_000)
        defer { filter.deallocate() }
        var meter = TruePeakMeter(filter: filter)
        defer { meter.deallocate() }
        _ = meter.process(samples, frames: 64)
        // The edge at the beginning has passed.
        #expect(isNear(Double(meter.process(samples, frames: 64).truePeak), 0.5, 1e-6))
    }

    @Test func phasesMirrorEachOther() {
        let half = TruePeakFilter.taps(at: 0.5)
        for tap in 0..<TruePeakFilter.tapCount {
            let mirrored = TruePeakFilter.tapCount - 1 - tap
            let quarter = TruePeakFilter.taps(at: 0.25)[tap]
            #expect(isNear(quarter, TruePeakFilter.taps(at: 0.75)[mirrored], 1e-12))
            #expect(isNear(half[tap], half[mirrored], 1e-12))
        }
        #expect(isNear(half.reduce(0, +), 1, 1e-12))
    }

    @Test func noFramesHaveNoPeak() {
        #expect(peak(of: [], frames: 0) == 0)
        #expect(peak(of: [0, -0.5, 0.25], frames: 3) == 0.5)
    }
}

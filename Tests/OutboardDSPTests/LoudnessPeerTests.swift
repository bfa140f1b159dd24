import CEbur128
import Foundation
import Testing

@testable import OutboardDSP

/// Our meter beside libebur128 on the same signals.
struct LoudnessPeerTests {
    /// What the peer reads; momentary and short-term loudness every 100 ms.
    struct Reading {
        var momentaryLUFS: [Double] = []
        var shortTermLUFS: [Double] = []
        var integratedLUFS = 0.0
        var rangeLU = 0.0
        var truePeakDecibels = 0.0
    }

    enum Kind: String, CaseIterable { case noise, sweep, bursts, dynamics }

    private func signal(_ kind: Kind, channels: Int, rate: Int) -> [[Float]] {
        (0..<channels).map { channel in
            let seed = UInt64(channel + 1)
            switch kind {
            case .noise:
                return Signal.noise(amplitude: 0.3, seconds: 8, rate: rate, seed: seed)
            case .sweep: return Signal.sweep(amplitude: 0.5, seconds: 10, rate: rate)
            case .bursts: return Signal.bursts(seconds: 16, rate: rate, seed: seed)
            case .dynamics:
                // Each second its own level, so that gates and percentiles have something to do.
                var levels = Signal.Numbers(seed: 99)
                let gains = (0..<16).map { _ in
                    Float(Signal.linear(decibels: levels.next(in: -45...0)))
                }
                return Signal.noise(amplitude: 0.3, seconds: 16, rate: rate, seed: seed)
                    .enumerated().map { $1 * gains[$0 / rate] }
            }
        }
    }

    private func peer(_ channels: [[Float]], rate: Int) -> Reading {
        let mode =
            Int32(EBUR128_MODE_S.rawValue | EBUR128_MODE_I.rawValue)
            | Int32(EBUR128_MODE_LRA.rawValue | EBUR128_MODE_TRUE_PEAK.rawValue)
        let frames = channels[0].count
        var interleaved = [Float](repeating: 0, count: frames * channels.count)
        for (index, channel) in channels.enumerated() {
            for frame in 0..<frames { interleaved[frame * channels.count + index] = channel[frame] }
        }
        func state(mode: Int32) -> UnsafeMutablePointer<ebur128_state>? {
            ebur128_init(UInt32(channels.count), UInt(rate), mode)
        }
        func feed(_ state: UnsafeMutablePointer<ebur128_state>?, from: Int, frames: Int) {
            interleaved.withUnsafeBufferPointer {
                _ = ebur128_add_frames_float(
                    state,
                    $0.baseAddress! + from * channels.count,
                    frames
                )
            }
        }

        var reading = Reading()
        var meter = state(mode: mode)
        defer { ebur128_destroy(&meter) }
        for frame in stride(from: 0, through: frames - rate / 10, by: rate / 10) {
            feed(meter, from: frame, frames: rate / 10)
            var value = 0.0
            ebur128_loudness_momentary(meter, &value)
            reading.momentaryLUFS.append(value)
            ebur128_loudness_shortterm(meter, &value)
            reading.shortTermLUFS.append(value)
        }
        ebur128_loudness_global(meter, &reading.integratedLUFS)
        for channel in channels.indices {
            var peak = 0.0
            ebur128_true_peak(meter, UInt32(channel), &peak)
            reading.truePeakDecibels = max(
                channel == 0 ? -.infinity : reading.truePeakDecibels,
                20 * log10(peak)
            )
        }
        // It takes a short-term value each second where the standard now asks for one each 100 ms:
        // ten of it, each 100 ms later, have them all.
        var ranges = (0..<10).map { _ in state(mode: Int32(EBUR128_MODE_LRA.rawValue)) }
        defer { for index in ranges.indices { ebur128_destroy(&ranges[index]) } }
        for (index, range) in ranges.enumerated() {
            let start = index * rate / 10
            feed(range, from: start, frames: frames - start)
        }
        ebur128_loudness_range_multiple(&ranges, 10, &reading.rangeLU)
        return reading
    }

    private func expectAgreement(_ kind: Kind, channels: Int, rate: Int) {
        let signal = signal(kind, channels: channels, rate: rate)
        let expected = peer(signal, rate: rate)
        var index = 0
        var momentaryOff = 0.0
        var shortTermOff = 0.0
        // What is softer than this is quantisation noise to both.
        func off(_ ours: Double, _ theirs: Double) -> Double {
            max(ours, theirs) < -120 ? 0 : (ours - theirs).magnitude
        }
        let gate = Measured.gate(signal, rate: rate) { gate in
            momentaryOff = max(momentaryOff, off(gate.momentaryLUFS, expected.momentaryLUFS[index]))
            shortTermOff = max(shortTermOff, off(gate.shortTermLUFS, expected.shortTermLUFS[index]))
            index += 1
        }
        #expect(index == expected.momentaryLUFS.count)
        #expect(momentaryOff < 0.1)
        #expect(shortTermOff < 0.1)
        #expect(isNear(gate.integratedLUFS, expected.integratedLUFS, 0.1))
        #expect(isNear(gate.rangeLU, expected.rangeLU, 0.1))
        #expect(isNear(gate.truePeakMaxDecibels, expected.truePeakDecibels, 0.2))
    }

    @Test(arguments: Kind.allCases, [44_100, 48_000])
    func stereoAgrees(kind: Kind, rate: Int) {
        expectAgreement(kind, channels: 2, rate: rate)
    }

    @Test(arguments: [22_050, 88_200, 96_000, 192_000])
    func otherRatesAgree(rate: Int) {
        expectAgreement(.bursts, channels: 1, rate: rate)
    }

    @Test(arguments: [1, 4, 5, 6])
    func otherLayoutsAgree(channels: Int) {
        expectAgreement(.noise, channels: channels, rate: 48_000)
    }
}

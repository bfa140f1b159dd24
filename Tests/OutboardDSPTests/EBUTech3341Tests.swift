import Foundation
import Testing

@testable import OutboardDSP

/// The signals of EBU Tech 3341 (2023), table 1, by their numbers. 7 and 8 are recordings, and are
/// left out.
struct EBUTech3341Tests {
    private let tolerance = 0.1

    private func stereo(_ parts: [(Double, Double?)]) -> [[Float]] {
        let tones = Signal.tones(parts.map { (seconds: $0.0, decibels: $0.1) })
        return [tones, tones]
    }

    @Test(arguments: [-23.0, -33.0])
    func case1And2SteadyToneReadsItsLevel(level: Double) {
        let gate = Measured.gate(stereo([(20, level)]))
        #expect(isNear(gate.momentaryLUFS, level, tolerance))
        #expect(isNear(gate.shortTermLUFS, level, tolerance))
        #expect(isNear(gate.integratedLUFS, level, tolerance))
    }

    @Test func case3SoftPartsAreGated() {
        let gate = Measured.gate(stereo([(10, -36), (60, -23), (10, -36)]))
        #expect(isNear(gate.integratedLUFS, -23, tolerance))
    }

    @Test func case4PartsBelowTheAbsoluteGateMoveNothing() {
        let gate = Measured.gate(stereo([(10, -72), (10, -36), (60, -23), (10, -36), (10, -72)]))
        #expect(isNear(gate.integratedLUFS, -23, tolerance))
    }

    @Test func case5PartsWithinTheGateCount() {
        let gate = Measured.gate(stereo([(20, -26), (20.1, -20), (20, -26)]))
        #expect(isNear(gate.integratedLUFS, -23, tolerance))
    }

    @Test func case6SurroundChannelsAreWeighted() {
        func tone(_ level: Double) -> [Float] { Signal.tones([(20, level)]) }
        let (front, centre, side) = (tone(-28), tone(-24), tone(-30))
        let gate = Measured.gate([front, front, centre, side, side])
        #expect(isNear(gate.integratedLUFS, -23, tolerance))
        let silent = [Float](repeating: 0, count: front.count)
        let withLFE = Measured.gate([front, front, centre, silent, side, side])
        #expect(isNear(withLFE.integratedLUFS, -23, tolerance))
    }

    @Test func case9ShortTermLoudnessIsConstant() {
        let parts = Array(repeating: [(1.34, -20.0), (1.66, -30.0)], count: 5).joined()
        var readings: [Double] = []
        Measured.gate(stereo(parts.map { ($0.0, $0.1) })) { readings.append($0.shortTermLUFS) }
        #expect(readings.dropFirst(29).allSatisfy { isNear($0, -23, tolerance) })
    }

    @Test(arguments: 0..<20)
    func case10ShortTermMaximumIsFoundAnywhere(index: Int) {
        let gate = Measured.gate(stereo([(0.15 * Double(index), nil), (3, -23), (1, nil)]))
        #expect(isNear(gate.shortTermMaxLUFS, -23, tolerance))
    }

    @Test func case11ShortTermMaximumFollows() {
        let parts = (0..<20).flatMap { index -> [(Double, Double?)] in
            let offset = 0.15 * Double(index)
            return [(offset, nil), (3, -38 + Double(index)), (3 - offset, nil)]
        }
        var readings: [Double] = []
        Measured.gate(stereo(parts)) { readings.append($0.shortTermMaxLUFS) }
        for index in 0..<20 {
            #expect(isNear(readings[60 * index + 59], -38 + Double(index), tolerance))
        }
    }

    @Test func case12MomentaryLoudnessIsConstant() {
        let parts = Array(repeating: [(0.18, -20.0), (0.22, -30.0)], count: 25).joined()
        var readings: [Double] = []
        Measured.gate(stereo(parts.map { ($0.0, $0.1) })) { readings.append($0.momentaryLUFS) }
        #expect(readings.dropFirst(9).allSatisfy { isNear($0, -23, tolerance) })
    }

    @Test(arguments: 0..<20)
    func case13MomentaryMaximumIsFoundAnywhere(index: Int) {
        let gate = Measured.gate(stereo([(0.02 * Double(index), nil), (0.4, -23), (1, nil)]))
        #expect(isNear(gate.momentaryMaxLUFS, -23, tolerance))
    }

    @Test func case14MomentaryMaximumFollows() {
        let parts = (0..<20).flatMap { index -> [(Double, Double?)] in
            let offset = 0.02 * Double(index)
            return [(offset, nil), (0.4, -38 + Double(index)), (0.4 - offset, nil)]
        }
        var readings: [Double] = []
        Measured.gate(stereo(parts)) { readings.append($0.momentaryMaxLUFS) }
        for index in 0..<20 {
            #expect(isNear(readings[8 * index + 7], -38 + Double(index), tolerance))
        }
    }

    @Test(arguments: [
        (divisor: 4.0, amplitude: 0.50, degrees: 0.0, expected: -6.0),
        (4, 0.50, 45, -6), (6, 0.50, 60, -6), (8, 0.50, 67.5, -6), (4, 1.41, 45, 3),
    ])
    func case15To19TruePeakOfASineIsItsAmplitude(
        divisor: Double,
        amplitude: Double,
        degrees: Double,
        expected: Double
    ) {
        var sine = Signal.sine(
            hertz: 48_000 / divisor,
            amplitude: amplitude,
            degrees: degrees,
            seconds: 1
        )
        // Tapered over 10 ms: an edge would have peaks of its own.
        for frame in 0..<480 {
            let gain = Float(frame) / 480
            sine[frame] *= gain
            sine[sine.count - 1 - frame] *= gain
        }
        let peak = Measured.truePeak(sine)
        #expect(expected - 0.4 <= peak && peak <= expected + 0.2, "\(peak) dBTP")
    }

    /// Half scale at fs/6 with one period of full scale at fs/4, made at 4 fs, without what is above
    /// fs/2, and every fourth sample of it.
    @Test(arguments: 0..<4)
    func case20To23TruePeakIsFoundAtAnyOffset(offset: Int) {
        let soft = (0..<2400).map { 0.5 * sin(2 * Double.pi * Double($0) / 24) }
        let loud = (0..<16).map { sin(2 * Double.pi * Double($0) / 16) }
        let dense = soft + loud + soft
        let half = 200
        let lowpass = (-half...half).map { index -> Double in
            let x = Double(index) / 4 * 0.95
            let window = 0.5 + 0.5 * cos(Double.pi * Double(index) / Double(half + 1))
            return (index == 0 ? 1 : sin(.pi * x) / (.pi * x)) * 0.95 / 4 * window
        }
        let samples = stride(from: half + offset, to: dense.count - half, by: 4).map { frame in
            Float((-half...half).reduce(0) { $0 + dense[frame + $1] * lowpass[$1 + half] })
        }
        let padding = [Float](repeating: 0, count: 9600)
        let taper = samples.indices.map { min(1, Float(min($0, samples.count - 1 - $0)) / 100) }
        let peak = Measured.truePeak(padding + zip(samples, taper).map { $0 * $1 } + padding)
        #expect(-0.4 <= peak && peak <= 0.2, "\(peak) dBTP")
    }
}

import Foundation
import Testing

@testable import OutboardDSP

struct LoudnessGateTests {
    /// Blocks of 100 ms at 48 kHz whose five parts have the same energy.
    private func block(_ index: Int, lufs: Double, truePeak: Float = 0) -> LoudnessBlock {
        var block = LoudnessBlock(frame: Int64(index) * 4800)
        block.frames = 4800
        for part in block.energies.indices {
            block.energies[part] = lufs.isFinite ? LoudnessScale.energy(lufs: lufs) : 0
        }
        block.truePeaks[1] = truePeak
        return block
    }

    private func gate(_ levels: [Double]) -> LoudnessGate {
        var gate = LoudnessGate()
        for (index, level) in levels.enumerated() { gate.add(block(index, lufs: level)) }
        return gate
    }

    /// Integrated loudness and range from a list of all windows.
    private func exact(_ levels: [Double]) -> (integrated: Double, range: Double) {
        let energies = levels.map(LoudnessScale.energy)
        let absolute = LoudnessScale.energy(lufs: -70)
        func windows(_ count: Int) -> [Double] {
            (count...energies.count).map {
                energies[($0 - count)..<$0].reduce(0, +) / Double(count)
            }
            .filter { $0 > absolute }
        }
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
        let momentary = windows(4)
        let threshold = mean(momentary) / 10
        let shortTerm = windows(30)
        let rangeThreshold = mean(shortTerm) / 100
        let kept = shortTerm.filter { $0 > rangeThreshold }.sorted()
        func percentile(_ part: Double) -> Double { kept[Int(Double(kept.count - 1) * part + 0.5)] }
        return (
            LoudnessScale.lufs(energy: mean(momentary.filter { $0 > threshold })),
            10 * log10(percentile(0.95) / percentile(0.1))
        )
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func histogramIsWithin50ThousandthsOfAList(seed: UInt64) {
        var numbers = Signal.Numbers(seed: seed)
        var level = -23.0
        // A level that wanders, as music does: many windows come to lie at both gates.
        let levels = (0..<6000).map { _ -> Double in
            level = min(-5, max(-80, level + numbers.next(in: -3...3)))
            return level
        }
        let expected = exact(levels)
        let found = gate(levels)
        #expect(isNear(found.integratedLUFS, expected.integrated, 0.05))
        #expect(isNear(found.rangeLU, expected.range, 0.05))
    }

    @Test func twoDaysChangeNothing() {
        var gate = LoudnessGate()
        let levels = [-20.0, -26, -60]
        for index in 0..<(2 * 24 * 36_000) {
            gate.add(block(index, lufs: levels[index / 3600 % 3]))
        }
        let expected = exact((0..<10_800).map { levels[$0 / 3600 % 3] })
        #expect(isNear(gate.integratedLUFS, expected.integrated, 0.05))
        #expect(isNear(gate.rangeLU, 6, 0.05))
    }

    @Test func nothingAndSilenceHaveNoLoudness() {
        for gate in [LoudnessGate(), gate(Array(repeating: -.infinity, count: 100))] {
            #expect(gate.momentaryLUFS == -.infinity)
            #expect(gate.shortTermLUFS == -.infinity)
            #expect(gate.integratedLUFS == -.infinity)
            #expect(gate.momentaryMaxLUFS == -.infinity)
            #expect(gate.shortTermMaxLUFS == -.infinity)
            #expect(gate.truePeakMaxDecibels == -.infinity)
            #expect(gate.rangeLU == 0)
        }
    }

    @Test func absoluteGateIsAtMinus70() {
        #expect(gate(Array(repeating: -70.01, count: 50)).integratedLUFS == -.infinity)
        let above = gate(Array(repeating: -69.99, count: 50))
        #expect(isNear(above.integratedLUFS, -69.99, 0.001))
        let loud = gate(Array(repeating: 30, count: 50))
        #expect(isNear(loud.integratedLUFS, 30, 0.001))
    }

    @Test func windowsFillWithTime() {
        var gate = LoudnessGate()
        for index in 0..<30 {
            gate.add(block(index, lufs: -20))
            let momentary = -20 + 10 * log10(min(1, Double(index + 1) / 4))
            let shortTerm = -20 + 10 * log10(Double(index + 1) / 30)
            #expect(isNear(gate.momentaryLUFS, momentary, 1e-9))
            #expect(isNear(gate.shortTermLUFS, shortTerm, 1e-9))
            // No gate judges a window that is not whole.
            #expect((gate.integratedLUFS == -.infinity) == (index < 3))
        }
        #expect(isNear(gate.integratedLUFS, -20, 1e-9))
    }

    @Test func maximaStay() {
        var gate = gate(Array(repeating: -20, count: 40) + Array(repeating: -50, count: 40))
        gate.add(block(80, lufs: -50, truePeak: 0.5))
        gate.add(block(81, lufs: -50, truePeak: 0.25))
        #expect(isNear(gate.momentaryMaxLUFS, -20, 1e-9))
        #expect(isNear(gate.shortTermMaxLUFS, -20, 1e-9))
        #expect(isNear(gate.momentaryLUFS, -50, 1e-9))
        #expect(isNear(gate.truePeakMaxDecibels, 20 * log10(0.5), 1e-9))
    }

    @Test func resetForgetsAll() {
        var gate = gate(Array(repeating: -20, count: 40))
        gate.reset()
        #expect(gate.integratedLUFS == -.infinity)
        #expect(gate.momentaryLUFS == -.infinity)
        #expect(gate.shortTermMaxLUFS == -.infinity)
        // What comes next may have any frame.
        for index in 1000..<1040 { gate.add(block(index, lufs: -30)) }
        #expect(isNear(gate.integratedLUFS, -30, 1e-9))
        #expect(gate.missedFrames == 0)
    }

    @Test func noWindowSpansWhatIsMissing() {
        var gate = LoudnessGate()
        for index in 0..<3 { gate.add(block(index, lufs: -10)) }
        for index in 5..<8 { gate.add(block(index, lufs: -10)) }
        #expect(gate.missedFrames == 2 * 4800)
        #expect(gate.integratedLUFS == -.infinity)
        gate.add(block(8, lufs: -10))
        #expect(isNear(gate.integratedLUFS, -10, 1e-9))
    }
}

import Glibc

/// The control half of a loudness meter: what EBU R 128 asks of the blocks of a `LoudnessMeter`.
///
/// Loudness is in LUFS, -infinity where there is none. Its memory is the same, about 90 kB, after a
/// second and after a month; integrated loudness and range are within 0.05 LU of what all windows in
/// a list would give.
package struct LoudnessGate {
    private static let momentaryParts = 20
    private static let shortTermParts = 150
    private static let relativeGateIntegrated = 0.1
    private static let relativeGateRange = 0.01

    /// Energies of the last 3 s, one per 20 ms, a ring.
    private var parts = [Double](repeating: 0, count: shortTermParts)
    private var partCount = 0
    private var nextFrame: Int64?
    private var momentaryEnergies = EnergyHistogram()
    private var shortTermEnergies = EnergyHistogram()
    private var momentaryMaxEnergy = 0.0
    private var shortTermMaxEnergy = 0.0
    private var truePeakMax: Float = 0

    /// Frames that were measured but whose blocks did not arrive, because nobody took them in time.
    package private(set) var missedFrames: Int64 = 0

    package init() {}

    /// Begins a new measurement: nothing of what was before counts for anything.
    package mutating func reset() {
        forgetWindows()
        nextFrame = nil
        momentaryEnergies.removeAll()
        shortTermEnergies.removeAll()
        momentaryMaxEnergy = 0
        shortTermMaxEnergy = 0
        truePeakMax = 0
        missedFrames = 0
    }

    /// Takes the next block. After missing ones the windows begin anew: none spans what is unknown.
    package mutating func add(_ block: LoudnessBlock) {
        if let nextFrame, block.frame != nextFrame {
            missedFrames += block.frame - nextFrame
            forgetWindows()
        }
        nextFrame = block.frame + Int64(block.frames)
        for part in block.energies.indices { add(block.energies[part]) }
        // Windows that the gates judge are 100 ms apart: 75 % of 400 ms, and the 2.9 s of 3 s that
        // EBU Tech 3342 asks for.
        if partCount >= Self.momentaryParts { momentaryEnergies.add(momentaryEnergy) }
        if partCount >= Self.shortTermParts { shortTermEnergies.add(shortTermEnergy) }
        for channel in block.truePeaks.indices {
            truePeakMax = max(truePeakMax, block.truePeaks[channel])
        }
    }

    /// Of the last 400 ms; what there was before the measurement began counts as silence.
    package var momentaryLUFS: Double { LoudnessScale.lufs(energy: momentaryEnergy) }

    /// Of the last 3 s; what there was before the measurement began counts as silence.
    package var shortTermLUFS: Double { LoudnessScale.lufs(energy: shortTermEnergy) }

    /// The largest momentary loudness at any 20 ms.
    package var momentaryMaxLUFS: Double { LoudnessScale.lufs(energy: momentaryMaxEnergy) }

    /// The largest short-term loudness at any 20 ms.
    package var shortTermMaxLUFS: Double { LoudnessScale.lufs(energy: shortTermMaxEnergy) }

    /// Of the whole measurement, without what is below -70 LUFS or more than 10 LU below the rest.
    /// O(90 LU / 0.025 LU).
    package var integratedLUFS: Double {
        guard let ungated = momentaryEnergies.mean(),
            let gated = momentaryEnergies.mean(above: ungated * Self.relativeGateIntegrated)
        else { return -.infinity }
        return LoudnessScale.lufs(energy: gated)
    }

    /// The loudness range of EBU Tech 3342, in LU: from the 10th to the 95th percentile of short-term
    /// loudness, without what is below -70 LUFS or more than 20 LU below the rest. 0 before there is
    /// any; not stable within the first minute. O(90 LU / 0.025 LU).
    package var rangeLU: Double {
        guard let ungated = shortTermEnergies.mean(),
            let ends = shortTermEnergies.percentiles(
                [0.10, 0.95],
                above: ungated * Self.relativeGateRange
            )
        else { return 0 }
        return 10 * log10(ends[1] / ends[0])
    }

    /// The largest true peak of any channel in dBTP, -infinity for silence.
    package var truePeakMaxDecibels: Double { 20 * log10(Double(truePeakMax)) }

    private var momentaryEnergy: Double { mean(ofLast: Self.momentaryParts) }
    private var shortTermEnergy: Double { mean(ofLast: Self.shortTermParts) }

    private mutating func add(_ energy: Double) {
        parts[partCount % parts.count] = energy
        partCount += 1
        momentaryMaxEnergy = max(momentaryMaxEnergy, momentaryEnergy)
        shortTermMaxEnergy = max(shortTermMaxEnergy, shortTermEnergy)
    }

    /// Summed anew each time: a running sum would keep the rounding of what was loud.
    private func mean(ofLast count: Int) -> Double {
        var sum = 0.0
        for index in max(0, partCount - count)..<partCount { sum += parts[index % parts.count] }
        return sum / Double(count)
    }

    private mutating func forgetWindows() {
        for index in parts.indices { parts[index] = 0 }
        partCount = 0
    }
}

import Glibc

/// Between energy (mean square, linear) and loudness: ITU-R BS.1770-4, formula 2.
package enum LoudnessScale {
    /// -infinity for silence. [control]
    package static func lufs(energy: Double) -> Double { -0.691 + 10 * log10(energy) }

    /// [control]
    package static func energy(lufs: Double) -> Double { pow(10, (lufs + 0.691) / 10) }
}

/// Energies of any number of windows in memory of a fixed size: how gated loudness is kept for days.
///
/// Bins are 0.025 LU wide, from the absolute gate at -70 LUFS up to +20. A bin knows the sum of what
/// is in it, so a mean over whole bins is exact; only where a threshold or a percentile falls within
/// a bin is the answer off, by less than the bin's width.
struct EnergyHistogram {
    private static let binsPerUnit = 40.0
    private static let bottomLUFS = -70.0
    private static let topLUFS = 20.0
    private static let bottomEnergy = LoudnessScale.energy(lufs: bottomLUFS)

    // 2³² windows of 100 ms last for 13 years.
    private var counts: [UInt32]
    private var sums: [Double]

    init() {
        let count = Int((Self.topLUFS - Self.bottomLUFS) * Self.binsPerUnit)
        counts = Array(repeating: 0, count: count)
        sums = Array(repeating: 0, count: count)
    }

    /// Adds a window, unless the absolute gate keeps it out.
    mutating func add(_ energy: Double) {
        guard energy > Self.bottomEnergy else { return }
        let bin = self.bin(of: energy)
        counts[bin] += 1
        sums[bin] += energy
    }

    mutating func removeAll() {
        for bin in counts.indices {
            counts[bin] = 0
            sums[bin] = 0
        }
    }

    /// The mean energy of the windows above `threshold`, nil when there are none.
    /// O(bins), as all questions are.
    func mean(above threshold: Double = 0) -> Double? {
        var count = 0
        var sum = 0.0
        for bin in firstBin(above: threshold)..<counts.count {
            count += Int(counts[bin])
            sum += sums[bin]
        }
        return count == 0 ? nil : sum / Double(count)
    }

    /// The energies at `parts` (0...1, ascending) of the windows above `threshold` in their order,
    /// nil when there are none. The window is the nearest one, as in EBU Tech 3342's own program.
    func percentiles(_ parts: [Double], above threshold: Double) -> [Double]? {
        let first = firstBin(above: threshold)
        let total = counts[first...].reduce(0) { $0 + Int($1) }
        guard total > 0 else { return nil }
        var bin = first
        var passed = Int(counts[bin])
        return parts.map { part in
            let index = Int(Double(total - 1) * part + 0.5)
            while passed <= index {
                bin += 1
                passed += Int(counts[bin])
            }
            return sums[bin] / Double(counts[bin])
        }
    }

    private func bin(of energy: Double) -> Int {
        let bin = (LoudnessScale.lufs(energy: energy) - Self.bottomLUFS) * Self.binsPerUnit
        return max(0, min(counts.count - 1, Int(min(bin, 1e9))))
    }

    /// Where the windows above a threshold begin. The bin that it falls into goes by its mean.
    private func firstBin(above threshold: Double) -> Int {
        guard threshold > Self.bottomEnergy else { return 0 }
        let bin = self.bin(of: threshold)
        return sums[bin] > threshold * Double(counts[bin]) ? bin : min(bin + 1, counts.count - 1)
    }
}

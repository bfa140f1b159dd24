import OutboardHost

/// What came out of a plugin.
struct Sound {
    private var blocks = 0
    private var nonFiniteBlocks = 0
    private var loudest: Float = 0
    private var nanoseconds: [(frames: Int, taken: Int64)] = []

    mutating func note(_ bench: PluginBench, _ frames: Int, nanoseconds taken: Int64) {
        blocks += 1
        var isFinite = true
        for channel in 0..<bench.instance.descriptor.audioOutputs {
            let buffer = bench.output(channel)
            for frame in 0..<frames {
                if buffer[frame].isFinite {
                    loudest = max(loudest, abs(buffer[frame]))
                } else {
                    isFinite = false
                }
            }
        }
        if !isFinite { nonFiniteBlocks += 1 }
        if taken > 0 { nanoseconds.append((frames, taken)) }
    }

    /// nil: nothing is wrong with it.
    var fault: String? {
        nonFiniteBlocks == 0
            ? nil : "samples that are not finite in \(nonFiniteBlocks) of \(blocks) blocks"
    }

    /// With the part of its duration that the median block took.
    func outcome(sampleRateHertz: Int) -> CheckOutcome {
        if let fault { return .failed(fault) }
        let loads = nanoseconds.map {
            Double($0.taken) * 1e-9 * Double(sampleRateHertz) / Double($0.frames)
        }.sorted()
        guard !loads.isEmpty else { return .passed("") }
        let permille = Int((loads[loads.count / 2] * 1_000).rounded())
        return .passed("\(permille / 10).\(permille % 10) % of a block")
    }
}

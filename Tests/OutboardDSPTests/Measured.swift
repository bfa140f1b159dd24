import OutboardRealtime

@testable import OutboardDSP

/// Runs channels through our meters as a renderer would.
enum Measured {
    /// Calls `body` with pointers to the channels, each on to `frame`, for blocks of up to `cut`.
    static func inBlocks(
        _ channels: [[Float]],
        cut: Int,
        _ body: (_ inputs: UnsafePointer<UnsafePointer<Float>>, _ frames: Int) -> Void
    ) {
        let memory = channels.map { channel in
            let copy = UnsafeMutableBufferPointer<Float>.allocate(capacity: channel.count)
            _ = copy.initialize(from: channel)
            return copy
        }
        defer { for channel in memory { channel.deallocate() } }
        let frames = channels[0].count
        for frame in stride(from: 0, to: frames, by: cut) {
            let inputs = memory.map { UnsafePointer($0.baseAddress! + frame) }
            inputs.withUnsafeBufferPointer { body($0.baseAddress!, min(cut, frames - frame)) }
        }
    }

    static func blocks(
        _ channels: [[Float]],
        rate: Int = 48_000,
        cut: Int = 1024,
        capacityBlocks: Int = 32
    ) -> [LoudnessBlock] {
        let meter = LoudnessMeter.allocate(
            sampleRateHertz: rate,
            weights: LoudnessWeights.standard(channelCount: channels.count),
            capacityBlocks: capacityBlocks
        )
        defer { LoudnessMeter.deallocate(meter) }
        var blocks: [LoudnessBlock] = []
        inBlocks(channels, cut: cut) { inputs, frames in
            meter.pointee.process(inputs, frames: frames)
            while let block = meter.pointee.blocks.pointee.pop() { blocks.append(block) }
        }
        return blocks
    }

    /// What the gate answers in the end; `each` sees it after every 100 ms.
    @discardableResult
    static func gate(
        _ channels: [[Float]],
        rate: Int = 48_000,
        each: (LoudnessGate) -> Void = { _ in }
    ) -> LoudnessGate {
        var gate = LoudnessGate()
        for block in blocks(channels, rate: rate) {
            gate.add(block)
            each(gate)
        }
        return gate
    }

    /// In dBTP.
    static func truePeak(_ samples: [Float], rate: Int = 48_000) -> Double {
        gate([samples], rate: rate).truePeakMaxDecibels
    }
}

/// Whether a reading is within `tolerance` of what it should be; two silences are the same.
func isNear(_ value: Double, _ expected: Double, _ tolerance: Double) -> Bool {
    value == expected || (value - expected).magnitude <= tolerance
}

import CRealtime
import OutboardRealtime

/// The render half of a loudness meter: ITU-R BS.1770-4 up to the gate.
///
///     samples ─ K-weighting ─ square ─ mean of 20 ms ─ weights, sum ─┐
///            └─ sample peak, true peak ────────────────── maximum ───┴─ LoudnessBlock ─▶ blocks
///
/// A block leaves for the control side every 100 ms; `LoudnessGate` makes loudness of them. Sums run
/// in the order of frames and blocks end at frames that the rate alone decides, so the blocks are the
/// same, bit for bit, however the signal is cut.
package struct LoudnessMeter: BitwiseCopyable {
    private struct Channel: BitwiseCopyable {
        var peaks: TruePeakMeter
        let weight: Double
    }

    private struct Pair: BitwiseCopyable {
        var filter: KWeightingState
        /// Sums of the weighted samples' squares since the part began.
        var squares: SIMD2<Double>
    }

    package let channelCount: Int
    /// Popped by the control side, which keeps this pointer from before the meter went into a plan.
    package let blocks: UnsafeMutablePointer<SPSCRing<LoudnessBlock>>
    private let sampleRateHertz: Int64
    private let weighting: KWeighting
    private let peakFilter: TruePeakFilter
    private let channels: UnsafeMutablePointer<Channel>
    private let pairs: UnsafeMutablePointer<Pair>

    private var frame: Int64
    private var part: Int64
    private var partStartFrame: Int64
    private var partEndFrame: Int64
    private var block: LoudnessBlock

    /// Makes a meter; `deallocate` frees it. [control]
    /// - Parameters:
    ///   - sampleRateHertz: at least 1000.
    ///   - weights: one a channel, 1 to 8 of them, as `LoudnessWeights` has them.
    ///   - capacityBlocks: how many blocks may wait for the control side, a power of two.
    package static func allocate(
        sampleRateHertz: Int,
        weights: [Double],
        capacityBlocks: Int = 32
    ) -> UnsafeMutablePointer<LoudnessMeter> {
        precondition(sampleRateHertz >= 1000, "a part of a block must have frames")
        precondition(
            (1...LoudnessBlock.channelCountMax).contains(weights.count),
            "a loudness meter has 1 to 8 channels"
        )
        let meter = UnsafeMutablePointer<LoudnessMeter>.allocate(capacity: 1)
        meter.initialize(
            to: LoudnessMeter(
                sampleRateHertz: sampleRateHertz,
                weights: weights,
                capacityBlocks: capacityBlocks
            )
        )
        return meter
    }

    /// [control]
    package static func deallocate(_ meter: UnsafeMutablePointer<LoudnessMeter>) {
        for channel in 0..<meter.pointee.channelCount {
            meter.pointee.channels[channel].peaks.deallocate()
        }
        meter.pointee.channels.deallocate()
        meter.pointee.pairs.deallocate()
        meter.pointee.peakFilter.deallocate()
        meter.pointee.blocks.deinitialize(count: 1)
        meter.pointee.blocks.deallocate()
        meter.deallocate()
    }

    private init(sampleRateHertz: Int, weights: [Double], capacityBlocks: Int) {
        self.sampleRateHertz = Int64(sampleRateHertz)
        channelCount = weights.count
        weighting = KWeighting(sampleRateHertz: sampleRateHertz)
        peakFilter = TruePeakFilter(sampleRateHertz: sampleRateHertz)
        blocks = .allocate(capacity: 1)
        blocks.initialize(to: SPSCRing(capacity: capacityBlocks))
        channels = .allocate(capacity: weights.count)
        for (index, weight) in weights.enumerated() {
            (channels + index).initialize(
                to: Channel(peaks: TruePeakMeter(filter: peakFilter), weight: weight)
            )
        }
        let pairCount = (weights.count + 1) / 2
        pairs = .allocate(capacity: pairCount)
        pairs.initialize(
            repeating: Pair(filter: KWeightingState(), squares: SIMD2()),
            count: pairCount
        )
        frame = 0
        part = 0
        partStartFrame = 0
        partEndFrame = Self.endFrame(ofPart: 0, sampleRateHertz: self.sampleRateHertz)
        block = LoudnessBlock(frame: 0)
    }

    private var pairCount: Int { @_noLocks get { (channelCount + 1) / 2 } }

    /// Measures the next frames. What is not finite counts as silence for the part that it is in.
    /// - Parameter inputs: `channelCount` pointers to `frames` samples.
    /// [render]
    @_noLocks
    package mutating func process(_ inputs: UnsafePointer<UnsafePointer<Float>>, frames: Int) {
        var done = 0
        while done < frames {
            let run = min(frames - done, Int(partEndFrame - frame))
            weigh(inputs, from: done, frames: run)
            for channel in 0..<channelCount {
                let peaks = channels[channel].peaks.process(inputs[channel] + done, frames: run)
                block.samplePeaks[channel] = max(block.samplePeaks[channel], peaks.sample)
                block.truePeaks[channel] = max(block.truePeaks[channel], peaks.truePeak)
            }
            done += run
            frame += Int64(run)
            if frame == partEndFrame { endPart() }
        }
    }

    @_noLocks
    private func weigh(
        _ inputs: UnsafePointer<UnsafePointer<Float>>,
        from first: Int,
        frames: Int
    ) {
        let weighting = weighting
        for pair in 0..<pairCount {
            let left = inputs[2 * pair] + first
            // An odd channel is its own neighbour; `endPart` looks at one of them.
            let right = inputs[min(2 * pair + 1, channelCount - 1)] + first
            var filter = pairs[pair].filter
            var squares = pairs[pair].squares
            for frame in 0..<frames {
                let sample = SIMD2(Double(left[frame]), Double(right[frame]))
                let weighted = filter.next(sample, weighting)
                squares += weighted * weighted
            }
            pairs[pair].filter = filter
            pairs[pair].squares = squares
        }
    }

    @_noLocks
    private mutating func endPart() {
        var sum = 0.0
        for channel in 0..<channelCount {
            let squares = pairs[channel / 2].squares[channel % 2]
            if squares.isFinite {
                sum += channels[channel].weight * squares
            } else {
                // A filter never forgets what is not a number.
                pairs[channel / 2].filter.forget(channel % 2)
            }
        }
        for pair in 0..<pairCount { pairs[pair].squares = SIMD2() }
        let partIndex = Int(part) % LoudnessBlock.partCount
        block.energies[partIndex] = sum / Double(partEndFrame - partStartFrame)
        part += 1
        partStartFrame = partEndFrame
        partEndFrame = Self.endFrame(ofPart: part, sampleRateHertz: sampleRateHertz)
        if partIndex == LoudnessBlock.partCount - 1 { endBlock() }
    }

    @_noLocks
    private mutating func endBlock() {
        block.frames = Int32(truncatingIfNeeded: frame - block.frame)
        var following = LoudnessBlock(frame: frame)
        // A full ring loses the block's energies, which the gate sees by the frame of the next one.
        // Its peaks go on to that one.
        if !blocks.pointee.push(block) {
            following.samplePeaks = block.samplePeaks
            following.truePeaks = block.truePeaks
        }
        block = following
    }

    /// Parts are 20 ms: where that is no whole number of frames, some have one more than others.
    @_noLocks
    private static func endFrame(ofPart part: Int64, sampleRateHertz: Int64) -> Int64 {
        (part + 1) * sampleRateHertz / 50
    }
}

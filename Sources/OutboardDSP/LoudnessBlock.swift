/// What a `LoudnessMeter` has measured in 100 ms: what the gated loudness is computed from.
package struct LoudnessBlock: BitwiseCopyable, Sendable {
    /// Parts of a block. A momentary loudness is looked for every 20 ms, because at every 100 ms a
    /// short tone's maximum reads up to 0.6 LU low, and EBU Tech 3341 allows 0.1.
    package static var partCount: Int { @_noLocks get { 5 } }
    package static var channelCountMax: Int { @_noLocks get { 8 } }

    /// The block's first frame, counted from when the meter began.
    package var frame: Int64
    package var frames: Int32
    /// Mean square of the K-weighted channels in each 20 ms, weighted and summed over the channels.
    package var energies: InlineArray<5, Double>
    /// The largest magnitude of a sample (linear), by channel.
    package var samplePeaks: InlineArray<8, Float>
    /// The largest magnitude of the signal that the samples stand for (linear), by channel. It comes
    /// up to 15 frames late, so what peaks there may be told by the next block.
    package var truePeaks: InlineArray<8, Float>

    @_noLocks
    package init(frame: Int64) {
        self.frame = frame
        frames = 0
        energies = InlineArray(repeating: 0)
        samplePeaks = InlineArray(repeating: 0)
        truePeaks = InlineArray(repeating: 0)
    }
}

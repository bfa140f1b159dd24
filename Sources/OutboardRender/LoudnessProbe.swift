import OutboardDSP
import OutboardRealtime
import Synchronization

/// Measures the loudness, the true peak and, of two channels, the correlation of a strip.
///
/// The render thread runs `process`; everything else is [control].
package struct LoudnessProbe: BitwiseCopyable {
    private let meter: UnsafeMutablePointer<LoudnessMeter>
    /// What the meter hands over, ten times a second.
    package let blocks: UnsafeMutablePointer<SPSCRing<LoudnessBlock>>
    private let channelCount: Int
    private var correlationMeter: CorrelationMeter
    private let correlationBits: UnsafeMutablePointer<Atomic<UInt32>>

    /// - Parameter channelCount: 1...8.
    package static func allocate(
        sampleRateHertz: Int,
        channelCount: Int
    ) -> UnsafeMutablePointer<LoudnessProbe> {
        let probe = UnsafeMutablePointer<LoudnessProbe>.allocate(capacity: 1)
        probe.initialize(
            to: LoudnessProbe(sampleRateHertz: sampleRateHertz, channelCount: channelCount)
        )
        return probe
    }

    package static func deallocate(_ probe: UnsafeMutablePointer<LoudnessProbe>) {
        LoudnessMeter.deallocate(probe.pointee.meter)
        probe.pointee.correlationBits.deallocate()
        probe.deallocate()
    }

    private init(sampleRateHertz: Int, channelCount: Int) {
        self.channelCount = channelCount
        meter = LoudnessMeter.allocate(
            sampleRateHertz: sampleRateHertz,
            weights: LoudnessWeights.standard(channelCount: channelCount)
        )
        blocks = meter.pointee.blocks
        correlationMeter = CorrelationMeter(sampleRateHertz: sampleRateHertz)
        correlationBits = .allocate(capacity: 1)
        correlationBits.initialize(to: Atomic(0))
    }

    /// -1...1; 0 for silence, and for anything but two channels.
    package var correlation: Float {
        Float(bitPattern: correlationBits.pointee.load(ordering: .relaxed))
    }

    /// [render]
    @_noLocks
    mutating func process(_ channels: UnsafePointer<UnsafePointer<Float>>, frames: Int) {
        meter.pointee.process(channels, frames: frames)
        guard channelCount == 2 else { return }
        correlationMeter.process(channels[0], channels[1], frames: frames)
        correlationBits.pointee.store(correlationMeter.correlation.bitPattern, ordering: .relaxed)
    }
}

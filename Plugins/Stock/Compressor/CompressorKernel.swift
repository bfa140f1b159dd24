import CPluginKit
import PluginKit

/// ```
/// key ─▶ high-pass ─▶ largest magnitude of both, in dB ─▶ static curve ─▶ attack, release ─┐
/// in ──────────────────────────────────────────────────────────────────────────────▶ times ─▶ mix ─▶ out
/// ```
struct CompressorKernel: Kernel {
    enum At {
        static let threshold = 0
        static let ratio = 1
        static let knee = 2
        static let attack = 3
        static let release = 4
        static let makeup = 5
        static let mix = 6
        static let key = 7
        static let keyHighPass = 8
        static let reduction = 9
    }

    private let sampleRateHertz: Float
    private var curve = CompressorCurve()
    private var attack = 1.0
    private var release = 1.0
    private var makeup = Glide(1)
    private var mix = Glide(1)
    private var filter = KeyFilter()
    private var isExternal = false
    /// Where the smoothed gain stands, in dB, 0 at the most. Double: a slow release goes in steps that a float
    /// would not notice.
    private var gainDecibels = 0.0
    private var isFresh = true

    init(_ setup: KernelSetup) { sampleRateHertz = Float(setup.sampleRateHertz) }

    static var processFunction: ob_kit_process { obStockCompressorProcess }
    static var resetFunction: ob_kit_reset { obStockCompressorReset }

    @_noLocks
    fileprivate mutating func reset() {
        isFresh = true
        gainDecibels = 0
        filter.reset()
    }

    @_noLocks
    fileprivate mutating func process(_ piece: ob_kit_piece) {
        if piece.hasChanged(0..<9) { take(piece) }
        for frame in 0..<piece.count {
            let key = filter.next(
                KeySource.sample(piece, isExternal: isExternal, frame: frame)
            )
            let peak = max(key[0].magnitude, key[1].magnitude)
            let wanted = Double(curve.gain(decibels: decibels(linear: peak)))
            gainDecibels += (wanted < gainDecibels ? attack : release) * (wanted - gainDecibels)
            // Nothing is to be heard of a smaller one, and it would take for ever to be gone.
            if wanted == 0 && gainDecibels > -1e-6 { gainDecibels = 0 }
            let wet = linear(decibels: Float(gainDecibels)) * makeup.next()
            let factor = 1 + (wet - 1) * mix.next()
            piece.outputs[0][frame] = piece.inputs[0][frame] * factor
            piece.outputs[1][frame] = piece.inputs[1][frame] * factor
        }
        filter.heal()
        if !gainDecibels.isFinite { gainDecibels = 0 }
        piece.values[At.reduction] = Float(gainDecibels)
    }

    @_noLocks
    private mutating func take(_ piece: ob_kit_piece) {
        let values = piece.values
        curve.set(
            threshold: values[At.threshold],
            ratio: values[At.ratio],
            knee: values[At.knee]
        )
        attack = Double(
            smoothing(milliseconds: values[At.attack], sampleRateHertz: sampleRateHertz)
        )
        release = Double(
            smoothing(milliseconds: values[At.release], sampleRateHertz: sampleRateHertz)
        )
        isExternal = values[At.key] >= 0.5
        if piece.hasChanged(At.keyHighPass) {
            filter.set(
                hertz: values[At.keyHighPass],
                offHertz: 20,
                sampleRateHertz: sampleRateHertz
            )
        }
        let made = linear(decibels: values[At.makeup])
        let mixed = values[At.mix] * 0.01
        if isFresh {
            makeup.jump(made)
            mix.jump(mixed)
        } else {
            if piece.hasChanged(At.makeup) { makeup.aim(made) }
            if piece.hasChanged(At.mix) { mix.aim(mixed) }
        }
        isFresh = false
        // From 60 dB down to a millionth of a dB takes 18 times as long as to 1/e.
        piece.tail_frames.pointee = UInt32(values[At.release] * 0.018 * sampleRateHertz)
    }
}

/// What a compressor does to a level that stays: for a level x above the threshold T, `T + (x - T) / R`; within
/// half a knee W of it, the parabola that joins both lines without a corner.
struct CompressorCurve: BitwiseCopyable {
    private var threshold: Float = 0
    private var slope: Float = 0
    private var half: Float = 0
    private var bend: Float = 0

    @_noLocks
    init() {}

    @_noLocks
    mutating func set(threshold: Float, ratio: Float, knee: Float) {
        self.threshold = threshold
        slope = 1 / ratio - 1
        half = knee * 0.5
        bend = knee > 0 ? slope / (2 * knee) : 0
    }

    /// The gain in dB, 0 at the most.
    @_noLocks @inline(__always)
    func gain(decibels: Float) -> Float {
        let over = decibels - threshold
        if over <= -half { return 0 }
        if over >= half { return slope * over }
        return bend * (over + half) * (over + half)
    }
}

@c @_noLocks
func obStockCompressorProcess(
    _ kernel: UnsafeMutableRawPointer,
    _ piece: UnsafePointer<ob_kit_piece>
) {
    kernel.assumingMemoryBound(to: CompressorKernel.self).pointee.process(piece.pointee)
}

@c @_noLocks
func obStockCompressorReset(_ kernel: UnsafeMutableRawPointer) {
    kernel.assumingMemoryBound(to: CompressorKernel.self).pointee.reset()
}

import CPluginKit
import PluginKit

/// How much of the way to its goal a one-pole smoother goes in a frame, so that it has gone 1 - 1/e of it
/// after `milliseconds`. 1 where that is less than a frame. [render]
@_noLocks
func smoothing(milliseconds: Float, sampleRateHertz: Float) -> Float {
    let frames = milliseconds * 0.001 * sampleRateHertz
    return frames < 0.5 ? 1 : Float(1 - ob_kit_exp(-1 / Double(frames)))
}

/// A high-pass of two poles, Butterworth, for the key of a compressor or gate, two channels at once.
///
/// It is a state-variable filter with trapezoidal integrators, which does not mind its corner being moved.
struct KeyFilter: BitwiseCopyable {
    private var first = SIMD2<Float>()
    private var second = SIMD2<Float>()
    private var g: Float = 0
    private var a1: Float = 1
    private var a2: Float = 0
    private(set) var isOn = false

    @_noLocks
    init() {}

    @_noLocks
    mutating func reset() {
        first = SIMD2()
        second = SIMD2()
    }

    /// - Parameter hertz: below or at `offHertz` it lets everything through.
    @_noLocks
    mutating func set(hertz: Float, offHertz: Float, sampleRateHertz: Float) {
        isOn = hertz > offHertz
        let part = min(Double(hertz / sampleRateHertz), 0.49)
        g = Float(ob_kit_tan(Double.pi * part))
        a1 = 1 / (1 + g * (g + Self.damping))
        a2 = g * a1
    }

    private static let damping: Float = 1.414_213_6

    @_noLocks @inline(__always)
    mutating func next(_ sample: SIMD2<Float>) -> SIMD2<Float> {
        let difference = sample - second
        let band = a1 * first + a2 * difference
        let low = second + g * band
        first = 2 * band - first
        second = 2 * low - second
        return isOn ? sample - Self.damping * band - low : sample
    }

    /// Empties it after a number that is not finite.
    @_noLocks
    mutating func heal() {
        if !(first + second).sum().isFinite { reset() }
    }
}

/// Which signal moves a compressor or gate.
enum KeySource {
    static let labels = ["Internal", "Side-chain"]

    @_noLocks @inline(__always)
    static func sample(_ piece: ob_kit_piece, isExternal: Bool, frame: Int) -> SIMD2<Float> {
        let channels = isExternal ? piece.side_chain : piece.inputs
        return SIMD2(channels[0][frame], channels[1][frame])
    }
}

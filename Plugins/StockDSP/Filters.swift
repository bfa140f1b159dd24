import CPluginKit

/// A low-pass of one pole by the trapezoidal rule; what it takes away is the high-pass.
///
/// With `coefficient(hertz:sampleRateHertz:)` its gain is 1/√2 at exactly that frequency.
package struct OnePole: BitwiseCopyable {
    private var state: Double = 0

    @_noLocks package init() {}

    /// In double precision: at 20 Hz a step of the state would be lost in a float's last bit, and the
    /// rest of it would stay as an offset. [render]
    @_noLocks @inline(__always)
    package mutating func lowPass(_ sample: Float, _ coefficient: Double) -> Float {
        let change = (Double(sample) - state) * coefficient
        let low = state + change
        state = low + change
        return Float(low)
    }

    /// g / (1 + g) with g = tan(πf / rate), for frequencies up to 0.49 of the rate. [render]
    @_noLocks
    package static func coefficient(hertz: Double, sampleRateHertz: Double) -> Double {
        let bounded = min(max(hertz, 0.01), 0.49 * sampleRateHertz)
        let g = ob_kit_tan(.pi * bounded / sampleRateHertz)
        return g / (1 + g)
    }
}

/// A sine and the cosine of the same phase, for modulation: two multiplications a frame.
///
/// `s += e·c; c -= e·s` with e = 2 sin(πf / rate) keeps its amplitude for ever, whatever the rounding,
/// and may change its frequency at any frame without a step.
package struct Quadrature: BitwiseCopyable {
    package private(set) var sine: Float
    package private(set) var cosine: Float

    /// - Parameter turns: where it begins, 0..<1 of a period. [render]
    @_noLocks
    package init(turns: Double) {
        sine = Float(ob_kit_sin(2 * .pi * turns))
        cosine = Float(ob_kit_cos(2 * .pi * turns))
    }

    /// [render]
    @_noLocks
    package static func coefficient(hertz: Double, sampleRateHertz: Double) -> Float {
        Float(2 * ob_kit_sin(.pi * min(0.25, hertz / sampleRateHertz)))
    }

    /// [render]
    @_noLocks @inline(__always)
    package mutating func advance(_ coefficient: Float) {
        sine += coefficient * cosine
        cosine -= coefficient * sine
    }
}

/// Numbers that look random: uniform, and the same for the same seed.
package struct Noise: BitwiseCopyable {
    private var state: UInt64

    @_noLocks package init(seed: UInt64) { state = seed &* 2 | 1 }

    /// -1..<1 [render]
    @_noLocks @inline(__always)
    package mutating func next() -> Float {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(Int32(truncatingIfNeeded: state >> 32)) * (1 / 2_147_483_648)
    }
}

/// A sample that no filter keeps for ever: what is not a number, or above +120 dBFS, counts as silence.
/// [render]
@_noLocks @inline(__always)
func sound(_ sample: Float) -> Float { sample.magnitude <= 1e6 ? sample : 0 }

/// Decibels as a factor. [render]
@_noLocks @inline(__always)
func gain(decibels: Double) -> Double { ob_kit_exp2(decibels * 0.166_096_404_744_368_1) }

/// The value between the middle two of four, by the polynomial through all of them (Lagrange's).
///
/// - Parameter position: from `b`, 0, to `c`, 1.
/// Of no frequency does more come out than goes in. [render]
@_noLocks @inline(__always)
func interpolated(_ a: Float, _ b: Float, _ c: Float, _ d: Float, _ position: Float) -> Float {
    let t = position
    let (before, after, beyond) = (t + 1, t - 1, t - 2)
    return b * (before * after * beyond) * 0.5 - a * (t * after * beyond) * (1 / 6)
        - c * (before * t * beyond) * 0.5 + d * (before * t * after) * (1 / 6)
}

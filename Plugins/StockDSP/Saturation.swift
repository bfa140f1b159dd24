import CPluginKit

/// What a saturator bends a signal by. All curves have a slope of 1 at 0, so what is soft stays as it is.
package enum Saturation: BitwiseCopyable {
    /// tanh x
    case tanh
    /// x - 4/27 x³ up to ±1.5, and ±1 from there.
    case cubic
    /// 1 - e⁻ˣ above 0, and (eˣ⸍ᵃ - 1) a with a = 0.4 below: it clips at 1 and at -0.4.
    case diode
    /// tanh x above 0, and x / (1 - x) below: one side clips, the other gives way slowly.
    case tube

    /// [render]
    @_noLocks @inline(__always)
    package func callAsFunction(_ x: Float) -> Float {
        switch self {
        case .tanh:
            return Self.hyperbolic(x)
        case .cubic:
            let bounded = min(1.5, max(-1.5, x))
            return bounded - (4 / 27) * bounded * bounded * bounded
        case .diode:
            return x >= 0
                ? 1 - ob_kit_exp2f(-x * Self.log2e) : 0.4 * (ob_kit_exp2f(x * 2.5 * Self.log2e) - 1)
        case .tube:
            return x >= 0 ? Self.hyperbolic(x) : x / (1 - x)
        }
    }

    /// tanh within two units of a float's last digit at 1: its series near 0, where the other form would lose
    /// its digits, and (e²ˣ - 1) / (e²ˣ + 1) elsewhere. A third of what libm's takes.
    @_noLocks @inline(__always)
    private static func hyperbolic(_ x: Float) -> Float {
        guard x.magnitude >= 0.25 else {
            let s = x * x
            return x * (1 + s * (-1 / 3 + s * (2 / 15 + s * (-17 / 315 + s * (62 / 2835)))))
        }
        // From 10 on it is 1, and 2²ˣ would grow beyond what a float holds.
        let bounded = min(10, max(-10, x))
        return 1 - 2 / (ob_kit_exp2f(bounded * 2 * log2e) + 1)
    }

    private static var log2e: Float { @_noLocks @inline(__always) get { 1.442_695_040_888_963_4 } }
}

import CPluginKit

/// A filter of two poles whose frequency may move at each frame: integrators by the trapezoidal rule.
///
/// With w = tan(πf / rate) / tan(πc / rate) and Q its outputs are those of the analogue one at w:
/// 1, jw/Q or -w² over 1 - w² + jw/Q. The band-pass has a gain of 1 in its middle. It is stable for every frequency and every Q above 0.
package struct StateVariable: BitwiseCopyable {
    package enum Kind: BitwiseCopyable { case lowPass, bandPass, highPass }

    private var first: Float = 0
    private var second: Float = 0

    @_noLocks package init() {}

    /// tan(πf / rate), for frequencies from 5 Hz to 0.45 of the rate. [render]
    @_noLocks
    package static func coefficient(hertz: Double, sampleRateHertz: Double) -> Float {
        let bounded = min(max(hertz, 5), 0.45 * sampleRateHertz)
        return Float(ob_kit_tan(.pi * bounded / sampleRateHertz))
    }

    /// - Parameters:
    ///   - g: see `coefficient(hertz:sampleRateHertz:)`.
    ///   - damping: 1 / Q. [render]
    @_noLocks @inline(__always)
    package mutating func next(_ sample: Float, kind: Kind, g: Float, damping: Float) -> Float {
        let scale = 1 / (1 + g * (g + damping))
        let rest = sample - second
        let band = scale * (first + g * rest)
        let low = second + g * band
        first = 2 * band - first
        second = 2 * low - second
        return switch kind {
        case .lowPass: low
        case .bandPass: band * damping
        case .highPass: sample - damping * band - low
        }
    }
}

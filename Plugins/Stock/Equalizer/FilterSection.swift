import CPluginKit

/// A filter of two poles, or of one, for two channels at once.
///
/// It is a state-variable filter with trapezoidal integrators (A. Simper's form): for coefficients that stand
/// still it is, to the last digit, the bilinear transform of the analogue filter, as the biquads of R.
/// Bristow-Johnson's cookbook are; and it bears coefficients that move, which those do not.
struct FilterSection: BitwiseCopyable {
    private var first = SIMD2<Double>()
    private var second = SIMD2<Double>()
    private var a1 = 1.0
    private var a2 = 0.0
    private var a3 = 0.0
    // What the output has of the input, the band-pass and the low-pass.
    private var fromInput = 1.0
    private var fromBand = 0.0
    private var fromLow = 0.0
    private var isFirstOrder = false

    @_noLocks
    init() {}

    @_noLocks
    mutating func reset() {
        first = SIMD2()
        second = SIMD2()
    }

    /// - Parameters:
    ///   - part: the corner as a part of the sample rate, below 1/2.
    ///   - gain: linear; peaks and shelves only.
    @_noLocks
    mutating func set(_ type: BandType, part: Double, q: Double, gain: Double) {
        // The cookbook's A: half of the gain in dB.
        let root = ob_kit_sqrt(gain)
        var g = ob_kit_tan(Double.pi * part)
        var k = 1 / q
        switch type {
        case .peak:
            k /= root
            mix(1, k * (root * root - 1), 0)
        case .lowShelf:
            g /= ob_kit_sqrt(root)
            mix(1, k * (root - 1), root * root - 1)
        case .highShelf:
            g *= ob_kit_sqrt(root)
            mix(root * root, k * (1 - root) * root, 1 - root * root)
        case .lowCut: mix(1, -k, -1)
        case .highCut: mix(0, 0, 1)
        case .notch: mix(1, -k, 0)
        case .bandPass: mix(0, k, 0)
        }
        isFirstOrder = false
        a1 = 1 / (1 + g * (g + k))
        a2 = g * a1
        a3 = g * a2
    }

    /// A cut of 6 dB an octave.
    @_noLocks
    mutating func setFirstOrder(isLowCut: Bool, part: Double) {
        let g = ob_kit_tan(Double.pi * part)
        isFirstOrder = true
        a1 = g / (1 + g)
        fromInput = isLowCut ? 1 : 0
        fromLow = isLowCut ? -1 : 1
    }

    @_noLocks
    private mutating func mix(_ input: Double, _ band: Double, _ low: Double) {
        fromInput = input
        fromBand = band
        fromLow = low
    }

    @_noLocks @inline(__always)
    mutating func next(_ sample: SIMD2<Double>) -> SIMD2<Double> {
        if isFirstOrder {
            let step = a1 * (sample - first)
            let low = first + step
            first = low + step
            return fromInput * sample + fromLow * low
        }
        let difference = sample - second
        let band = a1 * first + a2 * difference
        let low = second + a2 * first + a3 * difference
        first = 2 * band - first
        second = 2 * low - second
        return fromInput * sample + fromBand * band + fromLow * low
    }

    var isFinite: Bool { @_noLocks get { (first + second).sum().isFinite } }
}

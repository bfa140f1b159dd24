import CPluginKit

/// A filter of two poles, or of one, for two channels at once.
///
/// It is a state-variable filter with trapezoidal integrators (A. Simper's form): for coefficients that stand
/// still it is, to the last digit, the bilinear transform of the analogue filter, as the biquads of R.
/// Bristow-Johnson's cookbook are; and it bears coefficients that move, which those do not.
///
/// New coefficients are gone to in straight lines of as many frames as the steps of parameters last: where those
/// move, the coefficients' lines have corners and no jumps.
struct FilterSection: BitwiseCopyable {
    /// a1, a2, a3 of the integrators; then what the output has of the input, the band-pass and the low-pass.
    private typealias Coefficients = SIMD8<Double>

    private var first = SIMD2<Double>()
    private var second = SIMD2<Double>()
    private var now = Coefficients(1, 0, 0, 1, 0, 0, 0, 0)
    private var goal = Coefficients(1, 0, 0, 1, 0, 0, 0, 0)
    private var step = Coefficients()
    private var framesLeft: Int32 = 0
    private var isFirstOrder = false

    @_noLocks
    init() {}

    /// Forgets what it has heard, and stands at its coefficients.
    @_noLocks
    mutating func reset() {
        first = SIMD2()
        second = SIMD2()
        now = goal
        framesLeft = 0
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
        let a1 = 1 / (1 + g * (g + k))
        goal[0] = a1
        goal[1] = g * a1
        goal[2] = g * g * a1
        head()
    }

    /// A cut of 6 dB an octave.
    @_noLocks
    mutating func setFirstOrder(isLowCut: Bool, part: Double) {
        let g = ob_kit_tan(Double.pi * part)
        isFirstOrder = true
        goal[0] = g / (1 + g)
        mix(isLowCut ? 1 : 0, 0, isLowCut ? -1 : 1)
        head()
    }

    @_noLocks
    private mutating func mix(_ input: Double, _ band: Double, _ low: Double) {
        goal[3] = input
        goal[4] = band
        goal[5] = low
    }

    @_noLocks
    private mutating func head() {
        step = (goal - now) * (1 / Double(OB_KIT_CELL))
        framesLeft = OB_KIT_CELL
    }

    @_noLocks @inline(__always)
    mutating func next(_ sample: SIMD2<Double>) -> SIMD2<Double> {
        if framesLeft > 0 {
            framesLeft -= 1
            now = framesLeft == 0 ? goal : now + step
        }
        if isFirstOrder {
            let step = now[0] * (sample - first)
            let low = first + step
            first = low + step
            return now[3] * sample + now[5] * low
        }
        let difference = sample - second
        let band = now[0] * first + now[1] * difference
        let low = second + now[1] * first + now[2] * difference
        first = 2 * band - first
        second = 2 * low - second
        return now[3] * sample + now[4] * band + now[5] * low
    }

    var isFinite: Bool { @_noLocks get { (first + second).sum().isFinite } }
}

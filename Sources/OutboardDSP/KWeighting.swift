import Glibc

/// A filter of two poles and two zeros, normalised so that the output's own coefficient is 1.
package struct BiquadCoefficients: BitwiseCopyable {
    package var b0: Double
    package var b1: Double
    package var b2: Double
    package var a1: Double
    package var a2: Double

    /// The filter that at another rate does what this one does at its own.
    ///
    /// The bilinear transform is undone, which gives the analogue filter, and done again so that the
    /// corner comes out at the same frequency. The gains at 0 Hz and above the corner are kept.
    /// [control]
    func converted(fromHertz: Double, toHertz: Double) -> BiquadCoefficients {
        // With z⁻¹ = (1 - s) / (1 + s), both polynomials are quadratic in s.
        let numerator = (b0 + b1 + b2, 2 * (b0 - b2), b0 - b1 + b2)
        let denominator = (1 + a1 + a2, 2 * (1 - a2), 1 - a1 + a2)
        let corner = (denominator.0 / denominator.2).squareRoot()
        let ratio = corner / tan(atan(corner) * fromHertz / toHertz)

        func expanded(_ c: (Double, Double, Double)) -> (Double, Double, Double) {
            let (linear, square) = (c.1 * ratio, c.2 * ratio * ratio)
            return (c.0 + linear + square, 2 * (c.0 - square), c.0 - linear + square)
        }
        let b = expanded(numerator)
        let a = expanded(denominator)
        return BiquadCoefficients(
            b0: b.0 / a.0,
            b1: b.1 / a.0,
            b2: b.2 / a.0,
            a1: a.1 / a.0,
            a2: a.2 / a.0
        )
    }
}

/// The frequency weighting of ITU-R BS.1770-4: a shelf for the head, then a high-pass.
package struct KWeighting: BitwiseCopyable {
    package let shelf: BiquadCoefficients
    package let highPass: BiquadCoefficients

    /// At 48 kHz these are the numbers of the recommendation's tables 1 and 2. At other rates they
    /// are what it asks for there: the same frequency response. [control]
    package init(sampleRateHertz: Int) {
        let tableHertz = 48_000.0
        shelf = BiquadCoefficients(
            b0: 1.53512485958697,
            b1: -2.69169618940638,
            b2: 1.19839281085285,
            a1: -1.69065929318241,
            a2: 0.73248077421585
        ).converted(fromHertz: tableHertz, toHertz: Double(sampleRateHertz))
        highPass = BiquadCoefficients(
            b0: 1,
            b1: -2,
            b2: 1,
            a1: -1.99004745483398,
            a2: 0.99007225036621
        ).converted(fromHertz: tableHertz, toHertz: Double(sampleRateHertz))
    }
}

/// What the K-weighting of two channels remembers: both filters, transposed direct form.
///
/// Two, because a processor does two numbers of double precision in one instruction.
struct KWeightingState: BitwiseCopyable {
    private var shelf1 = SIMD2<Double>()
    private var shelf2 = SIMD2<Double>()
    private var highPass1 = SIMD2<Double>()
    private var highPass2 = SIMD2<Double>()

    @_noLocks
    init() {}

    /// Begins one channel (0 or 1) anew, after silence. [render]
    @_noLocks
    mutating func forget(_ channel: Int) {
        shelf1[channel] = 0
        shelf2[channel] = 0
        highPass1[channel] = 0
        highPass2[channel] = 0
    }

    /// Weights one sample of each channel. [render]
    @_noLocks @inline(__always)
    mutating func next(_ sample: SIMD2<Double>, _ weighting: KWeighting) -> SIMD2<Double> {
        let shelf = weighting.shelf
        let bright = shelf.b0 * sample + shelf1
        shelf1 = shelf.b1 * sample - shelf.a1 * bright + shelf2
        shelf2 = shelf.b2 * sample - shelf.a2 * bright

        let highPass = weighting.highPass
        let weighted = highPass.b0 * bright + highPass1
        highPass1 = highPass.b1 * bright - highPass.a1 * weighted + highPass2
        highPass2 = highPass.b2 * bright - highPass.a2 * weighted
        return weighted
    }
}

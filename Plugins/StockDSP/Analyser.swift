import CPluginKit
import CStockDSP

/// Pitch and level of what passes.
///
/// ```
///  in ─┬───────────────────────────────────────────────────────────────▶ out, the same bits
///      ├─▶ level: RMS over 300 ms, peak of the last 100...200 ms
///      └─▶ 8 Hz high-pass ─▶ down to about 24 kHz ─▶ ring of 2048 ─▶ PitchFinder
/// ```
package struct Analyser: BitwiseCopyable {
    /// What is listened to.
    package enum Source: BitwiseCopyable { case mean, left, right }

    private let sampleRateHertz: Double
    private let peakFrames: Int
    private let squareShare: Double
    private let dcCoefficient: Double
    private var source = Source.mean
    private var dc = OnePole()
    private var decimator: Decimator
    private var finder: PitchFinder

    private var meanSquare = 0.0
    private var peakBefore: Float = 0
    private var peakNow: Float = 0
    private var peakFramesLeft: Int

    /// [control]
    package init(sampleRateHertz: Double) {
        self.sampleRateHertz = sampleRateHertz
        peakFrames = max(1, Int(0.1 * sampleRateHertz))
        peakFramesLeft = peakFrames
        squareShare = 1 - ob_kit_exp(-1 / (0.3 * sampleRateHertz))
        dcCoefficient = OnePole.coefficient(hertz: 8, sampleRateHertz: sampleRateHertz)
        decimator = Decimator(sampleRateHertz: sampleRateHertz)
        finder = PitchFinder(sampleRateHertz: sampleRateHertz / Double(decimator.factor))
    }

    /// [control]
    package func deallocate() {
        decimator.deallocate()
        finder.deallocate()
    }

    /// Forgets all that it has heard. [render]
    @_noLocks
    package mutating func reset() {
        dc = OnePole()
        decimator.clear()
        finder.clear()
        meanSquare = 0
        peakBefore = 0
        peakNow = 0
        peakFramesLeft = peakFrames
    }

    /// [render]
    @_noLocks
    package mutating func listen(to source: Source) { self.source = source }

    /// 0: nothing with a pitch is heard. [render]
    package var hertz: Double { @_noLocks get { finder.hertz } }

    /// How alike two periods are, 1 at the most; that of the last analysis. [render]
    package var clarity: Float { @_noLocks get { finder.clarity } }

    /// dB of full scale, where a sine from -1 to 1 has -3.01; -200 at the least. [render]
    package var rmsDecibels: Double {
        @_noLocks get { 3.010_299_956_639_812 * ob_kit_log2(max(1e-20, meanSquare)) }
    }

    /// dBFS; -200 at the least. [render]
    package var peakDecibels: Double {
        @_noLocks get {
            6.020_599_913_279_624 * ob_kit_log2(Double(max(1e-10, max(peakBefore, peakNow))))
        }
    }

    /// The note number, 69 for A4, and a part of it. nil without a pitch. [render]
    @_noLocks
    package static func note(hertz: Double, referenceHertz: Double) -> Double? {
        hertz > 0 ? 69 + 12 * ob_kit_log2(hertz / referenceHertz) : nil
    }

    /// Passes both channels through, and listens. The work for a pitch is spread: each 24,000th of a second
    /// does one 1024th of it. [render]
    @_noLocks
    package mutating func process(
        _ inputs: (UnsafePointer<Float>, UnsafePointer<Float>),
        to outputs: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>),
        frames: Int
    ) {
        ob_dsp_copy(outputs.0, inputs.0, frames)
        ob_dsp_copy(outputs.1, inputs.1, frames)
        for frame in 0..<frames {
            let sample =
                switch source {
                case .mean: (inputs.0[frame] + inputs.1[frame]) * 0.5
                case .left: inputs.0[frame]
                case .right: inputs.1[frame]
                }
            listen(sample.isFinite ? sample : 0)
        }
    }

    @_noLocks @inline(__always)
    private mutating func listen(_ sample: Float) {
        let square = Double(sample) * Double(sample)
        meanSquare += (square - meanSquare) * squareShare
        peakNow = max(peakNow, sample.magnitude)
        peakFramesLeft -= 1
        if peakFramesLeft == 0 {
            peakFramesLeft = peakFrames
            peakBefore = peakNow
            peakNow = 0
        }
        if decimator.push(sample - dc.lowPass(sample, dcCoefficient)) {
            finder.push(decimator.lowered())
        }
    }
}

/// Takes a signal down to a rate near 24 kHz.
struct Decimator: BitwiseCopyable {
    let factor: Int
    private let taps: Int
    private let filter: UnsafeMutablePointer<Float>
    /// The last samples, twice, one copy behind the other.
    private let memory: UnsafeMutablePointer<Float>
    private var at = 0
    private var framesLeft: Int

    /// [control]
    init(sampleRateHertz: Double) {
        let factor = max(1, Int((sampleRateHertz / 24_000).rounded()))
        self.factor = factor
        taps = 32 * factor
        framesLeft = factor
        filter = .allocate(capacity: taps)
        memory = .allocate(capacity: 2 * taps)
        memory.initialize(repeating: 0, count: 2 * taps)
        // A sinc with its middle at 0.43 of the lower rate, under a Kaiser window: 80 dB down from 0.51 on.
        let centre = Double(taps - 1) / 2
        let cutoff = factor == 1 ? 1 : 0.86 / Double(factor)
        let values = (0..<taps).map { tap -> Double in
            let x = Double(tap) - centre
            let inside = max(0, 1 - (x / (centre + 1)) * (x / (centre + 1)))
            let angle = Double.pi * cutoff * x
            return (x == 0 ? 1 : ob_kit_sin(angle) / angle) * besselI0(7.9 * inside.squareRoot())
        }
        let sum = values.reduce(0, +)
        for tap in 0..<taps { filter[tap] = Float(values[tap] / sum) }
    }

    /// [control]
    func deallocate() {
        filter.deallocate()
        memory.deallocate()
    }

    /// [render]
    @_noLocks
    mutating func clear() {
        ob_dsp_zero(memory, 2 * taps)
        at = 0
        framesLeft = factor
    }

    /// Whether a sample of the lower rate is due with this one. [render]
    @_noLocks @inline(__always)
    mutating func push(_ sample: Float) -> Bool {
        memory[at] = sample
        memory[at + taps] = sample
        at += 1
        if at == taps { at = 0 }
        framesLeft -= 1
        guard framesLeft == 0 else { return false }
        framesLeft = factor
        return true
    }

    /// [render]
    @_noLocks @inline(__always)
    func lowered() -> Float {
        factor == 1 ? memory[(at == 0 ? taps : at) - 1] : ob_dsp_dot(memory + at, filter, taps)
    }
}

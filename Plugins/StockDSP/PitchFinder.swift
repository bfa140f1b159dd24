import CPluginKit
import CStockDSP

/// The period of a signal, after McLeod's method: where the signal is most like itself.
///
/// For each lag τ up to 1023 it takes n(τ) = 2 Σ x[j] x[j+τ] / Σ (x[j]² + x[j+τ]²) over 1024 samples, which
/// is 1 at τ = T for whatever repeats itself after T, and less elsewhere. The pitch is the first peak that
/// is nearly as high as the highest. Then T is measured at the largest multiple of it that fits, from the
/// squared differences there in double precision and the parabola through three of them: so an error of
/// 0.1 samples is one of less than 0.02 %, a third of a cent, at every pitch.
///
/// One lag is done with each sample, so an analysis takes 1027 samples, 43 ms at 24 kHz, and begins with what
/// is there at its beginning.
struct PitchFinder: BitwiseCopyable {
    static var window: Int { @_noLocks get { 1024 } }
    static var lags: Int { @_noLocks get { 1024 } }
    private static var span: Int { @_noLocks get { 2048 } }

    /// 0: nothing with a pitch.
    private(set) var hertz = 0.0
    private(set) var clarity: Float = 0

    private let sampleRateHertz: Double
    /// The last `span` samples, twice, one copy behind the other.
    private let ring: UnsafeMutablePointer<Float>
    /// What is being analysed, and n of each lag.
    private let samples: UnsafeMutablePointer<Float>
    private let likeness: UnsafeMutablePointer<Float>
    private var at = 0
    private var filledFrames = 0
    /// The lag that is due, then what remains to be done.
    private var stage = 0
    private var energy = 0.0
    private var movingEnergy = 0.0
    /// The lag around which the period is measured, and how many periods long it is.
    private var lag = 0
    private var multiple = 1
    private var differences = (0.0, 0.0, 0.0)

    /// [control]
    init(sampleRateHertz: Double) {
        self.sampleRateHertz = sampleRateHertz
        ring = .allocate(capacity: 2 * Self.span)
        ring.initialize(repeating: 0, count: 2 * Self.span)
        samples = .allocate(capacity: Self.span)
        samples.initialize(repeating: 0, count: Self.span)
        likeness = .allocate(capacity: Self.lags)
        likeness.initialize(repeating: 0, count: Self.lags)
    }

    /// [control]
    func deallocate() {
        ring.deallocate()
        samples.deallocate()
        likeness.deallocate()
    }

    /// [render]
    @_noLocks
    mutating func clear() {
        filledFrames = 0
        at = 0
        stage = 0
        hertz = 0
        clarity = 0
    }

    /// Takes the next sample, and does a part of the work. [render]
    @_noLocks @inline(__always)
    mutating func push(_ sample: Float) {
        ring[at] = sample
        ring[at + Self.span] = sample
        at = (at + 1) & (Self.span - 1)
        if filledFrames < Self.span {
            filledFrames += 1
        } else {
            work()
        }
    }

    @_noLocks
    private mutating func work() {
        if stage == 0 && !begin() { return }
        if stage < Self.lags {
            compare(stage)
            stage += 1
            if stage == Self.lags { pick() }
            return
        }
        let window = Self.window
        switch stage - Self.lags {
        case 0: differences.0 = ob_dsp_difference(samples, samples + lag - 1, window)
        case 1: differences.1 = ob_dsp_difference(samples, samples + lag, window)
        default:
            differences.2 = ob_dsp_difference(samples, samples + lag + 1, window)
            finish()
            return
        }
        stage += 1
    }

    /// false: there is nothing to analyse.
    @_noLocks
    private mutating func begin() -> Bool {
        ob_dsp_copy(samples, ring + at, Self.span)
        energy = Double(ob_dsp_dot(samples, samples, Self.window))
        movingEnergy = energy
        // -80 dBFS: there is nothing to find.
        guard energy >= 1e-8 * Double(Self.window) else {
            giveUp()
            return false
        }
        return true
    }

    /// This analysis has found nothing; the next one begins when half of the samples are new.
    @_noLocks
    private mutating func giveUp() {
        hertz = 0
        clarity = 0
        stage = 0
        filledFrames = Self.span - Self.window
    }

    @_noLocks
    private mutating func compare(_ lag: Int) {
        let product = Double(ob_dsp_dot(samples, samples + lag, Self.window))
        likeness[lag] = Float(2 * product / max(1e-30, energy + movingEnergy))
        let leaving = Double(samples[lag])
        let coming = Double(samples[lag + Self.window])
        movingEnergy += coming * coming - leaving * leaving
    }

    /// Goes through the peaks between two zeros each, and finds the pitch's.
    @_noLocks
    private mutating func pick() {
        var highest: Float = 0
        forEachPeak { _, height in highest = max(highest, height) }
        var period: Float = 0
        forEachPeak { place, height in
            // Peaks of a few samples are hard to see the top of.
            let share: Float = place < 24 ? 0.85 : 0.93
            if period == 0 && height >= share * highest { period = place }
        }
        guard highest >= 0.8, period >= 2 else { return giveUp() }
        clarity = min(1, highest)
        measure(Double(period))
    }

    /// From a period that is nearly right to the place where it is measured.
    @_noLocks
    private mutating func measure(_ first: Double) {
        var period = first
        multiple = 1
        while true {
            let most = Int(Double(Self.lags - 4) / period)
            let next = min(2 * multiple, most)
            guard next > multiple else { break }
            let expected = Double(next) * period
            var best = Int(expected + 0.5)
            let reach = period < 8 ? 1 : 2
            let middle = best
            for candidate in max(1, middle - reach)...min(Self.lags - 2, middle + reach)
            where likeness[candidate] > likeness[best] { best = candidate }
            period = (Double(best) + Double(vertex(best).0)) / Double(next)
            multiple = next
        }
        lag = min(Self.lags - 2, max(1, Int(Double(multiple) * period + 0.5)))
    }

    @_noLocks
    private mutating func finish() {
        let (before, here, after) = differences
        let bend = before - 2 * here + after
        let shift = bend > 0 ? 0.5 * (before - after) / bend : 0
        let period = (Double(lag) + min(1, max(-1, shift))) / Double(multiple)
        hertz = sampleRateHertz / period
        stage = 0
    }

    /// Where between its neighbours a peak is, -0.5...0.5, and how high.
    @_noLocks @inline(__always)
    private func vertex(_ lag: Int) -> (Float, Float) {
        let (before, here, after) = (likeness[lag - 1], likeness[lag], likeness[lag + 1])
        let bend = before - 2 * here + after
        guard bend < 0 else { return (0, here) }
        let shift = min(0.5, max(-0.5, 0.5 * (before - after) / bend))
        return (shift, here - 0.25 * (before - after) * shift)
    }

    /// Of each stretch where the likeness is above 0, but for the first one, its highest place.
    @_noLocks @inline(__always)
    private func forEachPeak(_ body: (_ place: Float, _ height: Float) -> Void) {
        var lag = 1
        while lag < Self.lags && likeness[lag] > 0 { lag += 1 }
        while lag < Self.lags - 1 {
            while lag < Self.lags - 1 && likeness[lag] <= 0 { lag += 1 }
            var best = 0
            while lag < Self.lags - 1 && likeness[lag] > 0 {
                let isPeak =
                    likeness[lag] >= likeness[lag - 1] && likeness[lag] >= likeness[lag + 1]
                if isPeak && (best == 0 || likeness[lag] > likeness[best]) { best = lag }
                lag += 1
            }
            if best > 0 {
                let (shift, height) = vertex(best)
                body(Float(best) + shift, height)
            }
        }
    }
}

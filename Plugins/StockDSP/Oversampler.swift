import CPluginKit
import CStockDSP
import Glibc

/// The low-pass that both directions of oversampling by 4 share: a sinc under a Kaiser window, cut into
/// four phases.
///
/// At four times 48 kHz it is flat within 0.01 dB up to 19 kHz and 90 dB down from 29 kHz on. It has 127
/// taps and linear phase: 64 frames of the higher rate in each direction, 32 of the lower one in all.
struct OversamplingFilter: BitwiseCopyable {
    static var factor: Int { @_noLocks get { 4 } }
    static var phaseTaps: Int { @_noLocks get { 32 } }
    static var taps: Int { @_noLocks get { 128 } }

    /// `factor x phaseTaps`: for each phase its taps, the one for the oldest sample first, times 4.
    let phases: UnsafeMutablePointer<Float>
    /// All taps, the one for the oldest sample first.
    let whole: UnsafeMutablePointer<Float>

    /// `deallocate` frees it. [control]
    init() {
        let shape = 8.96
        let centre = Double(Self.taps / 2)
        var values = (0..<Self.taps).map { tap -> Double in
            let distance = Double(tap) - centre
            let inside = max(0, 1 - (distance / centre) * (distance / centre))
            let angle = .pi * distance / Double(Self.factor)
            return (distance == 0 ? 1 : sin(angle) / angle) * besselI0(shape * inside.squareRoot())
        }
        values[0] = 0
        let sum = values.reduce(0, +)
        whole = .allocate(capacity: Self.taps)
        phases = .allocate(capacity: Self.taps)
        for tap in 0..<Self.taps {
            whole[Self.taps - 1 - tap] = Float(values[tap] / sum)
            let (age, phase) = (tap / Self.factor, tap % Self.factor)
            phases[phase * Self.phaseTaps + Self.phaseTaps - 1 - age] =
                Float(values[tap] / sum * Double(Self.factor))
        }
    }

    /// [control]
    func deallocate() {
        phases.deallocate()
        whole.deallocate()
    }
}

/// The modified Bessel function of the first kind and order 0, by its power series. [control]
func besselI0(_ x: Double) -> Double {
    var term = 1.0
    var sum = 1.0
    for index in 1...60 {
        term *= (x / 2 / Double(index)) * (x / 2 / Double(index))
        sum += term
    }
    return sum
}

/// One channel on its way to four times the rate and back.
struct Oversampler: BitwiseCopyable {
    /// From what goes in to what comes back.
    static var latencyFrames: Int { @_noLocks get { 32 } }

    private let filter: OversamplingFilter
    /// The samples of before, twice, one copy behind the other: so they lie in a row wherever it begins.
    private let slow: UnsafeMutablePointer<Float>
    private let fast: UnsafeMutablePointer<Float>
    private var slowAt = 0
    private var fastAt = 0

    /// `deallocate` frees its memory, but not the filter. [control]
    init(filter: OversamplingFilter) {
        self.filter = filter
        slow = .allocate(capacity: 2 * OversamplingFilter.phaseTaps)
        fast = .allocate(capacity: 2 * OversamplingFilter.taps)
        slow.initialize(repeating: 0, count: 2 * OversamplingFilter.phaseTaps)
        fast.initialize(repeating: 0, count: 2 * OversamplingFilter.taps)
    }

    /// [control]
    func deallocate() {
        slow.deallocate()
        fast.deallocate()
    }

    /// [render]
    @_noLocks
    mutating func clear() {
        ob_dsp_zero(slow, 2 * OversamplingFilter.phaseTaps)
        ob_dsp_zero(fast, 2 * OversamplingFilter.taps)
        slowAt = 0
        fastAt = 0
    }

    /// Takes the next sample of the lower rate. [render]
    @_noLocks @inline(__always)
    mutating func push(_ sample: Float) {
        slow[slowAt] = sample
        slow[slowAt + OversamplingFilter.phaseTaps] = sample
        slowAt = (slowAt + 1) & (OversamplingFilter.phaseTaps - 1)
    }

    /// One of the four samples at and behind the last one. [render]
    @_noLocks @inline(__always)
    func raised(_ phase: Int) -> Float {
        ob_dsp_dot(
            slow + slowAt,
            filter.phases + phase * OversamplingFilter.phaseTaps,
            OversamplingFilter.phaseTaps
        )
    }

    /// Takes the next sample of the higher rate. [render]
    @_noLocks @inline(__always)
    mutating func pushRaised(_ sample: Float) {
        fast[fastAt] = sample
        fast[fastAt + OversamplingFilter.taps] = sample
        fastAt = (fastAt + 1) & (OversamplingFilter.taps - 1)
    }

    /// The sample of the lower rate at the last one that was taken: to be asked for after the first of
    /// each four. [render]
    @_noLocks @inline(__always)
    func lowered() -> Float {
        ob_dsp_dot(fast + fastAt, filter.whole, OversamplingFilter.taps)
    }
}

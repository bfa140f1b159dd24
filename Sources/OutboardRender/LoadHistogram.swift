import Synchronization

/// How often a cycle took which part of its duration.
///
/// The render thread counts; the control side reads the counts and takes differences. The steps are a
/// tenth of an octave wide, from 0.1 % to 800 %.
struct LoadHistogram: ~Copyable, @unchecked Sendable {
    // SAFETY: every count is atomic, has one writer, and stands for itself.
    static var binCount: Int { @_noLocks get { 130 } }
    private static var leastInverse: Float { @_noLocks get { 1_000 } }
    private let bins: UnsafeMutablePointer<Atomic<UInt32>>

    init() {
        bins = .allocate(capacity: Self.binCount)
        for bin in 0..<Self.binCount { (bins + bin).initialize(to: Atomic(0)) }
    }

    deinit { bins.deallocate() }

    /// - Parameter load: time taken / duration of the cycle.
    @_noLocks
    borrowing func count(_ load: Float) {
        let bin = Self.bin(of: load)
        // It has one writer: no need to lock the bus for an increment.
        bins[bin].store(bins[bin].load(ordering: .relaxed) &+ 1, ordering: .relaxed)
    }

    /// The octave is the exponent, its tenth is read off the mantissa's straight line.
    @_noLocks
    private static func bin(of load: Float) -> Int {
        let scaled = load * leastInverse
        guard scaled > 1 else { return 0 }
        let bits = scaled.bitPattern
        let octave = Int(bits >> 23) - 127
        let tenth = Int(((bits & 0x7F_FFFF) * 10) >> 23)
        return min(binCount - 1, octave * 10 + tenth)
    }

    /// The upper edge of a bin. [control]
    static func load(ofBin bin: Int) -> Double {
        let octave = bin / 10
        return Double(1 << octave) / Double(leastInverse) * (1 + Double(bin % 10 + 1) / 10)
    }

    /// All counts since the start. [control]
    borrowing func counts() -> [UInt32] {
        (0..<Self.binCount).map { bins[$0].load(ordering: .relaxed) }
    }
}

import Synchronization

/// Peaks that the render thread raises and a reader takes: nothing between two readings is lost.
///
/// A peak is a linear magnitude, 1.0 = full scale. Magnitudes are not negative, so their bit patterns
/// order as they do, and the maximum is an integer's.
@frozen
public struct MeterBank: ~Copyable, @unchecked Sendable {
    // SAFETY: all slots are atomic, and a slot stands for itself: relaxed order is enough.
    private let slots: UnsafeMutablePointer<Atomic<UInt32>>
    package let capacity: Int

    package init(capacity: Int) {
        self.capacity = capacity
        slots = .allocate(capacity: capacity)
        for slot in 0..<capacity { (slots + slot).initialize(to: Atomic(0)) }
    }

    deinit { slots.deallocate() }

    /// [render]
    @_noLocks
    package borrowing func raise(_ slot: Int, to peak: Float) {
        // A NaN has a larger pattern than any magnitude; it is kept out of here by the renderer.
        slots[slot].max(peak.bitPattern, ordering: .relaxed)
    }

    /// The largest peak since the last call. [control]
    package borrowing func take(_ slot: Int) -> Float {
        Float(bitPattern: slots[slot].exchange(0, ordering: .relaxed))
    }
}

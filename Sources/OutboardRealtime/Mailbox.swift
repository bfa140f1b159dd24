import Synchronization

/// One slot that a thread posts a pointer to and another takes it from; the latest post wins.
///
/// How a new plan reaches the render thread. `post` gives back what was not taken, for the poster to
/// free: the other thread has never seen it.
@frozen
public struct Mailbox<Pointee>: ~Copyable, @unchecked Sendable {
    // SAFETY: the word is atomic, and a pointer has one owner at any time: the poster, the box, or the
    // taker. The exchanges release on posting and acquire on taking, so the pointee is visible.
    @usableFromInline let word: Atomic<UInt>

    @inlinable
    package init() { word = Atomic(0) }

    /// [control]
    @inlinable
    package borrowing func post(
        _ pointer: UnsafeMutablePointer<Pointee>
    ) -> UnsafeMutablePointer<Pointee>? {
        let replaced = word.exchange(
            UInt(bitPattern: pointer),
            ordering: .acquiringAndReleasing
        )
        return UnsafeMutablePointer(bitPattern: replaced)
    }

    /// Takes back what was posted and not taken. [control]
    @inlinable
    package borrowing func withdraw() -> UnsafeMutablePointer<Pointee>? {
        UnsafeMutablePointer(bitPattern: word.exchange(0, ordering: .acquiringAndReleasing))
    }

    /// Whether there is nothing to take now. [render]
    package var isEmpty: Bool {
        @_noLocks @inlinable @inline(__always) get { word.load(ordering: .relaxed) == 0 }
    }

    /// [render]
    @inlinable @inline(__always)
    package borrowing func take() -> UnsafeMutablePointer<Pointee>? {
        // The usual answer is nothing, and a relaxed load keeps the cache line shared.
        if word.load(ordering: .relaxed) == 0 { return nil }
        return UnsafeMutablePointer(bitPattern: word.exchange(0, ordering: .acquiringAndReleasing))
    }
}

import Synchronization

/// Keeps what the render thread did in the last seconds, for when it was late.
///
/// A ring of fixed size that is overwritten for ever. Blocks and applied commands are always noted; single
/// processors in blocks that are timed, which is all of them when the load is high. Several threads may
/// write; a reader stops them, looks, and lets them go on.
package struct FlightRecorder: ~Copyable, @unchecked Sendable {
    // SAFETY: every writer has the slot that its increment of `next` gave it, for itself until the ring
    // has gone round. A reader first sets `isStopped`; a writer that did not see that in time may tear
    // one entry, whose `mark` then does not match its place.

    /// What an entry is about.
    package enum Kind: UInt8, BitwiseCopyable, Sendable {
        /// A whole cycle of the driver. `identity` is its frames.
        case cycle
        /// A processor, by its slot.
        case processor
        /// A command, by its sequence.
        case command
        /// A plan that was adopted, by its number.
        case plan
    }

    package struct Entry: BitwiseCopyable, Sendable {
        package var mark: UInt64
        package var kind: Kind
        package var identity: UInt64
        /// The engine's frame.
        package var frame: Int64
        package var beganTicks: Int64
        package var ticks: Int64
    }

    private let entries: UnsafeMutablePointer<Entry>
    private let capacity: Int
    private let next = Atomic<UInt64>(1)
    private let isStopped = Atomic<Bool>(false)

    /// - Parameter capacity: a power of two.
    init(capacity: Int) {
        self.capacity = capacity
        entries = .allocate(capacity: capacity)
        entries.initialize(
            repeating: Entry(
                mark: 0,
                kind: .cycle,
                identity: 0,
                frame: 0,
                beganTicks: 0,
                ticks: 0
            ),
            count: capacity
        )
    }

    deinit { entries.deallocate() }

    /// [render]
    @_noLocks
    borrowing func note(
        _ kind: Kind,
        _ identity: UInt64,
        frame: Int64,
        beganTicks: Int64,
        ticks: Int64
    ) {
        guard !isStopped.load(ordering: .relaxed) else { return }
        write(
            next.wrappingAdd(1, ordering: .relaxed).oldValue,
            kind,
            identity,
            frame: frame,
            beganTicks: beganTicks,
            ticks: ticks
        )
    }

    /// The same, where no other thread is at work: without locking the bus. [render]
    @_noLocks
    borrowing func noteAlone(
        _ kind: Kind,
        _ identity: UInt64,
        frame: Int64,
        beganTicks: Int64,
        ticks: Int64
    ) {
        guard !isStopped.load(ordering: .relaxed) else { return }
        let mark = next.load(ordering: .relaxed)
        next.store(mark &+ 1, ordering: .relaxed)
        write(mark, kind, identity, frame: frame, beganTicks: beganTicks, ticks: ticks)
    }

    @_noLocks @inline(__always)
    private borrowing func write(
        _ mark: UInt64,
        _ kind: Kind,
        _ identity: UInt64,
        frame: Int64,
        beganTicks: Int64,
        ticks: Int64
    ) {
        entries[Int(mark & UInt64(capacity - 1))] = Entry(
            mark: mark,
            kind: kind,
            identity: identity,
            frame: frame,
            beganTicks: beganTicks,
            ticks: ticks
        )
    }

    /// Everything that is in the ring, oldest first. [control]
    borrowing func read() -> [Entry] {
        isStopped.store(true, ordering: .sequentiallyConsistent)
        defer { isStopped.store(false, ordering: .releasing) }
        let end = next.load(ordering: .sequentiallyConsistent)
        let count = min(UInt64(capacity), end - 1)
        return (end - count..<end).compactMap { mark in
            let entry = entries[Int(mark & UInt64(capacity - 1))]
            return entry.mark == mark ? entry : nil
        }
    }
}

import Synchronization

/// Levels that the render thread gathers and hands over in frames: nothing between two readings is lost.
///
///     render thread                               control
///     add ─▶ gathered (its own) ─ publish ─▶ frame ─ ring of four ─▶ take
///
/// A frame is every slot's level over the same time. While all four wait to be taken the render thread
/// goes on gathering, so a reader that comes late gets longer frames, and no peak is lost.
@frozen
public struct MeterBank: ~Copyable, @unchecked Sendable {
    // SAFETY: `gathered` and `gatheredFrames` belong to the render thread. A frame belongs to it until
    // `head` is released, and to the reader until `tail` is.

    /// The level of one channel.
    @frozen
    public struct Slot: BitwiseCopyable, Sendable {
        /// The largest magnitude, linear, 1.0 = full scale.
        @usableFromInline package var peak: Float = 0
        /// Of all samples, linear.
        @usableFromInline package var sumOfSquares: Float = 0
        /// What the channel was multiplied with at the frame's end, linear.
        @usableFromInline package var gain: Float = 0

        package init() {}
    }

    package let capacity: Int
    @usableFromInline let gathered: UnsafeMutablePointer<Slot>
    private var gatheredFrames = 0
    private let frames: UnsafeMutablePointer<Slot>
    private let lengths: UnsafeMutablePointer<(frames: Int, slots: Int)>
    private let head = Atomic<Int>(0)
    private let tail = Atomic<Int>(0)
    /// Audio in a frame, at the least: often enough for any display.
    package static var intervalFrames: Int { @_noLocks get { 256 } }
    private static var frameCount: Int { @_noLocks get { 4 } }

    package init(capacity: Int) {
        self.capacity = capacity
        gathered = .allocate(capacity: capacity)
        gathered.initialize(repeating: Slot(), count: capacity)
        frames = .allocate(capacity: Self.frameCount * capacity)
        frames.initialize(repeating: Slot(), count: Self.frameCount * capacity)
        lengths = .allocate(capacity: Self.frameCount)
        lengths.initialize(repeating: (0, 0), count: Self.frameCount)
    }

    deinit {
        gathered.deallocate()
        frames.deallocate()
        lengths.deallocate()
    }

    /// Adds a run of one channel. Different slots may be added to from different threads. [render]
    @_noLocks @inlinable @inline(__always)
    package borrowing func add(_ slot: Int, peak: Float, sumOfSquares: Float) {
        gathered[slot].peak = max(gathered[slot].peak, peak)
        gathered[slot].sumOfSquares += sumOfSquares
    }

    /// Notes the gain of a channel, between `isDue` and `publish`. [render]
    @_noLocks @inlinable @inline(__always)
    package borrowing func note(_ slot: Int, gain: Float) { gathered[slot].gain = gain }

    /// Counts a block of `blockFrames`, and tells whether `interval` frames have been gathered and there
    /// is room for them: then `publish` is to follow. [render]
    @_noLocks
    package mutating func isDue(blockFrames: Int, interval: Int) -> Bool {
        gatheredFrames += blockFrames
        return gatheredFrames >= interval
            // pairs with take's release
            && head.load(ordering: .relaxed) &- tail.load(ordering: .acquiring) < Self.frameCount
    }

    /// Hands over the first `slots` slots. [render]
    @_noLocks
    package mutating func publish(slots: Int) {
        let at = head.load(ordering: .relaxed)
        let frame = frames + (at % Self.frameCount) * capacity
        for slot in 0..<slots {
            frame[slot] = gathered[slot]
            gathered[slot] = Slot()
        }
        lengths[at % Self.frameCount] = (gatheredFrames, slots)
        gatheredFrames = 0
        head.store(at &+ 1, ordering: .releasing)
    }

    /// Takes the oldest frame: the slots, and how many frames of audio they are of. [control]
    package borrowing func take(
        _ body: (_ slots: UnsafeBufferPointer<Slot>, _ frames: Int) -> Void
    ) -> Bool {
        let at = tail.load(ordering: .relaxed)
        guard at != head.load(ordering: .acquiring) else { return false }
        let length = lengths[at % Self.frameCount]
        body(
            UnsafeBufferPointer(
                start: frames + (at % Self.frameCount) * capacity,
                count: length.slots
            ),
            length.frames
        )
        tail.store(at &+ 1, ordering: .releasing)
        return true
    }
}

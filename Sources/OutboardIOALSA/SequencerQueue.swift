import CRealtime
import OutboardRealtime
import Synchronization

/// Messages on their way from the sequencer's thread to the device's, with the time of their arrival.
///
///     arrived    │   a     b │     c     │           │
///     cycles     ▲           ▲           ▲           ▲
///     rendered               │   a     b │     c     │
///
/// A message keeps its place: what arrived within the quantum before a cycle's begin is rendered that
/// much before the cycle's end. So each is late by exactly one quantum, rather than by up to one, and a
/// rhythm stays a rhythm. What has waited for longer, after a missed deadline, comes at frame 0.
package struct SequencerQueue: ~Copyable {
    /// A message, and when it arrived by CLOCK_MONOTONIC.
    private struct Arrival: BitwiseCopyable {
        var nanoseconds: Int64
        var event: ob_event
    }

    private let ring = SPSCRing<Arrival>(capacity: Self.capacity)
    /// What was taken from the ring and belongs to a later cycle. The device's thread alone uses it.
    private let held: UnsafeMutablePointer<Arrival?>
    /// Messages since the start that were not carried, or not taken in time.
    let dropped = Atomic<Int>(0)

    static let capacity = 2048

    init() {
        held = .allocate(capacity: 1)
        held.initialize(to: nil)
    }

    deinit { held.deallocate() }

    /// Adds a message, or counts it when the queue is full. [sequencer's thread]
    /// - Parameter nanoseconds: when it arrived; no less than for the message before.
    borrowing func push(_ event: ob_event, atNanoseconds nanoseconds: Int64) {
        if !ring.push(Arrival(nanoseconds: nanoseconds, event: event)) { countDrop() }
    }

    borrowing func countDrop() { dropped.wrappingAdd(1, ordering: .relaxed) }

    /// Forgets what waits, and counts from 0 again. [device's thread, or before it starts]
    borrowing func reset() {
        held.pointee = nil
        // No more than there were: the sequencer's thread may be adding.
        for _ in 0..<ring.count() { _ = ring.pop() }
        dropped.store(0, ordering: .relaxed)
    }

    /// Takes what arrived before a cycle began, in the order of frames. What finds no room in
    /// `events` is taken in the next cycle. [device's thread, render]
    ///
    /// - Parameters:
    ///   - capacity: how many fit into `events`.
    ///   - cycleBegan: nanoseconds of CLOCK_MONOTONIC, later from cycle to cycle.
    ///   - frames: the cycle's length, above 0.
    /// - Returns: how many there were.
    @_noLocks
    package borrowing func drain(
        into events: UnsafeMutablePointer<ob_event>,
        capacity: Int,
        cycleBegan: Int64,
        frames: Int,
        sampleRateHertz: Int
    ) -> Int {
        var count = 0
        while count < capacity {
            guard let next = take() else { break }
            let agoNanoseconds = cycleBegan &- next.nanoseconds
            guard agoNanoseconds > 0 else {
                held.pointee = next
                break
            }
            events[count] = next.event
            events[count].frame = Self.frame(
                agoNanoseconds: agoNanoseconds,
                frames: frames,
                sampleRateHertz: sampleRateHertz
            )
            count += 1
        }
        return count
    }

    @_noLocks @inline(__always)
    private borrowing func take() -> Arrival? {
        guard let next = held.pointee else { return ring.pop() }
        held.pointee = nil
        return next
    }

    /// Where in a cycle a message belongs that arrived so long before the cycle's begin.
    /// - Parameter agoNanoseconds: above 0.
    /// - Returns: a frame of the cycle: the last for the shortest time, 0 for a quantum and more.
    @_noLocks
    static func frame(agoNanoseconds: Int64, frames: Int, sampleRateHertz: Int) -> UInt32 {
        let second: Int64 = 1_000_000_000
        // Compared first, so that the product below stays small.
        let quantumNanoseconds = Int64(frames) * second / Int64(sampleRateHertz)
        guard agoNanoseconds < quantumNanoseconds else { return 0 }
        let framesAgo = (agoNanoseconds * Int64(sampleRateHertz) + second - 1) / second
        return UInt32(truncatingIfNeeded: max(0, Int64(frames) - framesAgo))
    }
}

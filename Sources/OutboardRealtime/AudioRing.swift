import CRealtime
import Synchronization

/// A bounded queue of audio frames between one writing and one reading thread, wait-free.
///
/// Channels lie apart (`channels x frames`), so both sides copy whole runs. Used to stream files to
/// the render thread, and to carry sound from it to files and listeners.
@frozen
public struct AudioRing: ~Copyable, @unchecked Sendable {
    // SAFETY: as in SPSCRing: `head` belongs to the writing thread, `tail` to the reading one, and
    // frames change hands through their release.
    package let channelCount: Int
    package let capacityFrames: Int
    private let samples: UnsafeMutablePointer<Float>
    private let indices: UnsafeMutableRawPointer
    private let head: UnsafeMutablePointer<Atomic<Int>>
    private let tail: UnsafeMutablePointer<Atomic<Int>>

    /// - Parameter capacityFrames: a power of two.
    package init(channelCount: Int, capacityFrames: Int) {
        precondition(
            capacityFrames > 1 && capacityFrames & (capacityFrames - 1) == 0,
            "the capacity must be a power of two"
        )
        self.channelCount = channelCount
        self.capacityFrames = capacityFrames
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: channelCount * capacityFrames * MemoryLayout<Float>.stride,
            alignment: 64
        )
        samples = memory.bindMemory(to: Float.self, capacity: channelCount * capacityFrames)
        samples.initialize(repeating: 0, count: channelCount * capacityFrames)
        indices = .allocate(byteCount: 256, alignment: 128)
        head = indices.bindMemory(to: Atomic<Int>.self, capacity: 1)
        head.initialize(to: Atomic(0))
        tail = (indices + 128).bindMemory(to: Atomic<Int>.self, capacity: 1)
        tail.initialize(to: Atomic(0))
    }

    deinit {
        samples.deallocate()
        indices.deallocate()
    }

    /// The smallest capacity that a ring may have which holds that many frames.
    package static func capacity(holding frames: Int) -> Int {
        1 << (Int.bitWidth - (max(2, frames) - 1).leadingZeroBitCount)
    }

    /// Frames that can be written now. [writing thread]
    @_noLocks
    package borrowing func writableFrames() -> Int {
        capacityFrames - head.pointee.load(ordering: .relaxed)
            + tail.pointee.load(ordering: .acquiring)
    }

    /// Frames that can be read now. [reading thread] Elsewhere it is an estimate.
    @_noLocks
    package borrowing func readableFrames() -> Int {
        head.pointee.load(ordering: .acquiring) - tail.pointee.load(ordering: .relaxed)
    }

    /// Frames ever written. [writing thread] Elsewhere there may be more by now.
    @_noLocks
    package borrowing func writtenFrames() -> Int { head.pointee.load(ordering: .relaxed) }

    /// Frames ever read or dropped. [reading thread]
    @_noLocks
    package borrowing func takenFrames() -> Int { tail.pointee.load(ordering: .relaxed) }

    /// Appends frames; all or none. Returns false when there is no room for all. [writing thread]
    /// - Parameters:
    ///   - source: `channelCount` pointers to `offset + frames` samples.
    ///   - offset: the first frame of the source to be taken.
    @_noLocks
    package borrowing func write(
        _ source: UnsafePointer<UnsafePointer<Float>>,
        offset: Int = 0,
        frames: Int
    ) -> Bool {
        guard writableFrames() >= frames else { return false }
        let at = head.pointee.load(ordering: .relaxed)
        let start = at & (capacityFrames - 1)
        let first = min(frames, capacityFrames - start)
        for channel in 0..<channelCount {
            let lane = samples + channel * capacityFrames
            let samples = source[channel] + offset
            ob_copy(lane + start, samples, first)
            ob_copy(lane, samples + first, frames - first)
        }
        head.pointee.store(at + frames, ordering: .releasing)
        return true
    }

    /// Takes up to `frames` frames, and returns how many there were. [reading thread]
    /// - Parameter destination: `channelCount` pointers to room for `frames` samples.
    @_noLocks
    package borrowing func read(
        into destination: UnsafePointer<UnsafeMutablePointer<Float>>,
        frames: Int
    ) -> Int {
        let taken = min(frames, readableFrames())
        let at = tail.pointee.load(ordering: .relaxed)
        let start = at & (capacityFrames - 1)
        let first = min(taken, capacityFrames - start)
        for channel in 0..<channelCount {
            let lane = samples + channel * capacityFrames
            ob_copy(destination[channel], lane + start, first)
            ob_copy(destination[channel] + first, lane, taken - first)
        }
        tail.pointee.store(at + taken, ordering: .releasing)
        return taken
    }

    /// Drops up to `frames` frames. [reading thread]
    @_noLocks
    package borrowing func skip(frames: Int) {
        let taken = min(frames, readableFrames())
        tail.pointee.store(tail.pointee.load(ordering: .relaxed) + taken, ordering: .releasing)
    }

    /// Drops all frames that can be read now. [reading thread]
    package borrowing func drain() {
        tail.pointee.store(head.pointee.load(ordering: .acquiring), ordering: .releasing)
    }
}

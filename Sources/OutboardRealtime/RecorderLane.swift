import Synchronization

/// The render half of a recorder: a ring to write to, and what is to be known of the writing.
///
/// It belongs to its recorder; the render thread has a pointer to it. The counters may be read
/// from anywhere.
@frozen
public struct RecorderLane: ~Copyable, @unchecked Sendable {
    // SAFETY: the ring's writing side belongs to the render thread, its reading side to whoever holds
    // the recorder's lock; the counters are atomic.
    package let ring: AudioRing
    private let dropped = Atomic<Int>(0)
    /// Int64.min before there is one.
    private let first = Atomic<Int64>(.min)

    /// - Parameter capacityFrames: a power of two.
    package init(channelCount: Int, capacityFrames: Int) {
        ring = AudioRing(channelCount: channelCount, capacityFrames: capacityFrames)
    }

    /// Appends frames to the take, all or none. Where there is no room they are dropped and counted,
    /// and the take goes on without them. [render]
    /// - Parameters:
    ///   - source: as many pointers as the recorder has channels, to `offset + frames` samples.
    ///   - offset: the first frame of the source to be taken.
    ///   - frame: the engine's time of that frame.
    @_noLocks
    package borrowing func write(
        _ source: UnsafePointer<UnsafePointer<Float>>,
        offset: Int = 0,
        frames: Int,
        at frame: Int64
    ) {
        guard ring.write(source, offset: offset, frames: frames) else {
            // Each counter stands for itself: relaxed order is enough.
            dropped.wrappingAdd(frames, ordering: .relaxed)
            return
        }
        if frames > 0, first.load(ordering: .relaxed) == .min {
            first.store(frame, ordering: .relaxed)
        }
    }

    /// Frames that found no room. [any]
    package var droppedFrames: Int { dropped.load(ordering: .relaxed) }

    /// Frames that found room. [any]
    package var acceptedFrames: Int { ring.writtenFrames() }

    /// The engine's time of the take's first frame; nil before there is one. [any]
    package var firstFrame: Int64? {
        let frame = first.load(ordering: .relaxed)
        return frame == .min ? nil : frame
    }
}

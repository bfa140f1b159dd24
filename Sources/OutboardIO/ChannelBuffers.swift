import OutboardRealtime

/// Buffers for some channels, zeroed, with the arrays of pointers that rendering takes.
///
/// It owns its memory. The pointers are valid as long as it lives, and name one memory: what is
/// written through `writable` is read through `readable`.
package struct ChannelBuffers: ~Copyable, @unchecked Sendable {
    // SAFETY: plain memory; whoever has it hands it from thread to thread as a whole.
    package let channelCount: Int
    package let capacityFrames: Int
    /// `channelCount` pointers to `capacityFrames` samples.
    package let writable: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
    private let arena: AudioArena

    package init(channelCount: Int, capacityFrames: Int) {
        self.channelCount = channelCount
        self.capacityFrames = capacityFrames
        arena = AudioArena(bufferCount: channelCount, framesPerBuffer: capacityFrames)
        writable = .allocate(capacity: max(1, channelCount))
        for channel in 0..<channelCount {
            (writable + channel).initialize(to: arena.buffer(channel))
        }
    }

    deinit { writable.deallocate() }

    /// The same buffers, for reading.
    package var readable: UnsafePointer<UnsafePointer<Float>> {
        @_noLocks get {
            // SAFETY: a pointer to mutable and one to constant samples have one representation.
            UnsafeRawPointer(writable).assumingMemoryBound(to: UnsafePointer<Float>.self)
        }
    }

    /// Copies frames that alternate between channels into the buffers.
    /// - Parameter source: `frames x sourceChannelCount`; channels beyond ours are left out.
    borrowing func fill(
        fromInterleaved source: UnsafePointer<Float>,
        sourceChannelCount: Int,
        frames: Int
    ) {
        precondition(sourceChannelCount >= channelCount && frames <= capacityFrames)
        for channel in 0..<channelCount {
            let destination = writable[channel]
            for frame in 0..<frames {
                destination[frame] = source[frame * sourceChannelCount + channel]
            }
        }
    }
}

import OutboardRealtime
import Synchronization

/// Plays a file into a ring that the render thread reads.
///
///     fill, on the disk's thread (or, offline, between two blocks)      render thread
///     file ─▶ sample rate ─▶ loop ─▶ ring.write      ───────────▶       ring.read
///
/// The ring is full when `init` returns. At equal sample rates the frames are the file's, bit for bit,
/// and a loop's first frame follows its last. After the end comes silence, so that a ring that runs
/// empty always means a disk that was too slow. More than two channels: the first two are played.
package final class FileStream: DiskWork, @unchecked Sendable {
    // SAFETY: the writing side of the ring and `buffers` are used under `source`'s lock alone, the
    // reading side by the render thread alone; the rest does not change.

    /// What the render thread reads. It lives as long as this object: keep that until no plan that
    /// names the ring can be rendered any more.
    package let ring: UnsafeMutablePointer<AudioRing>
    /// 1 or 2.
    package let channelCount: Int
    package let path: String
    private let source: Mutex<Source>
    private let buffers: ChannelBuffers

    private struct Source: ~Copyable {
        var frames: FileFrames
        let interleaved: UnsafeMutablePointer<Float>
        var failure: AudioFileError?

        init(_ frames: consuming FileFrames) {
            interleaved = .allocate(capacity: FileStream.blockFrames * frames.channelCount)
            self.frames = frames
        }

        deinit { interleaved.deallocate() }
    }

    private static let blockFrames = 4096

    /// - Parameters:
    ///   - sampleRateHertz: the engine's. Files at another rate are converted while they play.
    ///   - loops: whether the file starts over at its end.
    ///   - ringFrames: how much is read ahead, at least; nil for a second.
    package init(
        path: String,
        sampleRateHertz: Int,
        loops: Bool,
        ringFrames: Int? = nil
    ) throws(AudioFileError) {
        let frames = try FileFrames(path: path, sampleRateHertz: sampleRateHertz, loops: loops)
        self.path = path
        channelCount = min(2, frames.channelCount)
        let ahead = max(2, ringFrames ?? sampleRateHertz)
        ring = .allocate(capacity: 1)
        ring.initialize(
            to: AudioRing(
                channelCount: channelCount,
                capacityFrames: 1 << (Int.bitWidth - (ahead - 1).leadingZeroBitCount)
            )
        )
        buffers = ChannelBuffers(channelCount: channelCount, capacityFrames: Self.blockFrames)
        source = Mutex(Source(frames))
        fill()
        if let failure { throw failure }
    }

    deinit {
        ring.deinitialize(count: 1)
        ring.deallocate()
    }

    /// Why reading ended before the end of the file: since then the stream is silent.
    package var failure: AudioFileError? { source.withLock { $0.failure } }

    /// A stream waits for what is recorded: late, it is silent for a moment, and loses nothing.
    package var isPressing: Bool { false }

    /// Fills a block of the ring.
    package func work() -> Bool {
        source.withLock { fillBlock(&$0) == Self.blockFrames }
    }

    /// Fills the ring to its brim. Waits for the disk, and for another `fill` that is under way.
    package func fill() {
        source.withLock { source in
            while fillBlock(&source) > 0 {}
        }
    }

    /// Returns the frames that there was room for.
    private func fillBlock(_ source: inout Source) -> Int {
        let count = min(Self.blockFrames, ring.pointee.writableFrames())
        guard count > 0 else { return 0 }
        readBlock(&source, frames: count)
        buffers.fill(
            fromInterleaved: source.interleaved,
            sourceChannelCount: source.frames.channelCount,
            frames: count
        )
        let hadRoom = ring.pointee.write(buffers.readable, frames: count)
        precondition(hadRoom, "only this side makes the room smaller")
        return count
    }

    private func readBlock(_ source: inout Source, frames: Int) {
        if source.failure == nil {
            do {
                return try source.frames.read(into: source.interleaved, frames: frames)
            } catch {
                source.failure = error
            }
        }
        source.interleaved.update(repeating: 0, count: frames * source.frames.channelCount)
    }
}

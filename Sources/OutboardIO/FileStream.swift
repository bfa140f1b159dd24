import OutboardRealtime
import Synchronization

/// Plays a file, as a song places it, into a ring that the render thread reads.
///
///     fill, on the disk's thread (or, offline, between two blocks)      render thread
///     file ─▶ sample rate ─▶ song ─▶ ring.write      ───────────▶       ring.read
///
/// At equal sample rates the frames are the file's, bit for bit, and a loop's first frame follows its
/// last. At others they are the same within -120 dBFS wherever in the song the stream began. Outside of
/// the file is silence, so that a ring that runs empty always means a disk that was too slow. More than
/// two channels: the first two are played.
///
/// A stream goes forward from where it was made to begin. To go elsewhere in the song, make another,
/// have the disk thread fill it, and swap it in when it `isReady`.
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
    /// Apart from `source`, so that asking for it never waits for the disk.
    private let problem = Mutex<AudioFileError?>(nil)

    private struct Source: ~Copyable {
        var frames: SongFrames
        let interleaved: UnsafeMutablePointer<Float>

        init(_ frames: consuming SongFrames) {
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
    ///   - offset: the song's frame at which the file begins, at the engine's rate.
    ///   - startFrame: the song's frame that is played first; any.
    ///   - loop: of the song. From its last frame it goes back to its first, again and again. Who
    ///     starts behind it never meets it; an empty one is none.
    ///   - fillsAtOnce: whether the ring is full when this returns, and what failed until then is
    ///     thrown. Otherwise the ring is empty, and to be filled by the disk thread.
    package init(
        path: String,
        sampleRateHertz: Int,
        loops: Bool,
        ringFrames: Int? = nil,
        offset: Int64 = 0,
        startFrame: Int64 = 0,
        loop: Range<Int64>? = nil,
        fillsAtOnce: Bool = true
    ) throws(AudioFileError) {
        let file = try FileFrames(path: path, sampleRateHertz: sampleRateHertz, loops: loops)
        self.path = path
        channelCount = min(2, file.channelCount)
        ring = .allocate(capacity: 1)
        ring.initialize(
            to: AudioRing(
                channelCount: channelCount,
                capacityFrames: AudioRing.capacity(holding: ringFrames ?? sampleRateHertz)
            )
        )
        buffers = ChannelBuffers(channelCount: channelCount, capacityFrames: Self.blockFrames)
        source = Mutex(
            Source(SongFrames(file, offset: offset, start: startFrame, loop: loop))
        )
        guard fillsAtOnce else { return }
        fill()
        if let failure { throw failure }
    }

    deinit {
        ring.deinitialize(count: 1)
        ring.deallocate()
    }

    /// Why reading ended before the end of the file: since then the stream is silent.
    package var failure: AudioFileError? { problem.withLock { $0 } }

    /// Whether so many frames were read ahead, or as many as the ring holds. Never waits, and stays true
    /// once it was. A stream that failed becomes ready too, with silence. [any]
    /// - Parameter frames: nil for a full ring.
    package func isReady(frames: Int? = nil) -> Bool {
        let capacity = ring.pointee.capacityFrames
        return ring.pointee.writtenFrames() >= min(frames ?? capacity, capacity)
    }

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
        if failure == nil {
            do throws(AudioFileError) {
                return try source.frames.read(into: source.interleaved, frames: frames)
            } catch {
                problem.withLock { $0 = error }
            }
        }
        source.interleaved.update(repeating: 0, count: frames * source.frames.channelCount)
    }
}

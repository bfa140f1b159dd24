import OutboardRealtime
import Synchronization

/// Records what the render thread writes into a new file.
///
///     render thread                      work, on the disk's thread
///     lane.write ─▶ ring  ─────────────▶ ring.read ─▶ AudioFileWriter ─▶ file
///                   no room: dropped                   failed: discarded
///
/// The file's header is brought up to date about once a second of sound, so that a crash of the program
/// costs the last second at most. A crash of the whole system may cost what the kernel has not yet
/// written, usually half a minute; only `finish` waits for the disk. An existing file is never touched.
package final class FileRecorder: DiskWork, @unchecked Sendable {
    // SAFETY: the reading side of the ring and `buffers` are used under `state`'s lock alone, the
    // writing side by the render thread alone; the rest does not change.

    /// What the render thread writes to. It lives as long as this object: keep that until no plan that
    /// names the lane can be rendered any more.
    package let lane: UnsafeMutablePointer<RecorderLane>
    package let channelCount: Int
    package let path: String
    private let headerFrames: Int
    private let buffers: ChannelBuffers
    private let state: Mutex<State>
    /// Apart from `state`, so that asking for it never waits for the disk.
    private let problem = Mutex<AudioFileError?>(nil)

    private struct State {
        let target: any RecordingTarget
        var framesSinceHeader: Int
        var take: RecordedTake?
    }

    private static let blockFrames = 4096

    /// Creates the file, which must not exist.
    /// - Parameters:
    ///   - channelCount: 1...64; 1...8 for FLAC.
    ///   - ringFrames: how long the disk may stall, at least; nil for four seconds.
    package convenience init(
        path: String,
        encoding: AudioFileEncoding,
        sampleRateHertz: Int,
        channelCount: Int,
        ringFrames: Int? = nil
    ) throws(AudioFileError) {
        guard 1...(encoding.isWAV ? 64 : 8) ~= channelCount else {
            throw AudioFileError(
                .unsupported,
                subject: path,
                message: "\(channelCount) channels cannot be recorded; "
                    + "1 to 64 can as WAV, 1 to 8 as FLAC"
            )
        }
        self.init(
            into: try AudioFileWriter(
                path: path,
                encoding: encoding,
                sampleRateHertz: sampleRateHertz,
                channelCount: channelCount,
                replaces: false
            ),
            path: path,
            sampleRateHertz: sampleRateHertz,
            channelCount: channelCount,
            ringFrames: ringFrames
        )
    }

    init(
        into target: sending any RecordingTarget,
        path: String,
        sampleRateHertz: Int,
        channelCount: Int,
        ringFrames: Int? = nil
    ) {
        self.path = path
        self.channelCount = channelCount
        headerFrames = sampleRateHertz
        lane = .allocate(capacity: 1)
        lane.initialize(
            to: RecorderLane(
                channelCount: channelCount,
                capacityFrames: AudioRing.capacity(holding: ringFrames ?? 4 * sampleRateHertz)
            )
        )
        buffers = ChannelBuffers(channelCount: channelCount, capacityFrames: Self.blockFrames)
        // The first block brings a header at once.
        state = Mutex(State(target: target, framesSinceHeader: headerFrames))
    }

    /// Without `finish`, the file keeps what was drained until here.
    deinit {
        lane.deinitialize(count: 1)
        lane.deallocate()
    }

    /// Why recording ended before its time. [control]
    package var failure: AudioFileError? { problem.withLock { $0 } }

    /// Whether the ring is more than half full.
    package var isPressing: Bool {
        2 * lane.pointee.ring.readableFrames() > lane.pointee.ring.capacityFrames
    }

    /// Writes a block to the file, once there is a whole one: small writes cost as much as large ones.
    package func work() -> Bool {
        state.withLock { state in
            let ring = lane.pointee.ring.capacityFrames
            let piece = min(Self.blockFrames, max(1, ring / 4))
            guard state.take == nil, lane.pointee.ring.readableFrames() >= piece else {
                return false
            }
            drainBlock(&state)
            return lane.pointee.ring.readableFrames() >= piece
        }
    }

    /// Writes what is left in the ring, completes the file and brings it to the disk.
    ///
    /// To be called when the render thread has stopped writing. A second call answers as the first.
    /// [control]
    package func finish() -> RecordedTake {
        state.withLock { state in
            if let take = state.take { return take }
            while drainBlock(&state) > 0 {}
            do throws(AudioFileError) {
                try state.target.finish()
            } catch {
                note(error)
            }
            let written = state.target.writtenFrames
            let take = RecordedTake(
                path: path,
                writtenFrames: written,
                droppedFrames: lane.pointee.droppedFrames,
                discardedFrames: lane.pointee.acceptedFrames - written,
                firstFrame: lane.pointee.firstFrame,
                failure: failure
            )
            state.take = take
            return take
        }
    }

    /// Takes a block from the ring, and returns its frames. After a failure it goes nowhere.
    @discardableResult
    private func drainBlock(_ state: inout State) -> Int {
        let frames = lane.pointee.ring.read(into: buffers.writable, frames: Self.blockFrames)
        guard frames > 0, failure == nil else { return frames }
        do {
            try state.target.write(buffers.readable, frames: frames)
            state.framesSinceHeader += frames
            if state.framesSinceHeader >= headerFrames {
                try state.target.updateHeader()
                state.framesSinceHeader = 0
            }
        } catch {
            note(error)
            // What came before is to be readable even if nobody ever finishes.
            try? state.target.updateHeader()
        }
        return frames
    }

    private func note(_ error: AudioFileError) {
        problem.withLock { $0 = $0 ?? error }
    }
}

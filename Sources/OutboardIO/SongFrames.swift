/// A file's frames as the song has them: from any position on, and in the song's loop region for ever.
///
///     song  ──0────────────offset─────────────────────────▶  file's frame 0 lies at `offset`
///                             │◀── file ──▶│
///                       ├──── loop ────┤                     after its last frame comes its first
///
/// Positions are frames of the song at the engine's rate. Outside of the file is silence. [control]
struct SongFrames: ~Copyable {
    private var file: FileFrames
    private let offset: Int
    /// Never empty.
    private let loop: Range<Int>?
    private var position: Int
    /// Whether the file's next frame is the one that the position asks for.
    private var isPlaced: Bool
    private var cache: LoopCache?

    /// Nobody goes further than this, three thousand years, and sums of it do not overflow.
    private static let frameLimit: Int64 = 1 << 52

    /// - Parameters:
    ///   - start: the first frame that is read.
    ///   - loop: a region that a reader from before its end never leaves. An empty one is none.
    init(
        _ file: consuming FileFrames,
        offset: Int64,
        start: Int64,
        loop: Range<Int64>?
    ) {
        let limits = -Self.frameLimit..<Self.frameLimit
        func limited(_ frame: Int64) -> Int {
            Int(min(max(frame, limits.lowerBound), limits.upperBound))
        }
        self.offset = limited(offset)
        position = limited(start)
        let region = loop.map { limited($0.lowerBound)..<limited($0.upperBound) }
        self.loop = region.flatMap { $0.isEmpty ? nil : $0 }
        cache = self.loop.flatMap {
            LoopCache(frameCount: $0.count, channelCount: file.channelCount)
        }
        // A file that was opened stands at its first frame.
        isPlaced = position == self.offset
        self.file = file
    }

    var channelCount: Int { file.channelCount }

    /// Writes the next `frames` frames, channels alternating.
    mutating func read(
        into destination: UnsafeMutablePointer<Float>,
        frames: Int
    ) throws(AudioFileError) {
        var done = 0
        while done < frames {
            var run = frames - done
            if let loop, position < loop.upperBound { run = min(run, loop.upperBound - position) }
            try readRun(into: destination + done * channelCount, frames: run)
            done += run
            position += run
            if let loop, position == loop.upperBound { jump(to: loop.lowerBound) }
        }
    }

    /// Reads frames that lie side by side in the song.
    private mutating func readRun(
        into destination: UnsafeMutablePointer<Float>,
        frames: Int
    ) throws(AudioFileError) {
        if let loop, cache?.isComplete == true, position < loop.upperBound {
            cache!.read(into: destination, from: position - loop.lowerBound, frames: frames)
            return
        }
        let silence = min(frames, max(0, offset - position))
        destination.update(repeating: 0, count: silence * channelCount)
        if silence < frames {
            if !isPlaced {
                try file.locate(max(0, position - offset))
                isPlaced = true
            }
            try file.read(into: destination + silence * channelCount, frames: frames - silence)
        }
        if cache?.isRecording == true { cache!.append(destination, frames: frames) }
    }

    private mutating func jump(to frame: Int) {
        position = frame
        isPlaced = false
        cache?.begin()
    }
}

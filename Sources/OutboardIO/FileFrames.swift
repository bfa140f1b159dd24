/// A file's frames at the engine's sample rate, one after the other, in one pass or for ever.
///
/// After the end of a file that does not loop come zeros. [control]
struct FileFrames: ~Copyable {
    let channelCount: Int
    private let reader: AudioFileReader
    private let loops: Bool
    private let converter: SampleRateConverter?
    /// Frames of the file, channels alternating: what the converter has yet to take.
    private let pending: UnsafeMutablePointer<Float>
    private var pendingStart = 0
    private var pendingFrames = 0
    private var isFileOver = false
    private(set) var isOver = false

    private static let blockFrames = 4096

    init(path: String, sampleRateHertz: Int, loops: Bool) throws(AudioFileError) {
        let reader = try AudioFileReader(path: path)
        let converter = try Self.makeConverter(reader, sampleRateHertz: sampleRateHertz)
        self.reader = reader
        self.converter = converter
        channelCount = reader.format.channelCount
        // A loop of nothing would never end a read.
        self.loops = loops && reader.format.frameCount > 0
        pending = .allocate(capacity: Self.blockFrames * reader.format.channelCount)
    }

    deinit { pending.deallocate() }

    /// Writes the next `frames` frames, channels alternating.
    mutating func read(
        into destination: UnsafeMutablePointer<Float>,
        frames: Int
    ) throws(AudioFileError) {
        var done = 0
        while done < frames, !isOver {
            done += try advance(into: destination + done * channelCount, frames: frames - done)
        }
        (destination + done * channelCount).update(
            repeating: 0,
            count: (frames - done) * channelCount
        )
    }

    /// Does one step, and returns how many frames it brought. None is not the end: `isOver` is.
    private mutating func advance(
        into destination: UnsafeMutablePointer<Float>,
        frames: Int
    ) throws(AudioFileError) -> Int {
        guard converter != nil else {
            let count = try readFile(into: destination, frames: frames)
            isOver = isFileOver
            return count
        }
        if pendingFrames == 0, !isFileOver {
            pendingStart = 0
            pendingFrames = try readFile(into: pending, frames: Self.blockFrames)
        }
        let (used, made) = converter!.convert(
            pending + pendingStart * channelCount,
            frames: pendingFrames,
            isLast: isFileOver,
            into: destination,
            room: frames
        )
        pendingStart += used
        pendingFrames -= used
        isOver = isFileOver && pendingFrames == 0 && made == 0
        return made
    }

    /// Reads from the file, going back to its start at its end.
    private mutating func readFile(
        into destination: UnsafeMutablePointer<Float>,
        frames: Int
    ) throws(AudioFileError) -> Int {
        var done = 0
        var wasRewound = false
        while done < frames {
            let count = try reader.read(
                into: destination + done * channelCount,
                frames: frames - done
            )
            done += count
            guard done < frames else { break }
            // A file whose header promised frames that are not there must not spin.
            guard loops, count > 0 || !wasRewound else {
                isFileOver = true
                break
            }
            try reader.seek(to: 0)
            wasRewound = true
        }
        return done
    }

    /// - Returns: nil where the file has the engine's sample rate already.
    private static func makeConverter(
        _ reader: AudioFileReader,
        sampleRateHertz: Int
    ) throws(AudioFileError) -> SampleRateConverter? {
        guard reader.format.sampleRateHertz != sampleRateHertz else { return nil }
        let converter = SampleRateConverter(
            channelCount: reader.format.channelCount,
            fromHertz: reader.format.sampleRateHertz,
            toHertz: sampleRateHertz
        )
        if let converter { return converter }
        throw AudioFileError(
            .unsupported,
            subject: reader.path,
            message: "its sample rate of \(reader.format.sampleRateHertz) Hz cannot be converted "
                + "to \(sampleRateHertz) Hz; convert the file first"
        )
    }
}

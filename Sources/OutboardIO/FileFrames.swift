/// A file's frames at the engine's sample rate, one after the other from any of them on, in one pass or
/// for ever.
///
/// After the end of a file that does not loop come zeros. At the file's own rate frames are its own, bit
/// for bit. Otherwise the file's frame n lies at n x engine rate / file rate, wherever reading began:
///
///     file    ├──┬──┬──┬──┬──┬──┬──┤      `step.file` frames last as long as
///     engine  ├─┬─┬─┬─┬─┬─┬─┬─┬─┬──┤      `step.engine` frames
///             ▲ begin: where both lie together, before what the filter reaches back to
///                       ▲ located
///
/// [control]
struct FileFrames: ~Copyable {
    let channelCount: Int
    private let reader: AudioFileReader
    private let loops: Bool
    private let converter: SampleRateConverter?
    /// The shortest time that is whole in frames of both rates.
    private let step: (file: Int, engine: Int)
    /// What the converter's filter reaches back over, in frames of the file.
    private let reachFrames: Int
    /// Frames of the file, channels alternating: what the converter has yet to take.
    private let pending: UnsafeMutablePointer<Float>
    private var pendingStart = 0
    private var pendingFrames = 0
    /// The file's frame that is read next, all rounds of a loop counted.
    private var filePosition = 0
    private var isFileOver = false
    /// The frame that comes next.
    private var position = 0
    /// The number of frames, once the file's end was found.
    private var end: Int?

    private static let blockFrames = 4096

    init(path: String, sampleRateHertz: Int, loops: Bool) throws(AudioFileError) {
        let reader = try AudioFileReader(path: path)
        let converter = try Self.makeConverter(reader, sampleRateHertz: sampleRateHertz)
        self.reader = reader
        reachFrames =
            converter == nil
            ? 0
            : SampleRateConverter.reachFrames(
                fromHertz: reader.format.sampleRateHertz,
                toHertz: sampleRateHertz
            )
        self.converter = converter
        channelCount = reader.format.channelCount
        let divisor = greatestCommonDivisor(reader.format.sampleRateHertz, sampleRateHertz)
        step = (reader.format.sampleRateHertz / divisor, sampleRateHertz / divisor)
        // A loop of nothing would never end a read.
        self.loops = loops && reader.format.frameCount > 0
        pending = .allocate(capacity: Self.blockFrames * reader.format.channelCount)
    }

    deinit { pending.deallocate() }

    /// Whether only zeros follow.
    private var isOver: Bool { end.map { position >= $0 } ?? false }

    /// Makes `frame` the next, counted from the file's first at the engine's rate, all rounds of a loop
    /// included. What follows then is what follows it when the file is read through, at its own rate bit
    /// for bit, at another within -120 dBFS: the converter begins anew, at a frame that lies exactly on
    /// one of the file's, and early enough to know all that its filter reaches. (Most often that is bit
    /// for bit too. But the converter adds up its own time, and is off by 2e-8 frames after two hours.)
    mutating func locate(_ frame: Int) throws(AudioFileError) {
        precondition(frame >= 0, "a file has no frames before its first")
        let lead = frames(atEngineRate: reachFrames)
        let begin = max(0, frame - lead) / step.engine * step.engine
        pendingFrames = 0
        isFileOver = false
        end = nil
        position = begin
        filePosition = begin / step.engine * step.file
        let length = reader.format.frameCount
        guard loops || filePosition < length else {
            isFileOver = true
            end = begin
            return
        }
        try reader.seek(to: loops ? filePosition % length : filePosition)
        converter?.reset()
        try discard(frame - begin)
    }

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

    private mutating func discard(_ frames: Int) throws(AudioFileError) {
        guard frames > 0 else { return }
        let room = min(frames, Self.blockFrames)
        let unwanted = UnsafeMutablePointer<Float>.allocate(capacity: room * channelCount)
        defer { unwanted.deallocate() }
        var left = frames
        while left > 0, !isOver { left -= try advance(into: unwanted, frames: min(room, left)) }
    }

    /// Does one step, and returns how many frames it brought. None is not the end: `isOver` is.
    private mutating func advance(
        into destination: UnsafeMutablePointer<Float>,
        frames: Int
    ) throws(AudioFileError) -> Int {
        guard converter != nil else {
            let count = try readFile(into: destination, frames: frames)
            position += count
            if isFileOver { end = position }
            return count
        }
        if pendingFrames == 0 { try refill() }
        let (used, made) = converter!.convert(
            pending + pendingStart * channelCount,
            frames: pendingFrames,
            into: destination,
            room: frames
        )
        pendingStart += used
        pendingFrames -= used
        let kept = min(made, (end ?? .max) - position)
        position += kept
        return kept
    }

    /// Gets what the converter takes next: the file's frames, and then zeros, which bring out what it
    /// still holds. Where the file ends, its length is known, and nothing comes out beyond it.
    private mutating func refill() throws(AudioFileError) {
        pendingStart = 0
        if isFileOver {
            pending.update(repeating: 0, count: Self.blockFrames * channelCount)
            pendingFrames = Self.blockFrames
            return
        }
        pendingFrames = try readFile(into: pending, frames: Self.blockFrames)
        if isFileOver { end = frames(atEngineRate: filePosition) }
    }

    /// The frames of the engine's whose time lies within so many of the file's.
    private func frames(atEngineRate frames: Int) -> Int {
        let (whole, rest) = frames.quotientAndRemainder(dividingBy: step.file)
        return whole * step.engine + (rest * step.engine + step.file - 1) / step.file
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
        filePosition += done
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

private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    b == 0 ? a : greatestCommonDivisor(b, a % b)
}

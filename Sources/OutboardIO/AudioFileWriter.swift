import CSndfile
import Glibc

/// Writes frames to a new WAV or FLAC file.
///
/// Integer encodings round to nearest without dither, so that equal audio makes equal files, and clip
/// at full scale, which is counted. A WAV that outgrows 4 GiB becomes RF64, in place. One thread at a
/// time. [control]
package final class AudioFileWriter {
    package let path: String
    package let channelCount: Int
    package let encoding: AudioFileEncoding
    /// Samples beyond full scale that an integer encoding clipped.
    package private(set) var clippedSampleCount = 0
    /// Frames that were handed over. After an error, and `finish`, those that can be read back.
    package private(set) var writtenFrames = 0
    private var file: OpaquePointer?
    private let descriptor: Int32
    private let interleaved: UnsafeMutableRawPointer

    private static let blockFrames = 4096

    /// Creates the file.
    /// - Parameter replaces: whether a file that is there is emptied first. Otherwise it is an error.
    package init(
        path: String,
        encoding: AudioFileEncoding,
        sampleRateHertz: Int,
        channelCount: Int,
        replaces: Bool = true
    ) throws(AudioFileError) {
        let mode = O_RDWR | O_CREAT | O_CLOEXEC | (replaces ? O_TRUNC : O_EXCL)
        descriptor = Glibc.open(path, mode, 0o644)
        guard descriptor >= 0 else { throw AudioFileError(systemError: errno, subject: path) }
        var info = SF_INFO()
        info.samplerate = Int32(clamping: sampleRateHertz)
        info.channels = Int32(clamping: channelCount)
        info.format = encoding.sndfileFormat
        guard let file = sf_open_fd(descriptor, Int32(SFM_WRITE), &info, Int32(SF_FALSE)) else {
            let error = AudioFileError(sndfile: nil, subject: path)
            Glibc.close(descriptor)
            // A file of our own making; what was replaced might be a device.
            if !replaces { unlink(path) }
            throw error
        }
        if encoding.isWAV { sf_command(file, Int32(SFC_RF64_AUTO_DOWNGRADE), nil, Int32(SF_TRUE)) }
        self.path = path
        self.channelCount = channelCount
        self.encoding = encoding
        self.file = file
        // Four bytes a sample in both of its uses: Float and Int32.
        interleaved = .allocate(byteCount: Self.blockFrames * channelCount * 4, alignment: 16)
    }

    deinit {
        if let file {
            sf_close(file)
            Glibc.close(descriptor)
        }
        interleaved.deallocate()
    }

    /// Appends frames.
    package func write(
        _ source: UnsafePointer<UnsafePointer<Float>>,
        frames: Int
    ) throws(AudioFileError) {
        try write(source, from: 0, frames: frames)
    }

    /// Appends `frames` frames.
    /// - Parameters:
    ///   - source: `channelCount` pointers to `offset + frames` samples, 1.0 being full scale.
    ///   - offset: the first frame of the source to be taken.
    package func write(
        _ source: UnsafePointer<UnsafePointer<Float>>,
        from offset: Int,
        frames: Int
    ) throws(AudioFileError) {
        guard let file else { preconditionFailure("the file was finished") }
        let end = offset + frames
        var done = offset
        while done < end {
            let count = min(end - done, Self.blockFrames)
            let written =
                if let bits = encoding.integerBits {
                    sf_writef_int(
                        file,
                        quantise(source, from: done, frames: count, bits: bits),
                        sf_count_t(count)
                    )
                } else {
                    sf_writef_float(
                        file,
                        interleave(source, from: done, frames: count),
                        sf_count_t(count)
                    )
                }
            writtenFrames += max(0, Int(written))
            guard written == sf_count_t(count) else {
                throw AudioFileError(sndfile: file, subject: path)
            }
            done += count
        }
    }

    /// Brings the header up to date, so that what was written is readable even if `finish` never comes:
    /// of FLAC the blocks that are complete. Does not wait for the disk.
    package func updateHeader() throws(AudioFileError) {
        guard let file else { preconditionFailure("the file was finished") }
        if encoding.isWAV {
            sf_command(file, Int32(SFC_UPDATE_HEADER_NOW), nil, 0)
            guard sf_error(file) == SF_ERR_NO_ERROR else {
                throw AudioFileError(sndfile: file, subject: path)
            }
        } else if let header = FLACHeader(descriptor: descriptor) {
            let isStored = header.store(
                frameCount: completeFrames(of: header),
                descriptor: descriptor
            )
            guard isStored else { throw AudioFileError(systemError: errno, subject: path) }
        }
    }

    /// Completes the header, and brings the file to the disk. To be called once, after an error too:
    /// what was written before it is then readable.
    package func finish() throws(AudioFileError) {
        guard let file else { preconditionFailure("the file was finished") }
        self.file = nil
        // A FLAC file without a frame would otherwise be one without a byte.
        if writtenFrames == 0 { sf_command(file, Int32(SFC_UPDATE_HEADER_NOW), nil, 0) }
        errno = 0
        var isWhole = sf_close(file) == SF_ERR_NO_ERROR
        var error = errno
        if !encoding.isWAV { isWhole = settleFLAC() && isWhole }
        if fsync(descriptor) != 0 {
            isWhole = false
            error = errno
        }
        Glibc.close(descriptor)
        guard !isWhole else { return }
        guard error == 0 else { throw AudioFileError(systemError: error, subject: path) }
        throw AudioFileError(
            .system,
            subject: path,
            message: "it could not be completed; its first \(writtenFrames) frames are kept"
        )
    }

    /// libsndfile closes a FLAC file without a word about what did not fit any more, and the count of
    /// frames is left open then. It is set to what is there.
    /// - Returns: whether everything is.
    private func settleFLAC() -> Bool {
        guard let header = FLACHeader(descriptor: descriptor) else { return writtenFrames == 0 }
        if header.frameCount == writtenFrames { return true }
        writtenFrames = completeFrames(of: header)
        _ = header.store(frameCount: writtenFrames, descriptor: descriptor)
        return false
    }

    /// Frames of the blocks that libFLAC has certainly passed on: it keeps one frame more than a block
    /// before it does.
    private func completeFrames(of header: FLACHeader) -> Int {
        guard header.blockFrames > 0 else { return 0 }
        return max(0, writtenFrames - 1) / header.blockFrames * header.blockFrames
    }

    /// Moves on without writing: readers find zeros. WAV only, after its first frame. It makes a long
    /// file that costs nothing, for the tests of long files.
    func leaveHole(frames: Int) {
        precondition(
            encoding.isWAV && writtenFrames > 0,
            "a hole needs samples of one size, and a header before it"
        )
        guard let file else { preconditionFailure("the file was finished") }
        let end = sf_seek(file, sf_count_t(frames), Int32(SEEK_CUR))
        precondition(end == writtenFrames + frames, "WAV files are seekable")
        writtenFrames += frames
    }

    private func interleave(
        _ source: UnsafePointer<UnsafePointer<Float>>,
        from start: Int,
        frames: Int
    ) -> UnsafePointer<Float> {
        let samples = interleaved.bindMemory(to: Float.self, capacity: frames * channelCount)
        for channel in 0..<channelCount {
            let lane = source[channel] + start
            for frame in 0..<frames { samples[frame * channelCount + channel] = lane[frame] }
        }
        return UnsafePointer(samples)
    }

    /// Rounds to `bits` bits, in the upper bits of 32 as libsndfile takes them. Its own conversion
    /// truncates, and without clipping it scales by 2^n - 1, so that nothing returns exactly.
    private func quantise(
        _ source: UnsafePointer<UnsafePointer<Float>>,
        from start: Int,
        frames: Int,
        bits: Int
    ) -> UnsafePointer<Int32> {
        let samples = interleaved.bindMemory(to: Int32.self, capacity: frames * channelCount)
        let scale = Float(1 << (bits - 1))
        let shift = Int32(32 - bits)
        for channel in 0..<channelCount {
            let lane = source[channel] + start
            for frame in 0..<frames {
                let sample = lane[frame].isNaN ? 0 : lane[frame]
                if sample.magnitude > 1 { clippedSampleCount += 1 }
                let value = min(max((sample * scale).rounded(.toNearestOrEven), -scale), scale - 1)
                samples[frame * channelCount + channel] = Int32(value) << shift
            }
        }
        return UnsafePointer(samples)
    }
}

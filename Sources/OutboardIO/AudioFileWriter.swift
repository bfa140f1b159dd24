import CSndfile
import Glibc

/// Writes frames to a new WAV or FLAC file.
///
/// Integer encodings round to nearest without dither, so that equal audio makes equal files, and clip
/// at full scale, which is counted. A WAV that outgrows 4 GiB becomes RF64. One thread at a time.
/// [control]
package final class AudioFileWriter {
    package let path: String
    package let channelCount: Int
    package let encoding: AudioFileEncoding
    /// Samples beyond full scale that an integer encoding clipped.
    package private(set) var clippedSampleCount = 0
    package private(set) var writtenFrames = 0
    private var file: OpaquePointer?
    private let descriptor: Int32
    private let interleaved: UnsafeMutableRawPointer

    private static let blockFrames = 4096

    /// Creates the file, or empties the one that is there.
    package init(
        path: String,
        encoding: AudioFileEncoding,
        sampleRateHertz: Int,
        channelCount: Int
    ) throws(AudioFileError) {
        descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw AudioFileError(systemError: errno, subject: path) }
        var info = SF_INFO()
        info.samplerate = Int32(clamping: sampleRateHertz)
        info.channels = Int32(clamping: channelCount)
        info.format = encoding.sndfileFormat
        guard let file = sf_open_fd(descriptor, Int32(SFM_WRITE), &info, Int32(SF_FALSE)) else {
            let error = AudioFileError(sndfile: nil, subject: path)
            Glibc.close(descriptor)
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
    /// - Parameter source: `channelCount` pointers to `frames` samples, 1.0 being full scale.
    package func write(
        _ source: UnsafePointer<UnsafePointer<Float>>,
        frames: Int
    ) throws(AudioFileError) {
        guard let file else { preconditionFailure("the file was finished") }
        var done = 0
        while done < frames {
            let count = min(frames - done, Self.blockFrames)
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
            guard written == sf_count_t(count) else {
                throw AudioFileError(sndfile: file, subject: path)
            }
            done += count
            writtenFrames += count
        }
    }

    /// Completes the header, and brings the file to the disk. To be called once.
    package func finish() throws(AudioFileError) {
        guard let file else { preconditionFailure("the file was finished") }
        self.file = nil
        let wasClosed = sf_close(file) == SF_ERR_NO_ERROR
        let wasSynced = fsync(descriptor) == 0
        let error = errno
        Glibc.close(descriptor)
        guard wasClosed, wasSynced else { throw AudioFileError(systemError: error, subject: path) }
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

import CSndfile
import Glibc

/// What an audio file holds.
package struct AudioFileFormat: Sendable, Equatable {
    package var sampleRateHertz: Int
    package var channelCount: Int
    package var frameCount: Int

    package init(sampleRateHertz: Int, channelCount: Int, frameCount: Int) {
        self.sampleRateHertz = sampleRateHertz
        self.channelCount = channelCount
        self.frameCount = frameCount
    }
}

/// Reads frames of a WAV, FLAC, AIFF or Ogg file as floats, where 1.0 is full scale.
///
/// Integers of up to 24 bits arrive exactly. One thread at a time. [control]
package final class AudioFileReader {
    package let path: String
    package let format: AudioFileFormat
    private let file: OpaquePointer
    private let descriptor: Int32

    package init(path: String) throws(AudioFileError) {
        descriptor = try Self.openDescriptor(path)
        var info = SF_INFO()
        // The descriptor stays ours: libsndfile's closing of one that it refused has varied.
        guard let file = sf_open_fd(descriptor, Int32(SFM_READ), &info, Int32(SF_FALSE)) else {
            let error = AudioFileError(sndfile: nil, subject: path)
            Glibc.close(descriptor)
            throw error
        }
        guard info.channels > 0, info.samplerate > 0, info.frames >= 0 else {
            sf_close(file)
            Glibc.close(descriptor)
            throw AudioFileError(.corrupt, subject: path, message: "its header makes no sense")
        }
        self.path = path
        self.file = file
        let isLengthKnown = info.frames < Int64.max
        format = AudioFileFormat(
            sampleRateHertz: Int(info.samplerate),
            channelCount: Int(info.channels),
            frameCount: isLengthKnown ? Int(info.frames) : Self.countFrames(path)
        )
    }

    deinit {
        sf_close(file)
        Glibc.close(descriptor)
    }

    /// Reads up to `frames` frames; fewer only at the end of the file.
    /// - Parameter destination: room for `frames x channelCount` samples, channels alternating.
    package func read(
        into destination: UnsafeMutablePointer<Float>,
        frames: Int
    ) throws(AudioFileError) -> Int {
        let count = Int(sf_readf_float(file, destination, sf_count_t(frames)))
        if count < frames, sf_error(file) != SF_ERR_NO_ERROR {
            throw AudioFileError(sndfile: file, subject: path)
        }
        return count
    }

    /// Makes `frame` the next to be read.
    package func seek(to frame: Int) throws(AudioFileError) {
        guard sf_seek(file, sf_count_t(frame), SEEK_SET) == sf_count_t(frame) else {
            throw AudioFileError(sndfile: file, subject: path)
        }
    }

    /// Reads to the end: a FLAC file that was never completed, or came through a pipe, does not say how
    /// long it is. Opened anew, because one that was cut cannot be gone back in from there.
    /// - Returns: 0 where that fails.
    private static func countFrames(_ path: String) -> Int {
        guard let descriptor = try? openDescriptor(path) else { return 0 }
        defer { Glibc.close(descriptor) }
        var info = SF_INFO()
        guard let file = sf_open_fd(descriptor, Int32(SFM_READ), &info, Int32(SF_FALSE)) else {
            return 0
        }
        defer { sf_close(file) }
        let block = 4096
        let samples = UnsafeMutablePointer<Int16>.allocate(capacity: block * Int(info.channels))
        defer { samples.deallocate() }
        var count = 0
        while true {
            let read = Int(sf_readf_short(file, samples, sf_count_t(block)))
            guard read > 0 else { return count }
            count += read
        }
    }

    /// Opens the file ourselves, because the system says precisely why it does not.
    private static func openDescriptor(_ path: String) throws(AudioFileError) -> Int32 {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw AudioFileError(systemError: errno, subject: path) }
        var status = stat()
        let problem: AudioFileError? =
            if fstat(descriptor, &status) != 0 {
                AudioFileError(systemError: errno, subject: path)
            } else if status.st_mode & S_IFMT == S_IFDIR {
                AudioFileError(systemError: EISDIR, subject: path)
            } else if status.st_size == 0 {
                AudioFileError(.corrupt, subject: path, message: "the file is empty")
            } else {
                nil
            }
        if let problem {
            Glibc.close(descriptor)
            throw problem
        }
        return descriptor
    }
}

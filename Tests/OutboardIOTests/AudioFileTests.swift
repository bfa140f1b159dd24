import Glibc
import Testing

@testable import OutboardIO

@Suite struct AudioFileTests {
    private let scratch = ScratchFolder()

    @Test(arguments: AudioFileEncoding.allCases)
    func whatIsWrittenIsReadBackExactly(encoding: AudioFileEncoding) throws {
        // 9,001 frames: more than two of the writer's blocks, and not a multiple.
        let audio = noise(channels: 2, frames: 9001, bits: encoding.integerBits ?? 24)
        let path = try scratch.write(audio, to: "round-trip", encoding: encoding)
        #expect(try readAll(path) == audio)
        let format = try AudioFileReader(path: path).format
        #expect(
            format
                == AudioFileFormat(sampleRateHertz: 48_000, channelCount: 2, frameCount: 9001)
        )
    }

    @Test func floatsBeyondFullScaleSurviveAsFloats() throws {
        let audio: [[Float]] = [[4, -3, 1e-30, .leastNormalMagnitude]]
        #expect(try readAll(try scratch.write(audio, to: "loud.wav")) == audio)
    }

    @Test func integersClipAtFullScaleAndCount() throws {
        let writer = try AudioFileWriter(
            path: scratch.file("clip.wav"),
            encoding: .wav16,
            sampleRateHertz: 48_000,
            channelCount: 1
        )
        let buffers = ChannelBuffers(channelCount: 1, capacityFrames: 5)
        for (frame, sample) in [Float(2), -2, 1, -1, .nan].enumerated() {
            buffers.writable[0][frame] = sample
        }
        try writer.write(buffers.readable, frames: 5)
        try writer.finish()
        #expect(writer.clippedSampleCount == 2)
        let most = Float(32767.0 / 32768)
        #expect(try readAll(writer.path) == [[most, -1, most, -1, 0]])
    }

    @Test func aSmallWAVIsPlainWAV() throws {
        let path = try scratch.write(noise(channels: 1, frames: 10), to: "small.wav")
        let file = fopen(path, "rb")
        defer { fclose(file) }
        var magic = [UInt8](repeating: 0, count: 4)
        fread(&magic, 1, 4, file)
        #expect(magic == Array("RIFF".utf8))
    }

    @Test func seekingFindsTheFrame() throws {
        let audio = noise(channels: 1, frames: 1000)
        let path = try scratch.write(audio, to: "seek.flac", encoding: .flac24)
        let reader = try AudioFileReader(path: path)
        try reader.seek(to: 777)
        var sample: Float = 0
        #expect(try reader.read(into: &sample, frames: 1) == 1)
        #expect(sample == audio[0][777])
    }

    @Test func aFLACThatDoesNotSayItsLengthIsMeasured() throws {
        let audio = noise(channels: 2, frames: 9001, bits: 16)
        let path = try scratch.write(audio, to: "piped.flac", encoding: .flac16)
        let descriptor = open(path, O_RDWR)
        let header = try #require(FLACHeader(descriptor: descriptor))
        #expect(header.frameCount == 9001 && header.blockFrames == 4096)
        let largest = 1 << 36 - 1
        for count in [largest, 0] {
            #expect(header.store(frameCount: count, descriptor: descriptor))
            #expect(FLACHeader(descriptor: descriptor)?.frameCount == count)
        }
        close(descriptor)
        let reader = try AudioFileReader(path: path)
        #expect(reader.format.frameCount == 9001 && reader.format.channelCount == 2)
        #expect(try readAll(path) == audio)
        // Cut within its second block: one is left.
        truncate(path, 30_000)
        #expect(try readAll(path) == cut(audio, 0..<4096))
    }

    @Test func aMissingFileIsNotFound() {
        expect(.notFound) { try AudioFileReader(path: scratch.file("absent.wav")) }
        expect(.notFound) {
            try AudioFileWriter(
                path: scratch.file("absent/out.wav"),
                encoding: .wav16,
                sampleRateHertz: 48_000,
                channelCount: 2
            )
        }
    }

    @Test func whatIsNotAudioIsSaidToBe() throws {
        let empty = scratch.write([], to: "empty.wav")
        expect(.corrupt) { try AudioFileReader(path: empty) }
        let text = scratch.write(Array("not audio at all, but a text".utf8), to: "text.wav")
        expect(.unsupported) { try AudioFileReader(path: text) }
        expect(.unsupported) { try AudioFileReader(path: scratch.path) }
        let torn = scratch.write(Array("RIFF\u{10}\0\0\0WAVEfmt ".utf8), to: "torn.wav")
        expect(.corrupt) { try AudioFileReader(path: torn) }
    }

    @Test func aTruncatedFileNeverHangs() throws {
        let path = try scratch.write(
            noise(channels: 2, frames: 4000),
            to: "cut.flac",
            encoding: .flac16
        )
        truncate(path, 2000)
        // Whether it opens is libsndfile's affair; what matters is that reading ends.
        if let reader = try? AudioFileReader(path: path) {
            var samples = [Float](repeating: 0, count: 16_000)
            let count = try? reader.read(into: &samples, frames: 8000)
            #expect((count ?? 0) < 4001)
        }
    }

    @Test func anUnwritableRateIsRefused() {
        expect(.corrupt, .unsupported) {
            try AudioFileWriter(
                path: scratch.file("rate.flac"),
                encoding: .flac16,
                sampleRateHertz: 0,
                channelCount: 2
            )
        }
    }

    private func expect<T>(_ codes: AudioFileError.Code..., from body: () throws -> T) {
        do {
            _ = try body()
            Issue.record("nothing was thrown")
        } catch {
            guard let error = error as? AudioFileError else {
                Issue.record("not an AudioFileError: \(error)")
                return
            }
            #expect(codes.contains(error.code), "\(error)")
            #expect(error.subject.hasPrefix(scratch.path))
        }
    }
}

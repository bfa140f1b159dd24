import Glibc
import Testing

@testable import OutboardIO

/// Files beyond 4 GiB. Always run: such a file with a hole in its middle, which takes no room on the
/// disk, through the same writer, recorder and library. Run where OUTBOARD_LONG_TESTS is set: one
/// whose every byte is written.
@Suite struct LongFileTests {
    private static let fourGiB = 1 << 32
    private let scratch = ScratchFolder()

    @Test(arguments: [AudioFileEncoding.wav16, .wav24, .wavFloat], [1, 8])
    func aRecordingGrowsBeyondFourGiB(encoding: AudioFileEncoding, channels: Int) throws {
        let bits = encoding.integerBits ?? 24
        let audio = noise(channels: channels, frames: 100_000, bits: bits)
        let frameBytes = channels * (encoding.integerBits ?? 32) / 8
        // 10,000 frames at the start, the rest so that 4 GiB lie in their midst.
        let lead = 10_000
        let hole = Self.fourGiB / frameBytes - lead - 45_000
        let total = hole + 100_000
        let writer = try makeWriter(scratch.file("long.wav"), encoding, channels: channels)
        try write(cut(audio, 0..<lead), to: writer)
        writer.leaveHole(frames: hole)
        let recorder = FileRecorder(
            into: writer,
            path: scratch.file("long.wav"),
            sampleRateHertz: 10_000,
            channelCount: channels,
            ringFrames: 16_384
        )
        play(cut(audio, lead..<100_000), into: recorder, quantum: 256) { _ = recorder.work() }
        // Beyond 4 GiB, and not finished: what a crash leaves.
        let kept = try AudioFileReader(path: recorder.path).format.frameCount
        #expect(kept > Self.fourGiB / frameBytes && kept >= total - 10_000 - 3 * 4096)

        #expect(recorder.finish().failure == nil)
        #expect(magic(recorder.path) == "RF64")
        let reader = try AudioFileReader(path: recorder.path)
        #expect(reader.format.frameCount == total)
        #expect(try read(reader, at: 0, frames: lead) == cut(audio, 0..<lead))
        #expect(try read(reader, at: lead + hole / 2, frames: 9).allSatisfy { $0 == zeros(9) })
        let rest = try read(reader, at: lead + hole, frames: 90_000)
        #expect(rest == cut(audio, lead..<100_000))
    }

    /// libsndfile's limit is 2^32 - 1 bytes of file. Its plain header counts in 32 bits.
    @Test(arguments: [(-64, "RIFF"), (64, "RF64")])
    func belowFourGiBItIsPlainWAV(distance: Int, magic expected: String) throws {
        let writer = try makeWriter(scratch.file("long.wav"), .wavFloat, channels: 1)
        let audio = noise(channels: 1, frames: 10)
        // A header of about 128 bytes, and frames to the limit.
        let frames = (Self.fourGiB - 128) / 4 + distance
        try write(audio, to: writer)
        writer.leaveHole(frames: frames - 20)
        try write(audio, to: writer)
        try writer.finish()
        #expect(magic(writer.path) == expected)
        let reader = try AudioFileReader(path: writer.path)
        #expect(reader.format.frameCount == frames)
        #expect(try read(reader, at: frames - 10, frames: 10) == audio)
    }

    @Test(.enabled(if: getenv("OUTBOARD_LONG_TESTS") != nil))
    func everyByteBeyondFourGiBIsWritten() throws {
        let (channels, seconds) = (64, 365)
        let recorder = try FileRecorder(
            path: scratch.file("long.wav"),
            encoding: .wavFloat,
            sampleRateHertz: 48_000,
            channelCount: channels
        )
        let audio = noise(channels: channels, frames: 48_000)
        for second in 0..<seconds {
            play(audio, into: recorder, quantum: 256, from: Int64(second) * 48_000) {
                _ = recorder.work()
            }
        }
        let take = recorder.finish()
        #expect(take.writtenFrames == seconds * 48_000 && take.failure == nil)
        let reader = try AudioFileReader(path: take.path)
        #expect(reader.format.frameCount * channels * 4 > Self.fourGiB)
        for second in 0..<seconds {
            let read = try read(reader, at: second * 48_000, frames: 48_000)
            #expect(read == audio, "second \(second)")
        }
    }

    private func read(_ reader: AudioFileReader, at frame: Int, frames: Int) throws -> [[Float]] {
        let count = reader.format.channelCount
        var samples = [Float](repeating: 0, count: frames * count)
        try reader.seek(to: frame)
        let read = try samples.withUnsafeMutableBufferPointer {
            try reader.read(into: $0.baseAddress!, frames: frames)
        }
        return (0..<count).map { channel in
            stride(from: channel, to: read * count, by: count).map { samples[$0] }
        }
    }

    private func zeros(_ count: Int) -> [Float] { [Float](repeating: 0, count: count) }

    private func magic(_ path: String) -> String {
        let descriptor = open(path, O_RDONLY)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4)
        Glibc.read(descriptor, &bytes, 4)
        return String(decoding: bytes, as: UTF8.self)
    }
}

private func makeWriter(
    _ path: String,
    _ encoding: AudioFileEncoding,
    channels: Int
) throws -> sending AudioFileWriter {
    try AudioFileWriter(
        path: path,
        encoding: encoding,
        sampleRateHertz: 48_000,
        channelCount: channels,
        replaces: false
    )
}

private func write(_ audio: [[Float]], to writer: AudioFileWriter) throws {
    let frames = audio[0].count
    let buffers = ChannelBuffers(channelCount: audio.count, capacityFrames: frames)
    for (channel, samples) in audio.enumerated() {
        buffers.writable[channel].update(from: samples, count: frames)
    }
    try writer.write(buffers.readable, frames: frames)
}

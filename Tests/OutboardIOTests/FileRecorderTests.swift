import Glibc
import Testing

@testable import OutboardIO

@Suite struct FileRecorderTests {
    private let scratch = ScratchFolder()

    @Test(arguments: [1, 64, 100, 1024])
    func theFileHoldsWhatWasWritten(quantum: Int) throws {
        let audio = noise(channels: 2, frames: 20_003, seed: UInt64(quantum))
        let recorder = try record(channels: 2, ringFrames: 8192)
        play(audio, into: recorder, quantum: quantum, from: 7777) { _ = recorder.work() }
        let take = recorder.finish()
        #expect(
            take
                == RecordedTake(
                    path: recorder.path,
                    writtenFrames: 20_003,
                    droppedFrames: 0,
                    discardedFrames: 0,
                    firstFrame: 7777,
                    failure: nil
                )
        )
        #expect(try readAll(recorder.path) == audio)
    }

    /// An odd number of odd frames, so that WAV needs its padding byte.
    @Test(arguments: AudioFileEncoding.allCases, [1, 8])
    func everyEncodingIsExact(encoding: AudioFileEncoding, channels: Int) throws {
        let audio = noise(channels: channels, frames: 99_999, bits: encoding.integerBits ?? 24)
        let recorder = try record(encoding, channels: channels)
        play(audio, into: recorder, quantum: 256) { _ = recorder.work() }
        #expect(recorder.finish().failure == nil)
        #expect(try readAll(recorder.path) == audio)
        #expect(try AudioFileReader(path: recorder.path).format.frameCount == 99_999)
    }

    @Test func sixtyFourChannelsAreTheMost() throws {
        let audio = noise(channels: 64, frames: 5000)
        let recorder = try record(channels: 64, ringFrames: 8192)
        play(audio, into: recorder, quantum: 128)
        #expect(recorder.finish().writtenFrames == 5000)
        #expect(try readAll(recorder.path) == audio)
        for (channels, encoding) in [(65, AudioFileEncoding.wav16), (0, .wav16), (9, .flac24)] {
            #expect(
                refusal { try record(encoding, named: "no", channels: channels) } == .unsupported
            )
        }
        #expect(access(scratch.file("no"), F_OK) != 0)
    }

    @Test func recordingBeginsAndEndsWithinABlock() throws {
        let audio = noise(channels: 2, frames: 64)
        let buffers = ChannelBuffers(channelCount: 2, capacityFrames: 64)
        for channel in 0..<2 { buffers.writable[channel].update(from: audio[channel], count: 64) }
        let recorder = try record(channels: 2, ringFrames: 64)
        recorder.lane.pointee.write(buffers.readable, offset: 60, frames: 0, at: 60)
        recorder.lane.pointee.write(buffers.readable, offset: 13, frames: 40, at: 1013)
        #expect(recorder.finish().firstFrame == 1013)
        #expect(try readAll(recorder.path) == cut(audio, 13..<53))
    }

    @Test func anOverflowingRingCountsExactly() throws {
        let audio = noise(channels: 2, frames: 1024)
        let recorder = try record(channels: 2, ringFrames: 512)
        // 100 does not divide 512: the sixth block finds 12 frames of room, and none fits after it.
        play(audio, into: recorder, quantum: 100)
        #expect(recorder.lane.pointee.droppedFrames == 524)
        #expect(recorder.lane.pointee.acceptedFrames == 500)
        while recorder.work() {}
        play(cut(audio, 0..<400), into: recorder, quantum: 400)
        let take = recorder.finish()
        #expect(take.droppedFrames == 524 && take.writtenFrames == 900)
        #expect(take.discardedFrames == 0 && take.failure == nil)
        let whole = zip(cut(audio, 0..<500), cut(audio, 0..<400)).map { $0 + $1 }
        #expect(try readAll(recorder.path) == whole)
    }

    /// What a reader finds while the recorder is at work is what a crash leaves: everything goes to
    /// the system at once.
    @Test(arguments: AudioFileEncoding.allCases)
    func aCrashKeepsTheTake(encoding: AudioFileEncoding) throws {
        let bits = encoding.integerBits ?? 24
        let audio = noise(channels: 2, frames: 200_000, bits: bits)
        let recorder = try record(encoding, channels: 2)
        play(audio, into: recorder, quantum: 480) { _ = recorder.work() }
        let kept = try readAll(recorder.path)
        #expect(kept[0].count >= 200_000 - 48_000 - 2 * 4096)
        #expect(kept == cut(audio, 0..<kept[0].count))
        #expect(recorder.finish().failure == nil)
        #expect(try readAll(recorder.path) == audio)
    }

    @Test func theHeaderIsUpdatedOnceASecond() {
        let target = MemoryTarget(channelCount: 1)
        let recorder = FileRecorder(
            into: target,
            path: "memory",
            sampleRateHertz: 48_000,
            channelCount: 1
        )
        let audio = noise(channels: 1, frames: 480_000)
        play(audio, into: recorder, quantum: 512) { _ = recorder.work() }
        // Once for the first block, and then at each first block beyond a second.
        #expect((9...11).contains(target.headerUpdates))
        #expect(recorder.finish().writtenFrames == 480_000)
        #expect(target.audio == audio && target.isFinished)
    }

    @Test(arguments: AudioFileEncoding.allCases)
    func aTakeWithoutFramesIsAFileWithoutFrames(encoding: AudioFileEncoding) throws {
        let recorder = try record(encoding, channels: 2)
        let take = recorder.finish()
        #expect(take.firstFrame == nil && take.writtenFrames == 0 && take.failure == nil)
        #expect(try AudioFileReader(path: recorder.path).format.frameCount == 0)
    }

    @Test func aSecondFinishAnswersAsTheFirst() throws {
        let recorder = try record(channels: 1)
        let audio = noise(channels: 1, frames: 10)
        play(audio, into: recorder, quantum: 10)
        let take = recorder.finish()
        play(audio, into: recorder, quantum: 10)
        #expect(!recorder.work())
        #expect(recorder.finish() == take)
    }

    @Test func anExistingFileIsNeverTouched() throws {
        let path = scratch.write(Array("mine".utf8), to: "take.wav")
        #expect(refusal { try record(named: "take.wav", channels: 2) } == .exists)
        var bytes = [UInt8](repeating: 0, count: 8)
        let descriptor = open(path, O_RDONLY)
        #expect(read(descriptor, &bytes, 8) == 4 && bytes.starts(with: "mine".utf8))
        close(descriptor)
        symlink(scratch.file("nowhere"), scratch.file("link.wav"))
        #expect(refusal { try record(named: "link.wav", channels: 2) } == .exists)
    }

    @Test func whatCannotBeCreatedLeavesNothing() throws {
        #expect(refusal { try record(named: "absent/take.wav", channels: 2) } == .notFound)
        #expect(throws: AudioFileError.self) {
            try FileRecorder(
                path: scratch.file("rate.flac"),
                encoding: .flac16,
                sampleRateHertz: 0,
                channelCount: 2
            )
        }
        #expect(access(scratch.file("rate.flac"), F_OK) != 0)
    }

    @Test func withoutFinishTheDrainedFramesStay() throws {
        let audio = noise(channels: 1, frames: 5000)
        var recorder: FileRecorder? = try record(named: "left.wav", channels: 1)
        play(audio, into: recorder!, quantum: 5000)
        _ = recorder!.work()
        recorder = nil
        #expect(try readAll(scratch.file("left.wav")) == cut(audio, 0..<4096))
    }

    private func record(
        _ encoding: AudioFileEncoding = .wavFloat,
        named name: String = "take",
        channels: Int,
        ringFrames: Int? = nil
    ) throws -> FileRecorder {
        try FileRecorder(
            path: scratch.file(name),
            encoding: encoding,
            sampleRateHertz: 48_000,
            channelCount: channels,
            ringFrames: ringFrames
        )
    }

    private func refusal(_ body: () throws -> FileRecorder) -> AudioFileError.Code? {
        do {
            _ = try body()
            return nil
        } catch {
            return (error as? AudioFileError)?.code
        }
    }
}

import Glibc
import Testing

@testable import OutboardIO

@Suite struct RecorderFailureTests {
    @Test func aDiskThatStallsCostsOnlyWhatTheRingCannotHold() throws {
        let target = MemoryTarget(channelCount: 1, isGated: true)
        let recorder = FileRecorder(
            into: target,
            path: "memory",
            sampleRateHertz: 48_000,
            channelCount: 1,
            ringFrames: 16_384
        )
        let disk = try DiskThread()
        disk.add(recorder)
        let audio = noise(channels: 1, frames: 40_000)
        // The first block leaves the ring, and waits for the disk. Nothing moves until the gate opens.
        play(cut(audio, 0..<4096), into: recorder, quantum: 512)
        target.waitForWrite()
        play(cut(audio, 4096..<40_000), into: recorder, quantum: 512, from: 4096)
        #expect(recorder.lane.pointee.acceptedFrames == 4096 + 16_384)
        #expect(recorder.isPressing)
        target.open()
        let take = recorder.finish()
        disk.remove(recorder)
        #expect(take.writtenFrames == 20_480 && take.droppedFrames == 19_520)
        #expect(take.discardedFrames == 0 && take.failure == nil)
        #expect(target.audio == cut(audio, 0..<20_480))
    }

    @Test func afterAnErrorEveryFrameIsStillAccountedFor() {
        let target = MemoryTarget(channelCount: 2, roomFrames: 10_000)
        let recorder = FileRecorder(
            into: target,
            path: "memory",
            sampleRateHertz: 48_000,
            channelCount: 2,
            ringFrames: 16_384
        )
        let audio = noise(channels: 2, frames: 30_000)
        play(audio, into: recorder, quantum: 100) { _ = recorder.work() }
        #expect(recorder.failure?.code == .full)
        // At the start, and at the error.
        #expect(target.headerUpdates == 2)
        // The ring is emptied none the less, so that nothing counts as dropped.
        let take = recorder.finish()
        #expect(take.writtenFrames == 10_000 && take.discardedFrames == 20_000)
        #expect(take.droppedFrames == 0 && take.failure?.code == .full)
        #expect(target.audio == cut(audio, 0..<10_000) && target.isFinished)
    }

    /// In a process of its own, whose files may not grow beyond a limit: to libsndfile that is a full
    /// disk.
    @Test func aFullDiskKeepsWhatCameBefore() async {
        await #expect(processExitsWith: .success) {
            try recordUntilFull(.wavFloat, channels: 2)
            try recordUntilFull(.wav24, channels: 3)
            try recordUntilFull(.wav16, channels: 1)
            try recordUntilFull(.flac24, channels: 2)
            try recordUntilFull(.flac16, channels: 1)
        }
    }

    /// The last block fits no more, and libsndfile says nothing of it.
    @Test func aFLACThatFillsTheDiskAtItsEndIsAnError() async {
        await #expect(processExitsWith: .success) {
            let scratch = ScratchFolder()
            let audio = noise(channels: 1, frames: 4196)
            let recorder = try FileRecorder(
                path: scratch.file("last.flac"),
                encoding: .flac24,
                sampleRateHertz: 48_000,
                channelCount: 1
            )
            play(audio, into: recorder, quantum: 100) { _ = recorder.work() }
            // So far there is a header. The noise cannot be compressed: 4096 frames take 12,288 bytes
            // and a few, and 100 frames 300.
            var status = stat()
            stat(recorder.path, &status)
            limitFiles(bytes: UInt(status.st_size) + 12_400)
            let take = recorder.finish()
            #expect(take.failure != nil)
            #expect(take.writtenFrames == 4096 && take.discardedFrames == 100)
            #expect(try readAll(take.path) == cut(audio, 0..<4096))
        }
    }
}

private func limitFiles(bytes: UInt) {
    signal(SIGXFSZ, SIG_IGN)
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    limit.rlim_cur = bytes
    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
}

private func recordUntilFull(_ encoding: AudioFileEncoding, channels: Int) throws {
    limitFiles(bytes: 200_001)
    let scratch = ScratchFolder()
    let audio = noise(channels: channels, frames: 150_000, bits: encoding.integerBits ?? 24)
    let recorder = try FileRecorder(
        path: scratch.file("full"),
        encoding: encoding,
        sampleRateHertz: 48_000,
        channelCount: channels
    )
    play(audio, into: recorder, quantum: 256) { _ = recorder.work() }
    #expect(recorder.failure?.code == .full)
    let take = recorder.finish()
    #expect(take.failure?.code == .full)
    #expect(take.writtenFrames + take.discardedFrames == 150_000 && take.droppedFrames == 0)
    // All that fits is kept; of FLAC all blocks but the one that was cut.
    let frameBytes = channels * (encoding.integerBits ?? 32) / 8
    let least = encoding.isWAV ? (200_001 - 200) / frameBytes : 4096
    #expect(take.writtenFrames >= least, "\(encoding)")
    let kept = try readAll(take.path)
    #expect(kept[0].count == take.writtenFrames, "\(encoding)")
    #expect(kept == cut(audio, 0..<take.writtenFrames), "\(encoding)")
    #expect(try AudioFileReader(path: take.path).format.frameCount == take.writtenFrames)
}

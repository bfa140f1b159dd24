import Glibc
import Testing

@testable import OutboardIO

@Suite struct FileStreamTests {
    private let scratch = ScratchFolder()

    @Test func theRendererReadsTheFilesFrames() throws {
        let audio = noise(channels: 2, frames: 20_000)
        let path = try scratch.write(audio, to: "exact.flac", encoding: .flac24)
        let stream = try FileStream(
            path: path,
            sampleRateHertz: 48_000,
            loops: false,
            ringFrames: 1000
        )
        #expect(stream.ring.pointee.capacityFrames == 1024)
        #expect(collect(20_000, from: stream, quantum: 100) == audio)
    }

    @Test func afterTheEndComesSilence() throws {
        let audio = noise(channels: 1, frames: 1500)
        let path = try scratch.write(audio, to: "end.wav")
        let stream = try FileStream(
            path: path,
            sampleRateHertz: 48_000,
            loops: false,
            ringFrames: 1024
        )
        let read = collect(4000, from: stream, quantum: 64)
        #expect(read == [audio[0] + [Float](repeating: 0, count: 2500)])
        #expect(stream.failure == nil)
    }

    /// Lengths around the stream's block and ring, where an off-by-one would hide.
    @Test(arguments: [1, 2, 777, 1024, 4095, 4096, 4097])
    func aLoopsFirstFrameFollowsItsLast(length: Int) throws {
        let audio = noise(channels: 2, frames: length, seed: UInt64(length))
        let path = try scratch.write(audio, to: "loop.wav")
        let stream = try FileStream(
            path: path,
            sampleRateHertz: 48_000,
            loops: true,
            ringFrames: 1024
        )
        let read = collect(10_000, from: stream, quantum: 128)
        for channel in 0..<2 {
            #expect(read[channel] == (0..<10_000).map { audio[channel][$0 % length] })
        }
    }

    @Test func aFileWithoutFramesIsSilentEvenWhenItLoops() throws {
        let writer = try AudioFileWriter(
            path: scratch.file("none.wav"),
            encoding: .wav16,
            sampleRateHertz: 44_100,
            channelCount: 2
        )
        try writer.finish()
        for rate in [44_100, 48_000] {
            let stream = try FileStream(
                path: writer.path,
                sampleRateHertz: rate,
                loops: true,
                ringFrames: 512
            )
            #expect(
                take(512, from: stream)
                    == [[Float]](
                        repeating: [Float](repeating: 0, count: 512),
                        count: 2
                    )
            )
        }
    }

    @Test func moreThanTwoChannelsPlayTheFirstTwo() throws {
        let audio = noise(channels: 5, frames: 300)
        let path = try scratch.write(audio, to: "surround.wav")
        let stream = try FileStream(
            path: path,
            sampleRateHertz: 48_000,
            loops: false,
            ringFrames: 256
        )
        #expect(stream.channelCount == 2)
        #expect(take(256, from: stream) == audio[0..<2].map { Array($0[0..<256]) })
    }

    @Test(arguments: [44_100, 22_050, 96_000])
    func anotherSampleRateKeepsPitchAndLength(fileRate: Int) throws {
        let tone = sine(hertz: 1000, sampleRateHertz: fileRate, frames: fileRate / 2)
        let path = try scratch.write([tone], to: "tone.wav", sampleRateHertz: fileRate)
        let stream = try FileStream(path: path, sampleRateHertz: 48_000, loops: false)
        let read = collect(30_000, from: stream, quantum: 256)[0]
        let expected = sine(hertz: 1000, sampleRateHertz: 48_000, frames: 24_000)
        // Away from the edges, where the tone is cut, the converter must be transparent.
        let worst = (500..<23_500).map { abs(read[$0] - expected[$0]) }.max()!
        #expect(worst < 1e-3)
        #expect(read[24_100...].allSatisfy { $0 == 0 })
    }

    @Test func aConvertedLoopHasNoSeam() throws {
        // 441 frames hold 10 whole periods, so a seamless loop is an endless tone.
        let tone = sine(hertz: 1000, sampleRateHertz: 44_100, frames: 441)
        let path = try scratch.write([tone], to: "tone.wav", sampleRateHertz: 44_100)
        let stream = try FileStream(path: path, sampleRateHertz: 48_000, loops: true)
        let read = collect(30_000, from: stream, quantum: 256)[0]
        let expected = sine(hertz: 1000, sampleRateHertz: 48_000, frames: 30_000)
        let worst = (500..<30_000).map { abs(read[$0] - expected[$0]) }.max()!
        #expect(worst < 1e-3)
    }

    @Test func anImpossibleConversionIsRefused() throws {
        let path = try scratch.write([[0, 0]], to: "slow.wav", sampleRateHertz: 100)
        #expect(throws: AudioFileError.self) {
            try FileStream(path: path, sampleRateHertz: 48_000, loops: false)
        }
    }

    @Test func theDiskThreadKeepsTheRingFull() throws {
        let audio = noise(channels: 2, frames: 30_000)
        let path = try scratch.write(audio, to: "served.wav")
        let stream = try FileStream(
            path: path,
            sampleRateHertz: 48_000,
            loops: false,
            ringFrames: 2048
        )
        let disk = try DiskThread()
        disk.add(stream)
        var read: [[Float]] = [[], []]
        var idleTurns = 0
        while read[0].count < 30_000, idleTurns < 5000 {
            let piece = take(min(500, 30_000 - read[0].count), from: stream)
            for channel in 0..<2 { read[channel] += piece[channel] }
            if piece[0].isEmpty {
                idleTurns += 1
                usleep(1000)
            }
        }
        #expect(read == audio)
        disk.remove(stream)
    }
}

import Glibc
import Testing

@testable import OutboardIO

/// Streams that a song places: beginning anywhere, looping in a region.
@Suite struct SongStreamTests {
    private let scratch = ScratchFolder()

    @Test(arguments: [AudioFileEncoding.wav24, .flac24], [false, true])
    func aStreamMayBeginAnywhere(encoding: AudioFileEncoding, loops: Bool) throws {
        let audio = noise(channels: 2, frames: 20_000, seed: 5)
        let path = try scratch.write(audio, to: "song", encoding: encoding)
        var random = Seeded(seed: 11)
        for _ in 0..<40 {
            let offset = Int64.random(in: -30_000...30_000, using: &random)
            let start = offset + Int64.random(in: -3000...45_000, using: &random)
            let stream = try FileStream(
                path: path,
                sampleRateHertz: 48_000,
                loops: loops,
                ringFrames: 1024,
                offset: offset,
                startFrame: start
            )
            let read = collect(3000, from: stream, quantum: 100)
            let positions = start..<start + 3000
            let expected = song(audio, loops: loops, offset: offset, at: Array(positions))
            #expect(read == expected, "\(random) offset \(offset) start \(start)")
        }
    }

    /// Lengths below the block, the ring (1,024) and the cache (262,144), and above each.
    @Test(arguments: [1, 7, 64, 1000, 5000, 262_144, 262_145])
    func aLoopRegionRepeatsExactly(length: Int) throws {
        let audio = noise(channels: 2, frames: 290_000, seed: UInt64(length))
        let path = try scratch.write(audio, to: "song.wav")
        let loop = 2000..<2000 + Int64(length)
        // From before it, its first frame, its midst and its last frame.
        for start in [1500, 2000, 2000 + Int64(length / 2), loop.upperBound - 1] {
            let stream = try FileStream(
                path: path,
                sampleRateHertz: 48_000,
                loops: false,
                ringFrames: 1024,
                startFrame: start,
                loop: loop
            )
            let count = 3 * length + 3000
            let read = collect(count, from: stream, quantum: 4096)
            #expect(read == song(audio, at: positions(count, from: start, loop: loop)))
        }
    }

    @Test(arguments: [AudioFileEncoding.wavFloat, .flac24], [false, true])
    func offsetsLoopsAndStartsCombine(encoding: AudioFileEncoding, loops: Bool) throws {
        let audio = noise(channels: 1, frames: 5000, seed: 3)
        let path = try scratch.write(audio, to: "song", encoding: encoding)
        var random = Seeded(seed: 17)
        for _ in 0..<60 {
            let offset = Int64.random(in: -8000...8000, using: &random)
            let start = Int64.random(in: -12_000...12_000, using: &random)
            let lower = Int64.random(in: -12_000...12_000, using: &random)
            let loop = lower..<lower + Int64.random(in: 1...6000, using: &random)
            let stream = try FileStream(
                path: path,
                sampleRateHertz: 48_000,
                loops: loops,
                ringFrames: 2048,
                offset: offset,
                startFrame: start,
                loop: loop
            )
            let read = collect(20_000, from: stream, quantum: 777)
            let positions = positions(20_000, from: start, loop: loop)
            #expect(
                read == song(audio, loops: loops, offset: offset, at: positions),
                "\(random) offset \(offset) start \(start) loop \(loop)"
            )
        }
    }

    @Test func theEndsOfTimeAreSilent() throws {
        let audio = noise(channels: 1, frames: 500)
        let path = try scratch.write(audio, to: "song.wav")
        for start in [Int64.min, -1_000_000, 500, 1_000_000, .max] {
            let stream = try FileStream(
                path: path,
                sampleRateHertz: 48_000,
                loops: false,
                ringFrames: 1024,
                startFrame: start,
                loop: .min ..< .max
            )
            #expect(collect(2000, from: stream, quantum: 64)[0].allSatisfy { $0 == 0 })
        }
        for (offset, start) in [(Int64.min, Int64.max), (.max, .min)] {
            for rate in [48_000, 44_100] {
                _ = try FileStream(
                    path: path,
                    sampleRateHertz: rate,
                    loops: true,
                    ringFrames: 1024,
                    offset: offset,
                    startFrame: start,
                    loop: 7..<7
                )
            }
        }
    }

    /// Rates that are whole multiples, that have 147 : 160 between them, and nothing at all. The noise
    /// is at full scale and of all frequencies, as no music is.
    @Test(arguments: [44_100, 96_000, 22_050, 192_000, 44_101], [false, true])
    func aConvertedStreamMayBeginAnywhere(fileRate: Int, loops: Bool) throws {
        let frames = fileRate / 2
        let path = try scratch.write(
            noise(channels: 1, frames: frames, seed: 7),
            to: "song.wav",
            sampleRateHertz: fileRate
        )
        func stream(from start: Int64) throws -> FileStream {
            try FileStream(
                path: path,
                sampleRateHertz: 48_000,
                loops: loops,
                ringFrames: 1024,
                startFrame: start
            )
        }
        let whole = collect(80_000, from: try stream(from: 0), quantum: 4096)[0]
        var random = Seeded(seed: 23)
        var worst: Float = 0
        let edges = [0, 1, 63, 64, 65, 159, 160, 23_900, 23_999, 24_000, 24_001]
        for start in edges + (0..<40).map({ _ in Int.random(in: 0...70_000, using: &random) }) {
            let read = collect(2000, from: try stream(from: Int64(start)), quantum: 500)[0]
            for frame in 0..<2000 { worst = max(worst, abs(read[frame] - whole[start + frame])) }
        }
        // -120 dBFS.
        #expect(worst <= 1e-6, "\(random)")
        if !loops {
            #expect(whole[24_001...].allSatisfy { $0 == 0 })
            #expect(whole[23_990..<23_999].contains { abs($0) > 0.001 })
        }
    }

    /// A round is what the song has there, not what a loop of the samples would be: going back is a cut.
    @Test(arguments: [1, 7, 64, 1000, 5000])
    func aConvertedLoopRegionRepeats(length: Int) throws {
        let path = try scratch.write(
            noise(channels: 2, frames: 20_000, seed: 9),
            to: "song.wav",
            sampleRateHertz: 44_100
        )
        let loop = 1003..<1003 + Int64(length)
        let whole = collect(
            20_000,
            from: try FileStream(path: path, sampleRateHertz: 48_000, loops: false),
            quantum: 4096
        )
        let stream = try FileStream(
            path: path,
            sampleRateHertz: 48_000,
            loops: false,
            ringFrames: 1024,
            startFrame: 400,
            loop: loop
        )
        let read = collect(12_000, from: stream, quantum: 64)
        let expected = song(whole, at: positions(12_000, from: 400, loop: loop))
        for channel in 0..<2 {
            let worst = zip(read[channel], expected[channel]).map { abs($0 - $1) }.max()!
            #expect(worst <= 1e-6)
        }
    }

    @Test func theDiskThreadMakesAStreamReady() throws {
        let audio = noise(channels: 2, frames: 30_000)
        let path = try scratch.write(audio, to: "song.flac", encoding: .flac24)
        let stream = try FileStream(
            path: path,
            sampleRateHertz: 48_000,
            loops: false,
            ringFrames: 16_384,
            startFrame: 9999,
            fillsAtOnce: false
        )
        #expect(stream.isReady(frames: 0) && !stream.isReady(frames: 1) && !stream.isReady())
        // A block for each piece of work, and then all of it.
        #expect(stream.work())
        #expect(stream.isReady(frames: 4096) && !stream.isReady(frames: 4097))
        let disk = try DiskThread()
        disk.add(stream)
        for _ in 0..<10_000 where !stream.isReady() { usleep(1000) }
        #expect(stream.isReady() && stream.isReady(frames: 1_000_000))
        disk.remove(stream)
        #expect(take(16_384, from: stream) == cut(audio, 9999..<9999 + 16_384))
        #expect(stream.isReady())
    }

    @Test func whatFailsLaterIsSilentAndReady() throws {
        let path = try scratch.write(
            noise(channels: 2, frames: 40_000),
            to: "cut.flac",
            encoding: .flac24
        )
        truncate(path, 100_000)
        func stream(fillsAtOnce: Bool) throws -> FileStream {
            try FileStream(
                path: path,
                sampleRateHertz: 48_000,
                loops: false,
                ringFrames: 2048,
                startFrame: 35_000,
                fillsAtOnce: fillsAtOnce
            )
        }
        #expect(throws: AudioFileError.self) { try stream(fillsAtOnce: true) }
        let late = try stream(fillsAtOnce: false)
        #expect(late.failure == nil)
        late.fill()
        #expect(late.failure?.subject == path && late.isReady())
        #expect(take(2048, from: late)[0].allSatisfy { $0 == 0 })
    }
}

/// The frames of a song at positions of it, each worked out by itself.
private func song(
    _ audio: [[Float]],
    loops: Bool = false,
    offset: Int64 = 0,
    at positions: [Int64]
) -> [[Float]] {
    let length = Int64(audio[0].count)
    return audio.map { samples in
        positions.map { position in
            let frame = position - offset
            guard frame >= 0, loops || frame < length else { return 0 }
            return samples[Int(frame % length)]
        }
    }
}

private func positions(_ count: Int, from start: Int64, loop: Range<Int64>) -> [Int64] {
    var position = start
    return (0..<count).map { _ in
        defer {
            position += 1
            if position == loop.upperBound { position = loop.lowerBound }
        }
        return position
    }
}

/// Random numbers that are the same for each seed, which it prints.
private struct Seeded: RandomNumberGenerator, CustomStringConvertible {
    private let seed: UInt64
    private var state: UInt64

    init(seed: UInt64) {
        self.seed = seed
        state = seed
    }

    var description: String { "seed \(seed)" }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        var word = state
        word = (word ^ (word >> 31)) &* 0x7FB5_D329_728E_A185
        return word ^ (word >> 27)
    }
}

import Glibc
import Synchronization
import Testing

@testable import OutboardIO

@Suite struct DiskThreadTests {
    private let scratch = ScratchFolder()

    @Test func whatIsPressingGoesBeforeEachOther() {
        let log = Log()
        let items = ["a", "b", "c"].map { Item($0, pieces: 2, log: log) }
        #expect(DiskThread.turn(items))
        #expect(log.names == ["a", "b", "c"])
        items[2].isPressing = true
        #expect(!DiskThread.turn(items))
        #expect(log.names == ["a", "b", "c", "c", "a", "b", "c"])
    }

    @Test func aRecorderPressesAboveHalfOfItsRing() throws {
        let recorder = FileRecorder(
            into: MemoryTarget(channelCount: 1),
            path: "memory",
            sampleRateHertz: 48_000,
            channelCount: 1,
            ringFrames: 16_384
        )
        let audio = noise(channels: 1, frames: 8193)
        play(cut(audio, 0..<8192), into: recorder, quantum: 512)
        #expect(!recorder.isPressing)
        play(cut(audio, 8192..<8193), into: recorder, quantum: 1)
        #expect(recorder.isPressing)
        #expect(recorder.work())
        #expect(!recorder.isPressing)
        // One block is left and one frame; the frame is for `finish`.
        #expect(!recorder.work())
        #expect(recorder.finish().writtenFrames == 8193)
    }

    @Test func itRecordsWhileStreamsPlay() throws {
        let frames = 60_000
        let songs = (1...3).map { noise(channels: 2, frames: frames, seed: $0) }
        let streams = try songs.enumerated().map { index, song in
            try FileStream(
                path: scratch.write(song, to: "\(index).flac", encoding: .flac24),
                sampleRateHertz: 48_000,
                loops: false,
                ringFrames: 4096
            )
        }
        let recorders = try streams.indices.map { index in
            try FileRecorder(
                path: scratch.file("take\(index).wav"),
                encoding: .wav24,
                sampleRateHertz: 48_000,
                channelCount: 2,
                ringFrames: 8192
            )
        }
        let disk = try DiskThread()
        streams.forEach(disk.add)
        recorders.forEach(disk.add)
        // The render thread's part: each stream into its recorder, as far as the disk has come.
        let buffers = ChannelBuffers(channelCount: 2, capacityFrames: 256)
        var played = [Int](repeating: 0, count: 3)
        var idleTurns = 0
        while played != [frames, frames, frames], idleTurns < 10_000 {
            var isIdle = true
            for (index, stream) in streams.enumerated() where played[index] < frames {
                let count = min(256, frames - played[index])
                let lane = recorders[index].lane
                guard stream.ring.pointee.readableFrames() >= count,
                    lane.pointee.ring.writableFrames() >= count
                else { continue }
                _ = stream.ring.pointee.read(into: buffers.writable, frames: count)
                lane.pointee.write(buffers.readable, frames: count, at: Int64(played[index]))
                played[index] += count
                isIdle = false
            }
            if isIdle {
                idleTurns += 1
                usleep(1000)
            }
        }
        for (index, recorder) in recorders.enumerated() {
            let take = recorder.finish()
            disk.remove(recorder)
            #expect(take.writtenFrames == frames && take.failure == nil)
            #expect(try readAll(take.path) == songs[index])
        }
    }

    private final class Log: Sendable {
        private let state = Mutex<[String]>([])
        var names: [String] { state.withLock { $0 } }
        func note(_ name: String) { state.withLock { $0.append(name) } }
    }

    private final class Item: DiskWork {
        private let name: String
        private let log: Log
        private let pieces: Mutex<Int>
        private let pressing = Mutex(false)

        init(_ name: String, pieces: Int, log: Log) {
            self.name = name
            self.log = log
            self.pieces = Mutex(pieces)
        }

        var isPressing: Bool {
            get { pressing.withLock { $0 } }
            set { pressing.withLock { $0 = newValue } }
        }

        func work() -> Bool {
            log.note(name)
            isPressing = false
            return pieces.withLock {
                $0 -= 1
                return $0 > 0
            }
        }
    }
}

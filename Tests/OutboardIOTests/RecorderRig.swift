import Glibc
import Synchronization

@testable import OutboardIO

/// Writes audio to a recorder as the render thread does.
/// - Parameters:
///   - audio: `channels x frames`.
///   - frame: the engine's time of the first frame.
///   - afterQuantum: what happens between two cycles.
func play(
    _ audio: [[Float]],
    into recorder: FileRecorder,
    quantum: Int,
    from frame: Int64 = 0,
    afterQuantum: () -> Void = {}
) {
    let frames = audio[0].count
    let buffers = ChannelBuffers(channelCount: audio.count, capacityFrames: frames)
    for (channel, samples) in audio.enumerated() {
        buffers.writable[channel].update(from: samples, count: frames)
    }
    for start in stride(from: 0, to: frames, by: quantum) {
        recorder.lane.pointee.write(
            buffers.readable,
            offset: start,
            frames: min(quantum, frames - start),
            at: frame + Int64(start)
        )
        afterQuantum()
    }
}

/// The frames of `range`, of each channel.
func cut(_ audio: [[Float]], _ range: Range<Int>) -> [[Float]] { audio.map { Array($0[range]) } }

/// A target that keeps what it gets in memory, and can be slow or full.
final class MemoryTarget: RecordingTarget, Sendable {
    private struct State {
        var audio: [[Float]]
        var roomFrames: Int
        var headerUpdates = 0
        var isFinished = false
    }
    private let state: Mutex<State>
    private let gate = Gate()
    private let isGated: Bool

    /// - Parameters:
    ///   - roomFrames: what fits before it says that it is full.
    ///   - isGated: whether each `write` waits for `open`.
    init(channelCount: Int, roomFrames: Int = .max, isGated: Bool = false) {
        state = Mutex(
            State(audio: Array(repeating: [], count: channelCount), roomFrames: roomFrames)
        )
        self.isGated = isGated
    }

    var audio: [[Float]] { state.withLock { $0.audio } }
    var headerUpdates: Int { state.withLock { $0.headerUpdates } }
    var isFinished: Bool { state.withLock { $0.isFinished } }
    var writtenFrames: Int { state.withLock { $0.audio[0].count } }

    /// Waits until a write waits. At once where one does.
    func waitForWrite() { gate.waitForGuest() }

    /// Lets all writes pass from now on.
    func open() { gate.open() }

    func write(
        _ source: UnsafePointer<UnsafePointer<Float>>,
        frames: Int
    ) throws(AudioFileError) {
        if isGated { gate.pass() }
        let isWhole = state.withLock { state in
            let count = min(frames, state.roomFrames - state.audio[0].count)
            for channel in state.audio.indices {
                state.audio[channel] += UnsafeBufferPointer(start: source[channel], count: count)
            }
            return count == frames
        }
        if !isWhole { throw AudioFileError(.full, subject: "memory", message: "full") }
    }

    func updateHeader() throws(AudioFileError) { state.withLock { $0.headerUpdates += 1 } }

    func finish() throws(AudioFileError) {
        state.withLock { $0.isFinished = true }
    }
}

/// A door that is closed until somebody opens it.
private final class Gate: @unchecked Sendable {
    // SAFETY: semaphores are made to be shared.
    private let arrived = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    private let opened = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() {
        sem_init(arrived, 0, 0)
        sem_init(opened, 0, 0)
    }

    deinit {
        sem_destroy(arrived)
        sem_destroy(opened)
        arrived.deallocate()
        opened.deallocate()
    }

    func pass() {
        sem_post(arrived)
        sem_wait(opened)
        sem_post(opened)
    }

    func waitForGuest() { sem_wait(arrived) }
    func open() { sem_post(opened) }
}

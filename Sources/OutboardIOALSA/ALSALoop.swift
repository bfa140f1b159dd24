import CALSA
import CRealtime
import Glibc
import OutboardIO
import OutboardRealtime
import Synchronization

/// What the device's thread works on. It belongs to the driver, who frees it after the thread's end.
struct ALSAState: ~Copyable {
    let entry: RenderEntry
    let playback: PCM?
    let capture: PCM?
    /// Whether the kernel starts and stops both as one.
    let isLinked: Bool
    let quantumFrames: Int
    let sampleRateHertz: Int
    /// MIDI that came in, or nil where the machine has no sequencer. The driver keeps it alive.
    let sequencer: UnsafeMutablePointer<SequencerQueue>?
    /// A cycle's events.
    let events: UnsafeMutablePointer<ob_event>
    let inputs: ChannelBuffers
    let outputs: ChannelBuffers
    var freeRunGuard: FreeRunGuard
    let xruns = Atomic<Int>(0)
    let isEnding = Atomic<Bool>(false)
    /// alsa-lib's error number that ended the thread, or 0.
    let loss = Atomic<Int32>(0)

    /// Events a cycle: as many notes as a MIDI cable carries in a second. The rest waits.
    static let eventCapacity = 1024

    init(
        entry: RenderEntry,
        playback: PCM?,
        capture: PCM?,
        isLinked: Bool,
        sequencer: UnsafeMutablePointer<SequencerQueue>?
    ) {
        let leader = playback ?? capture!
        self.entry = entry
        self.playback = playback
        self.capture = capture
        self.isLinked = isLinked
        self.sequencer = sequencer
        events = .allocate(capacity: Self.eventCapacity)
        quantumFrames = leader.quantumFrames
        sampleRateHertz = leader.sampleRateHertz
        inputs = ChannelBuffers(
            channelCount: capture?.channelCount ?? 0,
            capacityFrames: leader.quantumFrames
        )
        outputs = ChannelBuffers(
            channelCount: playback?.channelCount ?? 0,
            capacityFrames: leader.quantumFrames
        )
        freeRunGuard = FreeRunGuard(
            quantumFrames: leader.quantumFrames,
            bufferFrames: leader.bufferFrames,
            sampleRateHertz: leader.sampleRateHertz
        )
    }

    deinit { events.deallocate() }
}

/// The device's thread.
///
///     prepare, fill with silence, start ─▶ wait ─▶ read ─▶ render ─▶ write ─┐
///                   ▲                       ▲                               │
///                   └── xrun, suspend ──────┴───────────────────────────────┘
///
/// It waits in `poll`, inside of `PCM.wait`, and enters the kernel to move samples: both lie between
/// two cycles, outside of what the renderer's checks cover.
@c
func runALSA(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    let state = argument!.assumingMemoryBound(to: ALSAState.self)
    ob_thread_prefault()
    _ = ob_flush_subnormals()
    var error = begin(state)
    while !state.pointee.isEnding.load(ordering: .relaxed) {
        if error < 0 { error = recover(state, from: error) }
        if error < 0 { break }
        error = runCycle(state)
    }
    if error < 0, !state.pointee.isEnding.load(ordering: .relaxed) {
        state.pointee.loss.store(error, ordering: .releasing)
    }
    if let playback = state.pointee.playback { snd_pcm_drop(playback.pcm) }
    if let capture = state.pointee.capture { snd_pcm_drop(capture.pcm) }
    return nil
}

private func runCycle(_ state: UnsafeMutablePointer<ALSAState>) -> Int32 {
    if let capture = state.pointee.capture {
        var error = capture.wait { state.pointee.isEnding.load(ordering: .relaxed) }
        if error == 0 { error = capture.read(into: state.pointee.inputs.writable) }
        if error < 0 { return error }
    }
    if let playback = state.pointee.playback {
        let error = playback.wait { state.pointee.isEnding.load(ordering: .relaxed) }
        if error < 0 { return error }
    }
    render(state)
    if let playback = state.pointee.playback {
        let error = playback.write(state.pointee.outputs.writable)
        if error < 0 { return error }
    }
    let now = ob_now_nanoseconds()
    let due = state.pointee.freeRunGuard.next(nowNanoseconds: now)
    if due > now { ob_sleep_until(due) }
    return 0
}

@_noLocks
private func render(_ state: UnsafeMutablePointer<ALSAState>) {
    var eventCount = 0
    if let sequencer = state.pointee.sequencer {
        eventCount = sequencer.pointee.drain(
            into: state.pointee.events,
            capacity: ALSAState.eventCapacity,
            cycleBegan: ob_now_nanoseconds(),
            frames: state.pointee.quantumFrames,
            sampleRateHertz: state.pointee.sampleRateHertz
        )
    }
    state.pointee.entry(
        inputs: state.pointee.inputs.readable,
        outputs: state.pointee.outputs.writable,
        frames: UInt32(truncatingIfNeeded: state.pointee.quantumFrames),
        events: UnsafeBufferPointer(start: state.pointee.events, count: eventCount)
    )
}

/// Starts the device from wherever it stands.
private func begin(_ state: UnsafeMutablePointer<ALSAState>) -> Int32 {
    let (playback, capture) = (state.pointee.playback, state.pointee.capture)
    var error: Int32 = 0
    if let playback { error = snd_pcm_prepare(playback.pcm) }
    if error >= 0, let capture, !state.pointee.isLinked { error = snd_pcm_prepare(capture.pcm) }
    if error >= 0, let playback { error = playback.fillAhead() }
    if error >= 0, let capture { error = snd_pcm_start(capture.pcm) }
    if error >= 0, let playback, !state.pointee.isLinked { error = snd_pcm_start(playback.pcm) }
    return error
}

/// Gets a device going again that missed its deadline or was suspended.
/// - Returns: 0, or an error that it does not recover from.
private func recover(_ state: UnsafeMutablePointer<ALSAState>, from error: Int32) -> Int32 {
    switch -error {
    case EINTR:
        return 0
    case EPIPE:
        break
    case ESTRPIPE:
        // The machine slept. Hardware that cannot resume says so, and is started afresh.
        let pcm = (state.pointee.playback ?? state.pointee.capture!).pcm
        for _ in 0..<100 where snd_pcm_resume(pcm) == -EAGAIN {
            ob_sleep_until(ob_now_nanoseconds() + 50_000_000)
        }
    default:
        return error
    }
    state.pointee.xruns.wrappingAdd(1, ordering: .relaxed)
    if let playback = state.pointee.playback { snd_pcm_drop(playback.pcm) }
    if let capture = state.pointee.capture, !state.pointee.isLinked { snd_pcm_drop(capture.pcm) }
    return begin(state)
}

import CJACK
import CRealtime
import OutboardIO
import OutboardRealtime
import Synchronization

/// What JACK's threads and the driver share.
///
///     control                          JACK's threads
///     isRunning, releasing    ──▶      process: renders only while it is set
///     stop waits for it       ◀──      isInCycle
///     pollEvent compares with ◀──      quantumFrames, sampleRateHertz, isLost: the latest wins
///     status, droppedEvents   ◀──      xruns, midi.dropped
///
/// Events are values, not a queue: they come from several threads, and only the latest matters.
struct JACKState: ~Copyable {
    var entry: RenderEntry?
    var midi = MIDIInput()
    let inputPorts: UnsafeMutablePointer<OpaquePointer>
    let outputPorts: UnsafeMutablePointer<OpaquePointer>
    let inputs: UnsafeMutablePointer<UnsafePointer<Float>>
    let outputs: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
    let inputCount: Int
    let outputCount: Int
    let isRunning = Atomic<Bool>(false)
    let isInCycle = Atomic<Bool>(false)
    let xruns = Atomic<Int>(0)
    let quantumFrames: Atomic<Int>
    let sampleRateHertz: Atomic<Int>
    let isLost = Atomic<Bool>(false)

    init(_ format: DriverFormat) {
        inputCount = format.inputChannels
        outputCount = format.outputChannels
        inputPorts = .allocate(capacity: max(1, inputCount))
        outputPorts = .allocate(capacity: max(1, outputCount))
        inputs = .allocate(capacity: max(1, inputCount))
        outputs = .allocate(capacity: max(1, outputCount))
        quantumFrames = Atomic(format.quantumFrames)
        sampleRateHertz = Atomic(format.sampleRateHertz)
    }

    deinit {
        inputPorts.deallocate()
        outputPorts.deallocate()
        inputs.deallocate()
        outputs.deallocate()
    }
}

/// The first that libjack's threads do, the one of the cycles among them: subnormal numbers are
/// flushed to zero for good, as no code of others needs them there.
@c
func jackThreadBegan(_ argument: UnsafeMutableRawPointer?) {
    _ = ob_flush_subnormals()
}

/// One cycle of the server.
@c @_noLocks
func processJACKCycle(_ frames: jack_nframes_t, _ argument: UnsafeMutableRawPointer?) -> Int32 {
    let state = argument!.assumingMemoryBound(to: JACKState.self)
    for channel in 0..<state.pointee.inputCount {
        state.pointee.inputs[channel] = UnsafePointer(
            ob_jack_buffer(state.pointee.inputPorts[channel], frames)
        )
    }
    for channel in 0..<state.pointee.outputCount {
        state.pointee.outputs[channel] = ob_jack_buffer(
            state.pointee.outputPorts[channel],
            frames
        )
    }
    // Both sides store, then load the other's word, in one order that all threads agree on: either
    // this cycle sees the stop, or the stop sees this cycle.
    state.pointee.isInCycle.store(true, ordering: .sequentiallyConsistent)
    if state.pointee.isRunning.load(ordering: .sequentiallyConsistent),
        let entry = state.pointee.entry
    {
        entry(
            inputs: state.pointee.inputs,
            outputs: state.pointee.outputs,
            frames: frames,
            events: state.pointee.midi.read(frames: frames)
        )
    } else {
        for channel in 0..<state.pointee.outputCount {
            ob_zero(state.pointee.outputs[channel], Int(frames))
        }
    }
    state.pointee.isInCycle.store(false, ordering: .releasing)
    return 0
}

@c
func jackQuantumChanged(_ frames: jack_nframes_t, _ argument: UnsafeMutableRawPointer?) -> Int32 {
    let state = argument!.assumingMemoryBound(to: JACKState.self)
    state.pointee.quantumFrames.store(Int(frames), ordering: .relaxed)
    return 0
}

@c
func jackSampleRateChanged(
    _ hertz: jack_nframes_t,
    _ argument: UnsafeMutableRawPointer?
) -> Int32 {
    let state = argument!.assumingMemoryBound(to: JACKState.self)
    state.pointee.sampleRateHertz.store(Int(hertz), ordering: .relaxed)
    return 0
}

@c
func jackMissedDeadline(_ argument: UnsafeMutableRawPointer?) -> Int32 {
    let state = argument!.assumingMemoryBound(to: JACKState.self)
    state.pointee.xruns.wrappingAdd(1, ordering: .relaxed)
    return 0
}

/// The server is gone, or has thrown us out. It must not call back into JACK.
@c
func jackShutDown(_ argument: UnsafeMutableRawPointer?) {
    let state = argument!.assumingMemoryBound(to: JACKState.self)
    state.pointee.isLost.store(true, ordering: .releasing)
}

/// libjack would write to the standard error; errors reach people as `DriverError`.
@c
func jackIsSilent(_ message: UnsafePointer<CChar>?) {}

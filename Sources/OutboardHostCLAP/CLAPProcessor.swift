import CCLAP
import CRealtime
import OutboardHost

/// What the process function answers, beside 0.
enum CLAPFailure {
    static let process: Int32 = 1
    static let start: Int32 = 2
}

/// Runs the plugin on one block. `context` is a `CLAPRenderContext`. [render & active]
@c @_noLocks
func clapProcess(
    _ context: UnsafeMutableRawPointer,
    _ block: UnsafePointer<ob_process_block>
) -> Int32 {
    let state = context.assumingMemoryBound(to: CLAPRenderContext.self)
    guard block.pointee.frames > 0 else { return 0 }
    state.pointee.host.pointee.enterAudio()
    let result = render(state, block)
    state.pointee.host.pointee.leaveAudio()
    return result
}

@_noLocks @inline(__always)
private func render(
    _ state: UnsafeMutablePointer<CLAPRenderContext>,
    _ block: UnsafePointer<ob_process_block>
) -> Int32 {
    guard state.pointee.isProcessing || start(state) else {
        silenceOutputs(block)
        return CLAPFailure.start
    }
    adoptMoves(state)
    writeEvents(state, block)
    let isSongNews = writeTransport(state, block)
    if case .sleeping = state.pointee.activity, !mustWake(state, block, isSongNews) {
        silenceOutputs(block)
        pass(state, block.pointee.frames)
        return 0
    }
    let buffers = block.pointee.offset == 0 ? block.pointee.buffers : 0
    if buffers == 0 || buffers != state.pointee.connectedBuffers {
        connect(state, block)
        state.pointee.connectedBuffers = buffers
    }
    let output = state.pointee.output
    // A plugin may have changed these.
    for port in 0..<output.portCount { output.ports[port].constant_mask = 0 }
    state.pointee.process.frames_count = block.pointee.frames
    state.pointee.block = block
    state.pointee.givenBefore = block.pointee.output_events?.pointee.count ?? 0
    // RT-SAFETY: CLAP has `process` written for this thread. What a plugin does in spite of that is the
    // guard's to count.
    ob_guard_foreign_enter()
    let status = withUnsafePointer(to: &state.pointee.process) {
        ob_clap_call_process(state.pointee.plugin, $0)
    }
    ob_guard_foreign_leave()
    state.pointee.block = nil
    pass(state, block.pointee.frames)
    guard status != Int32(OB_CLAP_PROCESS_ERROR) else {
        silenceOutputs(block)
        state.pointee.activity = .working
        return CLAPFailure.process
    }
    settle(state, block, status: Int(status))
    return 0
}

/// The first block since activation.
@_noLocks @inline(never)
private func start(_ state: UnsafeMutablePointer<CLAPRenderContext>) -> Bool {
    // RT-SAFETY: CLAP has both written for this thread.
    ob_guard_foreign_enter()
    if state.pointee.wantsReset { ob_clap_call_reset(state.pointee.plugin) }
    state.pointee.wantsReset = false
    let isStarted = ob_clap_call_start_processing(state.pointee.plugin)
    ob_guard_foreign_leave()
    state.pointee.isProcessing = isStarted
    state.pointee.activity = .working
    return isStarted
}

/// The plugin's clock goes on whether it was called or not.
@_noLocks @inline(__always)
private func pass(_ state: UnsafeMutablePointer<CLAPRenderContext>, _ frames: UInt32) {
    state.pointee.process.steady_time &+= Int64(frames)
}

@_noLocks
private func mustWake(
    _ state: UnsafeMutablePointer<CLAPRenderContext>,
    _ block: UnsafePointer<ob_process_block>,
    _ isSongNews: Bool
) -> Bool {
    let wantsProcess = state.pointee.host.pointee.wantsProcess.load(ordering: .relaxed)
    let wantsFlush = state.pointee.host.pointee.wantsFlush.load(ordering: .relaxed)
    return isSongNews || wantsProcess || wantsFlush || state.pointee.events.pointee.count > 0
        || !areInputsSilent(block)
}

/// Takes what the plugin says of the time to come.
@_noLocks @inline(__always)
private func settle(
    _ state: UnsafeMutablePointer<CLAPRenderContext>,
    _ block: UnsafePointer<ob_process_block>,
    status: Int
) {
    // An exchange has the core wait for all that it has written, and nearly always finds nothing.
    let host = state.pointee.host
    let wasAsked =
        host.pointee.wantsProcess.load(ordering: .relaxed)
        && host.pointee.wantsProcess.exchange(false, ordering: .relaxed)
    if host.pointee.wantsFlush.load(ordering: .relaxed) {
        _ = host.pointee.wantsFlush.exchange(false, ordering: .relaxed)
    }
    if wasAsked || status == OB_CLAP_PROCESS_CONTINUE {
        state.pointee.activity = .working
        return
    }
    switch status {
    case OB_CLAP_PROCESS_SLEEP:
        state.pointee.activity = .sleeping
    case OB_CLAP_PROCESS_TAIL:
        guard areInputsSilent(block) else {
            state.pointee.activity = .working
            return
        }
        ring(state, frames: Int64(block.pointee.frames))
    case OB_CLAP_PROCESS_CONTINUE_IF_NOT_QUIET:
        guard areInputsSilent(block) else {
            state.pointee.activity = .working
            return
        }
        state.pointee.activity = areOutputsQuiet(block) ? .sleeping : .fading
    default:
        state.pointee.activity = .working
    }
}

/// Counts the tail down from where the input fell silent.
@_noLocks
private func ring(_ state: UnsafeMutablePointer<CLAPRenderContext>, frames: Int64) {
    var left: Int64
    if case .ringing(let framesLeft) = state.pointee.activity {
        left = framesLeft
    } else {
        left = 0
        if let tail = state.pointee.tail {
            // RT-SAFETY: CLAP has it written for this thread too.
            ob_guard_foreign_enter()
            left = Int64(ob_clap_call_tail(tail, state.pointee.plugin))
            ob_guard_foreign_leave()
        }
        // CLAP's word for a tail without an end.
        if left >= Int64(Int32.max) { left = .max }
    }
    if left != .max { left -= frames }
    state.pointee.activity = left <= 0 ? .sleeping : .ringing(framesLeft: left)
}

@_noLocks
private func areInputsSilent(_ block: UnsafePointer<ob_process_block>) -> Bool {
    for channel in 0..<Int(block.pointee.input_count) {
        let samples = block.pointee.inputs[channel] + Int(block.pointee.offset)
        for frame in 0..<Int(block.pointee.frames) where samples[frame] != 0 { return false }
    }
    return true
}

/// Below -120 dBFS.
@_noLocks
private func areOutputsQuiet(_ block: UnsafePointer<ob_process_block>) -> Bool {
    for channel in 0..<Int(block.pointee.output_count) {
        let samples = block.pointee.outputs[channel] + Int(block.pointee.offset)
        for frame in 0..<Int(block.pointee.frames) {
            // So written, what is no number is not quiet.
            guard samples[frame].magnitude < 1e-6 else { return false }
        }
    }
    return true
}

@_noLocks
private func silenceOutputs(_ block: UnsafePointer<ob_process_block>) {
    for channel in 0..<Int(block.pointee.output_count) {
        ob_zero(
            block.pointee.outputs[channel] + Int(block.pointee.offset),
            Int(block.pointee.frames)
        )
    }
}

/// Tells the plugin where the block's buffers are.
@_noLocks @inline(never)
private func connect(
    _ state: UnsafeMutablePointer<CLAPRenderContext>,
    _ block: UnsafePointer<ob_process_block>
) {
    let offset = Int(block.pointee.offset)
    let input = state.pointee.input
    for channel in 0..<input.channelCount {
        let source = Int(input.sources[channel])
        input.channels[channel] =
            source < Int(block.pointee.input_count)
            // The plugin only reads it.
            ? UnsafeMutablePointer(mutating: block.pointee.inputs[source] + offset) : input.spare
    }
    let output = state.pointee.output
    for channel in 0..<output.channelCount {
        let source = Int(output.sources[channel])
        output.channels[channel] =
            source < Int(block.pointee.output_count)
            ? block.pointee.outputs[source] + offset : output.spare
    }
}

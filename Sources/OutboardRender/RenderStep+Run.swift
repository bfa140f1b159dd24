import CRealtime
import OutboardDSP
import OutboardGraph
import OutboardHost
import OutboardRealtime

/// Runs one step on a block of `frames` frames.
@_noLocks @inline(__always)
func runStep(
    _ step: RenderStep,
    _ plan: UnsafeMutablePointer<LoadedPlan>,
    _ state: UnsafeMutablePointer<RenderState>,
    _ device: DeviceBuffers,
    frames: Int
) {
    let samples = plan.pointee.samples
    switch step {
    case .zero(let buffer):
        ob_zero(samples.pointee.buffer(Int(buffer)), frames)
    case .copy(let from, let to):
        ob_copy(samples.pointee.buffer(Int(to)), samples.pointee.buffer(Int(from)), frames)
    case .add(let from, let to):
        add(
            samples.pointee.buffer(Int(from)),
            to: samples.pointee.buffer(Int(to)),
            frames: frames
        )
    case .delay(let line, let from, let to):
        plan.pointee.delays[Int(line)].process(
            samples.pointee.buffer(Int(from)),
            to: samples.pointee.buffer(Int(to)),
            frames: frames
        )
    case .deviceInput(let channel, let to):
        ob_copy(
            samples.pointee.buffer(Int(to)),
            device.inputs[Int(channel)] + device.offset,
            frames
        )
    case .deviceOutput(let channel, let from):
        ob_copy(
            device.outputs[Int(channel)] + device.offset,
            samples.pointee.buffer(Int(from)),
            frames
        )
    case .stream(let slot, let ports, let count):
        runStream(plan, state, slot: Int(slot), ports: Int(ports), count: Int(count), frames)
    case .process(let slot, let ports, let inputCount, let outputCount):
        runProcessor(
            plan,
            state,
            slot: Int(slot),
            ports: Int(ports),
            inputCount: Int(inputCount),
            outputCount: Int(outputCount),
            frames
        )
    case .fader(let gainSlot, let meterSlot, let from, let to):
        let peak = state.pointee.gains[Int(gainSlot)].apply(
            samples.pointee.buffer(Int(from)),
            to: samples.pointee.buffer(Int(to)),
            frames: frames
        )
        state.pointee.meters.raise(Int(meterSlot), to: peak)
    case .tap(let ports, let count):
        runTap(plan, state, ports: Int(ports), count: Int(count), frames)
    }
}

/// Reads a file's frames; what the disk did not bring in time is silence, and is counted.
@_noLocks
private func runStream(
    _ plan: UnsafeMutablePointer<LoadedPlan>,
    _ state: UnsafeMutablePointer<RenderState>,
    slot: Int,
    ports: Int,
    count: Int,
    _ frames: Int
) {
    let buffers = plan.pointee.ports.baseAddress! + ports
    var taken = 0
    if let ring = plan.pointee.streams[slot] {
        taken = ring.pointee.read(into: buffers, frames: frames)
    }
    guard taken < frames else { return }
    for channel in 0..<count { ob_zero(buffers[channel] + taken, frames - taken) }
    state.pointee.counters.streamUnderrunFrames.wrappingAdd(
        Int64(frames - taken),
        ordering: .relaxed
    )
}

/// Calls a plugin: in one piece, or in steps while one of its parameters is on a ramp.
@_noLocks
private func runProcessor(
    _ plan: UnsafeMutablePointer<LoadedPlan>,
    _ state: UnsafeMutablePointer<RenderState>,
    slot: Int,
    ports: Int,
    inputCount: Int,
    outputCount: Int,
    _ frames: Int
) {
    guard let processor = plan.pointee.entries[slot]?.processor else { return }
    let buffers = plan.pointee.ports.baseAddress! + ports
    let outputs = buffers + inputCount
    var block = ob_process_block(
        inputs: UnsafeRawPointer(buffers).assumingMemoryBound(to: UnsafePointer<Float>.self),
        outputs: UnsafePointer(outputs),
        input_count: UInt32(inputCount),
        output_count: UInt32(outputCount),
        offset: 0,
        frames: UInt32(frames),
        frame: state.pointee.frame,
        input_events: nil,
        output_events: nil,
        transport: nil
    )
    var done = 0
    while done < frames {
        var count = frames - done
        if processor.parameters.pointee.isMoving {
            count = min(count, ParameterBank.rampStepFrames)
            processor.parameters.pointee.advance(frames: count)
        }
        block.offset = UInt32(done)
        block.frames = UInt32(count)
        block.frame = state.pointee.frame + Int64(done)
        _ = ob_call_process(processor.function, processor.context, &block)
        done += count
    }
    contain(plan, state, slot: slot, outputs: outputs, count: outputCount, frames)
    reportLatency(plan, state, slot: slot)
}

/// Silences a plugin's outputs while any of them is not finite, so that no neighbour ever sees it.
@_noLocks
private func contain(
    _ plan: UnsafeMutablePointer<LoadedPlan>,
    _ state: UnsafeMutablePointer<RenderState>,
    slot: Int,
    outputs: UnsafeMutablePointer<UnsafeMutablePointer<Float>>,
    count: Int,
    _ frames: Int
) {
    var isClean = true
    for output in 0..<count where !isFinite(outputs[output], frames: frames) { isClean = false }
    guard !isClean else {
        if plan.pointee.entries[slot]!.isNonFinite {
            plan.pointee.entries[slot]!.isNonFinite = false
        }
        return
    }
    for output in 0..<count { ob_zero(outputs[output], frames) }
    state.pointee.counters.nonFiniteBlocks.wrappingAdd(1, ordering: .relaxed)
    guard !plan.pointee.entries[slot]!.isNonFinite else { return }
    plan.pointee.entries[slot]!.isNonFinite = state.pointee.reports.push(
        .nonFinite(processor: UInt32(slot), frame: state.pointee.frame)
    )
}

@_noLocks
private func reportLatency(
    _ plan: UnsafeMutablePointer<LoadedPlan>,
    _ state: UnsafeMutablePointer<RenderState>,
    slot: Int
) {
    let entry = plan.pointee.entries.baseAddress! + slot
    let frames = entry.pointee!.processor.latencyFrames.pointee
    guard frames != entry.pointee!.knownLatencyFrames,
        state.pointee.reports.push(.latencyChanged(processor: UInt32(slot), frames: frames))
    else { return }
    entry.pointee!.knownLatencyFrames = frames
}

/// Copies the master to the listeners' ring while it is open. A full ring drops, and counts.
@_noLocks
private func runTap(
    _ plan: UnsafeMutablePointer<LoadedPlan>,
    _ state: UnsafeMutablePointer<RenderState>,
    ports: Int,
    count: Int,
    _ frames: Int
) {
    guard count == ListenTap.channelCount, state.pointee.tap.isOpen.load(ordering: .acquiring)
    else { return }
    let buffers = UnsafeRawPointer(plan.pointee.ports.baseAddress! + ports)
        .assumingMemoryBound(to: UnsafePointer<Float>.self)
    // Released by the write that follows.
    state.pointee.tap.frameOffset.store(
        state.pointee.frame - Int64(state.pointee.tap.ring.writtenFrames()),
        ordering: .relaxed
    )
    if !state.pointee.tap.ring.write(buffers, frames: frames) {
        state.pointee.counters.tapDroppedFrames.wrappingAdd(Int64(frames), ordering: .relaxed)
    }
}

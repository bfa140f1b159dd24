import CRealtime
import OutboardDSP
import OutboardHost

/// Keeps what a plugin gives within bounds, so that no neighbour ever sees what is beyond them.
///
/// The usual block costs an or of all samples' bits: while every magnitude is below 2, nothing can be
/// wrong but a constant offset, which is looked for in some blocks only.
@_noLocks @inline(__always)
func contain(
    _ step: UnsafeMutablePointer<ProcessStep>,
    _ state: UnsafeMutablePointer<RenderState>
) {
    let isHigh = ob_may_exceed_two(
        UnsafeRawPointer(step.pointee.outputs).assumingMemoryBound(to: UnsafePointer<Float>.self),
        step.pointee.outputCount,
        state.pointee.block.pointee.frames
    )
    if !isHigh, step.pointee.node.pointee.isQuiet {
        if !state.pointee.block.pointee.looksForOffsets || !hasOffset(step, state) { return }
    }
    containSlowly(step, state)
}

/// Whether this block alone looks as if it had a constant offset.
@_noLocks
private func hasOffset(
    _ step: UnsafeMutablePointer<ProcessStep>,
    _ state: UnsafeMutablePointer<RenderState>
) -> Bool {
    let frames = state.pointee.block.pointee.frames
    for output in 0..<min(step.pointee.outputCount, OffsetWatch.channelsMax) {
        let mean = sum(step.pointee.outputs[output], frames: frames) / Float(frames)
        if mean.magnitude > OffsetWatch.bound { return true }
    }
    return false
}

@_noLocks
private func containSlowly(
    _ step: UnsafeMutablePointer<ProcessStep>,
    _ state: UnsafeMutablePointer<RenderState>
) {
    let frames = state.pointee.block.pointee.frames
    let node = step.pointee.node
    let rate = Float(state.pointee.sampleRateHertz)
    if hasNonFinite(step, frames) {
        for output in 0..<step.pointee.outputCount {
            ob_zero(step.pointee.outputs[output], frames)
        }
        node.pointee.containment.fault = .nonFinite
        node.pointee.containment.gate = GainRamp(gain: 0)
        node.pointee.containment.goodFrames = 0
        node.pointee.containment.offset = OffsetWatch()
    } else {
        watchLevel(step, &node.pointee.containment, frames: frames, rate: rate)
        watchOffset(step, &node.pointee.containment, frames: frames, rate: rate)
        passGate(step, &node.pointee.containment, frames)
    }
    if node.pointee.containment.fault != .none {
        state.pointee.counters.containedBlocks.wrappingAdd(1, ordering: .relaxed)
    }
    node.pointee.isQuiet = node.pointee.containment.isQuiet
    if node.pointee.containment.fault != node.pointee.containment.reported {
        node.pointee.notes |= ProcessorNode.faultNote
        state.pointee.hasNotes.store(true, ordering: .relaxed)
    }
}

@_noLocks
private func hasNonFinite(_ step: UnsafeMutablePointer<ProcessStep>, _ frames: Int) -> Bool {
    for output in 0..<step.pointee.outputCount
    where !isFinite(step.pointee.outputs[output], frames: frames) {
        return true
    }
    return false
}

/// +24 dBFS for 50 ms closes the gate in 5 ms; a second within bounds opens it again in 10.
@_noLocks
private func watchLevel(
    _ step: UnsafeMutablePointer<ProcessStep>,
    _ containment: inout Containment,
    frames: Int,
    rate: Float
) {
    var loudest: Float = 0
    for output in 0..<step.pointee.outputCount {
        loudest = max(loudest, peak(step.pointee.outputs[output], frames: frames))
    }
    if loudest >= 15.848_932 {
        containment.goodFrames = 0
        containment.badFrames += Int32(frames)
        guard Float(containment.badFrames) > rate * 0.05,
            containment.fault != .runaway
        else { return }
        containment.fault = .runaway
        containment.gate.head(for: 0, frames: UInt32(rate * 0.005))
        return
    }
    containment.badFrames = 0
    guard containment.fault == .runaway || containment.fault == .nonFinite else {
        return
    }
    containment.goodFrames += Int32(frames)
    // What was not a number may come back at once; what ran away has to prove itself.
    let wait = containment.fault == .runaway ? rate : 0
    if Float(containment.goodFrames) > wait {
        containment.fault = .none
        containment.gate.head(for: 1, frames: UInt32(rate * 0.01))
    }
}

@_noLocks
private func passGate(
    _ step: UnsafeMutablePointer<ProcessStep>,
    _ containment: inout Containment,
    _ frames: Int
) {
    guard !containment.gate.isUnity else { return }
    for output in 0..<step.pointee.outputCount {
        var gate = containment.gate
        _ = gate.apply(
            step.pointee.outputs[output],
            to: step.pointee.outputs[output],
            frames: frames
        )
    }
    containment.gate.advance(frames: frames)
}

/// An offset of more than -20 dBFS over half a second, which is not in the inputs, is subtracted.
@_noLocks
private func watchOffset(
    _ step: UnsafeMutablePointer<ProcessStep>,
    _ containment: inout Containment,
    frames: Int,
    rate: Float
) {
    let count = min(step.pointee.outputCount, OffsetWatch.channelsMax)
    if !containment.offset.isMeasuring {
        containment.offset.isMeasuring = true
        containment.offset.frames = 0
        containment.offset.inputs = 0
        containment.offset.outputs = SIMD8(repeating: 0)
    }
    measureOffset(step, &containment.offset, frames: frames, rate: rate)
    let isFound = containment.offset.isSubtracting
    if isFound, containment.fault == .none { containment.fault = .offset }
    if !isFound, containment.fault == .offset { containment.fault = .none }
    guard containment.offset.isSubtracting else { return }
    subtractOffset(step, &containment.offset, frames: frames, rate: rate, count: count)
}

@_noLocks
private func measureOffset(
    _ step: UnsafeMutablePointer<ProcessStep>,
    _ watch: inout OffsetWatch,
    frames: Int,
    rate: Float
) {
    let count = min(step.pointee.outputCount, OffsetWatch.channelsMax)
    for output in 0..<count {
        watch.outputs[output] += sum(step.pointee.outputs[output], frames: frames)
    }
    var inputs: Float = 0
    for input in 0..<step.pointee.inputCount {
        inputs = max(inputs, sum(step.pointee.inputs[input], frames: frames).magnitude)
    }
    watch.inputs += inputs
    watch.frames += Int32(frames)
    guard Float(watch.frames) >= rate / 2 else { return }
    let scale = 1 / Float(watch.frames)
    watch.isMeasuring = false
    var isOffset = false
    for output in 0..<count {
        let mean = watch.outputs[output] * scale
        let isOwn = mean.magnitude > OffsetWatch.bound && watch.inputs * scale < mean.magnitude / 2
        watch.target[output] = isOwn ? mean : 0
        if isOwn || watch.subtracted[output].magnitude > 1e-4 { isOffset = true }
    }
    watch.isSubtracting = isOffset
}

/// What is subtracted reaches its target within a tenth of a second, and so makes no click of its own.
@_noLocks
private func subtractOffset(
    _ step: UnsafeMutablePointer<ProcessStep>,
    _ watch: inout OffsetWatch,
    frames: Int,
    rate: Float,
    count: Int
) {
    let part = 40 / rate
    for output in 0..<count {
        let samples = step.pointee.outputs[output]
        let target = watch.target[output]
        var subtracted = watch.subtracted[output]
        for frame in 0..<frames {
            subtracted += (target - subtracted) * part
            samples[frame] -= subtracted
        }
        watch.subtracted[output] = subtracted
    }
}

/// Tells the control side what nodes have to tell. What finds the ring full is told in the next block.
@_noLocks
func reportNotes(
    _ state: UnsafeMutablePointer<RenderState>,
    _ plan: UnsafeMutablePointer<LoadedPlan>
) {
    state.pointee.hasNotes.store(false, ordering: .relaxed)
    for index in 0..<plan.pointee.processSteps.count {
        let node = plan.pointee.processSteps[index].node
        guard node.pointee.notes != 0 else { continue }
        guard state.pointee.reports.hasRoom(for: 2) else {
            state.pointee.hasNotes.store(true, ordering: .relaxed)
            return
        }
        node.pointee.notes = 0
        let frames = node.pointee.processor.latencyFrames.pointee
        if frames != node.pointee.knownLatencyFrames {
            node.pointee.knownLatencyFrames = frames
            _ = state.pointee.reports.push(
                .latencyChanged(processor: node.pointee.slot, frames: frames)
            )
        }
        let fault = node.pointee.containment.fault
        if fault != node.pointee.containment.reported {
            node.pointee.containment.reported = fault
            _ = state.pointee.reports.push(
                .contained(
                    processor: node.pointee.slot,
                    fault: fault,
                    frame: state.pointee.block.pointee.frame
                )
            )
        }
    }
}

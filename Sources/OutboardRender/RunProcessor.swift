import CRealtime
import OutboardDSP
import OutboardHost

/// Calls a plugin: in one piece, or in pieces while one of its parameters moves.
@_noLocks
func runProcessor(
    _ step: UnsafeMutablePointer<ProcessStep>,
    _ state: UnsafeMutablePointer<RenderState>
) {
    let frames = state.pointee.block.pointee.frames
    let processor = step.pointee.processor
    let block = step.pointee.block
    let isMoving = processor.parameters.pointee.isMoving
    if let plain = processor.plain, !isMoving, step.pointee.laneCount == 0,
        step.pointee.node.pointee.connectedBuffers == block.pointee.buffers
    {
        ob_call_plain(plain.function, plain.plugin, UInt32(truncatingIfNeeded: frames))
        return contain(step, state)
    }
    if let events = block.pointee.output_events {
        countDropped(events, state)
        events.pointee.count = 0
    }
    block.pointee.transport =
        state.pointee.block.pointee.hasTransport
        ? UnsafePointer(state.pointee.block.pointee.transport) : nil
    let isAutomated = step.pointee.laneCount > 0 && state.pointee.block.pointee.passage.isRolling
    if !isAutomated, !isMoving {
        block.pointee.offset = 0
        block.pointee.frames = UInt32(truncatingIfNeeded: frames)
        block.pointee.frame = state.pointee.block.pointee.frame
        _ = ob_call_process(processor.function, processor.context, block)
        step.pointee.node.pointee.connectedBuffers = block.pointee.buffers
    } else {
        step.pointee.node.pointee.connectedBuffers = 0
        runInPieces(step, state, isAutomated: isAutomated)
    }
    contain(step, state)
    if processor.latencyFrames.pointee != step.pointee.node.pointee.knownLatencyFrames {
        step.pointee.node.pointee.notes |= ProcessorNode.latencyNote
        state.pointee.hasNotes.store(true, ordering: .relaxed)
    }
}

@_noLocks
private func runInPieces(
    _ step: UnsafeMutablePointer<ProcessStep>,
    _ state: UnsafeMutablePointer<RenderState>,
    isAutomated: Bool
) {
    let frames = state.pointee.block.pointee.frames
    let processor = step.pointee.processor
    let block = step.pointee.block
    var transport = state.pointee.block.pointee.transport.pointee
    var done = 0
    while done < frames {
        var count = frames - done
        if isAutomated { count = followLanes(step, state, done: done, most: count) }
        if processor.parameters.pointee.isMoving {
            count = min(count, state.pointee.splitFrames)
            processor.parameters.pointee.advance(frames: count)
        }
        block.pointee.offset = UInt32(truncatingIfNeeded: done)
        block.pointee.frames = UInt32(truncatingIfNeeded: count)
        block.pointee.frame = state.pointee.block.pointee.frame + Int64(done)
        if block.pointee.transport != nil {
            shift(&transport, from: state.pointee.block.pointee, by: done)
            withUnsafePointer(to: &transport) { shifted in
                block.pointee.transport = shifted
                _ = ob_call_process(processor.function, processor.context, block)
            }
        } else {
            _ = ob_call_process(processor.function, processor.context, block)
        }
        done += count
    }
}

/// How the song stands some frames into the block.
@_noLocks
private func shift(_ transport: inout ob_transport, from block: RenderBlock, by frames: Int) {
    transport = block.transport.pointee
    guard block.passage.isRolling else { return }
    transport.frame += Int64(frames)
    transport.beat += Double(frames) * block.beatsPerFrame
}

/// Sets the parameters of a processor's curves for a piece, and returns how long that is.
///
/// On a slope a piece is as long as a step of a ramp, and the value is the one that the slope reaches
/// at its end. A piece ends at a point of any curve, but is never shorter than that: what falls into it
/// takes effect with the next. A parameter that a hand holds is left alone, and one that is not on its
/// curve, because the song has jumped or the curve is new, is brought there by a ramp.
@_noLocks
private func followLanes(
    _ step: UnsafeMutablePointer<ProcessStep>,
    _ state: UnsafeMutablePointer<RenderState>,
    done: Int,
    most: Int
) -> Int {
    let course = CurveCourse(
        frame: state.pointee.block.pointee.frame + Int64(done),
        songFrame: state.pointee.block.pointee.passage.frame + Int64(done),
        catchFrames: state.pointee.songFadeFrames,
        isUnheard: state.pointee.isUnheard && done == 0
    )
    let bank = step.pointee.processor.parameters
    let least = state.pointee.splitFrames
    var count = most
    for index in 0..<step.pointee.laneCount {
        let lane = step.pointee.lanes[index]
        guard case .parameter(_, let parameter, let isStepped) = lane.pointee.target else {
            continue
        }
        if !isStepped { catchCurve(lane, Int(parameter), of: bank, by: course) }
        let held = bank.pointee.heldFrames(Int(parameter), at: course.frame)
        if held > 0 {
            count = min(count, max(least, held))
            continue
        }
        if lane.pointee.isFlat(from: course.songFrame, frames: count, isStepped: isStepped) {
            continue
        }
        let toPoint = lane.pointee.framesToPoint(from: course.songFrame, most: count)
        count = min(count, max(isStepped ? 1 : least, toPoint))
        if !isStepped { count = min(count, least) }
    }
    for index in 0..<step.pointee.laneCount {
        let lane = step.pointee.lanes[index]
        guard case .parameter(_, let parameter, let isStepped) = lane.pointee.target,
            bank.pointee.heldFrames(Int(parameter), at: course.frame) == 0
        else { continue }
        let at = isStepped ? course.songFrame : course.songFrame + Int64(count)
        bank.pointee.set(
            Int(parameter),
            to: lane.pointee.value(at: at, isStepped: isStepped).0,
            rampFrames: 0
        )
    }
    return count
}

/// Begins a ramp to the curve where the parameter is elsewhere.
@_noLocks
private func catchCurve(
    _ lane: UnsafeMutablePointer<AutomationLane>,
    _ parameter: Int,
    of bank: UnsafeMutablePointer<ParameterBank>,
    by course: CurveCourse
) {
    guard !course.isUnheard, bank.pointee.heldFrames(parameter, at: course.frame) == 0 else {
        return
    }
    let here = lane.pointee.value(at: course.songFrame, isStepped: false).0
    if (bank.pointee.values[parameter] - here).magnitude > lane.pointee.tolerance {
        glide(parameter, of: bank, to: lane, by: course)
    }
}

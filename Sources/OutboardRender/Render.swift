import CRealtime
import OutboardGraph
import OutboardRealtime

/// One cycle of a driver. The compiler refuses anything below here that locks or allocates.
///
///     adopt the newest plan ─▶ apply the commands ─▶ run the plan's steps ─▶ count
///
/// A cycle longer than `blockFramesMax` is rendered in several blocks, each with its own edge.
@c @_noLocks
func renderCycle(
    _ context: UnsafeMutableRawPointer,
    _ cycle: UnsafePointer<ob_cycle>
) {
    let frames = cycle.pointee.frames
    let state = context.assumingMemoryBound(to: RenderState.self)
    ob_guard_enter()
    let began = ob_now_nanoseconds()
    let floatMode = ob_flush_subnormals()
    var done = 0
    while done < Int(frames) {
        let block = min(Int(frames) - done, state.pointee.blockFramesMax)
        let device = DeviceBuffers(
            inputs: cycle.pointee.inputs,
            outputs: cycle.pointee.outputs,
            offset: done
        )
        renderBlock(state, device, frames: block)
        done += block
    }
    ob_restore_float_mode(floatMode)
    recordLoad(state, began: began, frames: Int(frames))
    ob_guard_leave()
}

/// The device's channels for one block.
struct DeviceBuffers {
    let inputs: UnsafePointer<UnsafePointer<Float>>
    let outputs: UnsafePointer<UnsafeMutablePointer<Float>>
    /// Where in them the block begins.
    let offset: Int
}

@_noLocks
private func renderBlock(
    _ state: UnsafeMutablePointer<RenderState>,
    _ device: DeviceBuffers,
    frames: Int
) {
    // Counted first: a command that is visible now was pushed after the plan that it is meant for was
    // posted, so that plan is visible to the look into the mailbox that follows.
    let commandCount = state.pointee.commands.count()
    adoptPlan(state)
    applyCommands(state, count: commandCount)
    if let plan = state.pointee.current {
        for step in 0..<plan.pointee.steps.count {
            runStep(plan.pointee.steps[step], plan, state, device, frames: frames)
        }
    }
    state.pointee.frame += Int64(frames)
    state.pointee.counters.frame.store(state.pointee.frame, ordering: .releasing)
    state.pointee.counters.blocks.wrappingAdd(1, ordering: .relaxed)
}

/// Takes the newest plan from the mailbox and sends the old one home.
@_noLocks
private func adoptPlan(_ state: UnsafeMutablePointer<RenderState>) {
    if let plan = state.pointee.unretired {
        guard state.pointee.reports.push(.retired(plan)) else { return }
        state.pointee.unretired = nil
    }
    guard let fresh = state.pointee.mailbox.take() else { return }
    if let old = state.pointee.current, !state.pointee.reports.push(.retired(old)) {
        state.pointee.unretired = old
    }
    state.pointee.current = fresh
}

/// Applies what was in the ring. Every command is answered, so one waits while there is no room for
/// its report.
@_noLocks
private func applyCommands(_ state: UnsafeMutablePointer<RenderState>, count: Int) {
    for _ in 0..<count {
        guard state.pointee.reports.hasRoom(for: 1), let command = state.pointee.commands.pop()
        else { return }
        _ = state.pointee.reports.push(apply(command, state))
    }
}

@_noLocks
private func apply(
    _ command: RenderCommand,
    _ state: UnsafeMutablePointer<RenderState>
) -> RenderReport {
    switch command.action {
    case .setParameter(let processor, let parameter, let value, let rampFrames):
        guard let plan = state.pointee.current, processor < plan.pointee.entries.count,
            let bank = plan.pointee.entries[Int(processor)]?.processor.parameters,
            parameter < bank.pointee.count
        else { return .notInPlan(sequence: command.sequence) }
        bank.pointee.set(Int(parameter), to: value, rampFrames: rampFrames)
    case .setGains(let gainSlot, let left, let right, let rampFrames):
        guard Int(gainSlot) + 1 < state.pointee.gainCapacity else {
            return .notInPlan(sequence: command.sequence)
        }
        let gains = state.pointee.gains + Int(gainSlot)
        gains[0].head(for: left, frames: rampFrames)
        gains[1].head(for: right, frames: rampFrames)
    }
    return .applied(sequence: command.sequence, frame: state.pointee.frame)
}

@_noLocks
private func recordLoad(
    _ state: UnsafeMutablePointer<RenderState>,
    began: Int64,
    frames: Int
) {
    guard frames > 0 else { return }
    let seconds = Double(ob_now_nanoseconds() - began) / 1e9
    let duration = Double(frames) / state.pointee.sampleRateHertz
    state.pointee.counters.loadPeakMillionths.max(
        Int64(seconds / duration * 1e6),
        ordering: .relaxed
    )
}

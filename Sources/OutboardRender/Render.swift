import CRealtime
import OutboardDSP
import OutboardGraph
import OutboardRealtime

/// One cycle of a driver. The compiler refuses anything below here that locks or allocates.
///
///     adopt the newest plan ─▶ apply the commands ─▶ run the plan's steps ─▶ count
///
/// A cycle longer than `blockFramesMax` is rendered in several blocks, each with its own edge, and so is
/// one in which the song jumps.
@c @_noLocks
func renderCycle(_ context: UnsafeMutableRawPointer, _ cycle: UnsafePointer<ob_cycle>) {
    let state = context.assumingMemoryBound(to: RenderState.self)
    ob_guard_enter()
    let began = ob_ticks()
    state.pointee.counters.cycleBegan.store(began, ordering: .relaxed)
    let floatMode = ob_flush_subnormals()
    let frames = Int(cycle.pointee.frames)
    if state.pointee.journal.isOpen { noteCycle(state, cycle) }
    let events = UnsafeBufferPointer(
        start: cycle.pointee.events,
        count: Int(cycle.pointee.event_count)
    )
    var done = 0
    while done < frames {
        let device = DeviceBuffers(
            inputs: cycle.pointee.inputs,
            outputs: cycle.pointee.outputs,
            events: events,
            offset: done
        )
        done += renderBlock(state, device, framesMax: frames - done)
    }
    ob_restore_float_mode(floatMode)
    recordLoad(state, began: began, frames: frames)
    ob_guard_leave()
}

/// Renders a block of as many frames as can be had in one piece, and returns how many those are.
@_noLocks
private func renderBlock(
    _ state: UnsafeMutablePointer<RenderState>,
    _ device: DeviceBuffers,
    framesMax: Int
) -> Int {
    // Counted first: a command that is visible now was pushed after the plan that it is meant for was
    // posted, so that plan is visible to the look into the mailbox that follows.
    let commandCount = state.pointee.commands.count()
    if adoptPlan(state) {
        let missing = commandsMissing(state)
        applyCommands(state, count: max(commandCount, missing))
    }
    reportSong(state)
    var frames = min(framesMax, state.pointee.blockFramesMax)
    frames = state.pointee.song.framesBeforeJump(frames)
    if state.pointee.framesToStop > 0 { frames = min(frames, state.pointee.framesToStop) }
    if let plan = state.pointee.current {
        beginBlock(state, plan, device, frames: frames)
        runPlan(plan, state)
        endBlock(state, plan, frames: frames)
    } else {
        advanceSong(state, frames: frames)
    }
    state.pointee.frame += Int64(frames)
    state.pointee.counters.frame.store(state.pointee.frame, ordering: .releasing)
    return frames
}

@_noLocks @inline(__always)
private func beginBlock(
    _ state: UnsafeMutablePointer<RenderState>,
    _ plan: UnsafeMutablePointer<LoadedPlan>,
    _ device: DeviceBuffers,
    frames: Int
) {
    let song = state.pointee.song
    let block = state.pointee.block
    block.pointee.frames = frames
    block.pointee.frame = state.pointee.frame
    block.pointee.device = device
    block.pointee.fade = plan.pointee.fade
    block.pointee.songGain = state.pointee.songGain
    // Timing costs as much as a light plugin: some blocks do, unless there is something to find out.
    let number = state.pointee.counters.blocks.load(ordering: .relaxed)
    state.pointee.framesSinceTimed += frames
    block.pointee.isTimed =
        state.pointee.framesSinceTimed >= RenderState.timedEveryFrames
        || state.pointee.lastLoad > 0.5
    if block.pointee.isTimed { state.pointee.framesSinceTimed = 0 }
    block.pointee.looksForOffsets = number & 15 == 8
    if let map = plan.pointee.tempoMap {
        block.pointee.hasTransport = true
        if song.isRolling || block.pointee.passage.generation != song.generation {
            block.pointee.transport.pointee = map.pointee.position(
                at: song.frame,
                beatsPerFrame: &block.pointee.beatsPerFrame
            )
            block.pointee.transport.pointee.is_rolling = song.isRolling
            block.pointee.transport.pointee.generation = song.generation
        }
    } else {
        block.pointee.hasTransport = false
    }
    block.pointee.passage = SongPassage(
        frame: song.frame,
        isRolling: song.isRolling,
        generation: song.generation
    )
}

/// Runs every step in its order, or several tasks at once.
@_noLocks @inline(__always)
private func runPlan(
    _ plan: UnsafeMutablePointer<LoadedPlan>,
    _ state: UnsafeMutablePointer<RenderState>
) {
    guard let parallel = state.pointee.parallel else {
        return runSteps(plan.pointee.steps, state)
    }
    // Two tasks between the first and the last, at least.
    if plan.pointee.tasks.count > 3, state.pointee.choice.next(lastLoad: state.pointee.lastLoad),
        parallel.pointee.isFree(for: plan)
    {
        parallel.pointee.run(plan, state)
        let blocks = state.pointee.counters.parallelBlocks.load(ordering: .relaxed)
        state.pointee.counters.parallelBlocks.store(blocks &+ 1, ordering: .relaxed)
    } else {
        let began = ob_ticks()
        runSteps(plan.pointee.steps, state)
        let ticks = ob_ticks() &- began
        let seconds = Float(ticks) * state.pointee.secondsPerTick
        let frames = Float(state.pointee.block.pointee.frames)
        state.pointee.choice.noteAlone(
            ticks: ticks,
            load: seconds * Float(state.pointee.sampleRateHertz) / frames
        )
    }
}

@_noLocks @inline(__always)
private func endBlock(
    _ state: UnsafeMutablePointer<RenderState>,
    _ plan: UnsafeMutablePointer<LoadedPlan>,
    frames: Int
) {
    if plan.pointee.hasFades {
        plan.pointee.fade.advance(frames: frames)
    }
    state.pointee.outputGain.advance(frames: frames)
    if state.pointee.meters.isDue(blockFrames: frames, interval: MeterBank.intervalFrames) {
        publishMeters(state, slots: plan.pointee.gainCount)
    }
    advanceSong(state, frames: frames)
    state.pointee.isUnheard = false
    // It has one writer: no need to lock the bus for an increment.
    let blocks = state.pointee.counters.blocks.load(ordering: .relaxed)
    state.pointee.counters.blocks.store(blocks &+ 1, ordering: .relaxed)
    if state.pointee.hasNotes.load(ordering: .relaxed) { reportNotes(state, plan) }
}

/// Hands the levels over, with what each gain has come to: ramps and curves included.
@_noLocks
private func publishMeters(_ state: UnsafeMutablePointer<RenderState>, slots: Int) {
    for slot in 0..<slots {
        state.pointee.meters.note(slot, gain: state.pointee.gains[slot].current)
    }
    state.pointee.meters.publish(slots: slots)
}

/// Moves the song on, and ends it where it was asked to stop.
@_noLocks @inline(__always)
private func advanceSong(_ state: UnsafeMutablePointer<RenderState>, frames: Int) {
    guard state.pointee.song.isRolling else { return }
    state.pointee.songGain.advance(frames: frames)
    state.pointee.song.advance(frames)
    if state.pointee.framesToStop > 0 {
        state.pointee.framesToStop -= frames
        if state.pointee.framesToStop == 0 { state.pointee.song.setRolling(false) }
    }
    state.pointee.counters.songFrame.store(state.pointee.song.frame, ordering: .relaxed)
    state.pointee.counters.isRolling.store(state.pointee.song.isRolling, ordering: .relaxed)
}

/// Takes the newest plan from the mailbox and sends the old one home. False: one waits until there is
/// room for the reports of both.
@_noLocks
private func adoptPlan(_ state: UnsafeMutablePointer<RenderState>) -> Bool {
    if state.pointee.mailbox.isEmpty { return true }
    guard state.pointee.reports.hasRoom(for: 2) else { return false }
    guard let fresh = state.pointee.mailbox.take() else { return true }
    if let old = state.pointee.current {
        // Other bars and beats are news to plugins, even while the song stands.
        if old.pointee.tempoMap != fresh.pointee.tempoMap { state.pointee.song.generation &+= 1 }
        _ = state.pointee.reports.push(.retired(old))
    }
    state.pointee.current = fresh
    if let frame = fresh.pointee.locate {
        state.pointee.song.locate(frame)
        state.pointee.counters.songFrame.store(frame, ordering: .relaxed)
    }
    _ = state.pointee.reports.push(
        .adopted(plan: fresh.pointee.number, frame: state.pointee.frame)
    )
    state.pointee.flight.noteAlone(
        .plan,
        fresh.pointee.number,
        frame: state.pointee.frame,
        beganTicks: ob_ticks(),
        ticks: 0
    )
    return true
}

/// How many commands are still to come that were sent before the plan was published: gains that begin
/// with it, for one.
@_noLocks @inline(__always)
private func commandsMissing(_ state: UnsafeMutablePointer<RenderState>) -> Int {
    guard let plan = state.pointee.current else { return 0 }
    return plan.pointee.commandsBefore &- state.pointee.commands.poppedCount()
}

/// Applies what was in the ring. Every command is answered, so one waits while there is no room for
/// its report.
@_noLocks
private func applyCommands(_ state: UnsafeMutablePointer<RenderState>, count: Int) {
    for _ in 0..<count {
        guard state.pointee.reports.hasRoom(for: 1), let command = state.pointee.commands.pop()
        else { return }
        let songFrame = state.pointee.song.frame
        let report: RenderReport =
            apply(command.action, state)
            ? .applied(
                sequence: command.sequence,
                frame: state.pointee.frame,
                songFrame: songFrame
            )
            : .notInPlan(sequence: command.sequence)
        _ = state.pointee.reports.push(report)
        state.pointee.flight.noteAlone(
            .command,
            command.sequence,
            frame: state.pointee.frame,
            beganTicks: ob_ticks(),
            ticks: 0
        )
    }
}

/// Says from where the song goes on, when that is not where it was going. What does not fit into the ring
/// is said with the next block.
@_noLocks
private func reportSong(_ state: UnsafeMutablePointer<RenderState>) {
    let song = state.pointee.song
    guard song.generation != state.pointee.toldGeneration, state.pointee.reports.hasRoom(for: 1)
    else { return }
    state.pointee.toldGeneration = song.generation
    _ = state.pointee.reports.push(
        .song(
            frame: state.pointee.frame,
            songFrame: song.frame,
            isRolling: song.isRolling
        )
    )
}

@_noLocks
private func recordLoad(_ state: UnsafeMutablePointer<RenderState>, began: Int64, frames: Int) {
    guard frames > 0 else { return }
    let ticks = ob_ticks() &- began
    let seconds = Float(ticks) * state.pointee.secondsPerTick
    let load = seconds * Float(state.pointee.sampleRateHertz) / Float(frames)
    state.pointee.histogram.count(load)
    state.pointee.lastLoad = load
    state.pointee.counters.raiseLoadPeak(to: load)
    if load > 1 { state.pointee.counters.overruns.wrappingAdd(1, ordering: .relaxed) }
    state.pointee.flight.noteAlone(
        .cycle,
        UInt64(frames),
        frame: state.pointee.frame - Int64(frames),
        beganTicks: began,
        ticks: ticks
    )
}

import CRealtime
import OutboardDSP
import OutboardGraph
import OutboardHost
import OutboardRealtime

/// Runs steps in their order, each while the next one's memory is fetched.
@_noLocks @inline(never)
func runSteps(
    _ steps: UnsafeMutableBufferPointer<LoadedStep>,
    _ state: UnsafeMutablePointer<RenderState>
) {
    if state.pointee.block.pointee.isTimed { return runTimedSteps(steps, state) }
    guard var step = steps.baseAddress else { return }
    let last = step + (steps.count - 1)
    while step < last {
        prefetch(step[1])
        runStep(step[0], state)
        step += 1
    }
    if step == last { runStep(step[0], state) }
}

@_noLocks @inline(never)
private func runTimedSteps(
    _ steps: UnsafeMutableBufferPointer<LoadedStep>,
    _ state: UnsafeMutablePointer<RenderState>
) {
    var began = ob_ticks()
    for step in 0..<steps.count {
        if step + 1 < steps.count { prefetch(steps[step + 1]) }
        runStep(steps[step], state)
        began = noteTime(of: steps[step], state, began: began)
    }
}

/// Has brought near what a processor's step will read, while the one before runs.
///
/// Between two cycles others use the caches, and a large session does not fit into them: each of these
/// lines would otherwise be waited for, one after the other.
@_noLocks @inline(__always)
private func prefetch(_ step: LoadedStep) {
    guard case .process(let process) = step else { return }
    let processor = process.pointee.processor
    ob_prefetch(process.pointee.block)
    ob_prefetch(process.pointee.outputs)
    ob_prefetch(process.pointee.node)
    ob_prefetch(processor.parameters)
    let memory = processor.plain?.plugin ?? processor.context
    ob_prefetch(memory)
    ob_prefetch(memory + 64)
}

/// Runs one step on the block.
@_noLocks @inline(__always)
private func runStep(_ step: LoadedStep, _ state: UnsafeMutablePointer<RenderState>) {
    let frames = state.pointee.block.pointee.frames
    switch step {
    case .process(let process): runProcessor(process, state)
    case .mix(let inputs, let count, let to):
        mixed(inputs, count: Int(count), to: to, frames: frames)
    case .fader(let slot, let channels, let lanes): runFader(state, Int(slot), channels, lanes)
    case .delay(let line, let from, let to):
        line.pointee.process(from, to: to, frames: frames)
    case .deviceInput(let channel, let to):
        let device = state.pointee.block.pointee.device!
        ob_copy(to, device.inputs[Int(channel)] + device.offset, frames)
    case .deviceOutput(let channel, let from): runOutput(state, Int(channel), from)
    case .zero(let buffer): ob_zero(buffer, frames)
    case .fadingMix(let inputs, let count, let to): runFadingMix(state, inputs, Int(count), to)
    case .stream(let voice, let channels): runStream(state, voice, channels)
    case .eventSource(let source, let list):
        source?.pointee.collect(
            device: state.pointee.block.pointee.device!.events,
            offset: state.pointee.block.pointee.device!.offset,
            passage: state.pointee.block.pointee.passage,
            frames: frames,
            into: &list.pointee
        )
        countDropped(list, state)
    case .mergeEvents(let lists, let count, let to):
        mergeEvents(lists, Int(count), &to.pointee)
        countDropped(to, state)
    case .loudness(let probe, let channels):
        probe?.pointee.process(channels.readable, frames: frames)
    case .recorder(let lane, let channels):
        lane?.pointee.write(
            channels.readable,
            frames: frames,
            at: state.pointee.block.pointee.frame
        )
    case .tap(let channels): runTap(state, channels)
    case .nothing: break
    }
}

/// Counts the events that found no room in a list.
@_noLocks @inline(__always)
func countDropped(
    _ list: UnsafeMutablePointer<ob_event_list>,
    _ state: UnsafeMutablePointer<RenderState>
) {
    guard list.pointee.dropped > 0 else { return }
    state.pointee.counters.droppedEvents.wrappingAdd(
        Int64(list.pointee.dropped),
        ordering: .relaxed
    )
    list.pointee.dropped = 0
}

/// Notes the time that a processor took, and returns when its step ended.
@_noLocks
private func noteTime(
    of step: LoadedStep,
    _ state: UnsafeMutablePointer<RenderState>,
    began: Int64
) -> Int64 {
    let now = ob_ticks()
    guard case .process(let process) = step else { return now }
    let ticks = now &- began
    let node = process.pointee.node
    node.pointee.times.pointee.note(ticks: ticks, frames: state.pointee.block.pointee.frames)
    state.pointee.flight.note(
        .processor,
        UInt64(node.pointee.slot),
        frame: state.pointee.block.pointee.frame,
        beganTicks: began,
        ticks: ticks
    )
    return now
}

@_noLocks
private func runFadingMix(
    _ state: UnsafeMutablePointer<RenderState>,
    _ inputs: UnsafePointer<ob_mix_input>,
    _ count: Int,
    _ destination: UnsafeMutablePointer<Float>
) {
    mixed(
        inputs,
        count: count,
        fade: state.pointee.block.pointee.fade,
        to: destination,
        frames: state.pointee.block.pointee.frames
    )
}

@_noLocks
private func runOutput(
    _ state: UnsafeMutablePointer<RenderState>,
    _ channel: Int,
    _ source: UnsafePointer<Float>
) {
    let device = state.pointee.block.pointee.device!
    let destination = device.outputs[channel] + device.offset
    if state.pointee.outputGain.isUnity {
        ob_copy(destination, source, state.pointee.block.pointee.frames)
    } else {
        // A copy: every channel takes the same way, and the block's end moves it on for all.
        var gain = state.pointee.outputGain
        _ = gain.apply(source, to: destination, frames: state.pointee.block.pointee.frames)
    }
}

/// Reads a file's frames while the song goes on; what the disk did not bring in time is silence, and is
/// counted.
@_noLocks
private func runStream(
    _ state: UnsafeMutablePointer<RenderState>,
    _ voice: UnsafeMutablePointer<StreamVoice>?,
    _ channels: ChannelPointers
) {
    let frames = state.pointee.block.pointee.frames
    let count = Int(channels.count)
    guard state.pointee.block.pointee.passage.isRolling else {
        for channel in 0..<count { ob_zero(channels.first[channel], frames) }
        return
    }
    if let voice, !voice.pointee.hasBegun {
        // The song went on between its preparation and its first block.
        voice.pointee.hasBegun = true
        let late = state.pointee.block.pointee.passage.frame - voice.pointee.startFrame
        if late > 0 { voice.pointee.ring.pointee.skip(frames: Int(min(late, 1 << 20))) }
    }
    let taken = voice?.pointee.ring.pointee.read(into: channels.first, frames: frames) ?? 0
    if taken < frames {
        for channel in 0..<count { ob_zero(channels.first[channel] + taken, frames - taken) }
        state.pointee.counters.streamUnderrunFrames.wrappingAdd(
            Int64(frames - taken),
            ordering: .relaxed
        )
    }
    guard !state.pointee.block.pointee.songGain.isUnity else { return }
    for channel in 0..<count {
        var gain = state.pointee.block.pointee.songGain
        _ = gain.apply(channels.first[channel], to: channels.first[channel], frames: frames)
    }
}

/// Merges lists in the order of frames; at the same frame, in the order of the lists.
@_noLocks
private func mergeEvents(
    _ lists: UnsafePointer<UnsafeMutablePointer<ob_event_list>>,
    _ count: Int,
    _ merged: inout ob_event_list
) {
    merged.count = 0
    for list in 0..<count {
        for index in 0..<Int(lists[list].pointee.count) {
            guard merged.count < merged.capacity else {
                merged.dropped += 1
                continue
            }
            let event = lists[list].pointee.events[index]
            var place = Int(merged.count)
            while place > 0, merged.events[place - 1].frame > event.frame {
                merged.events[place] = merged.events[place - 1]
                place -= 1
            }
            merged.events[place] = event
            merged.count += 1
        }
    }
}

/// Copies the master to the listeners' ring while it is open. A full ring drops, and counts.
@_noLocks
private func runTap(_ state: UnsafeMutablePointer<RenderState>, _ channels: ChannelPointers) {
    guard Int(channels.count) == ListenTap.channelCount,
        state.pointee.tap.isOpen.load(ordering: .acquiring)
    else { return }
    let frames = state.pointee.block.pointee.frames
    // Released by the write that follows.
    state.pointee.tap.frameOffset.store(
        state.pointee.frame - Int64(state.pointee.tap.ring.writtenFrames()),
        ordering: .relaxed
    )
    if !state.pointee.tap.ring.write(channels.readable, frames: frames) {
        state.pointee.counters.tapDroppedFrames.wrappingAdd(Int64(frames), ordering: .relaxed)
    }
}

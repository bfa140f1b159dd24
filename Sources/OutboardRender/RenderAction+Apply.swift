import OutboardDSP
import OutboardHost

/// Does what a command asks. False: it names something that is not there.
@_noLocks
func apply(_ action: RenderAction, _ state: UnsafeMutablePointer<RenderState>) -> Bool {
    switch action {
    case .setParameter(let processor, let parameter, let value, let rampFrames):
        guard let node = node(processor, state),
            parameter < node.pointee.processor.parameters.pointee.count
        else { return false }
        node.pointee.processor.parameters.pointee.set(
            Int(parameter),
            to: value,
            rampFrames: rampFrames
        )
    case .setEnabled(let processor, let isEnabled):
        guard let enabled = node(processor, state)?.pointee.processor.enabled else { return false }
        enabled.pointee = isEnabled ? 1 : 0
    case .admitMessages(let processor, let count):
        guard let admitted = node(processor, state)?.pointee.processor.admittedMessages else {
            return false
        }
        admitted.pointee = count
    case .setGains(let slot, let level, let left, let right, let isSilent, let rampFrames):
        guard Int(slot) + 1 < state.pointee.gainCapacity else { return false }
        let gains = state.pointee.gains + Int(slot)
        gains[0].head(for: isSilent ? 0 : level * left, frames: rampFrames)
        gains[1].head(for: isSilent ? 0 : level * right, frames: rampFrames)
        let strip = state.pointee.strips + Int(slot)
        strip.pointee.advance(to: state.pointee.frame)
        strip.pointee.level.head(for: level, frames: rampFrames)
        strip.pointee.left.head(for: left, frames: rampFrames)
        strip.pointee.right.head(for: right, frames: rampFrames)
        strip.pointee.audible.head(for: isSilent ? 0 : 1, frames: rampFrames)
    case .setOutputGain(let gain, let rampFrames):
        state.pointee.outputGain.head(for: gain, frames: rampFrames)
    case .sendEvent(let slot, let bytes, let size):
        guard let source = eventSource(slot, state) else { return false }
        return source.pointee.inject(bytes: bytes, size: size)
    case .endNotes(let slot):
        guard let source = eventSource(slot, state) else { return false }
        source.pointee.endsNotes = true
    case .setRolling(let isRolling): setRolling(isRolling, state)
    case .standRolling(let isRolling):
        state.pointee.song.setRolling(isRolling)
        state.pointee.songGain = GainRamp(gain: isRolling ? 1 : 0)
        state.pointee.counters.isRolling.store(isRolling, ordering: .relaxed)
        state.pointee.isUnheard = true
    case .locate(let frame):
        state.pointee.song.locate(frame)
        state.pointee.counters.songFrame.store(frame, ordering: .relaxed)
    case .setLoop(let start, let end):
        state.pointee.song.loopStart = start
        state.pointee.song.loopEnd = end
        state.pointee.song.generation &+= 1
    case .hold(let target): return hold(target, state)
    case .release(let target, let glideFrames): return release(target, glideFrames, state)
    }
    return true
}

@_noLocks
private func node(
    _ slot: UInt32,
    _ state: UnsafeMutablePointer<RenderState>
) -> UnsafeMutablePointer<ProcessorNode>? {
    guard let plan = state.pointee.current, slot < plan.pointee.nodes.count else { return nil }
    return plan.pointee.nodes[Int(slot)]
}

@_noLocks
private func eventSource(
    _ slot: UInt32,
    _ state: UnsafeMutablePointer<RenderState>
) -> UnsafeMutablePointer<EventSource>? {
    guard let plan = state.pointee.current, slot < plan.pointee.eventSources.count else {
        return nil
    }
    return plan.pointee.eventSources[Int(slot)]
}

/// The streams fade in from where the song begins, and out before it stops.
@_noLocks
private func setRolling(_ isRolling: Bool, _ state: UnsafeMutablePointer<RenderState>) {
    let fadeFrames = state.pointee.songFadeFrames
    if isRolling {
        state.pointee.framesToStop = 0
        state.pointee.song.setRolling(true)
        state.pointee.songGain.head(for: 1, frames: fadeFrames)
        state.pointee.counters.isRolling.store(true, ordering: .relaxed)
    } else if state.pointee.song.isRolling, state.pointee.framesToStop == 0 {
        state.pointee.framesToStop = max(1, Int(fadeFrames))
        state.pointee.songGain.head(for: 0, frames: fadeFrames)
    }
}

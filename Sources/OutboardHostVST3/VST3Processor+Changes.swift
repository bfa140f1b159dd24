import CRealtime
import CVST3
import OutboardHost
import Synchronization

/// Tells the processor of every parameter that has moved since it was told last: a point at the first frame
/// of the call, of which there are many within a ramp.
@_noLocks @inline(__always)
func writeChanges(_ state: UnsafeMutablePointer<VST3RenderContext>) {
    let changes = state.pointee.inputChanges
    changes.pointee.count = 0
    state.pointee.outputChanges.pointee.count = 0
    takeEdits(state)
    // In nearly all blocks nothing has moved.
    if !ob_is_same(
        state.pointee.bank.pointee.values,
        state.pointee.sent,
        state.pointee.parameters.listedCount
    ) {
        writeMoved(state)
    }
    if let enabled = state.pointee.enabled, enabled.pointee != state.pointee.sentEnabled {
        writeEnabled(state, enabled.pointee)
    }
}

@_noLocks @inline(never)
private func writeMoved(_ state: UnsafeMutablePointer<VST3RenderContext>) {
    let changes = state.pointee.inputChanges
    let edited = changes.pointee.count
    let values = state.pointee.bank.pointee.values
    let sent = state.pointee.sent
    for index in 0..<state.pointee.parameters.listedCount
    where values[index].bitPattern != sent[index].bitPattern {
        let scale = state.pointee.parameters.scales[index]
        // A parameter is here once, but an edit may have come before.
        let place =
            edited > 0
            ? VST3Changes.queue(scale.id, in: changes) : VST3Changes.append(scale.id, to: changes)
        guard let place else { return }
        addPoint(changes, place, 0, vst3Normalized(scale, Double(values[index])))
        sent[index] = values[index]
    }
}

@_noLocks @inline(never)
private func writeEnabled(_ state: UnsafeMutablePointer<VST3RenderContext>, _ enabled: Float) {
    let changes = state.pointee.inputChanges
    guard let place = VST3Changes.queue(state.pointee.bypassID, in: changes) else { return }
    addPoint(changes, place, 0, enabled > 0.5 ? 0 : 1)
    state.pointee.sentEnabled = enabled
}

/// Takes over what the controller wants parameters to be. What finds no room stays for the next block.
@_noLocks @inline(__always)
private func takeEdits(_ state: UnsafeMutablePointer<VST3RenderContext>) {
    let parameters = state.pointee.parameters
    for word in 0..<parameters.wordCount
    where parameters.editBits[word].load(ordering: .relaxed) != 0 {
        return takeEdits(state, from: word)
    }
}

@_noLocks @inline(never)
private func takeEdits(_ state: UnsafeMutablePointer<VST3RenderContext>, from first: Int) {
    let parameters = state.pointee.parameters
    let changes = state.pointee.inputChanges
    for word in first..<parameters.wordCount {
        guard parameters.editBits[word].load(ordering: .relaxed) != 0 else { continue }
        // Pairs with the releasing store of `edit`.
        var bits = parameters.editBits[word].exchange(0, ordering: .acquiring)
        while bits != 0 {
            let bit: UInt64 = bits & (0 &- bits)
            let slot = word * 64 + bits.trailingZeroBitCount
            guard let place = VST3Changes.append(parameters.slots[slot].id, to: changes) else {
                parameters.editBits[word].bitwiseOr(bits, ordering: .relaxed)
                return
            }
            bits ^= bit
            let value = Double(bitPattern: parameters.editValues[slot].load(ordering: .relaxed))
            addPoint(changes, place, 0, value)
            // The controller knows where the others are.
            if parameters.slots[slot].listed >= 0 { note(slot, value, state) }
        }
    }
}

@_noLocks @inline(__always)
private func addPoint(
    _ changes: UnsafeMutablePointer<VST3Changes>,
    _ place: Int32,
    _ frame: Int32,
    _ value: Double
) {
    _ = VST3Queue.add(
        VST3Queue.Point(frame: frame, value: value),
        to: changes.pointee.queues + Int(place)
    )
}

/// Has a parameter at a value that the processor knows already, and the control side know.
@_noLocks
private func note(
    _ slot: Int,
    _ normalized: Double,
    _ state: UnsafeMutablePointer<VST3RenderContext>
) {
    let parameters = state.pointee.parameters
    let index = Int(parameters.slots[slot].listed)
    if index >= 0 {
        let value = Float(vst3Plain(parameters.scales[index], normalized))
        state.pointee.bank.pointee.set(index, to: value, rampFrames: 0)
        state.pointee.sent[index] = value
    } else {
        parameters.movedValues[slot].store(normalized.bitPattern, ordering: .relaxed)
    }
    // Pairs with the exchange in `takeMoved`.
    parameters.movedBits[slot / 64].bitwiseOr(1 << UInt64(slot % 64), ordering: .releasing)
}

/// A value for a parameter that a MIDI controller moves, at a frame of the call. [render]
@_noLocks
func writeMapped(
    _ id: UInt32,
    _ frame: Int32,
    _ normalized: Double,
    _ state: UnsafeMutablePointer<VST3RenderContext>
) -> Bool {
    guard let place = VST3Changes.queue(id, in: state.pointee.inputChanges) else { return false }
    addPoint(state.pointee.inputChanges, place, frame, normalized)
    let parameters = state.pointee.parameters
    let slot = vst3Slot(of: id, parameters.slots, parameters.slotCount)
    if slot >= 0 { note(slot, normalized, state) }
    return true
}

/// Takes over what the plugin moved by itself. What it was told in the same block is not that: some give
/// back all that they get.
@_noLocks @inline(never)
func readChanges(_ state: UnsafeMutablePointer<VST3RenderContext>) {
    let changes = state.pointee.outputChanges
    let parameters = state.pointee.parameters
    for place in 0..<Int(changes.pointee.count) {
        let queue = changes.pointee.queues + place
        guard queue.pointee.count > 0 else { continue }
        let value = queue.pointee.points[Int(queue.pointee.count) - 1].value
        guard value >= 0, value <= 1, !wasTold(queue.pointee.id, state) else { continue }
        let slot = vst3Slot(of: queue.pointee.id, parameters.slots, parameters.slotCount)
        guard slot >= 0 else { continue }
        let index = Int(parameters.slots[slot].listed)
        // One that is not listed is passed on at the same value, too: some say so that something changed.
        if index >= 0,
            Float(vst3Plain(parameters.scales[index], value)) == state.pointee.sent[index]
        {
            continue
        }
        note(slot, value, state)
    }
}

@_noLocks
private func wasTold(_ id: UInt32, _ state: UnsafeMutablePointer<VST3RenderContext>) -> Bool {
    let changes = state.pointee.inputChanges
    for place in 0..<Int(changes.pointee.count) where changes.pointee.queues[place].id == id {
        return true
    }
    return false
}

import CLilv
import CRealtime
import OutboardHost

/// Takes the MIDI events and the messages about properties that the plugin gave, the events in the order of their frames, and those of one frame in
/// the order of its ports.
///
/// Plugins are not trusted: a sequence that claims more than its port can hold is not read, and an event
/// that does ends it. Messages that the list cannot carry, or has no room for, are counted.
@_noLocks
func readEvents(
    _ state: UnsafeMutablePointer<LV2RenderContext>,
    _ block: UnsafePointer<ob_process_block>
) {
    let list = block.pointee.output_events
    guard list != nil || state.pointee.patch != nil, block.pointee.frames > 0 else { return }
    let before = list?.pointee.count ?? 0
    for index in 0..<state.pointee.atomOutputCount {
        let port = state.pointee.atomOutputs[index]
        guard port.midiPort >= 0 || port.carriesPatch,
            port.sequence.pointee.atom.type == state.pointee.sequenceType,
            port.sequence.pointee.atom.size <= port.capacity
        else { continue }
        readSequence(of: port, state, block, into: port.midiPort >= 0 ? list : nil, after: before)
    }
}

@_noLocks
private func readSequence(
    of port: LV2RenderContext.AtomPort,
    _ state: UnsafeMutablePointer<LV2RenderContext>,
    _ block: UnsafePointer<ob_process_block>,
    into list: UnsafeMutablePointer<ob_event_list>?,
    after before: UInt32
) {
    let types = state.pointee.eventTypes
    // Sequences of beats call their unit by either name.
    let unit = port.sequence.pointee.body.unit
    let isInFrames = unit != types.beatTime && unit != types.beatUnits
    let last = Int64(block.pointee.frames) - 1
    let end = Int(port.sequence.pointee.atom.size) + MemoryLayout<LV2_Atom>.size
    var frame: Int64 = 0
    var at = MemoryLayout<LV2_Atom_Sequence>.size
    while at + 16 <= end {
        let event = UnsafeRawPointer(port.sequence) + at
        let atom = (event + 8).assumingMemoryBound(to: LV2_Atom.self).pointee
        guard at + 16 + Int(atom.size) <= end else { return }
        at += 16 + (Int(atom.size) + 7) & ~7
        if port.carriesPatch, let patch = state.pointee.patch,
            patch.pointee.types.isObject(atom.type)
        {
            readPatch(event + 16, size: atom.size, patch, state.pointee.parameters)
            continue
        }
        guard let list, atom.type == types.midiEvent, atom.size > 0 else { continue }
        guard isInFrames, atom.size <= UInt32(OB_EVENT_SIZE_MAX) else {
            list.pointee.dropped &+= 1
            continue
        }
        // A time that goes back or lies outside moves to the nearest that does not: a note that ends a
        // little late is better than one that never does.
        frame = min(max(frame, event.assumingMemoryBound(to: Int64.self).pointee), last)
        var message = ob_event()
        message.frame = block.pointee.offset + UInt32(frame)
        message.port = UInt8(truncatingIfNeeded: port.midiPort)
        message.size = UInt8(atom.size)
        ob_lv2_copy_bytes(&message, event + 16, atom.size)
        insert(message, into: list, after: before)
    }
}

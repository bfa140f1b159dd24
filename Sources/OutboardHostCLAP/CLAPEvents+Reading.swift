import CCLAP
import CRealtime
import OutboardHost

// What the plugin gives while it renders, or in a flush. [render, and control in its place]

/// The plugin's list of output events. Its context is a `CLAPRenderContext`.
///
/// Plugins are not trusted: an event that is shorter than its type is not read.
@c @_noLocks
func clapOutputPush(
    _ list: UnsafePointer<ob_clap_output_events>,
    _ event: UnsafePointer<ob_clap_event_header>
) -> Bool {
    guard let context = list.pointee.context else { return false }
    let state = context.assumingMemoryBound(to: CLAPRenderContext.self)
    let header = event.pointee
    guard Int(header.space_id) == OB_CLAP_CORE_EVENT_SPACE else { return true }
    switch Int(header.type) {
    case OB_CLAP_EVENT_PARAM_VALUE:
        guard has(event, MemoryLayout<ob_clap_event_param_value>.size) else { return false }
        let value = UnsafeRawPointer(event).assumingMemoryBound(to: ob_clap_event_param_value.self)
            .pointee
        // Of a single note it is no news of the parameter.
        if value.note_id < 0, value.key < 0 { takeMove(value.param_id, value.value, state) }
        return true
    case OB_CLAP_EVENT_NOTE_ON, OB_CLAP_EVENT_NOTE_OFF, OB_CLAP_EVENT_NOTE_CHOKE:
        guard has(event, MemoryLayout<ob_clap_event_note>.size) else { return false }
        let note = UnsafeRawPointer(event).assumingMemoryBound(to: ob_clap_event_note.self).pointee
        return give(message(of: note), header.time, port: note.port_index, state)
    case OB_CLAP_EVENT_MIDI:
        guard has(event, MemoryLayout<ob_clap_event_midi>.size) else { return false }
        let midi = UnsafeRawPointer(event).assumingMemoryBound(to: ob_clap_event_midi.self).pointee
        return give(message(of: midi), header.time, port: Int16(clamping: midi.port_index), state)
    case OB_CLAP_EVENT_MIDI_SYSEX, OB_CLAP_EVENT_MIDI2:
        // Our lists carry short messages alone.
        state.pointee.block?.pointee.output_events?.pointee.dropped &+= 1
        return true
    default:
        return true
    }
}

@_noLocks
private func has(_ event: UnsafePointer<ob_clap_event_header>, _ bytes: Int) -> Bool {
    Int(event.pointee.size) >= bytes
}

/// nil: a length that there is not, or a note that no single message ends.
@_noLocks
private func message(of note: ob_clap_event_note) -> ob_event? {
    let channel = UInt8(truncatingIfNeeded: max(0, note.channel)) & 0x0F
    var message = ob_event()
    message.size = 3
    guard note.key >= 0 else {
        // All notes of the channel.
        guard Int(note.header.type) != OB_CLAP_EVENT_NOTE_ON else { return nil }
        message.bytes.0 = 0xB0 | channel
        message.bytes.1 = Int(note.header.type) == OB_CLAP_EVENT_NOTE_CHOKE ? 120 : 123
        return message
    }
    guard note.key < 128 else { return nil }
    let isOn = Int(note.header.type) == OB_CLAP_EVENT_NOTE_ON
    let velocity = note.velocity >= 0 ? min(note.velocity, 1) * 127 + 0.5 : 0
    message.bytes.0 = (isOn ? 0x90 : 0x80) | channel
    message.bytes.1 = UInt8(truncatingIfNeeded: note.key)
    // As MIDI, a note that begins with 0 would end.
    message.bytes.2 = max(isOn ? 1 : 0, UInt8(velocity))
    return message
}

@_noLocks
private func message(of midi: ob_clap_event_midi) -> ob_event? {
    var message = ob_event()
    switch midi.data.0 {
    case 0x80...0xBF, 0xE0...0xEF, 0xF2: message.size = 3
    case 0xC0...0xDF, 0xF1, 0xF3: message.size = 2
    case 0xF6, 0xF8...0xFF: message.size = 1
    default: return nil
    }
    message.bytes.0 = midi.data.0
    if message.size > 1 { message.bytes.1 = midi.data.1 }
    if message.size > 2 { message.bytes.2 = midi.data.2 }
    return message
}

/// Puts a message into the block's list. A time outside the block moves to the nearest within it.
@_noLocks
private func give(
    _ message: ob_event?,
    _ time: UInt32,
    port: Int16,
    _ state: UnsafeMutablePointer<CLAPRenderContext>
) -> Bool {
    guard let block = state.pointee.block, let list = block.pointee.output_events else {
        return true
    }
    guard var message else {
        list.pointee.dropped &+= 1
        return true
    }
    message.frame = block.pointee.offset + min(time, block.pointee.frames - 1)
    message.port = UInt8(clamping: max(0, port))
    insert(message, into: list, after: state.pointee.givenBefore)
    return true
}

/// The plugin has put one of its parameters elsewhere.
@_noLocks
private func takeMove(
    _ id: UInt32,
    _ value: Double,
    _ state: UnsafeMutablePointer<CLAPRenderContext>
) {
    guard value.isFinite else { return }
    if let bypass = state.pointee.bypass, bypass.id == id {
        let enabled: Float = value > (bypass.minimum + bypass.maximum) / 2 ? 0 : 1
        guard enabled != state.pointee.sentEnabled else { return }
        state.pointee.sentEnabled = enabled
        state.pointee.enabled.pointee = enabled
        return
    }
    guard let index = index(of: id, state) else { return }
    let parameter = state.pointee.parameters[index]
    let settled = Float(min(max(value, parameter.minimum), parameter.maximum))
    // Plugins repeat what they are told; a ramp goes on from what comes back late of it.
    guard settled != state.pointee.sent[index],
        !state.pointee.bank.pointee.isMoving(index)
    else { return }
    state.pointee.sent[index] = settled
    state.pointee.bank.pointee.set(index, to: settled, rampFrames: 0)
    let move = CLAPMove(index: Int32(truncatingIfNeeded: index), value: settled)
    if !state.pointee.exchange.pointee.moved.push(move) {
        state.pointee.exchange.pointee.movedTooMany.store(true, ordering: .relaxed)
    }
}

/// The descriptor's index of a parameter. nil: it is none that people set.
@_noLocks
private func index(of id: UInt32, _ state: UnsafeMutablePointer<CLAPRenderContext>) -> Int? {
    var low = 0
    var high = state.pointee.bank.pointee.count
    while low < high {
        let middle = (low + high) / 2
        let index = Int(state.pointee.byID[middle])
        let found = state.pointee.parameters[index].id
        if found == id { return index }
        if found < id { low = middle + 1 } else { high = middle }
    }
    return nil
}

/// Puts into the bank what the plugin moved in a call on the main thread.
@_noLocks @inline(__always)
func adoptMoves(_ state: UnsafeMutablePointer<CLAPRenderContext>) {
    for _ in 0..<1_024 {
        guard let move = state.pointee.exchange.pointee.adopted.pop() else { return }
        let index = Int(move.index)
        state.pointee.sent[index] = move.value
        if !state.pointee.bank.pointee.isMoving(index) {
            state.pointee.bank.pointee.set(index, to: move.value, rampFrames: 0)
        }
    }
}

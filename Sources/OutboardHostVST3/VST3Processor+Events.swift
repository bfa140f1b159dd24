import CRealtime
import CVST3
import OutboardHost
import Synchronization

/// Gives the plugin the events of the call: notes and pressure as events, and controllers, aftertouch,
/// pitch bend and program changes as the parameters that they move.
///
/// Controllers that move nothing are nobody's loss. What finds no room or no bus is counted.
@_noLocks @inline(__always)
func writeEvents(
    _ state: UnsafeMutablePointer<VST3RenderContext>,
    _ block: UnsafePointer<ob_process_block>
) {
    state.pointee.inputEvents.pointee.count = 0
    state.pointee.outputEvents.pointee.count = 0
    state.pointee.outputEvents.pointee.dropped = 0
    if let events = block.pointee.input_events, events.pointee.count > 0 {
        writeMessages(events, state, block)
    }
}

@_noLocks @inline(never)
private func writeMessages(
    _ events: UnsafePointer<ob_event_list>,
    _ state: UnsafeMutablePointer<VST3RenderContext>,
    _ block: UnsafePointer<ob_process_block>
) {
    let first = block.pointee.offset
    var lost = 0
    for index in 0..<Int(events.pointee.count) {
        let event = events.pointee.events + index
        guard event.pointee.frame >= first else { continue }
        guard event.pointee.frame < first + block.pointee.frames else { break }
        let frame = Int32(event.pointee.frame - first)
        if !writeEvent(event, frame, state, block) { lost += 1 }
    }
    if lost > 0 { state.pointee.lostEvents.pointee.wrappingAdd(lost, ordering: .relaxed) }
}

/// - Returns: false where it is lost.
@_noLocks
private func writeEvent(
    _ event: UnsafePointer<ob_event>,
    _ frame: Int32,
    _ state: UnsafeMutablePointer<VST3RenderContext>,
    _ block: UnsafePointer<ob_process_block>
) -> Bool {
    // A plugin with one input gets what all ports get.
    let bus = state.pointee.eventInputCount == 1 ? 0 : Int(event.pointee.port)
    guard bus < state.pointee.eventInputCount, event.pointee.size > 0,
        event.pointee.size <= UInt8(OB_EVENT_SIZE_MAX)
    else { return false }
    let (status, one, two) = (
        event.pointee.bytes.0, Int(event.pointee.bytes.1 & 127), Int(event.pointee.bytes.2 & 127)
    )
    let channel = Int(status & 15)
    func mapped(_ controller: Int, _ value: Double) -> Bool {
        guard let table = state.pointee.mapping.pointee.load(ordering: .acquiring) else {
            return true
        }
        let place = (bus * VST3MIDIMapping.channels + channel) * VST3MIDIMapping.controllers
        let id = table[place + controller]
        return id == VST3MIDIMapping.none || writeMapped(id, frame, value, state)
    }
    switch (status >> 4, event.pointee.size) {
    case (0x8, 3), (0x9, 3), (0xA, 3), (0xF, _):
        return writeNote(event, bus, frame, state, block)
    case (0xB, 3): return mapped(one, Double(two) / 127)
    case (0xC, 2):
        guard state.pointee.programSteps > 0 else { return true }
        let value = min(1, Double(one) / Double(state.pointee.programSteps))
        return writeMapped(state.pointee.programID, frame, value, state)
    case (0xD, 2): return mapped(Int(OB_VST3_AFTERTOUCH), Double(one) / 127)
    case (0xE, 3): return mapped(Int(OB_VST3_PITCH_BEND), Double(two << 7 | one) / 16383)
    default: return false
    }
}

@_noLocks
private func writeNote(
    _ event: UnsafePointer<ob_event>,
    _ bus: Int,
    _ frame: Int32,
    _ state: UnsafeMutablePointer<VST3RenderContext>,
    _ block: UnsafePointer<ob_process_block>
) -> Bool {
    let list = state.pointee.inputEvents
    guard list.pointee.count < VST3EventList.capacity else { return false }
    let place = list.pointee.events + Int(list.pointee.count)
    place.pointee.bus = Int32(bus)
    place.pointee.frame = frame
    place.pointee.beat = block.pointee.transport?.pointee.beat ?? 0
    place.pointee.flags = UInt16(OB_VST3_EVENT_LIVE)
    let status = event.pointee.bytes.0
    let channel = Int16(status & 15)
    let pitch = Int16(event.pointee.bytes.1 & 127)
    let amount = Float(event.pointee.bytes.2 & 127) / 127
    switch status >> 4 {
    case 0x9 where amount > 0:
        place.pointee.type = UInt16(OB_VST3_NOTE_ON)
        place.pointee.as.note_on = ob_vst3_note_on(
            channel: channel,
            pitch: pitch,
            tuning: 0,
            velocity: amount,
            frames: 0,
            note: -1
        )
    case 0x8, 0x9:
        place.pointee.type = UInt16(OB_VST3_NOTE_OFF)
        place.pointee.as.note_off = ob_vst3_note_off(
            channel: channel,
            pitch: pitch,
            velocity: amount,
            note: -1,
            tuning: 0
        )
    case 0xA:
        place.pointee.type = UInt16(OB_VST3_POLY_PRESSURE_EVENT)
        place.pointee.as.poly_pressure = ob_vst3_poly_pressure(
            channel: channel,
            pitch: pitch,
            pressure: amount,
            note: -1
        )
    default:
        // Of system messages there is only the exclusive one. Its bytes stay for the call.
        guard status == 0xF0 else { return false }
        place.pointee.type = UInt16(OB_VST3_DATA)
        place.pointee.as.data = ob_vst3_data(
            size: UInt32(event.pointee.size),
            kind: 0,
            bytes: vst3Bytes(of: event)
        )
    }
    list.pointee.count += 1
    return true
}

/// Where a message's bytes are.
@_noLocks @inline(__always)
private func vst3Bytes(of event: UnsafePointer<ob_event>) -> UnsafePointer<UInt8> {
    // They end the event.
    let end = UnsafeRawPointer(event) + MemoryLayout<ob_event>.size
    return (end - Int(OB_EVENT_SIZE_MAX)).assumingMemoryBound(to: UInt8.self)
}

/// Takes the events that the plugin gave, in the order of their frames. What a short message cannot say, or
/// the list has no room for, is counted.
@_noLocks @inline(__always)
func readEvents(
    _ state: UnsafeMutablePointer<VST3RenderContext>,
    _ block: UnsafePointer<ob_process_block>
) {
    let given = state.pointee.outputEvents
    guard given.pointee.count > 0 || given.pointee.dropped > 0,
        let list = block.pointee.output_events, block.pointee.frames > 0
    else { return }
    readMessages(given, into: list, state, block)
}

@_noLocks @inline(never)
private func readMessages(
    _ given: UnsafeMutablePointer<VST3EventList>,
    into list: UnsafeMutablePointer<ob_event_list>,
    _ state: UnsafeMutablePointer<VST3RenderContext>,
    _ block: UnsafePointer<ob_process_block>
) {
    let before = list.pointee.count
    list.pointee.dropped &+= UInt32(given.pointee.dropped)
    for index in 0..<Int(given.pointee.count) {
        let event = given.pointee.events + index
        var message = ob_event()
        guard makeMessage(event, &message) else {
            list.pointee.dropped &+= 1
            continue
        }
        // A frame outside moves to the nearest within: a note that ends a little late is better than one
        // that never does.
        let frame = min(max(0, event.pointee.frame), Int32(block.pointee.frames) - 1)
        let port = min(max(0, Int(event.pointee.bus)), max(0, state.pointee.eventOutputCount - 1))
        message.frame = block.pointee.offset + UInt32(frame)
        message.port = UInt8(truncatingIfNeeded: port)
        insert(message, into: list, after: before)
    }
}

/// - Returns: false for what is no short message.
@_noLocks
private func makeMessage(_ event: UnsafePointer<ob_vst3_event>, _ message: inout ob_event) -> Bool {
    func set(_ status: UInt8, _ channel: Int16, _ one: Int16, _ two: Int16, size: UInt8) {
        message.bytes.0 = status | UInt8(channel & 15)
        message.bytes.1 = UInt8(one & 127)
        message.bytes.2 = size > 2 ? UInt8(two & 127) : 0
        message.size = size
    }
    switch Int(event.pointee.type) {
    case OB_VST3_NOTE_ON:
        let note = event.pointee.as.note_on
        // A note on at 0 would be its end.
        set(0x90, note.channel, note.pitch, max(1, vst3Seven(note.velocity)), size: 3)
    case OB_VST3_NOTE_OFF:
        let note = event.pointee.as.note_off
        set(0x80, note.channel, note.pitch, vst3Seven(note.velocity), size: 3)
    case OB_VST3_POLY_PRESSURE_EVENT:
        let note = event.pointee.as.poly_pressure
        set(0xA0, note.channel, note.pitch, vst3Seven(note.pressure), size: 3)
    case OB_VST3_CONTROLLER_OUT:
        let out = event.pointee.as.controller_out
        let (channel, one, two) = (Int16(out.channel), Int16(out.value), Int16(out.value_2))
        switch Int(out.controller) {
        case 0..<128: set(0xB0, channel, Int16(out.controller), one, size: 3)
        case OB_VST3_AFTERTOUCH: set(0xD0, channel, one, 0, size: 2)
        case OB_VST3_PITCH_BEND: set(0xE0, channel, one, two, size: 3)
        case OB_VST3_PROGRAM_CHANGE: set(0xC0, channel, one, 0, size: 2)
        case OB_VST3_POLY_PRESSURE: set(0xA0, channel, one, two, size: 3)
        default: return false
        }
    case OB_VST3_DATA:
        let data = event.pointee.as.data
        guard data.kind == 0, data.size > 0, data.size <= UInt32(OB_EVENT_SIZE_MAX),
            let bytes = data.bytes
        else { return false }
        message.size = UInt8(data.size)
        withUnsafeMutablePointer(to: &message) { message in
            let target = UnsafeMutablePointer(mutating: vst3Bytes(of: message))
            for place in 0..<Int(data.size) { target[place] = bytes[place] }
        }
    default: return false
    }
    return true
}

/// 0...127 for 0...1; what is no number is 0.
@_noLocks @inline(__always)
private func vst3Seven(_ part: Float) -> Int16 {
    guard part > 0 else { return 0 }
    return part < 1 ? Int16(part * 127 + 0.5) : 127
}

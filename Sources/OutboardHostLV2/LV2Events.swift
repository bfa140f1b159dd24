import CLilv
import CRealtime

/// What an atom port carries that the host knows of.
struct LV2EventKinds: OptionSet, Sendable {
    let rawValue: UInt8
    static let midi = LV2EventKinds(rawValue: 1)
    static let position = LV2EventKinds(rawValue: 2)
    /// Messages about properties. One input has it at the most.
    static let patch = LV2EventKinds(rawValue: 4)
}

/// The numbers of what events are made of, asked for once.
struct LV2EventTypes: BitwiseCopyable {
    let midiEvent, beatTime, beatUnits, object, int, long, float: LV2_URID
    let position, frame, speed, bar, barBeat, beatUnit, beatsPerBar, beatsPerMinute: LV2_URID

    init(_ table: URIDTable) {
        midiEvent = table.number(of: LV2Name.midi + "MidiEvent")
        beatTime = table.number(of: LV2Name.atom + "beatTime")
        beatUnits = table.number(of: LV2Name.units + "beat")
        object = table.number(of: LV2Name.atom + "Object")
        int = table.number(of: LV2Name.atom + "Int")
        long = table.number(of: LV2Name.atom + "Long")
        float = table.number(of: LV2Name.atom + "Float")
        position = table.number(of: LV2Name.time + "Position")
        frame = table.number(of: LV2Name.time + "frame")
        speed = table.number(of: LV2Name.time + "speed")
        bar = table.number(of: LV2Name.time + "bar")
        barBeat = table.number(of: LV2Name.time + "barBeat")
        beatUnit = table.number(of: LV2Name.time + "beatUnit")
        beatsPerBar = table.number(of: LV2Name.time + "beatsPerBar")
        beatsPerMinute = table.number(of: LV2Name.time + "beatsPerMinute")
    }
}

/// Writes the events of a call into the plugin's event inputs, and makes room in its outputs.
@_noLocks
func writeEvents(
    _ state: UnsafeMutablePointer<LV2RenderContext>,
    _ block: UnsafePointer<ob_process_block>
) {
    let tellsPosition = isSongNews(state, block)
    for index in 0..<state.pointee.atomInputCount {
        let port = state.pointee.atomInputs[index]
        let writer = SequenceWriter(port, type: state.pointee.sequenceType)
        if port.carriesPatch, let patch = state.pointee.patch {
            writePatch(patch, state.pointee.parameters, writer)
        }
        if tellsPosition, port.carriesPosition, let transport = block.pointee.transport {
            writePosition(transport.pointee, state.pointee.eventTypes, writer)
        }
        if port.midiPort >= 0, let events = block.pointee.input_events {
            writeMIDI(events, to: port, block, state, writer)
        }
    }
    for index in 0..<state.pointee.atomOutputCount {
        let port = state.pointee.atomOutputs[index]
        port.sequence.pointee.atom = LV2_Atom(size: port.capacity, type: state.pointee.chunkType)
    }
}

@_noLocks
private func isSongNews(
    _ state: UnsafeMutablePointer<LV2RenderContext>,
    _ block: UnsafePointer<ob_process_block>
) -> Bool {
    guard let transport = block.pointee.transport else {
        state.pointee.knownSong.forget()
        return false
    }
    return state.pointee.knownSong.isNews(transport.pointee, frames: block.pointee.frames)
}

/// Those of the block's events that belong to this call and this port. A plugin with one MIDI input
/// gets what all ports get.
@_noLocks
private func writeMIDI(
    _ events: UnsafePointer<ob_event_list>,
    to port: LV2RenderContext.AtomPort,
    _ block: UnsafePointer<ob_process_block>,
    _ state: UnsafeMutablePointer<LV2RenderContext>,
    _ writer: SequenceWriter
) {
    let first = block.pointee.offset
    var lost = 0
    for index in 0..<Int(events.pointee.count) {
        let event = events.pointee.events + index
        guard event.pointee.frame >= first else { continue }
        guard event.pointee.frame < first + block.pointee.frames else { break }
        guard takes(event.pointee.port, port, inputCount: state.pointee.midiInputCount, &lost)
        else { continue }
        // The writer reserves 8 bytes for these sizes alone.
        guard event.pointee.size > 0, event.pointee.size <= UInt8(OB_EVENT_SIZE_MAX),
            let body = writer.append(
                frame: Int64(event.pointee.frame - first),
                type: state.pointee.eventTypes.midiEvent,
                size: UInt32(event.pointee.size)
            )
        else {
            lost += 1
            continue
        }
        ob_lv2_put_bytes(body, event)
    }
    if lost > 0 { state.pointee.lostEvents.pointee.wrappingAdd(lost, ordering: .relaxed) }
}

/// Whether events for a port of that number go to this one. The first input counts those that go to
/// none.
@_noLocks @inline(__always)
private func takes(
    _ number: UInt8,
    _ port: LV2RenderContext.AtomPort,
    inputCount: Int,
    _ lost: inout Int
) -> Bool {
    if inputCount == 1 || Int16(number) == port.midiPort { return true }
    if port.midiPort == 0, Int(number) >= inputCount { lost += 1 }
    return false
}

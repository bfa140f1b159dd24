import CLilv
import CRealtime

/// What an atom port carries that the host knows of.
struct LV2EventKinds: OptionSet, Sendable {
    let rawValue: UInt8
    static let midi = LV2EventKinds(rawValue: 1)
    static let position = LV2EventKinds(rawValue: 2)
}

/// The numbers of what events are made of, asked for once.
struct LV2EventTypes: BitwiseCopyable {
    let midiEvent, object, int, long, float: LV2_URID
    let position, frame, speed, bar, barBeat, beatUnit, beatsPerBar, beatsPerMinute: LV2_URID

    init(_ table: URIDTable) {
        midiEvent = table.number(of: LV2Name.midi + "MidiEvent")
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

/// Appends to a sequence that a plugin is about to read. Everything is padded to 8 bytes, as LV2's atom
/// extension wants it; what does not fit any more is left out.
private struct SequenceWriter {
    let sequence: UnsafeMutablePointer<LV2_Atom_Sequence>
    /// Bytes behind the atom's header.
    let capacity: UInt32

    /// Room for an event with a body of `size` bytes, its header written. nil: it does not fit.
    @_noLocks
    func append(frame: Int64, type: LV2_URID, size: UInt32) -> UnsafeMutableRawPointer? {
        let used = sequence.pointee.atom.size
        let padded = (size + 7) & ~7
        guard used + 16 + padded <= capacity else { return nil }
        // The atom's size counts from behind its header of 8 bytes.
        let place = UnsafeMutableRawPointer(sequence) + 8 + Int(used)
        place.assumingMemoryBound(to: Int64.self).pointee = frame
        (place + 8).assumingMemoryBound(to: LV2_Atom.self).pointee = LV2_Atom(
            size: size,
            type: type
        )
        sequence.pointee.atom.size = used + 16 + padded
        return place + 16
    }
}

/// Writes the events of a call into the plugin's event inputs, and makes room in its outputs.
@_noLocks
func writeEvents(
    _ state: UnsafeMutablePointer<LV2RenderContext>,
    _ block: UnsafePointer<ob_process_block>
) {
    var tellsPosition = false
    if let transport = block.pointee.transport {
        tellsPosition = transport.pointee.generation != state.pointee.toldGeneration
        state.pointee.toldGeneration = transport.pointee.generation
    }
    for index in 0..<state.pointee.atomInputCount {
        let port = state.pointee.atomInputs[index]
        port.sequence.pointee.atom = LV2_Atom(
            size: UInt32(MemoryLayout<LV2_Atom_Sequence_Body>.size),
            type: state.pointee.sequenceType
        )
        port.sequence.pointee.body = LV2_Atom_Sequence_Body(unit: 0, pad: 0)
        let writer = SequenceWriter(sequence: port.sequence, capacity: port.capacity)
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
    for index in 0..<Int(events.pointee.count) {
        let event = events.pointee.events + index
        guard event.pointee.frame >= first else { continue }
        guard event.pointee.frame < first + block.pointee.frames else { break }
        guard state.pointee.midiInputCount == 1 || Int16(event.pointee.port) == port.midiPort else {
            continue
        }
        guard
            let body = writer.append(
                frame: Int64(event.pointee.frame - first),
                type: state.pointee.eventTypes.midiEvent,
                size: UInt32(event.pointee.size)
            )
        else {
            state.pointee.lostEvents &+= 1
            continue
        }
        ob_lv2_put_bytes(body, event)
    }
}

/// A `time:Position`: the song as it is at the call's first frame.
@_noLocks
private func writePosition(
    _ transport: ob_transport,
    _ types: LV2EventTypes,
    _ writer: SequenceWriter
) {
    let propertyCount = 7
    let size = UInt32(8 + propertyCount * 24)
    guard let body = writer.append(frame: 0, type: types.object, size: size) else { return }
    let head = body.assumingMemoryBound(to: UInt32.self)
    head[0] = 0
    head[1] = types.position
    var place = body + 8
    let unit = Double(transport.denominator) / 4
    put(types.frame, long: transport.frame, types, &place)
    put(types.speed, float: transport.is_rolling ? 1 : 0, types, &place)
    put(types.bar, long: Int64(transport.bar), types, &place)
    put(
        types.barBeat,
        float: Float((transport.beat - transport.bar_beat) * unit),
        types,
        &place
    )
    put(types.beatUnit, int: Int32(transport.denominator), types, &place)
    put(types.beatsPerBar, float: Float(transport.numerator), types, &place)
    put(types.beatsPerMinute, float: Float(transport.beats_per_minute), types, &place)
}

/// The head of a property: key, context, and the size and type of its value.
@_noLocks
private func putHead(
    _ key: LV2_URID,
    _ size: UInt32,
    _ type: LV2_URID,
    _ place: UnsafeMutableRawPointer
) {
    let words = place.assumingMemoryBound(to: UInt32.self)
    words[0] = key
    words[1] = 0
    words[2] = size
    words[3] = type
    words[4] = 0
    words[5] = 0
}

@_noLocks
private func put(
    _ key: LV2_URID,
    long value: Int64,
    _ types: LV2EventTypes,
    _ place: inout UnsafeMutableRawPointer
) {
    putHead(key, 8, types.long, place)
    (place + 16).assumingMemoryBound(to: Int64.self).pointee = value
    place += 24
}

@_noLocks
private func put(
    _ key: LV2_URID,
    int value: Int32,
    _ types: LV2EventTypes,
    _ place: inout UnsafeMutableRawPointer
) {
    putHead(key, 4, types.int, place)
    (place + 16).assumingMemoryBound(to: Int32.self).pointee = value
    place += 24
}

@_noLocks
private func put(
    _ key: LV2_URID,
    float value: Float,
    _ types: LV2EventTypes,
    _ place: inout UnsafeMutableRawPointer
) {
    putHead(key, 4, types.float, place)
    (place + 16).assumingMemoryBound(to: Float.self).pointee = value
    place += 24
}

/// Takes the MIDI events that the plugin gave. A sequence that claims more than its port can hold, or an
/// event that does, ends it.
@_noLocks
func readEvents(
    _ state: UnsafeMutablePointer<LV2RenderContext>,
    _ block: UnsafePointer<ob_process_block>
) {
    guard let list = block.pointee.output_events else { return }
    for index in 0..<state.pointee.atomOutputCount {
        let port = state.pointee.atomOutputs[index]
        guard port.midiPort >= 0, port.sequence.pointee.atom.type == state.pointee.sequenceType,
            port.sequence.pointee.atom.size <= port.capacity
        else { continue }
        let end = Int(port.sequence.pointee.atom.size) + 8
        var at = MemoryLayout<LV2_Atom_Sequence>.size
        while at + 16 <= end {
            let event = UnsafeRawPointer(port.sequence) + at
            let atom = (event + 8).assumingMemoryBound(to: LV2_Atom.self).pointee
            guard at + 16 + Int(atom.size) <= end else { break }
            at += 16 + (Int(atom.size) + 7) & ~7
            guard atom.type == state.pointee.eventTypes.midiEvent, atom.size > 0 else { continue }
            let frame = event.assumingMemoryBound(to: Int64.self).pointee
            guard atom.size <= UInt32(OB_EVENT_SIZE_MAX), frame >= 0,
                frame < Int64(block.pointee.frames), list.pointee.count < list.pointee.capacity
            else {
                list.pointee.dropped &+= 1
                continue
            }
            var message = ob_event()
            message.frame = block.pointee.offset + UInt32(frame)
            message.port = UInt8(truncatingIfNeeded: port.midiPort)
            message.size = UInt8(atom.size)
            ob_lv2_copy_bytes(&message, event + 16, atom.size)
            list.pointee.events[Int(list.pointee.count)] = message
            list.pointee.count += 1
        }
    }
}

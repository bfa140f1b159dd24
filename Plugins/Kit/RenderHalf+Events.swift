import CCLAP
import CPluginKit

extension RenderHalf {
    @_noLocks
    func isNote(_ event: UnsafePointer<ob_clap_event_header>) -> Bool {
        let type = Int(event.pointee.type)
        return type <= Int(OB_CLAP_EVENT_NOTE_EXPRESSION)
            || type >= Int(OB_CLAP_EVENT_MIDI)
    }

    /// Takes one event: a parameter's change takes effect with the next piece, and a note goes into that
    /// piece's list, in which there is room. [render]
    @_noLocks
    mutating func take(_ event: UnsafePointer<ob_clap_event_header>) {
        guard event.pointee.space_id == UInt16(OB_CLAP_CORE_EVENT_SPACE) else { return }
        let raw = UnsafeRawPointer(event)
        let size = Int(event.pointee.size)
        switch Int(event.pointee.type) {
        case Int(OB_CLAP_EVENT_PARAM_VALUE)
        where size >= MemoryLayout<ob_clap_event_param_value>.size:
            takeValue(raw.assumingMemoryBound(to: ob_clap_event_param_value.self).pointee)
        case Int(OB_CLAP_EVENT_TRANSPORT)
        where size >= MemoryLayout<ob_clap_event_transport>.size:
            note(raw.assumingMemoryBound(to: ob_clap_event_transport.self))
        case Int(OB_CLAP_EVENT_NOTE_ON)...Int(OB_CLAP_EVENT_NOTE_CHOKE)
        where takesNotes && size >= MemoryLayout<ob_clap_event_note>.size:
            takeNote(raw.assumingMemoryBound(to: ob_clap_event_note.self).pointee)
        case Int(OB_CLAP_EVENT_NOTE_EXPRESSION)
        where takesNotes && size >= MemoryLayout<ob_clap_event_note_expression>.size:
            let expression =
                raw.assumingMemoryBound(to: ob_clap_event_note_expression.self).pointee
            add(
                ob_kit_event(
                    kind: OB_KIT_EXPRESSION,
                    port: expression.port_index,
                    channel: expression.channel,
                    key: expression.key,
                    note_id: expression.note_id,
                    // The number goes where a controller's would; the key stays what it is.
                    number: Int32(expression.expression_id),
                    value: expression.value
                )
            )
        case Int(OB_CLAP_EVENT_MIDI)
        where takesNotes && size >= MemoryLayout<ob_clap_event_midi>.size:
            takeMIDI(raw.assumingMemoryBound(to: ob_clap_event_midi.self).pointee)
        default: break
        }
    }

    @_noLocks
    private mutating func takeValue(_ event: ob_clap_event_param_value) {
        // None of ours has values of single notes.
        guard event.note_id == -1, event.key == -1, event.value.isFinite else { return }
        var index = Int(bitPattern: event.cookie) - 1
        if index < 0 || index >= bank.count || ids[index] != event.param_id {
            index = 0
            while index < bank.count && ids[index] != event.param_id { index += 1 }
            guard index < bank.count else { return }
        }
        let way = bank.ways[index]
        guard !way.isMeter else { return }
        let bounded = min(way.maximum, max(way.minimum, event.value))
        bank.head(index, way.isStepped ? ob_kit_floor(bounded + 0.5) : bounded)
    }

    @_noLocks
    private mutating func takeNote(_ event: ob_clap_event_note) {
        let kind =
            switch Int(event.header.type) {
            case Int(OB_CLAP_EVENT_NOTE_ON): OB_KIT_NOTE_ON
            case Int(OB_CLAP_EVENT_NOTE_OFF): OB_KIT_NOTE_OFF
            default: OB_KIT_NOTE_CHOKE
            }
        add(
            ob_kit_event(
                kind: kind,
                port: event.port_index,
                channel: event.channel,
                key: event.key,
                note_id: event.note_id,
                number: 0,
                value: event.velocity
            )
        )
    }

    @_noLocks
    private mutating func takeMIDI(_ event: ob_clap_event_midi) {
        let (status, first, second) = (event.data.0, event.data.1 & 0x7F, event.data.2 & 0x7F)
        var note = ob_kit_event(
            kind: OB_KIT_NOTE_ON,
            port: Int16(truncatingIfNeeded: event.port_index),
            channel: Int16(status & 0x0F),
            key: Int16(first),
            note_id: -1,
            number: 0,
            value: Double(second) / 127
        )
        switch status & 0xF0 {
        case 0x90 where second > 0: break
        case 0x80, 0x90: note.kind = OB_KIT_NOTE_OFF
        case 0xA0:
            note.kind = OB_KIT_EXPRESSION
            note.number = Int32(OB_CLAP_NOTE_EXPRESSION_PRESSURE)
        case 0xB0:
            note.kind = OB_KIT_CONTROLLER
            note.number = Int32(first)
            note.key = -1
        case 0xD0:
            note.kind = OB_KIT_PRESSURE
            note.value = Double(first) / 127
            note.key = -1
        case 0xE0:
            note.kind = OB_KIT_PITCH_BEND
            note.key = -1
            // 0 is the middle; both ends are reached.
            let bend = Double(Int(second) << 7 | Int(first)) - 8192
            note.value = bend < 0 ? bend / 8192 : bend / 8191
        default: return
        }
        add(note)
    }

    @_noLocks
    private mutating func add(_ event: ob_kit_event) {
        events[eventCount] = event
        eventCount += 1
    }

    /// Notes how the song stands. [render]
    @_noLocks
    func note(_ song: UnsafePointer<ob_clap_event_transport>) {
        let flags = song.pointee.flags
        if flags & UInt32(OB_CLAP_TRANSPORT_HAS_TEMPO) != 0, song.pointee.tempo > 0 {
            transport.pointee.beats_per_minute = song.pointee.tempo
        }
        let hasBeats = flags & UInt32(OB_CLAP_TRANSPORT_HAS_BEATS) != 0
        transport.pointee.has_beats = hasBeats ? 1 : 0
        transport.pointee.beat = Double(song.pointee.song_beats) / OB_CLAP_TIME_FACTOR
        let isRolling = flags & UInt32(OB_CLAP_TRANSPORT_IS_PLAYING) != 0
        transport.pointee.is_rolling = isRolling ? 1 : 0
    }
}

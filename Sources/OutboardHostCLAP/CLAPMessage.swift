import CCLAP
import CRealtime

/// A short MIDI message, on its way to a plugin. [render]
///
/// A note goes as CLAP's event where the port wants that, and as MIDI else; never as both. What is no note
/// goes as MIDI where the port takes it; else what CLAP has an expression for goes as that, for all notes
/// of the channel.
struct CLAPMessage {
    private let event: ob_event
    private let port: Int16
    private let time: UInt32

    private var status: UInt8 { @_noLocks get { event.bytes.0 & 0xF0 } }
    private var channel: Int16 { @_noLocks get { Int16(event.bytes.0 & 0x0F) } }

    /// CLAP's tuning goes this far with a pitch wheel, in semitones: what MIDI begins with.
    private static let bendSemitones = 2.0

    @_noLocks
    init(_ event: ob_event, port: Int16, time: UInt32) {
        self.event = event
        self.port = port
        self.time = time
    }

    /// false: there is no way to say it to this port, or no room.
    @_noLocks
    func write(to queue: UnsafeMutablePointer<CLAPEventQueue>, port kind: CLAPNotePort) -> Bool {
        guard event.size > 0, event.size <= 3 else { return false }
        let isNote = event.size == 3 && (status == 0x80 || status == 0x90)
        if isNote, kind.takesNotes { return writeNote(queue) }
        if kind.takesMIDI { return writeMIDI(queue) }
        return kind.takesNotes && writeExpression(queue)
    }

    @_noLocks
    private func writeNote(_ queue: UnsafeMutablePointer<CLAPEventQueue>) -> Bool {
        let isOn = status == 0x90 && event.bytes.2 > 0
        return append(
            isOn ? OB_CLAP_EVENT_NOTE_ON : OB_CLAP_EVENT_NOTE_OFF,
            key: Int16(event.bytes.1 & 0x7F),
            velocity: Double(event.bytes.2 & 0x7F) / 127,
            queue
        )
    }

    @_noLocks
    private func writeMIDI(_ queue: UnsafeMutablePointer<CLAPEventQueue>) -> Bool {
        var midi = ob_clap_event_midi()
        midi.header = CLAPEventQueue.header(
            OB_CLAP_EVENT_MIDI,
            size: MemoryLayout<ob_clap_event_midi>.size,
            time: time,
            flags: OB_CLAP_EVENT_IS_LIVE
        )
        midi.port_index = UInt16(port)
        midi.data.0 = event.bytes.0
        midi.data.1 = event.size > 1 ? event.bytes.1 : 0
        midi.data.2 = event.size > 2 ? event.bytes.2 : 0
        return queue.pointee.append(midi)
    }

    @_noLocks
    private func writeExpression(_ queue: UnsafeMutablePointer<CLAPEventQueue>) -> Bool {
        let (first, second) = (event.bytes.1 & 0x7F, event.bytes.2 & 0x7F)
        switch (status, event.size) {
        case (0xA0, 3):
            return append(
                OB_CLAP_NOTE_EXPRESSION_PRESSURE,
                key: Int16(first),
                value: Double(second) / 127,
                queue
            )
        case (0xD0, 2...):
            return append(OB_CLAP_NOTE_EXPRESSION_PRESSURE, value: Double(first) / 127, queue)
        case (0xE0, 3):
            let bend = Double(Int(second) << 7 + Int(first) - 8192) / 8192
            return append(OB_CLAP_NOTE_EXPRESSION_TUNING, value: bend * Self.bendSemitones, queue)
        case (0xB0, 3):
            switch first {
            case 11:
                return append(
                    OB_CLAP_NOTE_EXPRESSION_EXPRESSION,
                    value: Double(second) / 127,
                    queue
                )
            case 74:
                return append(
                    OB_CLAP_NOTE_EXPRESSION_BRIGHTNESS,
                    value: Double(second) / 127,
                    queue
                )
            case 120: return append(OB_CLAP_EVENT_NOTE_CHOKE, key: -1, velocity: 0, queue)
            case 123: return append(OB_CLAP_EVENT_NOTE_OFF, key: -1, velocity: 0, queue)
            default: return false
            }
        default: return false
        }
    }

    @_noLocks
    private func append(
        _ type: Int,
        key: Int16,
        velocity: Double,
        _ queue: UnsafeMutablePointer<CLAPEventQueue>
    ) -> Bool {
        queue.pointee.append(
            ob_clap_event_note(
                header: CLAPEventQueue.header(
                    type,
                    size: MemoryLayout<ob_clap_event_note>.size,
                    time: time,
                    flags: OB_CLAP_EVENT_IS_LIVE
                ),
                note_id: -1,
                port_index: port,
                channel: channel,
                key: key,
                velocity: velocity
            )
        )
    }

    @_noLocks
    private func append(
        _ expression: Int,
        key: Int16 = -1,
        value: Double,
        _ queue: UnsafeMutablePointer<CLAPEventQueue>
    ) -> Bool {
        queue.pointee.append(
            ob_clap_event_note_expression(
                header: CLAPEventQueue.header(
                    OB_CLAP_EVENT_NOTE_EXPRESSION,
                    size: MemoryLayout<ob_clap_event_note_expression>.size,
                    time: time,
                    flags: OB_CLAP_EVENT_IS_LIVE
                ),
                expression_id: Int32(expression),
                note_id: -1,
                port_index: port,
                channel: channel,
                key: key,
                value: value
            )
        )
    }
}

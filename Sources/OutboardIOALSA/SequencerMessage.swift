import CALSA
import CRealtime

/// What the sequencer's event becomes here.
enum SequencerMessage {
    /// A channel message, at frame 0.
    case carried(ob_event)
    /// Music that is not carried: system exclusive messages, and notes and controllers in forms that
    /// are several messages on a cable.
    case dropped
    /// Clocks, connections and other news.
    case ignored

    // The layouts are those of `snd_seq_event_t` in alsa/seq_event.h, the bytes those of MIDI 1.0.
    init(_ event: snd_seq_event_t) {
        let note = event.data.note
        let control = event.data.control
        switch snd_seq_event_type(UInt32(event.type)) {
        case SND_SEQ_EVENT_NOTEOFF:
            self = Self.message(0x80, note.channel, note.note, note.velocity)
        case SND_SEQ_EVENT_NOTEON:
            self = Self.message(0x90, note.channel, note.note, note.velocity)
        case SND_SEQ_EVENT_KEYPRESS:
            self = Self.message(0xA0, note.channel, note.note, note.velocity)
        case SND_SEQ_EVENT_CONTROLLER:
            self = Self.message(
                0xB0,
                control.channel,
                UInt8(truncatingIfNeeded: control.param),
                UInt8(truncatingIfNeeded: control.value)
            )
        case SND_SEQ_EVENT_PGMCHANGE:
            self = Self.message(0xC0, control.channel, UInt8(truncatingIfNeeded: control.value))
        case SND_SEQ_EVENT_CHANPRESS:
            self = Self.message(0xD0, control.channel, UInt8(truncatingIfNeeded: control.value))
        case SND_SEQ_EVENT_PITCHBEND:
            // Around 0 here, around 8192 in two times seven bits there.
            let bend = min(max(control.value, -8192), 8191) + 8192
            self = Self.message(
                0xE0,
                control.channel,
                UInt8(truncatingIfNeeded: bend & 0x7F),
                UInt8(truncatingIfNeeded: bend >> 7)
            )
        case SND_SEQ_EVENT_NOTE, SND_SEQ_EVENT_CONTROL14, SND_SEQ_EVENT_NONREGPARAM,
            SND_SEQ_EVENT_REGPARAM, SND_SEQ_EVENT_SYSEX:
            self = .dropped
        default:
            self = .ignored
        }
    }

    /// Bits beyond a channel's four and a value's seven are cut off, as alsa-lib does.
    private static func message(
        _ status: UInt8,
        _ channel: UInt8,
        _ first: UInt8,
        _ second: UInt8? = nil
    ) -> Self {
        var event = ob_event()
        event.size = second == nil ? 2 : 3
        event.bytes.0 = status | channel & 0x0F
        event.bytes.1 = first & 0x7F
        event.bytes.2 = (second ?? 0) & 0x7F
        return .carried(event)
    }
}

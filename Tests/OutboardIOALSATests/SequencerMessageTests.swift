import CALSA
import CRealtime
import Testing

@testable import OutboardIOALSA

@Suite struct SequencerMessageTests {
    @Test func channelMessagesGetTheirBytes() {
        let cases: [(snd_seq_event_t, [UInt8])] = [
            (.note(SND_SEQ_EVENT_NOTEON, channel: 0, note: 60, velocity: 100), [0x90, 60, 100]),
            (.note(SND_SEQ_EVENT_NOTEON, channel: 9, note: 0, velocity: 0), [0x99, 0, 0]),
            (.note(SND_SEQ_EVENT_NOTEOFF, channel: 15, note: 127, velocity: 64), [0x8F, 127, 64]),
            (.note(SND_SEQ_EVENT_KEYPRESS, channel: 1, note: 61, velocity: 5), [0xA1, 61, 5]),
            (
                .control(SND_SEQ_EVENT_CONTROLLER, channel: 2, parameter: 7, value: 127),
                [0xB2, 7, 127]
            ),
            (.control(SND_SEQ_EVENT_PGMCHANGE, channel: 3, value: 42), [0xC3, 42]),
            (.control(SND_SEQ_EVENT_CHANPRESS, channel: 4, value: 99), [0xD4, 99]),
            (.control(SND_SEQ_EVENT_PITCHBEND, channel: 5, value: 0), [0xE5, 0, 64]),
            (.control(SND_SEQ_EVENT_PITCHBEND, value: -8192), [0xE0, 0, 0]),
            (.control(SND_SEQ_EVENT_PITCHBEND, value: 8191), [0xE0, 127, 127]),
            (.control(SND_SEQ_EVENT_PITCHBEND, value: 1), [0xE0, 1, 64]),
        ]
        for (event, bytes) in cases { #expect(decoded(event) == bytes) }
    }

    @Test func whatIsOutOfRangeNeverBecomesAStatusByte() {
        let cases: [(snd_seq_event_t, [UInt8])] = [
            (.note(SND_SEQ_EVENT_NOTEON, channel: 16, note: 128, velocity: 255), [0x90, 0, 127]),
            (.control(SND_SEQ_EVENT_CONTROLLER, parameter: .max, value: -1), [0xB0, 127, 127]),
            (.control(SND_SEQ_EVENT_PGMCHANGE, value: 128), [0xC0, 0]),
            (.control(SND_SEQ_EVENT_PITCHBEND, value: .min), [0xE0, 0, 0]),
            (.control(SND_SEQ_EVENT_PITCHBEND, value: .max), [0xE0, 127, 127]),
        ]
        for (event, bytes) in cases { #expect(decoded(event) == bytes) }
    }

    @Test func musicThatIsNotCarriedIsToldFromNews() {
        for type in [SND_SEQ_EVENT_SYSEX, SND_SEQ_EVENT_NOTE, SND_SEQ_EVENT_CONTROL14] {
            guard case .dropped = SequencerMessage(snd_seq_event_t(type: type)) else {
                Issue.record("\(type) is not dropped")
                continue
            }
        }
        for type in [
            SND_SEQ_EVENT_PORT_SUBSCRIBED, SND_SEQ_EVENT_SENSING, SND_SEQ_EVENT_CLOCK,
            SND_SEQ_EVENT_NONE, snd_seq_event_type(200),
        ] {
            guard case .ignored = SequencerMessage(snd_seq_event_t(type: type)) else {
                Issue.record("\(type) is not ignored")
                continue
            }
        }
    }

    /// The bytes as alsa-lib's own decoder has them: ours are the same.
    @Test func alsasOwnDecoderAgrees() {
        var decoder: OpaquePointer?
        #expect(snd_midi_event_new(16, &decoder) == 0)
        defer { snd_midi_event_free(decoder) }
        snd_midi_event_no_status(decoder, 1)
        let notes = [SND_SEQ_EVENT_NOTEON, SND_SEQ_EVENT_NOTEOFF, SND_SEQ_EVENT_KEYPRESS]
        let controls = [
            SND_SEQ_EVENT_CONTROLLER, SND_SEQ_EVENT_PGMCHANGE, SND_SEQ_EVENT_CHANPRESS,
            SND_SEQ_EVENT_PITCHBEND,
        ]
        for channel in UInt8(0)..<16 {
            for value in UInt8(0)..<128 {
                var events = notes.map {
                    snd_seq_event_t.note($0, channel: channel, note: value, velocity: 127 - value)
                }
                events += controls.map {
                    let isBend = $0 == SND_SEQ_EVENT_PITCHBEND
                    return .control(
                        $0,
                        channel: channel,
                        parameter: UInt32(127 - value),
                        value: isBend ? Int32(value) * 129 - 8192 : Int32(value)
                    )
                }
                for event in events {
                    var event = event
                    var bytes = [UInt8](repeating: 0, count: 16)
                    let count = snd_midi_event_decode(decoder, &bytes, bytes.count, &event)
                    #expect(decoded(event) == Array(bytes.prefix(count)))
                }
            }
        }
    }

    private func decoded(_ event: snd_seq_event_t) -> [UInt8]? {
        guard case .carried(let event) = SequencerMessage(event) else { return nil }
        return withUnsafeBytes(of: event.bytes) { Array($0.prefix(Int(event.size))) }
    }
}

import CJACK
import CRealtime
import OutboardRealtime
import Synchronization

/// What came in by the port `midi_in` in one cycle, copied to where the renderer reads it.
///
/// Nothing is kept from one cycle to the next. What cannot be carried is counted.
struct MIDIInput: ~Copyable {
    /// The port, from its registration on. It is not looked at before the first cycle.
    var port: OpaquePointer?
    /// Messages since the start that were too long for an event, or too many for a cycle.
    let dropped = Atomic<Int>(0)
    private let events: UnsafeMutablePointer<ob_event>

    /// Events a cycle: as many notes as a MIDI cable carries in a second.
    static let capacity = 1024

    init() {
        events = .allocate(capacity: Self.capacity)
    }

    deinit { events.deallocate() }

    /// The events of this cycle, valid until its end, in the order of their frames. [render]
    @_noLocks
    borrowing func read(frames: jack_nframes_t) -> UnsafeBufferPointer<ob_event> {
        guard let port, frames > 0 else { return UnsafeBufferPointer(start: nil, count: 0) }
        let buffer = ob_jack_midi_buffer(port, frames)
        let waiting = Int(ob_jack_midi_count(buffer))
        var lost = Int(ob_jack_midi_lost_count(buffer))
        var count = 0
        var message = jack_midi_event_t()
        for index in 0..<waiting {
            // RT-SAFETY: bounded by the buffer, which the server made for some thousand events.
            guard ob_jack_midi_get(&message, buffer, UInt32(truncatingIfNeeded: index)) else {
                break
            }
            guard count < Self.capacity, isCarried(message) else {
                lost += 1
                continue
            }
            // A sender's cycle may have been longer than ours, around a change of the quantum.
            write(message, frame: min(message.time, frames - 1), to: events + count)
            count += 1
        }
        if lost > 0 { dropped.wrappingAdd(lost, ordering: .relaxed) }
        return UnsafeBufferPointer(start: events, count: count)
    }

    /// Whether it is short and whole. Long system exclusive messages come in pieces, of which the
    /// last may be short.
    @_noLocks @inline(__always)
    private borrowing func isCarried(_ message: jack_midi_event_t) -> Bool {
        guard 1...Int(OB_EVENT_SIZE_MAX) ~= message.size else { return false }
        let first = message.buffer[0]
        return first & 0x80 != 0 && (first != 0xF0 || message.buffer[message.size - 1] == 0xF7)
    }

    @_noLocks @inline(__always)
    private borrowing func write(
        _ message: jack_midi_event_t,
        frame: jack_nframes_t,
        to event: UnsafeMutablePointer<ob_event>
    ) {
        event.pointee = ob_event()
        event.pointee.frame = frame
        event.pointee.size = UInt8(truncatingIfNeeded: message.size)
        withUnsafeMutableBytes(of: &event.pointee.bytes) { bytes in
            for index in 0..<message.size { bytes[index] = message.buffer[index] }
        }
    }
}

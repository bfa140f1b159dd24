import CALSA
import Foundation
import OutboardIO

@testable import OutboardIOALSA

/// A sequencer's events through a pipe, as the kernel's come through its device.
final class FakeSequencer {
    private let reader: Int32
    private var writer: Int32?
    private(set) var wasClosed = false

    /// An event that stands for the kernel's report that it lost some.
    static let overrun = UInt8(SND_SEQ_EVENT_NONE.rawValue)

    init() {
        var ends: [Int32] = [0, 0]
        precondition(pipe(&ends) == 0)
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        reader = ends[0]
        writer = ends[1]
    }

    deinit {
        end()
        Glibc.close(reader)
    }

    func open() throws(DriverError) -> SequencerSource {
        let reader = reader
        return SequencerSource(
            descriptor: reader,
            receive: { event in
                let count = read(reader, &event, MemoryLayout<snd_seq_event_t>.size)
                if count < 0 { return -errno }
                if count == 0 { return -ENODEV }
                return event.type == Self.overrun ? -ENOSPC : 0
            },
            close: { [self] in wasClosed = true }
        )
    }

    func send(_ event: snd_seq_event_t) {
        var event = event
        write(writer!, &event, MemoryLayout<snd_seq_event_t>.size)
    }

    /// The sequencer goes away.
    func end() {
        if let writer { Glibc.close(writer) }
        writer = nil
    }
}

extension snd_seq_event_t {
    init(type: snd_seq_event_type) {
        self.init()
        self.type = UInt8(type.rawValue)
    }

    static func note(
        _ type: snd_seq_event_type,
        channel: UInt8 = 0,
        note: UInt8,
        velocity: UInt8
    ) -> Self {
        var event = Self(type: type)
        event.data.note.channel = channel
        event.data.note.note = note
        event.data.note.velocity = velocity
        return event
    }

    static func control(
        _ type: snd_seq_event_type,
        channel: UInt8 = 0,
        parameter: UInt32 = 0,
        value: Int32
    ) -> Self {
        var event = Self(type: type)
        event.data.control.channel = channel
        event.data.control.param = parameter
        event.data.control.value = value
        return event
    }
}

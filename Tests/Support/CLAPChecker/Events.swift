import CCLAP

/// An event of a script. Frames count from the script's beginning.
package struct ScriptEvent: Equatable, Sendable {
    package enum Body: Equatable, Sendable {
        case value(id: UInt32, Double)
        case noteOn(key: Int16, velocity: Double, noteID: Int32)
        case noteOff(key: Int16, noteID: Int32)
        case midi(UInt8, UInt8, UInt8)
        /// One that no plugin knows.
        case unknown
    }

    package var frame: Int
    package var body: Body

    package init(_ frame: Int, _ body: Body) {
        self.frame = frame
        self.body = body
    }
}

/// Events of one block, in memory as CLAP wants them.
final class EventMemory {
    let list: UnsafeMutablePointer<ob_clap_input_events>
    private var events: [UnsafeMutableRawPointer] = []
    private var readBeyondEnd = false

    init() {
        list = .allocate(capacity: 1)
        list.initialize(
            to: ob_clap_input_events(
                context: nil,
                count: { UInt32(memory($0).events.count) },
                get: { list, index in
                    let events = memory(list).events
                    guard index < events.count else { return nil }
                    return UnsafePointer(
                        events[Int(index)].assumingMemoryBound(to: ob_clap_event_header.self)
                    )
                }
            )
        )
        list.pointee.context = Unmanaged.passUnretained(self).toOpaque()
    }

    deinit {
        removeAll()
        list.deallocate()
    }

    func removeAll() {
        for event in events { event.deallocate() }
        events.removeAll()
    }

    /// - Parameter cookies: what the plugin wants back with its parameters.
    func add(_ event: ScriptEvent, offset: Int, cookies: [UInt32: UnsafeMutableRawPointer]) {
        let time = UInt32(event.frame - offset)
        switch event.body {
        case .value(let id, let value):
            var made = ob_clap_event_param_value()
            made.header = header(made, time, Int(OB_CLAP_EVENT_PARAM_VALUE))
            made.param_id = id
            made.cookie = cookies[id]
            (made.note_id, made.port_index, made.channel, made.key) = (-1, -1, -1, -1)
            made.value = value
            keep(made)
        case .noteOn(let key, let velocity, let noteID):
            keep(note(OB_CLAP_EVENT_NOTE_ON, time, key, velocity, noteID))
        case .noteOff(let key, let noteID):
            keep(note(OB_CLAP_EVENT_NOTE_OFF, time, key, 0, noteID))
        case .midi(let status, let first, let second):
            var made = ob_clap_event_midi()
            made.header = header(made, time, Int(OB_CLAP_EVENT_MIDI))
            made.data = (status, first, second)
            keep(made)
        case .unknown:
            var made = ob_clap_event_header()
            made = header(made, time, 999)
            made.space_id = 777
            keep(made)
        }
    }

    private func note(
        _ type: Int,
        _ time: UInt32,
        _ key: Int16,
        _ velocity: Double,
        _ noteID: Int32
    ) -> ob_clap_event_note {
        var made = ob_clap_event_note()
        made.header = header(made, time, type)
        (made.note_id, made.port_index, made.channel, made.key) = (noteID, 0, 0, key)
        made.velocity = velocity
        return made
    }

    private func header<Event>(_ event: Event, _ time: UInt32, _ type: Int) -> ob_clap_event_header
    {
        ob_clap_event_header(
            size: UInt32(MemoryLayout<Event>.size),
            time: time,
            space_id: 0,
            type: UInt16(type),
            flags: 0
        )
    }

    private func keep<Event>(_ event: Event) {
        let memory = UnsafeMutablePointer<Event>.allocate(capacity: 1)
        memory.initialize(to: event)
        events.append(UnsafeMutableRawPointer(memory))
    }
}

private func memory(_ list: UnsafePointer<ob_clap_input_events>) -> EventMemory {
    Unmanaged<EventMemory>.fromOpaque(list.pointee.context!).takeUnretainedValue()
}

/// What a plugin sent with a block. It has room for so many, without allocating.
final class EventSink {
    struct Sent {
        var time: UInt32 = 0
        var type: UInt16 = 0
        var id: UInt32 = 0
        var value = 0.0
    }

    let list: UnsafeMutablePointer<ob_clap_output_events>
    let sent: UnsafeMutablePointer<Sent>
    fileprivate(set) var count = 0
    fileprivate static let capacity = 1024

    init() {
        sent = .allocate(capacity: Self.capacity)
        sent.initialize(repeating: Sent(), count: Self.capacity)
        list = .allocate(capacity: 1)
        list.initialize(to: ob_clap_output_events(context: nil, try_push: obCheckerPush))
        list.pointee.context = Unmanaged.passUnretained(self).toOpaque()
    }

    deinit {
        list.deallocate()
        sent.deallocate()
    }

    func removeAll() { count = 0 }

    fileprivate func push(_ event: UnsafePointer<ob_clap_event_header>) -> Bool {
        guard count < Self.capacity else { return false }
        var note = Sent(time: event.pointee.time, type: event.pointee.type)
        if Int(event.pointee.type) == OB_CLAP_EVENT_PARAM_VALUE {
            let value = UnsafeRawPointer(event)
                .assumingMemoryBound(to: ob_clap_event_param_value.self).pointee
            note.id = value.param_id
            note.value = value.value
        }
        sent[count] = note
        count += 1
        return true
    }
}

@c func obCheckerPush(
    _ list: UnsafePointer<ob_clap_output_events>,
    _ event: UnsafePointer<ob_clap_event_header>
) -> Bool {
    Unmanaged<EventSink>.fromOpaque(list.pointee.context!).takeUnretainedValue().push(event)
}

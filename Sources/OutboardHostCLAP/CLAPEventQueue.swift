import CCLAP

/// The events that a plugin gets with a call, in the order of their times. Room is made once.
struct CLAPEventQueue {
    /// What the plugin is given. Its context is this queue.
    var list: ob_clap_input_events
    private let slots: UnsafeMutableRawPointer
    private let capacity: Int
    private(set) var count = 0

    /// As large as the largest of those that are sent.
    private static let slotBytes = 64

    /// To be freed by `deallocate`. [control]
    static func allocate(capacity: Int) -> UnsafeMutablePointer<CLAPEventQueue> {
        let queue = UnsafeMutablePointer<CLAPEventQueue>.allocate(capacity: 1)
        queue.initialize(to: CLAPEventQueue(capacity: capacity))
        queue.pointee.list.context = UnsafeMutableRawPointer(queue)
        return queue
    }

    static func deallocate(_ queue: UnsafeMutablePointer<CLAPEventQueue>) {
        queue.pointee.slots.deallocate()
        queue.deallocate()
    }

    private init(capacity: Int) {
        self.capacity = capacity
        slots = .allocate(byteCount: capacity * Self.slotBytes, alignment: 64)
        list = ob_clap_input_events(context: nil, count: clapEventCount, get: clapEventGet)
    }

    @_noLocks
    mutating func removeAll() { count = 0 }

    // Each appends an event, or answers false when there is no room. It must not be earlier than the last.

    @_noLocks
    mutating func append(_ event: ob_clap_event_param_value) -> Bool {
        guard let room = takeRoom() else { return false }
        room.assumingMemoryBound(to: ob_clap_event_param_value.self).pointee = event
        return true
    }

    @_noLocks
    mutating func append(_ event: ob_clap_event_note) -> Bool {
        guard let room = takeRoom() else { return false }
        room.assumingMemoryBound(to: ob_clap_event_note.self).pointee = event
        return true
    }

    @_noLocks
    mutating func append(_ event: ob_clap_event_note_expression) -> Bool {
        guard let room = takeRoom() else { return false }
        room.assumingMemoryBound(to: ob_clap_event_note_expression.self).pointee = event
        return true
    }

    @_noLocks
    mutating func append(_ event: ob_clap_event_midi) -> Bool {
        guard let room = takeRoom() else { return false }
        room.assumingMemoryBound(to: ob_clap_event_midi.self).pointee = event
        return true
    }

    @_noLocks
    private mutating func takeRoom() -> UnsafeMutableRawPointer? {
        guard count < capacity else { return nil }
        count += 1
        return slots + (count - 1) * Self.slotBytes
    }

    @_noLocks
    func header(_ index: Int) -> UnsafePointer<ob_clap_event_header>? {
        guard index < count else { return nil }
        return UnsafePointer(
            (slots + index * Self.slotBytes).assumingMemoryBound(to: ob_clap_event_header.self)
        )
    }

    /// The head of an event of CLAP itself.
    @_noLocks
    static func header(
        _ type: Int,
        size: Int,
        time: UInt32,
        flags: Int = 0
    ) -> ob_clap_event_header {
        ob_clap_event_header(
            size: UInt32(size),
            time: time,
            space_id: UInt16(OB_CLAP_CORE_EVENT_SPACE),
            type: UInt16(type),
            flags: UInt32(flags)
        )
    }
}

@c @_noLocks
func clapEventCount(_ list: UnsafePointer<ob_clap_input_events>) -> UInt32 {
    guard let context = list.pointee.context else { return 0 }
    return UInt32(context.assumingMemoryBound(to: CLAPEventQueue.self).pointee.count)
}

@c @_noLocks
func clapEventGet(
    _ list: UnsafePointer<ob_clap_input_events>,
    _ index: UInt32
) -> UnsafePointer<ob_clap_event_header>? {
    guard let context = list.pointee.context else { return nil }
    return context.assumingMemoryBound(to: CLAPEventQueue.self).pointee.header(Int(index))
}

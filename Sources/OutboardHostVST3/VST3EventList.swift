import CVST3

/// The events of one block, as a plugin reads or writes them. Made once, as `VST3Changes` is.
struct VST3EventList {
    static let capacity: Int32 = 1024

    let table: UnsafeRawPointer
    var count: Int32
    /// What found no room.
    var dropped: Int32
    let events: UnsafeMutablePointer<ob_vst3_event>

    /// [control]
    static func allocate() -> UnsafeMutablePointer<VST3EventList> {
        let events = UnsafeMutablePointer<ob_vst3_event>.allocate(capacity: Int(capacity))
        events.initialize(repeating: ob_vst3_event(), count: Int(capacity))
        let list = UnsafeMutablePointer<VST3EventList>.allocate(capacity: 1)
        list.initialize(
            to: VST3EventList(
                table: vst3EventsTable.address,
                count: 0,
                dropped: 0,
                events: events
            )
        )
        return list
    }

    /// [control]
    static func deallocate(_ list: UnsafeMutablePointer<VST3EventList>) {
        list.pointee.events.deallocate()
        list.deallocate()
    }
}

private let vst3EventsTable = VST3Table(
    ob_vst3_events_methods(
        unknown: ob_vst3_unknown_methods(
            query: vst3EventsQuery,
            retain: vst3StaticRetain,
            release: vst3StaticRelease
        ),
        count: vst3EventsCount,
        get: vst3EventsGet,
        add: vst3EventsAdd
    )
)

@c @_noLocks
private func vst3EventsQuery(
    _ object: UnsafeMutableRawPointer,
    _ wanted: UnsafePointer<ob_vst3_id>?,
    _ found: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> Int32 { vst3StaticQuery(object, wanted, found, is: ob_vst3_events_id) }

@c @_noLocks
private func vst3EventsCount(_ object: UnsafeMutableRawPointer) -> Int32 {
    object.assumingMemoryBound(to: VST3EventList.self).pointee.count
}

@c @_noLocks
private func vst3EventsGet(
    _ object: UnsafeMutableRawPointer,
    _ index: Int32,
    _ event: UnsafeMutablePointer<ob_vst3_event>?
) -> Int32 {
    let list = object.assumingMemoryBound(to: VST3EventList.self)
    guard let event, index >= 0, index < list.pointee.count else { return 2 }
    event.pointee = list.pointee.events[Int(index)]
    return 0
}

@c @_noLocks
private func vst3EventsAdd(
    _ object: UnsafeMutableRawPointer,
    _ event: UnsafeMutablePointer<ob_vst3_event>?
) -> Int32 {
    let list = object.assumingMemoryBound(to: VST3EventList.self)
    guard let event else { return 2 }
    guard list.pointee.count < VST3EventList.capacity else {
        list.pointee.dropped &+= 1
        return 6
    }
    list.pointee.events[Int(list.pointee.count)] = event.pointee
    list.pointee.count += 1
    return 0
}

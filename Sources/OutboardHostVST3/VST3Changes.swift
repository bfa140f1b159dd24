import CVST3

/// The changes of parameters within one block, as a plugin reads or writes them. Raw memory that is made
/// once: nothing is allocated while it renders.
///
/// Plugins get the address of one; its first field is the table of functions, which they call from
/// `process`. References are not counted, because it outlives the plugin.
struct VST3Changes {
    let table: UnsafeRawPointer
    var count: Int32
    let capacity: Int32
    let queues: UnsafeMutablePointer<VST3Queue>
    let points: UnsafeMutablePointer<VST3Queue.Point>

    /// [control]
    static func allocate(capacity: Int) -> UnsafeMutablePointer<VST3Changes> {
        let points = UnsafeMutablePointer<VST3Queue.Point>.allocate(
            capacity: capacity * Int(VST3Queue.capacity)
        )
        points.initialize(
            repeating: .init(frame: 0, value: 0),
            count: capacity * Int(VST3Queue.capacity)
        )
        let queues = UnsafeMutablePointer<VST3Queue>.allocate(capacity: capacity)
        for place in 0..<capacity {
            (queues + place).initialize(
                to: VST3Queue(
                    table: vst3QueueTable.address,
                    id: 0,
                    count: 0,
                    points: points + place * Int(VST3Queue.capacity)
                )
            )
        }
        let changes = UnsafeMutablePointer<VST3Changes>.allocate(capacity: 1)
        changes.initialize(
            to: VST3Changes(
                table: vst3ChangesTable.address,
                count: 0,
                capacity: Int32(capacity),
                queues: queues,
                points: points
            )
        )
        return changes
    }

    /// [control]
    static func deallocate(_ changes: UnsafeMutablePointer<VST3Changes>) {
        changes.pointee.queues.deallocate()
        changes.pointee.points.deallocate()
        changes.deallocate()
    }

    /// The queue of a parameter, an empty one where it has none yet. nil: there is no room. [render]
    @_noLocks
    static func queue(
        _ id: UInt32,
        in changes: UnsafeMutablePointer<VST3Changes>
    ) -> Int32? {
        for index in 0..<changes.pointee.count
        where changes.pointee.queues[Int(index)].id == id {
            return index
        }
        return append(id, to: changes)
    }

    /// A queue for a parameter that has none. nil: there is no room. [render]
    @_noLocks
    static func append(
        _ id: UInt32,
        to changes: UnsafeMutablePointer<VST3Changes>
    ) -> Int32? {
        let index = changes.pointee.count
        guard index < changes.pointee.capacity else { return nil }
        changes.pointee.queues[Int(index)].id = id
        changes.pointee.queues[Int(index)].count = 0
        changes.pointee.count = index + 1
        return index
    }
}

/// The points of one parameter, in the order of their frames.
struct VST3Queue {
    struct Point: BitwiseCopyable {
        var frame: Int32
        var value: Double
    }

    /// Points of one block; further ones replace the last.
    static let capacity: Int32 = 16

    let table: UnsafeRawPointer
    var id: UInt32
    var count: Int32
    let points: UnsafeMutablePointer<Point>

    /// Puts a point at its place, and gives that. [render]
    @_noLocks
    static func add(
        _ point: Point,
        to queue: UnsafeMutablePointer<VST3Queue>
    ) -> Int32 {
        var place = queue.pointee.count
        while place > 0, queue.pointee.points[Int(place) - 1].frame > point.frame { place -= 1 }
        if place > 0, queue.pointee.points[Int(place) - 1].frame == point.frame {
            queue.pointee.points[Int(place) - 1] = point
            return place - 1
        }
        guard queue.pointee.count < capacity else {
            let last = max(0, place - 1)
            queue.pointee.points[Int(last)] = point
            return last
        }
        var from = queue.pointee.count
        while from > place {
            queue.pointee.points[Int(from)] = queue.pointee.points[Int(from) - 1]
            from -= 1
        }
        queue.pointee.points[Int(place)] = point
        queue.pointee.count += 1
        return place
    }
}

// MARK: What plugins call

private let vst3ChangesTable = VST3Table(
    ob_vst3_changes_methods(
        unknown: ob_vst3_unknown_methods(
            query: vst3ChangesQuery,
            retain: vst3StaticRetain,
            release: vst3StaticRelease
        ),
        count: vst3ChangesCount,
        get_queue: vst3ChangesGetQueue,
        add_queue: vst3ChangesAddQueue
    )
)
private let vst3QueueTable = VST3Table(
    ob_vst3_queue_methods(
        unknown: ob_vst3_unknown_methods(
            query: vst3QueueQuery,
            retain: vst3StaticRetain,
            release: vst3StaticRelease
        ),
        get_parameter: vst3QueueParameter,
        count: vst3QueueCount,
        get_point: vst3QueueGetPoint,
        add_point: vst3QueueAddPoint
    )
)

/// What outlives the plugin is not counted.
@c @_noLocks
func vst3StaticRetain(_ object: UnsafeMutableRawPointer) -> UInt32 { 1 }
@c @_noLocks
func vst3StaticRelease(_ object: UnsafeMutableRawPointer) -> UInt32 { 1 }

/// Gives an object under its own interface, or what every object has.
@_noLocks
func vst3StaticQuery(
    _ object: UnsafeMutableRawPointer,
    _ wanted: UnsafePointer<ob_vst3_id>?,
    _ found: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    is identifier: ob_vst3_id
) -> Int32 {
    guard let wanted, let found else { return 2 }
    let isThis = isSame(wanted, identifier) || isSame(wanted, ob_vst3_unknown_id)
    found.pointee = isThis ? object : nil
    return isThis ? 0 : -1
}

@c @_noLocks
private func vst3ChangesQuery(
    _ object: UnsafeMutableRawPointer,
    _ wanted: UnsafePointer<ob_vst3_id>?,
    _ found: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> Int32 { vst3StaticQuery(object, wanted, found, is: ob_vst3_changes_id) }

@c @_noLocks
private func vst3ChangesCount(_ object: UnsafeMutableRawPointer) -> Int32 {
    object.assumingMemoryBound(to: VST3Changes.self).pointee.count
}

@c @_noLocks
private func vst3ChangesGetQueue(
    _ object: UnsafeMutableRawPointer,
    _ index: Int32
) -> UnsafeMutableRawPointer? {
    let changes = object.assumingMemoryBound(to: VST3Changes.self)
    guard index >= 0, index < changes.pointee.count else { return nil }
    return UnsafeMutableRawPointer(changes.pointee.queues + Int(index))
}

@c @_noLocks
private func vst3ChangesAddQueue(
    _ object: UnsafeMutableRawPointer,
    _ id: UnsafePointer<UInt32>?,
    _ index: UnsafeMutablePointer<Int32>?
) -> UnsafeMutableRawPointer? {
    let changes = object.assumingMemoryBound(to: VST3Changes.self)
    guard let id, let place = VST3Changes.queue(id.pointee, in: changes) else { return nil }
    index?.pointee = place
    return UnsafeMutableRawPointer(changes.pointee.queues + Int(place))
}

@c @_noLocks
private func vst3QueueQuery(
    _ object: UnsafeMutableRawPointer,
    _ wanted: UnsafePointer<ob_vst3_id>?,
    _ found: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> Int32 { vst3StaticQuery(object, wanted, found, is: ob_vst3_queue_id) }

@c @_noLocks
private func vst3QueueParameter(_ object: UnsafeMutableRawPointer) -> UInt32 {
    object.assumingMemoryBound(to: VST3Queue.self).pointee.id
}

@c @_noLocks
private func vst3QueueCount(_ object: UnsafeMutableRawPointer) -> Int32 {
    object.assumingMemoryBound(to: VST3Queue.self).pointee.count
}

@c @_noLocks
private func vst3QueueGetPoint(
    _ object: UnsafeMutableRawPointer,
    _ index: Int32,
    _ frame: UnsafeMutablePointer<Int32>?,
    _ value: UnsafeMutablePointer<Double>?
) -> Int32 {
    let queue = object.assumingMemoryBound(to: VST3Queue.self)
    guard index >= 0, index < queue.pointee.count else { return 2 }
    frame?.pointee = queue.pointee.points[Int(index)].frame
    value?.pointee = queue.pointee.points[Int(index)].value
    return 0
}

@c @_noLocks
private func vst3QueueAddPoint(
    _ object: UnsafeMutableRawPointer,
    _ frame: Int32,
    _ value: Double,
    _ index: UnsafeMutablePointer<Int32>?
) -> Int32 {
    let queue = object.assumingMemoryBound(to: VST3Queue.self)
    let place = VST3Queue.add(VST3Queue.Point(frame: frame, value: value), to: queue)
    index?.pointee = place
    return 0
}

import CRealtime

/// Puts a message behind those that are not later than it, but for the first `before`. What one port
/// gives is appended; only messages of further ports move others. One that finds no room is counted.
/// [render]
@_noLocks
package func insert(
    _ message: ob_event,
    into list: UnsafeMutablePointer<ob_event_list>,
    after before: UInt32
) {
    guard list.pointee.count < list.pointee.capacity else {
        list.pointee.dropped &+= 1
        return
    }
    var place = Int(list.pointee.count)
    while place > Int(before), list.pointee.events[place - 1].frame > message.frame {
        list.pointee.events[place] = list.pointee.events[place - 1]
        place -= 1
    }
    list.pointee.events[place] = message
    list.pointee.count += 1
}

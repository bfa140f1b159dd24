/// Lets the first value of a burst through at once, and of the rest the latest once a window.
///
/// A knob that keeps moving is heard in steps of the window, and where it comes to rest is always
/// delivered. Values are held by key. Time is the caller's, in nanoseconds.
struct Debouncer<Key: Hashable, Value> {
    private struct Window {
        var endsAt: Int64
        var held: Value?

        mutating func hold(_ value: Value, _ merge: (inout Value, Value) -> Void) {
            if held == nil { held = value } else { merge(&held!, value) }
        }
    }

    let windowNanoseconds: Int64
    private var windows: [Key: Window] = [:]

    init(windowNanoseconds: Int64) { self.windowNanoseconds = windowNanoseconds }

    enum Decision {
        /// It goes through now.
        case pass(Value)
        /// It waits for the window's end, in the place of what it replaced.
        case hold
    }

    /// - Parameter merge: makes the value to hold out of the one held so far, and the new one.
    mutating func offer(
        _ value: Value,
        for key: Key,
        now: Int64,
        merge: (_ held: inout Value, _ new: Value) -> Void
    ) -> Decision {
        guard let index = windows.index(forKey: key) else {
            windows[key] = Window(endsAt: now + windowNanoseconds, held: nil)
            return .pass(value)
        }
        // In place: a hand that moves comes here most of the time.
        if now < windows.values[index].endsAt {
            windows.values[index].hold(value, merge)
            return .hold
        }
        // An expired window with a held value: that value is older, and must not come after.
        let held = windows.values[index].held
        windows.values[index] = Window(endsAt: now + windowNanoseconds, held: nil)
        guard var passing = held else { return .pass(value) }
        merge(&passing, value)
        return .pass(passing)
    }

    /// Takes the held values whose windows have ended, and begins new windows for them.
    mutating func takeDue(now: Int64) -> [(key: Key, value: Value)] {
        var due: [(key: Key, value: Value)] = []
        for (key, window) in windows where window.endsAt <= now {
            if let held = window.held {
                due.append((key, held))
                windows[key] = Window(endsAt: now + windowNanoseconds, held: nil)
            } else {
                windows[key] = nil
            }
        }
        return due
    }

    /// Takes held values at once, for the keys that match.
    mutating func flush(where matches: (Key) -> Bool) -> [(key: Key, value: Value)] {
        var flushed: [(key: Key, value: Value)] = []
        for (key, window) in windows where matches(key) {
            if let held = window.held {
                flushed.append((key, held))
                windows[key]!.held = nil
            }
        }
        return flushed
    }

    /// Whether any value waits.
    var isHolding: Bool { windows.values.contains { $0.held != nil } }

    /// When the first held value is due. nil where none is held.
    var nextDue: Int64? { windows.values.filter { $0.held != nil }.map(\.endsAt).min() }
}

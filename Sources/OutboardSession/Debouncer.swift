/// Lets the first value of a burst through at once, and of the rest the latest once a window.
///
/// A knob that keeps moving is heard in steps of the window, and where it comes to rest is always
/// delivered. Values are held by key. Time is the caller's, in nanoseconds. What moves costs the same, however
/// many keys there are.
struct Debouncer<Key: Hashable, Value> {
    private struct Window {
        var endsAt: Int64
        var held: Value?
    }

    let windowNanoseconds: Int64
    private var windows: [Key: Window] = [:]
    /// Windows in the order in which they end, as they all last as long; and which of them is the next. One that was
    /// begun anew stands in its later place, too, and has another end there.
    private var ends: [(at: Int64, key: Key)] = []
    private var nextEnd = 0
    /// Keys whose held values are due at once.
    private var ripe: [Key] = []
    private var heldCount = 0

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
            windows[key] = Window(endsAt: begin(key, now), held: nil)
            return .pass(value)
        }
        // In place: a hand that moves comes here most of the time.
        if now < windows.values[index].endsAt {
            hold(value, at: index, merge)
            return .hold
        }
        // An expired window with a held value: that value is older, and must not come after.
        let held = take(at: index)
        windows.values[index].endsAt = begin(key, now)
        guard var passing = held else { return .pass(value) }
        merge(&passing, value)
        return .pass(passing)
    }

    /// Holds a value, though it might pass: then it is due at once.
    ///
    /// - Returns: whether it is.
    mutating func hold(
        _ value: Value,
        for key: Key,
        now: Int64,
        merge: (_ held: inout Value, _ new: Value) -> Void
    ) -> Bool {
        guard let index = windows.index(forKey: key) else {
            windows[key] = Window(endsAt: now, held: value)
            heldCount += 1
            ripe.append(key)
            return true
        }
        let isDue = now >= windows.values[index].endsAt
        if isDue { ripe.append(key) }
        hold(value, at: index, merge)
        return isDue
    }

    /// Takes the held values whose windows have ended, and begins new windows for them.
    mutating func takeDue(now: Int64) -> [(key: Key, value: Value)] {
        var due = takeRipe(now: now)
        while nextEnd < ends.count, ends[nextEnd].at <= now {
            let (at, key) = ends[nextEnd]
            nextEnd += 1
            guard let index = windows.index(forKey: key), windows.values[index].endsAt == at else {
                continue
            }
            if let held = end(key, at: index, now) { due.append((key, held)) }
        }
        if nextEnd > 64, nextEnd > ends.count / 2 {
            ends.removeFirst(nextEnd)
            nextEnd = 0
        }
        return due
    }

    /// Takes what `hold` said is due, and begins windows for it.
    mutating func takeRipe(now: Int64) -> [(key: Key, value: Value)] {
        guard !ripe.isEmpty else { return [] }
        var due: [(key: Key, value: Value)] = []
        for key in ripe {
            guard let index = windows.index(forKey: key), windows.values[index].endsAt <= now else {
                continue
            }
            if let held = end(key, at: index, now) { due.append((key, held)) }
        }
        ripe.removeAll(keepingCapacity: true)
        return due
    }

    /// Takes held values at once, for the keys that match.
    mutating func flush(where matches: (Key) -> Bool) -> [(key: Key, value: Value)] {
        takeHeld { key, _ in matches(key) }
    }

    /// The same, for the values that match.
    mutating func flushValues(where matches: (Value) -> Bool) -> [(key: Key, value: Value)] {
        takeHeld { _, value in matches(value) }
    }

    private mutating func takeHeld(
        _ matches: (Key, Value) -> Bool
    ) -> [(key: Key, value: Value)] {
        guard isHolding else { return [] }
        let keys = windows.filter { key, window in window.held.map { matches(key, $0) } ?? false }
            .map(\.key)
        return keys.map { ($0, take(at: windows.index(forKey: $0)!)!) }
    }

    /// Whether any value waits.
    var isHolding: Bool { heldCount > 0 }

    /// Whether any value waits that is due at once.
    var isRipe: Bool { !ripe.isEmpty }

    /// When the first held value is due. nil where none is held.
    var nextDue: Int64? { windows.values.filter { $0.held != nil }.map(\.endsAt).min() }

    /// A window is over: with what it held it begins anew, and without it is gone.
    private mutating func end(
        _ key: Key,
        at index: Dictionary<Key, Window>.Index,
        _ now: Int64
    ) -> Value? {
        guard let held = take(at: index) else {
            windows.remove(at: index)
            return nil
        }
        windows.values[index].endsAt = begin(key, now)
        return held
    }

    private mutating func begin(_ key: Key, _ now: Int64) -> Int64 {
        ends.append((now + windowNanoseconds, key))
        return now + windowNanoseconds
    }

    private mutating func hold(
        _ value: Value,
        at index: Dictionary<Key, Window>.Index,
        _ merge: (_ held: inout Value, _ new: Value) -> Void
    ) {
        if windows.values[index].held != nil {
            merge(&windows.values[index].held!, value)
        } else {
            windows.values[index].held = value
            heldCount += 1
        }
    }

    private mutating func take(at index: Dictionary<Key, Window>.Index) -> Value? {
        guard let held = windows.values[index].held else { return nil }
        windows.values[index].held = nil
        heldCount -= 1
        return held
    }
}

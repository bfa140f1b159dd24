import OutboardModel

/// Which hands are on which controls.
///
/// A gesture is what a person says it is, from `begin` to `end`; a change outside of one is a gesture that
/// ends half a second after the last change of that control by that person. Time is the caller's, in
/// nanoseconds.
struct Gestures {
    struct Key: Hashable {
        let target: AutomationCurve.Target
        /// The person's connection.
        let connection: String
    }

    /// nil: the person says when it ends.
    private var endsAt: [Key: Int64?] = [:]
    /// None ends by itself before that. Changes move ends away, so it may be too early, and never too late.
    private var firstEnd = Int64.max

    static let looseNanoseconds: Int64 = 500_000_000

    mutating func begin(_ key: Key) { endsAt[key] = .some(nil) }

    mutating func noteChange(_ key: Key, now: Int64) {
        let end = now + Self.looseNanoseconds
        firstEnd = min(firstEnd, end)
        guard let index = endsAt.index(forKey: key) else {
            endsAt[key] = end
            return
        }
        if endsAt.values[index] != nil { endsAt.values[index] = end }
    }

    func isOpen(_ key: Key) -> Bool { endsAt[key] != nil }

    /// False: there was none.
    mutating func end(_ key: Key) -> Bool { endsAt.removeValue(forKey: key) != nil }

    /// Ends what a person who is gone had begun.
    mutating func endAll(of connection: String) -> [Key] {
        let gone = endsAt.keys.filter { $0.connection == connection }
        for key in gone { endsAt[key] = nil }
        return gone
    }

    /// Takes those whose time is over.
    mutating func takeExpired(now: Int64) -> [Key] {
        guard now >= firstEnd else { return [] }
        let expired = endsAt.filter { $0.value.map { $0 <= now } ?? false }.map(\.key)
        for key in expired { endsAt[key] = nil }
        firstEnd = endsAt.values.lazy.compactMap(\.self).min() ?? .max
        return expired
    }
}

extension Gestures.Key {
    /// Of the changes that the gesture makes.
    var group: StepGroups.Key {
        let subject: Subject =
            switch target {
            case .parameter(_, let insert, let symbol): .value(symbol, of: insert)
            case .fader(let track): .strip(track, "fader")
            case .pan(let track): .strip(track, "pan")
            }
        return StepGroups.Key(connection: connection, subjects: [subject])
    }
}

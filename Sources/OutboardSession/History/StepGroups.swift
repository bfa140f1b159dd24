import OutboardModel

/// Which changes are one step: those of a gesture, and those of one control with little time between them.
struct StepGroups {
    struct Key: Hashable {
        let connection: String
        let subjects: Set<Subject>
    }

    private struct Group {
        var number: UInt64
        /// nil: a gesture, which somebody ends.
        var endsAt: Int64?
    }

    private var groups: [Key: Group] = [:]
    private var next: UInt64 = 1
    /// With so many, those that are over are looked for: twice as many as were left the last time.
    private var sweepAt = Self.sweepAtLeast
    private static let sweepAtLeast = 256

    static let looseNanoseconds: Int64 = 500_000_000

    /// A hand takes hold.
    mutating func begin(_ key: Key) { groups[key] = Group(number: take(), endsAt: nil) }

    /// And lets go.
    mutating func end(_ key: Key) { groups[key] = nil }

    /// The group of a change.
    mutating func number(for key: Key, now: Int64) -> UInt64 {
        if groups.count > sweepAt {
            groups = groups.filter { $0.value.endsAt.map { $0 > now } ?? true }
            sweepAt = max(Self.sweepAtLeast, 2 * groups.count)
        }
        if let group = groups[key], group.endsAt.map({ now <= $0 }) ?? true {
            if group.endsAt != nil { groups[key]!.endsAt = now + Self.looseNanoseconds }
            return group.number
        }
        let number = take()
        groups[key] = Group(number: number, endsAt: now + Self.looseNanoseconds)
        return number
    }

    mutating func endAll(of connection: String) {
        groups = groups.filter { $0.key.connection != connection }
    }

    private mutating func take() -> UInt64 {
        defer { next += 1 }
        return next
    }
}

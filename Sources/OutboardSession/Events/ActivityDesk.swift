import OutboardProtocol

/// Numbers what happens, folds what happens again and again, and remembers the newest entries.
///
/// The same thing is the same code, about the same object, by the same person. What of it happens within 5 s
/// of the first time is one entry with a count; what happens later is another. So a storm is twelve entries
/// a minute, and a count never hides who did it.
struct ActivityDesk {
    static let foldNanoseconds: Int64 = 5_000_000_000
    /// Entries that a page opened late begins with.
    static let recentMax = 100

    private struct Key: Hashable {
        let code: ActivityCode
        let subject: ActivitySubject?
        let actor: String
    }

    private struct Open {
        var entry: ActivityEntry
        let until: Int64
    }

    private var last: Int64 = 0
    private var open: [Key: Open] = [:]
    /// The oldest first.
    private(set) var recent: [ActivityEntry] = []

    init(_ beginning: ActivityBeginning = ActivityBeginning()) {
        last = beginning.lastEntry
        recent = beginning.entries.suffix(Self.recentMax)
    }

    /// - Parameters:
    ///   - now: monotonic, in nanoseconds.
    ///   - time: the time of day, in milliseconds since 1970 in UTC.
    /// - Returns: a new entry, or one that was there, with its count.
    mutating func note(_ note: ActivityNote, now: Int64, time: Int64) -> ActivityEntry {
        let key = Key(code: note.code, subject: note.subject, actor: note.actor)
        if var known = open[key], now < known.until {
            known.entry.count += note.times
            known.entry.lastMilliseconds = max(time, known.entry.timeMilliseconds)
            known.entry.note = note
            open[key] = known
            if let index = recent.lastIndex(where: { $0.sequence == known.entry.sequence }) {
                recent[index] = known.entry
            }
            return known.entry
        }
        open = open.filter { now < $0.value.until }
        last += 1
        let entry = ActivityEntry(
            sequence: last,
            timeMilliseconds: time,
            lastMilliseconds: time,
            count: note.times,
            note: note
        )
        open[key] = Open(entry: entry, until: now + Self.foldNanoseconds)
        recent.append(entry)
        if recent.count > Self.recentMax { recent.removeFirst() }
        return entry
    }
}

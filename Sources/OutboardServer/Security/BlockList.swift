import Synchronization

/// Addresses that are not served for a while, because of what they did again and again.
///
/// The first time for a minute, then for five, then for thirty. Who has behaved for an hour begins anew. The
/// list is bounded: where it is full, who did the least makes room.
final class BlockList: Sendable {
    struct Row: Sendable, Equatable {
        var address: String
        /// In nanoseconds.
        var remaining: Int64
        /// How often it was blocked.
        var count: Int
    }

    static let second: Int64 = 1_000_000_000
    static let durations = [60 * second, 300 * second, 1_800 * second]
    /// So many wrong tokens within a minute are a try to guess one.
    static let wrongTokensMax = 5
    static let forgetAfter = 3_600 * second
    static let countMax = 4_096

    private struct Entry {
        var wrongTokens = 0
        var windowEnds: Int64 = 0
        var blockedUntil: Int64 = 0
        var blockCount = 0
        var lastOffence: Int64

        func isBlocked(_ now: Int64) -> Bool { now < blockedUntil }
    }

    private let entries = Mutex<[String: Entry]>([:])

    /// How long an address is blocked still, in nanoseconds. nil: it is not.
    func remaining(_ address: String, now: Int64) -> Int64? {
        entries.withLock { entries in
            entries[address].flatMap { $0.isBlocked(now) ? $0.blockedUntil - now : nil }
        }
    }

    /// - Returns: for how long it is blocked now. nil: it was noted only.
    func note(_ offence: Offence, _ address: String, now: Int64) -> Int64? {
        entries.withLock { entries in
            Self.makeRoom(&entries, for: address, now: now)
            var entry = entries[address] ?? Entry(lastOffence: now)
            defer { entries[address] = entry }
            if now - entry.lastOffence >= Self.forgetAfter { entry = Entry(lastOffence: now) }
            entry.lastOffence = now
            guard !entry.isBlocked(now), Self.isTooMuch(offence, &entry, now: now) else {
                return nil
            }
            let duration = Self.durations[min(entry.blockCount, Self.durations.count - 1)]
            entry.blockCount += 1
            entry.blockedUntil = now + duration
            return duration
        }
    }

    /// - Returns: whether it was blocked.
    func unblock(_ address: String, now: Int64) -> Bool {
        entries.withLock { $0.removeValue(forKey: address)?.isBlocked(now) ?? false }
    }

    func rows(now: Int64) -> [Row] {
        entries.withLock { entries in
            entries.filter { $0.value.isBlocked(now) }.map {
                Row(
                    address: $0.key,
                    remaining: $0.value.blockedUntil - now,
                    count: $0.value.blockCount
                )
            }
        }.sorted { $0.address < $1.address }
    }

    var count: Int { entries.withLock { $0.count } }

    private static func isTooMuch(_ offence: Offence, _ entry: inout Entry, now: Int64) -> Bool {
        switch offence {
        // Told of only when it went on and on.
        case .flood: return true
        case .badToken:
            if now >= entry.windowEnds {
                entry.windowEnds = now + 60 * second
                entry.wrongTokens = 0
            }
            entry.wrongTokens += 1
            guard entry.wrongTokens >= wrongTokensMax else { return false }
            entry.wrongTokens = 0
            return true
        }
    }

    /// O(n) once the list is full, where n is bounded.
    private static func makeRoom(
        _ entries: inout [String: Entry],
        for address: String,
        now: Int64
    ) {
        guard entries[address] == nil, entries.count >= countMax else { return }
        entries = entries.filter { now - $0.value.lastOffence < forgetAfter }
        guard entries.count >= countMax else { return }
        let least = entries.min {
            ($0.value.blockedUntil, $0.value.lastOffence)
                < ($1.value.blockedUntil, $1.value.lastOffence)
        }
        if let least { entries[least.key] = nil }
    }
}

import OutboardJSON
import OutboardProtocol

/// The last deltas, for clients that were away for a moment.
///
/// Bounded by revisions, bytes and time at once. Time is the caller's, in nanoseconds.
package struct DeltaRing {
    package struct Limits: Equatable, Sendable {
        /// How far back the oldest may begin.
        package var revisions: UInt64 = 4_096
        /// Of their text, together, as far as that is known without writing it.
        package var bytes = 2 << 20
        package var milliseconds: Int64 = 120_000

        package init() {}
    }

    private struct Entry {
        let delta: StateDelta
        let byteCount: Int
        let at: Int64
    }

    let limits: Limits
    private var entries: [Entry] = []
    private var byteCount = 0

    init(limits: Limits = Limits()) { self.limits = limits }

    /// The revision from which on they go without a gap. nil: there is none.
    var firstRevision: UInt64? { entries.first?.delta.from }

    mutating func append(_ delta: StateDelta, now: Int64) {
        if let last = entries.last, last.delta.to != delta.from { clear() }
        let count = Self.byteCount(of: delta)
        entries.append(Entry(delta: delta, byteCount: count, at: now))
        byteCount += count
        drop(now: now)
    }

    mutating func clear() {
        entries = []
        byteCount = 0
    }

    /// About as long as its text: no client may ever ask for that.
    static func byteCount(of delta: StateDelta) -> Int {
        96 + delta.patch.byteCount + 128 * delta.changes.count
    }

    /// What a client at a revision has missed, oldest first. nil: that is not known any more, or it is no
    /// revision that a client could be at.
    mutating func deltas(since revision: UInt64, now: Int64) -> [StateDelta]? {
        drop(now: now)
        if entries.last?.delta.to == revision { return [] }
        guard let index = entries.firstIndex(where: { $0.delta.from == revision }) else {
            return nil
        }
        return entries[index...].map(\.delta)
    }

    private mutating func drop(now: Int64) {
        guard let last = entries.last?.delta.to else { return }
        let kept = entries.drop { entry in
            let isDropped =
                last - entry.delta.from > limits.revisions || byteCount > limits.bytes
                || now - entry.at > limits.milliseconds * 1_000_000
            if isDropped { byteCount -= entry.byteCount }
            return isDropped
        }
        if kept.count != entries.count { entries = Array(kept) }
    }
}

import OutboardModel
import OutboardProtocol

/// Brings what was done to the session to the clients, in the order of revisions.
///
///     commit ─▶ open(revision, writes) ─▶ … render … ─▶ close ─▶ take: as far as nothing is open
///
/// An edit that is on its way holds up those behind it, so a client is never told of a revision while one
/// before it may still be refused.
struct StateDesk {
    private struct Entry {
        var writes: [StateWrite]
        let change: StateDelta.Change
        var isOpen: Bool
    }

    private(set) var mirror: StateMirror
    private(set) var epoch: String
    /// Where the mirror is.
    private(set) var revision: UInt64
    private(set) var ring: DeltaRing
    /// When the next delta may be told.
    var dueAt: Int64 = 0
    /// Of the revisions behind the mirror's.
    private var entries: [Entry] = []
    /// The whole as it was last told, and until when it may be told again.
    private var whole: (broadcast: Broadcast, revision: UInt64, until: Int64)?

    init(_ capture: StateCapture, revision: UInt64, limits: DeltaRing.Limits) {
        mirror = StateMirror(capture)
        self.revision = revision
        ring = DeltaRing(limits: limits)
        epoch = Self.makeEpoch()
    }

    private static func makeEpoch() -> String {
        let bits = UInt64.random(in: .min ... .max)
        let digits = String(bits, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    var snapshot: StateSnapshot {
        StateSnapshot(epoch: epoch, revision: revision, session: mirror.session)
    }

    /// The whole, for a client that has nothing. When many come at once, as after a restart of the network, it is
    /// made and written once for all of them.
    mutating func tellWhole(now: Int64) -> Broadcast {
        if let whole, whole.revision == revision, now < whole.until { return whole.broadcast }
        let broadcast = Broadcast(.stateSnapshot(snapshot))
        // Not for longer: it says when it was sent, and takes memory.
        whole = (broadcast, revision, now + Self.wholeNanoseconds)
        return broadcast
    }

    /// Forgets what was kept for those who come at once, when its time has passed.
    mutating func forgetWhole(now: Int64) {
        if let whole, now >= whole.until { self.whole = nil }
    }

    private static let wholeNanoseconds: Int64 = 1_000_000_000

    // MARK: In

    /// A revision was committed. They follow each other without a gap.
    mutating func open(_ change: StateDelta.Change, _ writes: [StateWrite]) {
        precondition(
            change.revision == revision + UInt64(entries.count) + 1,
            "a revision is missing"
        )
        entries.append(Entry(writes: writes, change: change, isOpen: true))
    }

    /// It is done. What was closed before is left as it is.
    mutating func close(_ revision: UInt64) {
        guard let index = index(of: revision) else { return }
        entries[index].isOpen = false
    }

    /// It was refused: nothing came of it.
    mutating func refuse(_ revision: UInt64) {
        guard let index = index(of: revision), entries[index].isOpen else { return }
        entries[index].writes = []
        entries[index].isOpen = false
    }

    /// Nothing that is on its way will be heard of again.
    mutating func closeAll() { for index in entries.indices { entries[index].isOpen = false } }

    private func index(of revision: UInt64) -> Int? {
        guard revision > self.revision else { return nil }
        let index = Int(revision - self.revision) - 1
        return entries.indices.contains(index) ? index : nil
    }

    // MARK: Out

    /// Whether there is something to tell.
    var isWaiting: Bool { entries.first.map { !$0.isOpen } ?? false }

    enum News {
        case delta(StateDelta)
        /// Another session is live: nothing that was known counts.
        case session
    }

    /// Takes everything in that is done. nil: nothing is.
    mutating func take(now: Int64) -> News? {
        let done = entries.prefix { !$0.isOpen }
        guard !done.isEmpty else { return nil }
        let from = revision
        let writes = done.flatMap(\.writes)
        let patch = mirror.apply(writes)
        revision += UInt64(done.count)
        entries.removeFirst(done.count)
        let isOther = writes.contains { if case .session = $0 { true } else { false } }
        guard !isOther else {
            epoch = Self.makeEpoch()
            ring.clear()
            whole = nil
            return .session
        }
        let delta = StateDelta(
            session: mirror.session.id,
            from: from,
            to: revision,
            patch: patch,
            changes: done.map(\.change)
        )
        ring.append(delta, now: now)
        return .delta(delta)
    }

    /// What a client that has been here before has missed. nil: it needs the whole.
    mutating func deltas(since place: IdentifyRequest.Resume, now: Int64) -> [StateDelta]? {
        guard place.epoch == epoch else { return nil }
        return place.revision == revision ? [] : ring.deltas(since: place.revision, now: now)
    }
}

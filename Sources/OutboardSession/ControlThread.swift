import CRealtime
import Foundation
import Synchronization

/// The one thread on which everything of the control side happens: an actor's executor, and a queue
/// of work in the order of its arrival.
///
/// It is an OS thread of its own for the engine's whole life, because plugins may insist that they are
/// always called from the same one. Between two batches of work it calls `tick`, which says when it
/// wants to be called again.
///
///     submit ─▶ queue ─▶ asleep? ring ─▶ the thread takes the queue in one piece ─▶ tick, when it is due
///     borrow ─▶ asleep, and nothing queued? ─▶ the work is done by who asks, and the thread stays asleep
///
/// Whoever queues work wakes the thread only when it sleeps, so a thousand requests at once cost one
/// wake-up. Borrowing costs none: a wake-up there and one back are most of what a single value takes.
// SAFETY: what several threads touch is behind the lock of `inbox` or atomic; the bell is an atomic in memory that
// lives as long as the object.
package final class ControlThread: SerialExecutor, @unchecked Sendable {
    // SAFETY: what changes is behind the inbox's lock or atomic; the bell's address does not change.
    private enum Work {
        case job(UnownedJob)
        case closure(@Sendable () -> Void)
    }

    private struct Ticking: Sendable {
        let tick: @Sendable () -> Duration
        let pauseAfterWork: @Sendable () -> Duration
    }

    private struct Inbox {
        var queue: [Work] = []
        var ticking: Ticking?
        /// When the next tick is due, where there are any. Monotonic, in nanoseconds.
        var tickAt: Int64 = 0
        var isEnding = false
        /// Whether the thread waits for the bell, or is about to.
        var isAsleep = false
        /// Whether another thread does the thread's work; it then stays asleep, and is rung for at the end.
        var isBorrowed = false
        /// Whether the thread found that it was borrowed: nobody else borrows it then.
        var isWanted = false
    }

    private let inbox = Mutex(Inbox())
    /// Goes up when the thread is to look into its inbox; it sleeps on it.
    // SAFETY: made with the object, and given back when nothing can ring it any more: in `deinit`, which
    // the thread, that has a reference for as long as it runs, cannot outlive.
    private let bell: UnsafeMutablePointer<Atomic<UInt32>>
    /// The thread that may touch the control side: this one, or who borrows it. Written by that thread, and
    /// read on it or to compare with it.
    private let identity = Atomic<UInt>(0)
    /// A tick that would be earlier by less than this is not worth waking up for.
    private static let slackNanoseconds: Int64 = 100_000

    package init() {
        bell = .allocate(capacity: 1)
        bell.initialize(to: Atomic(0))
        let thread = Thread { [self] in run() }
        thread.name = "ob-control"
        // As much as a program begins with: plugins are used to that.
        thread.stackSize = 8 << 20
        thread.start()
    }

    deinit { bell.deallocate() }

    /// Has `tick` called soon, and again when the time that it returned has passed, or earlier where there
    /// was work.
    ///
    /// - Parameter pauseAfterWork: how long behind work a tick comes at most: what was done may be worth one, but
    ///   not one for each request.
    package func startTicking(
        pauseAfterWork: @escaping @Sendable () -> Duration = { .milliseconds(1) },
        _ tick: @escaping @Sendable () -> Duration
    ) {
        change { $0.ticking = Ticking(tick: tick, pauseAfterWork: pauseAfterWork) }
    }

    package func stopTicking() { change { $0.ticking = nil } }

    /// Ends the thread after the work that is queued. Nothing may be queued afterwards.
    package func end() { change { $0.isEnding = true } }

    /// Queues work. Work is done in the order in which it was queued, from whichever thread.
    package func submit(_ work: @escaping @Sendable () -> Void) {
        change { $0.queue.append(.closure(work)) }
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        change { $0.queue.append(.job(job)) }
    }

    /// Does work at once and on the thread that calls, as if it were this one, where this one sleeps and nothing
    /// is queued: whatever was submitted before has been done. Such work is short, and calls no plugin.
    ///
    /// - Parameters:
    ///   - isFollowed: more work comes at once, so the tick that this may be worth comes after that.
    ///   - work: returns false where it did nothing.
    /// - Returns: false where nothing was done, and the work is to be submitted.
    package func borrow(isFollowed: Bool = false, _ work: () -> Bool) -> Bool {
        let (isFree, ticking) = inbox.withLock { inbox -> (Bool, Ticking?) in
            guard inbox.isAsleep, inbox.queue.isEmpty, !inbox.isBorrowed, !inbox.isWanted,
                !inbox.isEnding
            else { return (false, nil) }
            inbox.isBorrowed = true
            return (true, inbox.ticking)
        }
        guard isFree else { return false }
        let owner = identity.exchange(UInt(pthread_self()), ordering: .acquiringAndReleasing)
        let wasDone = work()
        let isWorthATick = wasDone && !isFollowed
        let latest = isWorthATick ? ticking.map { endOfPause($0.pauseAfterWork()) } : nil
        identity.store(owner, ordering: .releasing)
        let mustRing = inbox.withLock { inbox in
            inbox.isBorrowed = false
            var mustRing = inbox.isWanted || inbox.isEnding || !inbox.queue.isEmpty
            if let latest, inbox.tickAt > latest + Self.slackNanoseconds {
                inbox.tickAt = latest
                mustRing = true
            }
            if mustRing { inbox.isAsleep = false }
            return mustRing
        }
        if mustRing { ring() }
        return wasDone
    }

    /// Whether this is the thread; `assumeIsolated` asks.
    package func checkIsolated() {
        precondition(
            identity.load(ordering: .acquiring) == UInt(pthread_self()),
            "the control side is used from another thread"
        )
    }

    /// Waits, on whichever thread calls.
    static func nap(milliseconds: UInt32) { usleep(milliseconds * 1_000) }

    private func change(_ body: (inout Inbox) -> Void) {
        let mustRing = inbox.withLock { inbox in
            body(&inbox)
            guard inbox.isAsleep, !inbox.isBorrowed else { return false }
            inbox.isAsleep = false
            return true
        }
        if mustRing { ring() }
    }

    private func ring() {
        // What it tells of lies behind the lock, so this orders nothing.
        bell.pointee.wrappingAdd(1, ordering: .relaxed)
        ob_futex_wake(bell, 1)
    }

    private func run() {
        identity.store(UInt(pthread_self()), ordering: .releasing)
        var work: [Work] = []
        while true {
            let next = takeWork(into: &work)
            for item in work {
                switch item {
                case .job(let job): job.runSynchronously(on: asUnownedSerialExecutor())
                case .closure(let closure): closure()
                }
            }
            if next.isLast && work.isEmpty { return }
            work.removeAll(keepingCapacity: true)
            guard let ticking = next.ticking else { continue }
            if ob_now_nanoseconds() >= next.tickAt {
                let pause = ticking.tick()
                inbox.withLock { $0.tickAt = endOfPause(pause) }
            } else {
                let latest = endOfPause(ticking.pauseAfterWork())
                inbox.withLock { $0.tickAt = min($0.tickAt, latest) }
            }
        }
    }

    private struct Next {
        let ticking: Ticking?
        let tickAt: Int64
        let isLast: Bool
    }

    /// Waits until there is something to do, and exchanges the queue for an empty one.
    private func takeWork(into work: inout [Work]) -> Next {
        while true {
            // Read before the inbox is: who rings in between keeps the thread from falling asleep.
            let rings = bell.pointee.load(ordering: .relaxed)
            var patience: Int64 = 0
            let next = inbox.withLock { inbox -> Next? in
                inbox.isWanted = inbox.isBorrowed
                let left = inbox.ticking == nil ? .max : inbox.tickAt - ob_now_nanoseconds()
                let isIdle = inbox.queue.isEmpty && !inbox.isEnding && left > 0
                inbox.isAsleep = isIdle || inbox.isBorrowed
                guard !inbox.isAsleep else {
                    // 0: until it is rung for.
                    patience = inbox.isBorrowed || inbox.ticking == nil ? 0 : left
                    return nil
                }
                swap(&inbox.queue, &work)
                return Next(ticking: inbox.ticking, tickAt: inbox.tickAt, isLast: inbox.isEnding)
            }
            if let next { return next }
            ob_futex_wait(bell, rings, patience)
        }
    }
}

/// When a pause that begins now is over.
private func endOfPause(_ pause: Duration) -> Int64 {
    let (seconds, attoseconds) = pause.components
    return ob_now_nanoseconds() + seconds * 1_000_000_000 + attoseconds / 1_000_000_000
}

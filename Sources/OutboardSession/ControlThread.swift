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
/// Whoever queues work wakes the thread only when it sleeps, and what was queued meanwhile is taken in
/// one piece, so that a thousand requests at once cost one wake-up.
package final class ControlThread: SerialExecutor, @unchecked Sendable {
    private enum Work {
        case job(UnownedJob)
        case closure(@Sendable () -> Void)
    }

    private struct Inbox {
        var queue: [Work] = []
        var tick: (@Sendable () -> Duration)?
        var isEnding = false
        /// Whether the thread waits for the bell, or is about to.
        var isAsleep = false
    }

    private let inbox = Mutex(Inbox())
    /// Goes up when the thread is to look into its inbox; it sleeps on it.
    // SAFETY: made with the object, and given back when nothing can ring it any more: in `deinit`, which
    // the thread, that has a reference for as long as it runs, cannot outlive.
    private let bell: UnsafeMutablePointer<Atomic<UInt32>>
    /// Written by the thread itself before its first work, and read on it or to compare with it.
    private let identity = Atomic<UInt>(0)
    /// What was done may be worth a tick, but not one for each request: a tick comes so much later at most.
    private static let ticksAfterWorkNanoseconds: Int64 = 1_000_000

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
    package func startTicking(_ tick: @escaping @Sendable () -> Duration) {
        change { $0.tick = tick }
    }

    package func stopTicking() { change { $0.tick = nil } }

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
        let wasAsleep = inbox.withLock { inbox in
            body(&inbox)
            defer { inbox.isAsleep = false }
            return inbox.isAsleep
        }
        guard wasAsleep else { return }
        // Releasing is not needed: what it tells of lies behind the lock.
        bell.pointee.wrappingAdd(1, ordering: .relaxed)
        ob_futex_wake(bell, 1)
    }

    private func run() {
        identity.store(UInt(pthread_self()), ordering: .releasing)
        var work: [Work] = []
        var wakeAt = ob_now_nanoseconds()
        while true {
            let (tick, isLast) = takeWork(into: &work, until: wakeAt)
            for item in work {
                switch item {
                case .job(let job): job.runSynchronously(on: asUnownedSerialExecutor())
                case .closure(let closure): closure()
                }
            }
            let isIdle = work.isEmpty
            work.removeAll(keepingCapacity: true)
            let now = ob_now_nanoseconds()
            if let tick, now >= wakeAt {
                let pause = nanoseconds(tick())
                wakeAt = ob_now_nanoseconds() + pause
            } else if !isIdle {
                wakeAt = min(wakeAt, now + Self.ticksAfterWorkNanoseconds)
            }
            if isLast && isIdle { return }
        }
    }

    /// Waits until there is something to do, and exchanges the queue for an empty one.
    private func takeWork(
        into work: inout [Work],
        until wakeAt: Int64
    ) -> (tick: (@Sendable () -> Duration)?, isLast: Bool) {
        while true {
            // Read before the inbox is: who rings in between keeps the thread from falling asleep.
            let rings = bell.pointee.load(ordering: .relaxed)
            let left = wakeAt - ob_now_nanoseconds()
            var isTicking = false
            let taken = inbox.withLock { inbox -> (tick: (@Sendable () -> Duration)?, Bool)? in
                isTicking = inbox.tick != nil
                let isDue = isTicking && left <= 0
                inbox.isAsleep = inbox.queue.isEmpty && !inbox.isEnding && !isDue
                guard !inbox.isAsleep else { return nil }
                swap(&inbox.queue, &work)
                return (inbox.tick, inbox.isEnding)
            }
            if let taken { return taken }
            ob_futex_wait(bell, rings, isTicking ? left : 0)
        }
    }
}

private func nanoseconds(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
}

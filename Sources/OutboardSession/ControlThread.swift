import Foundation
import Synchronization

/// The one thread on which everything of the control side happens: an actor's executor, and a queue
/// of work in the order of its arrival.
///
/// It is an OS thread of its own for the engine's whole life, because plugins may insist that they are
/// always called from the same one. Between two pieces of work it calls `tick`, which says when it
/// wants to be called again.
package final class ControlThread: SerialExecutor, @unchecked Sendable {
    // SAFETY: `queue`, `tick` and `isEnding` are only touched while `condition` is locked.
    private enum Work {
        case job(UnownedJob)
        case closure(@Sendable () -> Void)
    }

    private let condition = NSCondition()
    /// Written by the thread itself before its first work, and read on it or to compare with it.
    private let identity = Atomic<UInt>(0)
    private var queue: [Work] = []
    private var tick: (@Sendable () -> Duration)?
    private var isEnding = false

    package init() {
        let thread = Thread { [unowned self] in run() }
        thread.name = "ob-control"
        // As much as a program begins with: plugins are used to that.
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Has `tick` called after all queued work, and again when the time that it returned has passed.
    package func startTicking(_ tick: @escaping @Sendable () -> Duration) {
        change { self.tick = tick }
    }

    package func stopTicking() { change { tick = nil } }

    /// Ends the thread after the work that is queued. Nothing may be queued afterwards.
    package func end() { change { isEnding = true } }

    /// Queues work. Work is done in the order in which it was queued, from whichever thread.
    package func submit(_ work: @escaping @Sendable () -> Void) {
        change { queue.append(.closure(work)) }
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        change { queue.append(.job(job)) }
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

    private func change(_ body: () -> Void) {
        condition.lock()
        body()
        condition.signal()
        condition.unlock()
    }

    private func run() {
        identity.store(UInt(pthread_self()), ordering: .releasing)
        let clock = ContinuousClock()
        var wakeAt = clock.now
        while true {
            condition.lock()
            while queue.isEmpty, !isEnding, tick == nil || clock.now < wakeAt {
                if tick == nil {
                    condition.wait()
                } else {
                    let left = (wakeAt - clock.now) / .seconds(1)
                    _ = condition.wait(until: Date(timeIntervalSinceNow: max(0, left)))
                }
            }
            let work = queue
            queue.removeAll(keepingCapacity: true)
            let tick = tick
            let isLast = isEnding
            condition.unlock()
            for item in work {
                switch item {
                case .job(let job): job.runSynchronously(on: asUnownedSerialExecutor())
                case .closure(let closure): closure()
                }
            }
            if let tick { wakeAt = clock.now + tick() }
            if isLast && work.isEmpty { return }
        }
    }
}

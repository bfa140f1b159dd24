import Foundation
import Synchronization
import Testing

@testable import OutboardSession

struct ControlThreadTests {
    /// Ends with the test.
    private func withThread(_ body: (ControlThread) -> Void) {
        let thread = ControlThread()
        body(thread)
        thread.end()
    }

    private func settle(_ thread: ControlThread) {
        let done = DispatchSemaphore(value: 0)
        thread.submit { done.signal() }
        done.wait()
    }

    /// Borrows as soon as the thread sleeps.
    private func borrow(_ thread: ControlThread, _ work: () -> Void) {
        var isDone = false
        while !isDone {
            isDone = thread.borrow {
                work()
                return true
            }
            if !isDone { sched_yield() }
        }
    }

    @Test func workIsDoneInItsOrder() {
        withThread { thread in
            let seen = Mutex<[Int]>([])
            for number in 0..<1_000 { thread.submit { seen.withLock { $0.append(number) } } }
            settle(thread)
            #expect(seen.withLock { $0 } == Array(0..<1_000))
        }
    }

    /// A counter that nothing else protects: lost additions show that two threads were there at once.
    @Test func whoBorrowsIsAlone() {
        final class Counter: @unchecked Sendable {
            // SAFETY: touched by whoever has the control side, which is what is tested.
            private(set) var count = 0

            func increment() {
                let seen = count
                // Who is not alone is let in here.
                sched_yield()
                count = seen + 1
            }
        }
        withThread { thread in
            let counter = Counter()
            let group = DispatchGroup()
            let work: @Sendable () -> Void = {
                thread.checkIsolated()
                counter.increment()
            }
            for _ in 0..<4 {
                group.enter()
                Thread {
                    for turn in 0..<2_000 {
                        if turn % 8 == 0 { thread.submit(work) } else { borrow(thread, work) }
                    }
                    group.leave()
                }.start()
            }
            group.wait()
            settle(thread)
            borrow(thread) { #expect(counter.count == 8_000) }
        }
    }

    @Test func aThreadAtWorkIsNotBorrowed() {
        withThread { thread in
            let (began, mayEnd) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
            thread.submit {
                began.signal()
                mayEnd.wait()
            }
            began.wait()
            #expect(!thread.borrow { true })
            mayEnd.signal()
        }
    }

    /// What is submitted while the thread is borrowed comes after that, and comes.
    @Test func whatIsQueuedMeanwhileIsDoneAfterwards() {
        withThread { thread in
            let seen = Mutex<[String]>([])
            borrow(thread) {
                thread.submit { seen.withLock { $0.append("queued") } }
                seen.withLock { $0.append("borrowed") }
            }
            settle(thread)
            #expect(seen.withLock { $0 } == ["borrowed", "queued"])
        }
    }

    /// The thread would sleep for an hour.
    @Test func ticksFollowWhatWasBorrowed() {
        withThread { thread in
            let ticked = DispatchSemaphore(value: 0)
            thread.startTicking {
                ticked.signal()
                return .seconds(3_600)
            }
            ticked.wait()
            borrow(thread) {}
            #expect(ticked.wait(timeout: .now() + 10) == .success)
            settle(thread)
            #expect(ticked.wait(timeout: .now() + 10) == .success)
            thread.stopTicking()
        }
    }

    /// How long behind work is what `startTicking` was told.
    @Test(arguments: [false, true])
    func aTickWaitsAsLongBehindWorkAsItMay(isBorrowed: Bool) {
        withThread { thread in
            let ticked = DispatchSemaphore(value: 0)
            let pauses = Mutex<[Duration]>([.seconds(3_600), .milliseconds(1)])
            thread.startTicking(pauseAfterWork: {
                pauses.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
            }) {
                ticked.signal()
                return .seconds(3_600)
            }
            ticked.wait()
            let work = { isBorrowed ? borrow(thread) {} : thread.submit {} }
            work()
            #expect(ticked.wait(timeout: .now() + 0.05) == .timedOut)
            work()
            #expect(ticked.wait(timeout: .now() + 10) == .success)
            thread.stopTicking()
        }
    }

    @Test func nothingIsBorrowedForNothing() {
        withThread { thread in
            settle(thread)
            var asked = 0
            for _ in 0..<1_000 where asked == 0 {
                #expect(
                    !thread.borrow {
                        asked += 1
                        return false
                    }
                )
            }
        }
    }
}

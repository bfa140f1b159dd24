import Testing

@testable import OutboardRealtime

struct SPSCRingTests {
    @Test func holdsExactlyItsCapacity() {
        let ring = SPSCRing<Int>(capacity: 4)
        for value in 0..<4 { #expect(ring.push(value) == true) }
        #expect(ring.push(4) == false)
        #expect(ring.pop() == 0)
        #expect(ring.push(4) == true)
        for value in 1...4 { #expect(ring.pop() == value) }
        #expect(ring.pop() == nil)
    }

    @Test func countsWhatCanBePopped() {
        let ring = SPSCRing<Int>(capacity: 8)
        #expect(ring.count() == 0)
        for value in 0..<5 { _ = ring.push(value) }
        #expect(ring.count() == 5)
        _ = ring.pop()
        #expect(ring.count() == 4)
    }

    @Test func saysForHowManyThereIsRoom() {
        let ring = SPSCRing<Int>(capacity: 4)
        #expect(ring.hasRoom(for: 4) == true)
        #expect(ring.hasRoom(for: 5) == false)
        for value in 0..<3 { _ = ring.push(value) }
        #expect(ring.hasRoom(for: 1) == true)
        #expect(ring.hasRoom(for: 2) == false)
        #expect(ring.hasRoom(for: 0) == true)
    }

    /// Everything that is pushed on one thread comes out on another, once and in order.
    @Test func twoThreadsLoseAndReorderNothing() {
        final class Shared: @unchecked Sendable {
            // SAFETY: one thread pushes, one pops, as the ring asks.
            let ring = SPSCRing<UInt64>(capacity: 64)
        }
        let total: UInt64 = 200_000
        let shared = Shared()
        let thread = RealtimeThread(
            name: "pusher",
            priority: 0,
            argument: Unmanaged.passUnretained(shared).toOpaque(),
            body: { argument in
                let shared = Unmanaged<Shared>.fromOpaque(argument!).takeUnretainedValue()
                var next: UInt64 = 0
                while next < 200_000 { if shared.ring.push(next) { next += 1 } }
                return nil
            }
        )!
        var expected: UInt64 = 0
        var isInOrder = true
        while expected < total {
            guard let value = shared.ring.pop() else { continue }
            if value != expected { isInOrder = false }
            expected += 1
        }
        thread.join()
        #expect(isInOrder)
        #expect(shared.ring.pop() == nil)
    }

    @Test func mailboxGivesBackWhatWasNotTaken() {
        let mailbox = Mailbox<Int>()
        let first = UnsafeMutablePointer<Int>.allocate(capacity: 1)
        let second = UnsafeMutablePointer<Int>.allocate(capacity: 1)
        defer {
            first.deallocate()
            second.deallocate()
        }
        #expect(mailbox.take() == nil)
        #expect(mailbox.post(first) == nil)
        #expect(mailbox.post(second) == first)
        #expect(mailbox.take() == second)
        #expect(mailbox.take() == nil)
        _ = mailbox.post(first)
        #expect(mailbox.withdraw() == first)
    }

    @Test func meterGivesTheLargestAndStartsOver() {
        let meters = MeterBank(capacity: 2)
        meters.raise(1, to: 0.25)
        meters.raise(1, to: 0.75)
        meters.raise(1, to: 0.5)
        #expect(meters.take(1) == 0.75)
        #expect(meters.take(1) == 0)
        #expect(meters.take(0) == 0)
    }
}

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

    @Test func severalAreAppendedTogetherOrNotAtAll() {
        let ring = SPSCRing<Int>(capacity: 8)
        func push(_ values: [Int]) -> Bool {
            values.withUnsafeBufferPointer { ring.push(contentsOf: $0) }
        }
        #expect(push([1, 2, 3]))
        #expect(push([]))
        #expect(push([4, 5, 6, 7, 8, 9]) == false)
        #expect(ring.pop() == 1)
        #expect(push([4, 5, 6, 7, 8, 9]))
        #expect((2...9).map { _ in ring.pop() } == [2, 3, 4, 5, 6, 7, 8, 9])
        #expect(push(Array(0..<9)) == false)
        #expect(push(Array(0..<8)))
        #expect(ring.pop() == 0)
    }

    /// A block of 64 frames has ended. `#expect` cannot call what mutates.
    private func isDue(_ meters: inout MeterBank, interval: Int) -> Bool {
        meters.isDue(blockFrames: 64, interval: interval)
    }

    @Test func meterGivesTheLargestAndTheSumOfSquares() {
        var meters = MeterBank(capacity: 2)
        for peak in [Float(0.25), 0.75, 0.5] {
            meters.add(1, peak: peak, sumOfSquares: peak * peak)
        }
        #expect(isDue(&meters, interval: 128) == false)
        #expect(isDue(&meters, interval: 128))
        meters.note(1, gain: 0.5)
        meters.publish(slots: 2)
        var read: [(Float, Float)] = []
        let wasThere = meters.take { slots, frames in
            #expect(frames == 128)
            #expect(slots.map(\.gain) == [0, 0.5])
            read = slots.map { ($0.peak, $0.sumOfSquares) }
        }
        #expect(wasThere)
        #expect(read[0] == (0, 0))
        #expect(read[1] == (0.75, 0.875))
        #expect(!meters.take { _, _ in })
    }

    @Test func meterKeepsWhatNobodyTakes() {
        var meters = MeterBank(capacity: 1)
        for block in 1...20 {
            meters.add(0, peak: Float(block), sumOfSquares: 1)
            if isDue(&meters, interval: 64) { meters.publish(slots: 1) }
        }
        var largest: Float = 0
        var frames = 0
        func takeAll() {
            while meters.take({ slots, count in
                largest = max(largest, slots[0].peak)
                frames += count
            }) {}
        }
        takeAll()
        if isDue(&meters, interval: 64) { meters.publish(slots: 1) }
        takeAll()
        #expect(largest == 20)
        #expect(frames == 21 * 64)
    }
}

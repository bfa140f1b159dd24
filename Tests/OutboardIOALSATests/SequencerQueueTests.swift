import CRealtime
import Testing

@testable import OutboardIOALSA

@Suite struct SequencerQueueTests {
    /// A message's own number, and the frame that it got.
    private struct Taken: Equatable {
        var number: UInt8
        var frame: UInt32
    }

    // At this rate and quantum a frame is a microsecond, and a cycle 100.
    private static let rate = 1_000_000
    private static let frames = 100

    @Test func aMessageIsAsFarFromTheCyclesEndAsItWasFromItsBegin() {
        for (agoNanoseconds, frame) in [
            (1, 99), (1000, 99), (1001, 98), (50_000, 50), (99_000, 1), (99_001, 0),
            (100_000, 0), (100_001, 0), (Int64.max, 0),
        ] as [(Int64, UInt32)] {
            let given = SequencerQueue.frame(
                agoNanoseconds: agoNanoseconds,
                frames: Self.frames,
                sampleRateHertz: Self.rate
            )
            #expect(given == frame, "\(agoNanoseconds) ns ago")
        }
    }

    @Test(arguments: [1, 32, 64, 100, 1024, 192_000], [8000, 44_100, 48_000, 192_000])
    func framesAreWithinTheCycleAndInOrder(frames: Int, rate: Int) {
        let quantum = Int64(frames) * 1_000_000_000 / Int64(rate)
        var last: UInt32 = 0
        for step in stride(from: Int64(1100), through: 1, by: -1) {
            let frame = SequencerQueue.frame(
                agoNanoseconds: max(1, quantum * step / 1000),
                frames: frames,
                sampleRateHertz: rate
            )
            #expect(frame >= last && frame < frames)
            last = frame
        }
    }

    @Test func whatArrivesLaterWaitsForItsCycle() {
        let queue = SequencerQueue()
        for (number, time) in [(1, 10), (2, 60), (3, 99), (4, 100), (5, 150), (6, 320)] {
            push(UInt8(number), atMicroseconds: time, to: queue)
        }
        #expect(
            drain(queue, cycleBegan: 100)
                == [
                    .init(number: 1, frame: 10), .init(number: 2, frame: 60),
                    .init(number: 3, frame: 99),
                ]
        )
        #expect(
            drain(queue, cycleBegan: 200)
                == [.init(number: 4, frame: 0), .init(number: 5, frame: 50)]
        )
        #expect(drain(queue, cycleBegan: 300) == [])
        #expect(drain(queue, cycleBegan: 400) == [.init(number: 6, frame: 20)])
        #expect(drain(queue, cycleBegan: 500) == [])
    }

    @Test func aMissedDeadlineLosesNothing() {
        let queue = SequencerQueue()
        push(1, atMicroseconds: 10, to: queue)
        push(2, atMicroseconds: 950, to: queue)
        #expect(
            drain(queue, cycleBegan: 1000)
                == [.init(number: 1, frame: 0), .init(number: 2, frame: 50)]
        )
    }

    @Test func whatHasNoRoomComesInTheNextCycle() {
        let queue = SequencerQueue()
        for number in 1...3 { push(UInt8(number), atMicroseconds: 10 * number, to: queue) }
        #expect(drain(queue, cycleBegan: 100, capacity: 0) == [])
        #expect(
            drain(queue, cycleBegan: 100, capacity: 2)
                == [.init(number: 1, frame: 10), .init(number: 2, frame: 20)]
        )
        #expect(drain(queue, cycleBegan: 200, capacity: 2) == [.init(number: 3, frame: 0)])
    }

    @Test func aFullQueueCountsAndAResetForgets() {
        let queue = SequencerQueue()
        for _ in 0..<SequencerQueue.capacity { push(1, atMicroseconds: 150, to: queue) }
        #expect(queue.dropped.load(ordering: .relaxed) == 0)
        push(1, atMicroseconds: 150, to: queue)
        #expect(queue.dropped.load(ordering: .relaxed) == 1)
        // One is taken from the ring and held.
        #expect(drain(queue, cycleBegan: 100) == [])
        queue.reset()
        #expect(queue.dropped.load(ordering: .relaxed) == 0)
        #expect(drain(queue, cycleBegan: 200) == [])
    }

    // MARK: Pieces

    private func push(_ number: UInt8, atMicroseconds time: Int, to queue: borrowing SequencerQueue)
    {
        var event = ob_event()
        event.size = 2
        event.bytes.1 = number
        queue.push(event, atNanoseconds: Int64(time) * 1000)
    }

    private func drain(
        _ queue: borrowing SequencerQueue,
        cycleBegan: Int64,
        capacity: Int = 16
    ) -> [Taken] {
        var events = [ob_event](repeating: ob_event(), count: capacity)
        let count = queue.drain(
            into: &events,
            capacity: capacity,
            cycleBegan: cycleBegan * 1000,
            frames: Self.frames,
            sampleRateHertz: Self.rate
        )
        return events.prefix(count).map { Taken(number: $0.bytes.1, frame: $0.frame) }
    }
}

import CRealtime
import OutboardHost
import Testing

@testable import OutboardHostLV2

@Suite struct WorkerTests {
    let rig: FixtureRig

    init() throws { rig = try FixtureRig() }

    @Test func offlineWorkIsDoneWithinItsBlock() throws {
        let worker = try rig.load("worker", isOffline: true)
        worker.set("message", 21)
        #expect(worker.run(1) == [0])
        #expect(worker.run(1) == [42])
        worker.set("message", 5)
        worker.run(1)
        #expect(worker.run(1) == [10])
    }

    @Test(.timeLimit(.minutes(1)))
    func liveWorkIsDoneByAnotherThread() throws {
        let worker = try rig.load("worker", isOffline: false)
        worker.set("message", 21)
        #expect(worker.run(1) == [0])
        // The worker has a thread and a clock of its own; the time limit bounds the wait.
        while worker.run(1) != [42] { ob_sleep_until(ob_now_nanoseconds() + 200_000) }
    }

    @Test(.timeLimit(.minutes(1)))
    func workScheduledBeforeDeactivationIsDoneAfterActivation() throws {
        let worker = try rig.load("worker", isOffline: false)
        worker.instance.deactivate()
        worker.set("message", 4)
        worker.run(1)
        try worker.instance.activate()
        while worker.run(1) != [8] { ob_sleep_until(ob_now_nanoseconds() + 200_000) }
    }

    @Test(.timeLimit(.minutes(1)))
    func workGoesOnAfterAStateIsRestored() throws {
        let worker = try rig.load("worker", isOffline: false)
        try worker.instance.restoreState(worker.instance.saveState())
        worker.set("message", 3)
        while worker.run(1) != [6] { ob_sleep_until(ob_now_nanoseconds() + 200_000) }
    }

    @Test func messagesComeInOrderAndWhole() {
        let ring = RingBox()
        var random = SeededRandom(seed: 7)
        var expected: [[UInt8]] = []
        var taken = 0
        for _ in 0..<20_000 {
            if Bool.random(using: &random) {
                let message = (0..<Int.random(in: 0...900, using: &random)).map { UInt8($0 & 255) }
                // An empty message has no address either.
                let isTaken = ring.push(
                    message.isEmpty ? nil : message,
                    size: UInt32(message.count)
                )
                if isTaken { expected.append(message) }
            } else if let first = ring.first() {
                let bytes = UnsafeRawBufferPointer(start: first.bytes, count: Int(first.size))
                #expect(Array(bytes) == expected[taken])
                taken += 1
                ring.removeFirst()
            }
        }
        #expect(taken > 1000)
    }

    @Test func messageRingRefusesWhatItCannotHold() {
        let ring = RingBox()
        let most = [UInt8](repeating: 1, count: MessageRing.capacityBytesMin / 2 - 8)
        #expect(ring.push(most, size: UInt32(most.count)))
        #expect(!ring.push(most + [1], size: UInt32(most.count + 1)))
        #expect(ring.push(nil, size: 0))
        #expect(!ring.push(nil, size: 1))
        ring.removeFirst()
        #expect(ring.first()?.size == 0)
        ring.removeFirst()
        #expect(ring.first() == nil)
    }

    /// `resize-port` may ask for more than any fixed ring has.
    @Test(arguments: [8_192, 10_000, 303_104])
    func messageRingHoldsFourOfTheLargestMessages(_ size: Int) {
        let ring = RingBox(messageBytes: size)
        let message = [UInt8](repeating: 9, count: size - 8)
        for _ in 0..<3 { #expect(ring.push(message, size: UInt32(message.count))) }
        // The places move: skips are needed at the end.
        for _ in 0..<50 {
            #expect(ring.push(message, size: UInt32(message.count)))
            #expect(ring.first().map { Int($0.size) } == message.count)
            ring.removeFirst()
        }
    }

    @Test func messageRingStaysWithinItsBound() {
        #expect(RingBox(messageBytes: .max / 8).capacityBytes == MessageRing.capacityBytesMax)
    }

    @Test func fullMessageRingTakesAgainOnceRead() {
        let ring = RingBox()
        let message = [UInt8](repeating: 3, count: 1000)
        var count = 0
        while ring.push(message, size: 1000) { count += 1 }
        #expect(count == MessageRing.capacityBytesMin / 1008)
        _ = ring.first()
        ring.removeFirst()
        #expect(ring.push(message, size: 500))
    }
}

/// A ring that `#expect` can hold on to.
private final class RingBox {
    private let ring: MessageRing
    var capacityBytes: Int { ring.capacityBytes }

    init(messageBytes: Int = 0) { ring = MessageRing(messageBytes: messageBytes) }

    func push(_ message: [UInt8]?, size: UInt32) -> Bool {
        guard let message else { return ring.push(nil, size: size) }
        return message.withUnsafeBytes { ring.push($0.baseAddress, size: size) }
    }

    func first() -> (bytes: UnsafeRawPointer, size: UInt32)? { ring.first() }
    func removeFirst() { ring.removeFirst() }
}

/// The same numbers every time. The sequence is SplitMix64.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

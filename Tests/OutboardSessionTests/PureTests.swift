import OutboardModel
import Testing

@testable import OutboardSession

struct DebouncerTests {
    private func merged(_ held: inout [Int], _ new: [Int]) { held += new }

    @Test func firstPassesRestWaitsForTheWindow() {
        var debouncer = Debouncer<String, [Int]>(windowNanoseconds: 20)
        guard case .pass([1]) = debouncer.offer([1], for: "a", now: 0, merge: merged) else {
            Issue.record("the first value waits")
            return
        }
        for value in 2...4 {
            guard case .hold = debouncer.offer([value], for: "a", now: 10, merge: merged) else {
                Issue.record("a value inside the window passes")
                return
            }
        }
        #expect(debouncer.takeDue(now: 19).isEmpty)
        #expect(debouncer.nextDue == 20)
        #expect(debouncer.takeDue(now: 20).map(\.value) == [[2, 3, 4]])
        #expect(debouncer.nextDue == nil)
    }

    @Test func aKnobThatKeepsMovingIsHeardOnceAWindow() {
        var debouncer = Debouncer<String, [Int]>(windowNanoseconds: 20)
        var heard = 0
        for now in Int64(0)..<200 {
            if case .pass = debouncer.offer([0], for: "a", now: now, merge: merged) { heard += 1 }
            heard += debouncer.takeDue(now: now).count
        }
        #expect((10...11).contains(heard))
    }

    @Test func keysDoNotWaitForEachOther() {
        var debouncer = Debouncer<String, [Int]>(windowNanoseconds: 20)
        _ = debouncer.offer([1], for: "a", now: 0, merge: merged)
        guard case .pass = debouncer.offer([1], for: "b", now: 1, merge: merged) else {
            Issue.record("another key waits")
            return
        }
    }

    @Test func flushTakesWhatWaits() {
        var debouncer = Debouncer<String, [Int]>(windowNanoseconds: 20)
        _ = debouncer.offer([1], for: "a", now: 0, merge: merged)
        _ = debouncer.offer([2], for: "a", now: 1, merge: merged)
        #expect(debouncer.flush { $0 == "a" }.map(\.value) == [[2]])
        #expect(debouncer.takeDue(now: 100).isEmpty)
    }

    @Test func whatIsHeldOnPurposeIsDueAtOnce() {
        var debouncer = Debouncer<String, [Int]>(windowNanoseconds: 20)
        let areDue = [("a", 1), ("a", 2), ("b", 9)].map {
            debouncer.hold([$1], for: $0, now: 0, merge: merged)
        }
        #expect(areDue == [true, true, true])
        #expect(debouncer.isRipe && debouncer.isHolding)
        #expect(debouncer.takeRipe(now: 0).map(\.value) == [[1, 2], [9]])
        #expect(!debouncer.isRipe && !debouncer.isHolding)
        // From then on it is as if it had passed.
        let isDue = debouncer.hold([3], for: "a", now: 10, merge: merged)
        #expect(!isDue)
        #expect(debouncer.takeRipe(now: 10).isEmpty)
        #expect(debouncer.takeDue(now: 20).map(\.value) == [[3]])
        #expect(debouncer.takeDue(now: 1_000).isEmpty)
    }

    @Test func whatIsRipeIsFlushedAndDueLikeEverythingElse() {
        var debouncer = Debouncer<String, [Int]>(windowNanoseconds: 20)
        _ = debouncer.hold([1], for: "a", now: 0, merge: merged)
        #expect(debouncer.flush { _ in true }.map(\.value) == [[1]])
        #expect(debouncer.takeRipe(now: 0).isEmpty && !debouncer.isHolding)
        _ = debouncer.hold([2], for: "a", now: 1, merge: merged)
        #expect(debouncer.takeDue(now: 1).map(\.value) == [[2]])
    }

    /// Against a list of all that was offered: nothing is lost, doubled or late, whatever comes in which order.
    @Test func randomOffersAllArriveOnceAndInTheirOrder() {
        var random = SeededRandom(seed: 7)
        var debouncer = Debouncer<Int, [Int]>(windowNanoseconds: 20)
        var sent: [Int: [Int]] = [:]
        var came: [Int: [Int]] = [:]
        func take(_ due: [(key: Int, value: [Int])]) {
            for (key, value) in due { came[key, default: []] += value }
        }
        for now in 0..<Int64(20_000) {
            let key = Int(random.next() % 5)
            let number = Int(now)
            switch random.next() % 8 {
            case 0, 1:
                sent[key, default: []].append(number)
                if case .pass(let value) = debouncer.offer(
                    [number],
                    for: key,
                    now: now,
                    merge: merged
                ) {
                    came[key, default: []] += value
                }
            case 2, 3:
                sent[key, default: []].append(number)
                _ = debouncer.hold([number], for: key, now: now, merge: merged)
            case 4: take(debouncer.takeRipe(now: now))
            case 5: take(debouncer.takeDue(now: now))
            case 6 where random.next() % 16 == 0: take(debouncer.flush { $0 == key })
            default: break
            }
        }
        take(debouncer.takeDue(now: 1_000_000))
        #expect(sent == came)
        #expect(!debouncer.isHolding && !debouncer.isRipe && debouncer.nextDue == nil)
    }
}

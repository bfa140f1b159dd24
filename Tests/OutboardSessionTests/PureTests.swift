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
}

struct StripGainsTests {
    private func gains(_ decibels: Double = 0, pan: Double = 0, from: Int, to: Int) -> StripGains {
        StripGains(decibels: decibels, pan: pan, inputWidth: from, outputWidth: to)
    }

    private func sides(pan: Double = 0, from: Int, to: Int) -> [Float] {
        let gains = gains(pan: pan, from: from, to: to)
        return [gains.left, gains.right]
    }

    @Test func monoPansWithConstantPower() {
        for pan in stride(from: -1.0, through: 1, by: 0.25) {
            let gains = gains(pan: pan, from: 1, to: 2)
            let power = gains.left * gains.left + gains.right * gains.right
            #expect(abs(power - 1) < 1e-6)
        }
    }

    @Test func stereoIsUntouchedInTheCentre() {
        #expect(sides(from: 2, to: 2) == [1, 1])
        #expect(sides(pan: 1, from: 2, to: 2) == [0, 1])
    }

    @Test func otherWidthsAreNotPanned() {
        #expect(sides(pan: 1, from: 1, to: 1) == [1, 1])
        #expect(sides(pan: -1, from: 6, to: 6) == [1, 1])
    }

    @Test func faderIsInDecibels() {
        #expect(abs(gains(-20, from: 2, to: 2).level - 0.1) < 1e-7)
        #expect(gains(-.infinity, from: 2, to: 2).level == 0)
    }
}

struct ParameterScaleTests {
    @Test func normalizedAndPlainAreInverse() {
        let frequency = ParameterDescriptor(
            symbol: "f",
            name: "F",
            minimum: 20,
            maximum: 20_000,
            default: 1_000,
            law: .logarithmic
        )
        for part in stride(from: 0.0, through: 1, by: 0.1) {
            let plain = frequency.plain(normalized: part)
            #expect(abs(frequency.normalized(plain: plain) - part) < 1e-9)
        }
        #expect(abs(frequency.plain(normalized: 0.5) - 632.4555) < 1e-3)
    }

    @Test func kindsSettleOnWhatTheyAllow() {
        var it = ParameterDescriptor(
            symbol: "x",
            name: "X",
            minimum: 0,
            maximum: 4,
            default: 0,
            kind: .integer
        )
        #expect(it.settled(2.6) == 3)
        it.kind = .toggle
        #expect(it.settled(1.9) == 0)
        #expect(it.settled(2.1) == 4)
        it.kind = .choice
        it.choices = [.init(value: 0, label: "a"), .init(value: 3, label: "b")]
        #expect(it.settled(2) == 3)
    }
}

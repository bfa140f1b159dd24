import CLAPChecker
import Glibc
import Testing

struct GainTests {
    @Test func zeroDecibelsIsTheSameToTheLastBit() throws {
        let noise = Signal.noise(4096, seed: 1)
        #expect(try Rig("outboard.gain").run(noise)[0] == noise)
    }

    @Test func gainIsItsFormula() throws {
        for level in [-60.0, -20, -6, 3, 24] {
            let output = try Rig("outboard.gain", [("Gain", level)]).run(Signal.constant(0.25, 64))
            let expected = 0.25 * factor(level)
            #expect(abs(Double(output[0][63]) - expected) < expected * 1e-6)
        }
    }

    @Test func theLowestIsSilence() throws {
        let output = try Rig("outboard.gain", [("Gain", -96)]).run(Signal.noise(64, seed: 1))
        #expect(output.joined().allSatisfy { $0 == 0 })
    }

    /// 10 ms to the goal, and no step on the way that a straight line would not make.
    @Test func aChangeIsARampOfTenMilliseconds() throws {
        let rig = try Rig("outboard.gain")
        let output = rig.run(Signal.constant(1, 2048), events: [rig.event(100, "Gain", -20)])[0]
        #expect(output[..<100].allSatisfy { $0 == 1 })
        #expect(abs(output[100 + 480] - 0.1) < 1e-6)
        #expect(output[100 + 300] > 0.11)
        let largest = zip(output, output.dropFirst()).map { abs($0 - $1) }.max()!
        // In dB a straight line is steepest at its loud end: 20 dB in 480 frames.
        let steepest: Float = 20 / 480 * 0.1152
        #expect(largest < steepest * 1.1)
    }
}

struct UtilityTests {
    private let left = Signal.noise(2048, seed: 1)
    private let right = Signal.noise(2048, seed: 2)

    @Test func atItsDefaultsItIsTheSameToTheLastBit() throws {
        let output = try Rig("outboard.utility").run(left, right)
        #expect(output == [left, right])
    }

    @Test func polarityCancelsToTheLastBit() throws {
        let output = try Rig("outboard.utility", [("Invert Left", 1), ("Invert Right", 1)])
            .run(left, right)
        #expect(zip(output[0], left).allSatisfy { $0 + $1 == 0 })
        #expect(zip(output[1], right).allSatisfy { $0 + $1 == 0 })
    }

    @Test func polarityIsOfOneChannel() throws {
        let output = try Rig("outboard.utility", [("Invert Right", 1)]).run(left, right)
        #expect(output[0] == left)
        #expect(output[1] == right.map { -$0 })
    }

    @Test func widthNoneAndMonoAreTheMeanOfBoth() throws {
        let mean = zip(left, right).map { 0.5 * $0 + 0.5 * $1 }
        #expect(try Rig("outboard.utility", [("Width", 0)]).run(left, right) == [mean, mean])
        #expect(try Rig("outboard.utility", [("Mono", 1)]).run(left, right) == [mean, mean])
    }

    @Test func widthIsALevelOfTheSideSignal() throws {
        let output = try Rig("outboard.utility", [("Width", 150)]).run(left, right)
        for frame in left.indices {
            let mid = (left[frame] + right[frame]) / 2
            let side = (left[frame] - right[frame]) / 2
            #expect(abs(output[0][frame] - (mid + 1.5 * side)) < 1e-6)
            #expect(abs(output[1][frame] - (mid - 1.5 * side)) < 1e-6)
        }
    }

    @Test func balanceTakesFromTheOtherSide() throws {
        let output = try Rig("outboard.utility", [("Balance", 40)]).run(left, right)
        #expect(zip(output[0], left).allSatisfy { abs($0 - 0.6 * $1) < 1e-6 })
        #expect(output[1] == right)
        let far = try Rig("outboard.utility", [("Balance", -100)]).run(left, right)
        #expect(far[0] == left)
        #expect(far[1].allSatisfy { $0 == 0 })
    }

    @Test func aConstantIsRemovedAndMusicIsNot() throws {
        let sine = Signal.sine(96_000, hertz: 100, level: 0.5).map { $0 + 0.25 }
        let output = try Rig("outboard.utility", [("DC Removal", 1)]).run(sine)[0]
        // Over whole periods at the end.
        let end = output[(96_000 - 48_000)...]
        let mean = end.reduce(0.0) { $0 + Double($1) } / Double(end.count)
        #expect(abs(mean) < 1e-6)
        let root = (end.reduce(0.0) { $0 + Double($1 * $1) } / Double(end.count)).squareRoot()
        // H = 1 - k / (1 - (1 - k) / z), where 1 - k is a pole at 5 Hz.
        let (k, w) = (1 - exp(-2 * Double.pi * 5 / 48_000), 2 * Double.pi * 100 / 48_000)
        let real = 1 - (1 - k) * cos(w)
        let imaginary = (1 - k) * sin(w)
        let power = pow(1 - k, 2) * (pow(1 - cos(w), 2) + pow(sin(w), 2))
        let expected = 10 * log10(power / (real * real + imaginary * imaginary))
        #expect(abs(expected) < 0.02)
        let level = decibels(root / (0.5 / 2.0.squareRoot()))
        #expect(abs(level - expected) < 0.0005)
    }

    @Test func switchesDoNotClick() throws {
        let rig = try Rig("outboard.utility")
        let sine = Signal.sine(4096, hertz: 100, level: 0.9)
        let output = rig.run(
            sine,
            events: [rig.event(1000, "Invert Left", 1), rig.event(2000, "Mono", 1)]
        )[0]
        let steps = zip(output, output.dropFirst()).map { abs($0 - $1) }
        // The sine's own steepest, and 1.8 in 10 ms.
        let own: Float = 0.9 * 2 * .pi * 100 / 48_000
        let ramp: Float = 1.8 / 480
        #expect(steps.max()! < own + ramp * 1.1)
    }
}

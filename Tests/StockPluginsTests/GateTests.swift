import CLAPChecker
import Testing

struct GateTests {
    private let settings = [
        ("Threshold", -20.0), ("Hysteresis", 6), ("Hold", 10), ("Attack", 2), ("Release", 20),
        ("Range", -60),
    ]

    /// A level for each ten milliseconds.
    private func steps(_ levels: [Double]) -> [Float] {
        levels.flatMap { Signal.constant(Float(factor($0)), 480) }
    }

    private func gains(_ input: [Float], _ extra: [(String, Double)] = []) throws -> [Double] {
        let output = try Rig("outboard.gate", settings + extra).run(input)[0]
        return zip(output, input).map { decibels(Double($0 / $1)) }
    }

    @Test func itOpensInTheAttacksTimeInAStraightLineOfDecibels() throws {
        let gains = try gains(steps([-40, -10, -10]))
        #expect(gains[..<480].allSatisfy { abs($0 - -60) < 0.001 })
        for frame in 0..<96 {
            #expect(abs(gains[480 + frame] - -60 * (1 - Double(frame + 1) / 96)) < 0.01)
        }
        #expect(gains[(480 + 96)...].allSatisfy { $0 == 0 })
    }

    @Test func itClosesAfterHoldInTheReleasesTime() throws {
        let gains = try gains(steps([-10, -40, -40, -40, -40, -40]))
        // 480 frames of hold, then 960 of release.
        #expect(gains[96..<960].allSatisfy { $0 == 0 })
        for frame in stride(from: 0, to: 960, by: 7) {
            #expect(abs(gains[960 + frame] - -60 * Double(frame + 1) / 960) < 0.1)
        }
        #expect(gains[1920...].allSatisfy { abs($0 - -60) < 0.001 })
    }

    @Test func betweenBothLevelsItStaysWhatItIs() throws {
        // The threshold is -20, and closing begins below -26.
        #expect(try gains(steps([-40, -23, -23, -23])).last! < -59)
        #expect(try gains(steps([-10, -23, -23, -23, -23, -23, -23])).last! == 0)
        #expect(try gains(steps([-10, -27, -27, -27, -27, -27, -27])).last! < -59)
    }

    @Test func holdOutlastsShortPauses() throws {
        let gap = Signal.constant(Float(factor(-40)), 400)
        let input = steps([-10]) + gap + steps([-10]) + gap + steps([-10])
        #expect(try gains(input)[96...].allSatisfy { $0 == 0 })
    }

    @Test func theLowestRangeIsSilence() throws {
        let rig = try Rig("outboard.gate", settings + [("Range", -80)])
        #expect(rig.run(Signal.constant(0.001, 4800)).joined().allSatisfy { $0 == 0 })
    }

    @Test func rangeNoneIsTheSameToTheLastBit() throws {
        let noise = Signal.noise(9600, seed: 8, level: 0.2)
        #expect(try Rig("outboard.gate", settings + [("Range", 0)]).run(noise)[0] == noise)
    }

    @Test func theSideChainOpensIt() throws {
        let quiet = Signal.constant(0.001, 4800)
        let loud = Signal.constant(0.5, 4800)
        let external = try Rig("outboard.gate", settings + [("Key", 1)])
        #expect(external.run(quiet, key: loud)[0].last! == 0.001)
        #expect(try Rig("outboard.gate", settings).run(quiet, key: loud)[0].last! < 0.000_01)
    }

    @Test func theMeterShowsHowFarItIsOpen() throws {
        let rig = try Rig("outboard.gate", settings)
        _ = rig.run(steps([-10, -10, -10, -10]))
        #expect(rig.value("Open") == 100)
    }
}

import CLAPChecker
import Glibc
import Testing

struct CompressorTests {
    /// What the formula says of a level that stays.
    private func curve(_ level: Double, _ threshold: Double, _ ratio: Double, _ knee: Double)
        -> Double
    {
        let over = level - threshold
        if 2 * over <= -knee { return level }
        if 2 * over >= knee { return threshold + over / ratio }
        return level + (1 / ratio - 1) * pow(over + knee / 2, 2) / (2 * knee)
    }

    @Test(arguments: [(-20.0, 4.0, 0.0), (-20, 4, 12), (-40, 1.5, 24), (-10, 20, 6)])
    func aSteadyLevelIsOnTheCurve(threshold: Double, ratio: Double, knee: Double) throws {
        for level in stride(from: -50.0, through: 0, by: 2.5) {
            let rig = try Rig(
                "outboard.compressor",
                [
                    ("Threshold", threshold), ("Ratio", ratio), ("Knee", knee), ("Attack", 0.05),
                    ("Release", 5),
                ]
            )
            let output = rig.run(Signal.constant(Float(factor(level)), 4800))[0]
            let measured = decibels(Double(output.last!))
            let expected = curve(level, threshold, ratio, knee)
            #expect(abs(measured - expected) < 0.01, "\(level) dB: \(measured), not \(expected)")
        }
    }

    /// After the attack's time 1 - 1/e of the way is gone, in dB; after the release's as well.
    @Test(arguments: [(1.0, 50.0), (10, 100), (100, 400)])
    func attackAndReleaseTakeTheirTimes(attack: Double, release: Double) throws {
        let rig = try Rig(
            "outboard.compressor",
            [
                ("Threshold", -40), ("Ratio", 4), ("Knee", 0), ("Attack", attack),
                ("Release", release),
            ]
        )
        // -20 dB wants 15 dB less. From there to -60, which wants nothing.
        let loud = Int(attack * 48 * 20)
        let quiet = Int(release * 48 * 3)
        let input = Signal.constant(0.1, loud) + Signal.constant(0.001, quiet)
        let output = rig.run(input)[0]
        let gains = zip(output, input).map { decibels(Double($0 / $1)) }
        let attackEnd = gains[Int(attack * 48) - 1]
        #expect(abs(attackEnd - -15 * (1 - exp(-1))) < 0.05, "\(attackEnd)")
        let releaseEnd = gains[loud + Int(release * 48) - 1]
        #expect(abs(releaseEnd - -15 * exp(-1)) < 0.05, "\(releaseEnd)")
    }

    @Test func belowTheThresholdItIsTheSameToTheLastBit() throws {
        let noise = Signal.noise(4096, seed: 5, level: 0.05)
        #expect(try Rig("outboard.compressor").run(noise)[0] == noise)
    }

    @Test func theSideChainMovesIt() throws {
        let settings = [("Threshold", -40.0), ("Ratio", 4), ("Knee", 0), ("Attack", 0.05)]
        let quiet = Signal.constant(0.001, 4800)
        let loud = Signal.constant(0.1, 4800)
        let external = try Rig("outboard.compressor", settings + [("Key", 1)])
        #expect(abs(decibels(Double(external.run(quiet, key: loud)[0].last! / 0.001)) - -15) < 0.01)
        let own = try Rig("outboard.compressor", settings)
        #expect(own.run(quiet, key: loud)[0] == quiet)
    }

    @Test func theKeysHighPassLetsBassPass() throws {
        let settings = [
            ("Threshold", -30.0), ("Ratio", 10), ("Knee", 0), ("Attack", 1), ("Key High-Pass", 500),
        ]
        let bass = Signal.sine(48_000, hertz: 50, level: 0.5)
        // Two octaves and more below the corner: 40 dB less, so -46 dB, which is below the threshold.
        #expect(try Rig("outboard.compressor", settings).run(bass)[0] == bass)
        let treble = Signal.sine(48_000, hertz: 4000, level: 0.5)
        let pressed = try Rig("outboard.compressor", settings).run(treble)[0]
        #expect(pressed.suffix(4800).max()! < 0.1)
    }

    @Test func mixAddsTheDrySignal() throws {
        let settings = [("Threshold", -40.0), ("Ratio", 4), ("Knee", 0), ("Attack", 0.05)]
        let input = Signal.constant(0.1, 4800)
        let wet = try Rig("outboard.compressor", settings).run(input)[0].last!
        let half = try Rig("outboard.compressor", settings + [("Mix", 50)]).run(input)[0].last!
        #expect(abs(half - (wet + 0.1) / 2) < 1e-6)
        let none = try Rig("outboard.compressor", settings + [("Mix", 0), ("Makeup", 12)])
        #expect(none.run(input)[0] == input)
    }

    @Test func theMeterShowsTheReduction() throws {
        let rig = try Rig(
            "outboard.compressor",
            [("Threshold", -40), ("Ratio", 4), ("Knee", 0), ("Attack", 0.05)]
        )
        _ = rig.run(Signal.constant(0.1, 4800))
        #expect(abs(rig.value("Gain Reduction") - -15) < 0.01)
    }

    @Test func bothChannelsGetOneGain() throws {
        let rig = try Rig("outboard.compressor", [("Attack", 0.05)])
        let output = rig.run(Signal.constant(0.9, 4800), Signal.constant(0.01, 4800))
        #expect(abs(output[0].last! / 0.9 - output[1].last! / 0.01) < 1e-6)
    }
}

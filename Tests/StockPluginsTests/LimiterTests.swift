import CLAPChecker
import Testing

struct LimiterTests {
    @Test(arguments: [1.0, 2, 5, 10], [44_100.0, 48_000, 96_000])
    func theLatencyIsTheLookAheadToTheFrame(lookAhead: Double, rate: Double) throws {
        let rig = try Rig(
            "outboard.limiter",
            [("Look-Ahead", lookAhead), ("Ceiling", 0)],
            sampleRateHertz: rate
        )
        let latency = Int((lookAhead * rate / 1000).rounded())
        #expect(rig.plugin.latencyFrames == latency)
        let output = rig.run(Signal.impulse(4096, at: 10, 0.5))[0]
        #expect(output == Signal.impulse(4096, at: 10 + latency, 0.5))
    }

    @Test(arguments: [-24.0, -6, -0.3, 0], [1.0, 20, 1000])
    func nothingPassesTheCeiling(ceiling: Double, release: Double) throws {
        // The largest float that is not above what the plugin computes of the ceiling.
        let bound = Float(factor(ceiling)).nextUp
        for seed in [1, 2, 3] as [UInt64] {
            var random = SeededRandom(seed)
            var input = Signal.noise(24_000, seed: seed, level: 4)
            // Impulses between silences, single and in pairs, up to +60 dB.
            for frame in 8000..<16_000 {
                input[frame] = random.unit() < 0.002 ? random.sample() * 1000 : 0
            }
            let rig = try Rig(
                "outboard.limiter",
                [("Ceiling", ceiling), ("Release", release), ("Input Gain", 12)]
            )
            let output = rig.run(input, Signal.noise(24_000, seed: seed + 9, level: 4))
            let peak = output.joined().map(\.magnitude).max()!
            #expect(peak <= bound, "seed \(seed): \(peak) is above \(bound)")
            #expect(peak > bound * 0.99)
        }
    }

    /// The gain is computed well enough that the last cut has nothing to do but rounding: an output that
    /// was cut would be flat for more than a frame.
    @Test func theGainAloneKeepsTheCeiling() throws {
        let input = Signal.sine(48_000, hertz: 997, level: 8)
        let rig = try Rig("outboard.limiter", [("Ceiling", 0), ("Release", 200)])
        let output = rig.run(input)[0]
        let latency = rig.plugin.latencyFrames
        // Settled, it is the same sine, smaller: what is left is no distortion.
        let settled = 24_000..<47_000
        let gains = settled.compactMap { frame -> Float? in
            let sample = input[frame - latency]
            return abs(sample) > 1 ? output[frame] / sample : nil
        }
        #expect(gains.max()! - gains.min()! < 0.01 * gains.max()!)
    }

    @Test func belowTheCeilingItIsOnlyLater() throws {
        let noise = Signal.noise(9600, seed: 4, level: 0.9)
        let rig = try Rig("outboard.limiter", [("Ceiling", 0)])
        let latency = rig.plugin.latencyFrames
        let output = rig.run(noise)[0]
        #expect(Array(output[latency...]) == Array(noise[..<(9600 - latency)]))
    }

    /// The ceiling holds while it moves.
    @Test func aCeilingThatMovesIsKept() throws {
        let rig = try Rig("outboard.limiter", [("Ceiling", 0), ("Input Gain", 12)])
        let events = [rig.event(2000, "Ceiling", -12), rig.event(6000, "Ceiling", -3)]
        let output = rig.run(Signal.noise(9600, seed: 7), events: events)[0]
        #expect(output[2500..<6000].allSatisfy { abs($0) <= Float(factor(-12)).nextUp })
        #expect(output.allSatisfy { abs($0) <= 1 })
    }

    @Test func anotherLookAheadAsksForARestart() throws {
        let rig = try Rig("outboard.limiter")
        let latency = rig.plugin.latencyFrames
        _ = rig.run(Signal.noise(512, seed: 1), events: [rig.event(100, "Look-Ahead", 7)])
        #expect(rig.plugin.host.restarts == 1)
        #expect(rig.plugin.latencyFrames == latency)
        _ = rig.run(Signal.noise(2048, seed: 1))
        #expect(rig.plugin.host.restarts == 1, "it asks once")
        rig.plugin.deactivate()
        rig.plugin.activate()
        #expect(rig.plugin.latencyFrames == 336)
        #expect(rig.plugin.host.latencyChanges == 1)
    }

    @Test func theReleaseTakesItsTime() throws {
        let rig = try Rig("outboard.limiter", [("Ceiling", 0), ("Release", 100)])
        // 12 dB over, then far below; the gain's way back to 1 is exponential.
        let input = Signal.constant(4, 9600) + Signal.constant(0.1, 48_000)
        let output = rig.run(input)[0]
        let latency = rig.plugin.latencyFrames
        // The window lets go for all of the look-ahead after the last loud frame.
        let begin = 9600 + latency
        let gain = Double(output[begin + 4800 + latency / 2] / 0.1)
        #expect(abs(gain - (1 - 0.75 * 0.3679)) < 0.01, "\(gain)")
    }

    @Test func whatIsNotFiniteDoesNotStay() throws {
        let rig = try Rig("outboard.limiter", [("Ceiling", 0)])
        var input = Signal.constant(0.5, 4800)
        input[100] = .infinity
        input[200] = .nan
        let output = rig.run(input)[0]
        #expect(output.allSatisfy { $0.isFinite })
        #expect(output.last! == 0.5)
    }
}

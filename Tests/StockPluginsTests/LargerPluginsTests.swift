// What lies between a parameter and its formula, in the plugins whose formulas `StockDSPTests` measures.
import CLAPChecker
import Glibc
import StockPlugins
import Testing

/// Whoever goes through the presets is not to be startled.
struct LargerPresetTests {
    @Test(
        arguments: ["delay", "reverb", "saturator"].flatMap { name in
            StockPlugins.all.first { $0.id == "outboard.\(name)" }!.presets.map { (name, $0.id) }
        }
    )
    func presetsKeepTheLevelWithinSixDecibels(name: String, preset: String) throws {
        let rig = try Rig("outboard.\(name)")
        #expect(rig.plugin.loadPreset(preset))
        let noise = Signal.noise(96_000, seed: 3, level: 0.4)
        let output = rig.run(noise)[0].suffix(48_000)
        func level(_ samples: some Collection<Float>) -> Double {
            10 * log10(samples.reduce(0) { $0 + Double($1) * Double($1) } / Double(samples.count))
        }
        let difference = level(output) - level(noise)
        print("\(name) \(preset): \(difference) dB")
        #expect(abs(difference) < 6)
    }
}

struct DelayPluginTests {
    @Test func anotherTimeIsOneFade() throws {
        let rig = try Rig("outboard.delay", [("Time", 100), ("Feedback", 0), ("Mix", 100)])
        let output = rig.run(
            Signal.constant(0.5, 24_000),
            events: [rig.event(9600, "Time", 50)]
        )[0]
        #expect(output[4800...].allSatisfy { abs($0 - 0.5) < 1e-6 })
        let noise = Signal.noise(24_000, seed: 1)
        let other = try Rig("outboard.delay", [("Time", 100), ("Feedback", 0), ("Mix", 100)])
        let moved = other.run(noise, events: [other.event(9600, "Time", 50)])[0]
        // 10 ms for the parameter, 32 frames to see that it stands, 40 ms to fade.
        let done = 9600 + 480 + 32 + 1920 + 16
        #expect(Array(moved[done...]) == Array(noise[(done - 2400)..<(24_000 - 2400)]))
    }

    @Test func timeIsInMilliseconds() throws {
        let rig = try Rig(
            "outboard.delay",
            [("Time", 100), ("Feedback", 50), ("Mix", 100), ("Mode", 1)]
        )
        let output = rig.run(Signal.impulse(12_000))[0]
        #expect(output.indices.filter { output[$0] != 0 } == [4800, 9600])
        #expect(output[4800] == 1 && output[9600] == 0.5)
    }

    /// The checker's song has 100 beats a minute: an eighth lasts 0.3 s.
    @Test(arguments: [(9.0, 14_400), (10, 21_600), (11, 9600), (12, 7200)])
    func syncIsInNotes(division: Double, frame: Int) throws {
        let rig = try Rig(
            "outboard.delay",
            [("Sync", 1), ("Division", division), ("Feedback", 0), ("Mix", 100)]
        )
        // The tempo comes with the first block.
        let output = rig.run(Signal.impulse(48_000, at: 9600))[0]
        #expect(output.firstIndex { $0 > 0.999 } == 9600 + frame)
    }

    @Test func theTailIsReported() throws {
        let rig = try Rig("outboard.delay", [("Time", 100), ("Feedback", 50), ("Mix", 100)])
        _ = rig.run(Signal.constant(0, 512))
        // -60 dB are ten echoes at half of each other.
        #expect((48_000...72_000).contains(rig.plugin.tailFrames))
    }
}

struct ReverbPluginTests {
    @Test func rings() throws {
        let rig = try Rig("outboard.reverb", [("Mix", 100), ("Decay", 1), ("Early Level", -60)])
        let output = rig.run(Signal.impulse(72_000))[0]
        func energy(_ frames: Range<Int>) -> Double {
            output[frames].reduce(0) { $0 + Double($1) * Double($1) }
        }
        // Half a second on it is 30 dB down, but for bands that last longer or shorter.
        let fall = 10 * log10(energy(12_000..<16_000) / energy(36_000..<40_000))
        #expect((25...45).contains(fall), "\(fall) dB")
    }

    @Test func dryIsTheInput() throws {
        let noise = Signal.noise(4096, seed: 1)
        #expect(try Rig("outboard.reverb", [("Mix", 0)]).run(noise)[0] == noise)
    }
}

struct SaturatorPluginTests {
    @Test func latencyIsReportedAndTrue() throws {
        let rig = try Rig("outboard.saturator", [("Drive", 0), ("Auto Gain", 0)])
        #expect(rig.plugin.latencyFrames == 32)
        let output = rig.run(Signal.impulse(512, at: 100, 1e-3))[0]
        #expect(output.indices.max { output[$0] < output[$1] } == 132)
    }

    @Test func driveIsHeard() throws {
        let rig = try Rig("outboard.saturator", [("Drive", 36), ("Auto Gain", 0)])
        let output = rig.run(Signal.sine(9600, hertz: 100))[0].suffix(4800)
        // A square by now: its RMS is near its peak.
        let rms = (output.reduce(0) { $0 + Double($1) * Double($1) } / 4800).squareRoot()
        #expect(rms > 0.95)
    }
}

struct GeneratorPluginTests {
    @Test func isSilentUntilALevelIsSet() throws {
        let output = try Rig("outboard.generator").run(Signal.noise(4096, seed: 1))
        #expect(output.joined().allSatisfy { $0 == 0 })
    }

    @Test func lineUpIsASineAtItsLevel() throws {
        let rig = try Rig("outboard.generator", [("Level", -18), ("Frequency", 1000)])
        let output = rig.run(Signal.constant(0, 48_000))[0].suffix(24_000)
        let rms = (output.reduce(0) { $0 + Double($1) * Double($1) } / 24_000).squareRoot()
        #expect(abs(decibels(rms) - (-18 - 3.0103)) < 0.001)
    }

    @Test func theInputGoesThroughWhereItIsAskedFor() throws {
        let noise = Signal.noise(4096, seed: 1)
        let rig = try Rig("outboard.generator", [("Input Through", 1)])
        #expect(rig.run(noise)[0] == noise)
    }
}

struct AnalyserPluginTests {
    @Test func metersShowPitchAndLevel() throws {
        let rig = try Rig("outboard.analyser")
        let sine = Signal.sine(48_000, hertz: 445, level: factor(-20))
        let output = rig.run(sine)
        #expect(output[0] == sine)
        #expect(abs(rig.value("Frequency") - 445) < 0.1)
        #expect(rig.value("Note") == 69)
        #expect(abs(rig.value("Cents") - 1200 * log2(445.0 / 440)) < 0.3)
        #expect(abs(rig.value("Peak") + 20) < 0.01)
        #expect(abs(rig.value("RMS") + 23.01) < 0.3)
        #expect(rig.value("Clarity") > 99)
    }

    @Test func theReferenceMovesTheCents() throws {
        let rig = try Rig("outboard.analyser", [("Reference A4", 445)])
        _ = rig.run(Signal.sine(48_000, hertz: 445))
        #expect(rig.value("Note") == 69)
        #expect(abs(rig.value("Cents")) < 0.3)
    }

    @Test func withoutAPitchItSaysNone() throws {
        let rig = try Rig("outboard.analyser")
        _ = rig.run(Signal.constant(0, 24_000))
        #expect(rig.value("Frequency") == 0)
        #expect(rig.value("Note") == -1)
    }
}

struct SynthPluginTests {
    private func run(_ rig: Rig, _ frames: Int, _ events: [ScriptEvent]) -> [Float] {
        let output = rig.plugin.run(Script(inputs: [], events: events, frames: frames))
        #expect(rig.plugin.faults.isEmpty, "\(rig.plugin.faults)")
        return output[0]
    }

    private func peak(_ samples: some Sequence<Float>) -> Float {
        samples.reduce(0) { max($0, $1.magnitude) }
    }

    @Test func notesOfCLAPSoundFromTheirFrameAndEnd() throws {
        let rig = try Rig("outboard.synth", [("Release", 0.05)])
        let output = run(
            rig,
            24_000,
            [
                ScriptEvent(1000, .noteOn(key: 60, velocity: 1, noteID: 3)),
                ScriptEvent(9000, .noteOff(key: 60, noteID: 3)),
            ]
        )
        #expect(peak(output[..<1000]) == 0)
        #expect(peak(output[1016..<1100]) > 0)
        #expect(peak(output[2000..<9000]) > 0.02)
        #expect(peak(output[16_000...]) == 0)
    }

    @Test func notesOfMIDIDoTheSame() throws {
        let output = try run(
            Rig("outboard.synth", [("Release", 0.05)]),
            24_000,
            [
                ScriptEvent(1000, .midi(0x90, 60, 127)), ScriptEvent(8999, .midi(0xB0, 64, 127)),
                ScriptEvent(9000, .midi(0x80, 60, 0)), ScriptEvent(16_000, .midi(0xB0, 64, 0)),
            ]
        )
        let other = try run(
            Rig("outboard.synth", [("Release", 0.05)]),
            24_000,
            [
                ScriptEvent(1000, .noteOn(key: 60, velocity: 1, noteID: -1)),
                ScriptEvent(16_000, .noteOff(key: 60, noteID: -1)),
            ]
        )
        #expect(output == other)
    }

    /// A twelfth of an octave up and down, by the full way of the wheel.
    @Test func bendIsItsRange() throws {
        func hertz(_ first: UInt8, _ second: UInt8) throws -> Double {
            let rig = try Rig(
                "outboard.synth",
                [("Wave 1", 0), ("Balance", 0), ("Bend Range", 12), ("Spread", 0)]
            )
            let output = run(
                rig,
                52_800,
                [
                    ScriptEvent(0, .midi(0x90, 69, 127)),
                    ScriptEvent(0, .midi(0xE0, first, second)),
                ]
            ).suffix(48_000).map { $0 }
            let rises = (1..<48_000).filter { output[$0 - 1] < 0 && output[$0] >= 0 }
            return Double(rises.count - 1) * 48_000 / Double(rises.last! - rises.first!)
        }
        #expect(abs(try hertz(0x7F, 0x7F) - 880) < 0.5)
        #expect(abs(try hertz(0, 0) - 220) < 0.5)
        #expect(abs(try hertz(0, 0x40) - 440) < 0.5)
    }

    @Test(arguments: ["bass", "pad", "lead", "pluck", "organ"])
    func presetsSoundAndDoNotClip(preset: String) throws {
        let rig = try Rig("outboard.synth")
        #expect(rig.plugin.loadPreset(preset))
        let output = run(
            rig,
            96_000,
            [48, 55, 60, 64].map { ScriptEvent(0, .noteOn(key: $0, velocity: 0.8, noteID: -1)) }
        )
        let loudest = peak(output)
        #expect((0.03...1).contains(loudest), "\(loudest)")
    }
}

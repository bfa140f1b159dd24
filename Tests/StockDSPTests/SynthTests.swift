import CPluginKit
import Foundation
import Testing

@testable import StockDSP

struct SynthTests {
    @Test(arguments: [21, 60, 69, 100] as [Int16], [44_100.0, 96_000])
    func keysHaveTheirPitch(key: Int16, rate: Double) {
        let rig = SynthRig(SynthRig.plain(), rate: rate)
        rig.note(OB_KIT_NOTE_ON, key)
        rig.play(4800)
        let expected = 440 * pow(2, (Double(key) - 69) / 12)
        #expect(
            isNear(1200 * log2(SynthRig.hertz(rig.play(96_000), rate: rate) / expected), 0, 0.05)
        )
    }

    @Test func aVoiceAtFullVelocityHasTheLevelThatIsSet() {
        let rig = SynthRig(SynthRig.plain { $0.levelDecibels = -12 })
        rig.note(OB_KIT_NOTE_ON, 69)
        rig.play(4800)
        // In the middle each side has 3.01 dB less.
        #expect(isNear(Reading.decibels(Reading.peak(rig.play(4800))), -15.01, 0.05))
        #expect(isNear(Reading.peak(rig.left) / Reading.peak(rig.right), 1, 1e-6))
    }

    @Test func velocityIsASquare() {
        func peak(_ velocity: Double, _ sense: Float) -> Double {
            let rig = SynthRig(SynthRig.plain { $0.velocitySense = sense })
            rig.note(OB_KIT_NOTE_ON, 69, velocity: velocity)
            rig.play(2400)
            return Reading.peak(rig.play(4800))
        }
        let full = peak(1, 1)
        #expect(isNear(peak(0.5, 1) / full, 0.25, 0.002))
        #expect(isNear(peak(0.5, 0) / full, 1, 0.002))
        #expect(isNear(peak(0.5, 0.5) / full, 0.625, 0.002))
    }

    @Test func bendAndTuningMoveThePitch() {
        let rig = SynthRig(SynthRig.plain { $0.bendSemitones = 12 })
        rig.note(OB_KIT_NOTE_ON, 57)
        rig.bend(1)
        rig.play(4800)
        #expect(isNear(SynthRig.hertz(rig.play(48_000)), 440, 0.01))
        rig.bend(-1)
        rig.play(4800)
        #expect(isNear(SynthRig.hertz(rig.play(48_000)), 110, 0.01))
        rig.bend(0)
        rig.synth.take(
            ob_kit_event(
                kind: OB_KIT_EXPRESSION,
                port: -1,
                channel: -1,
                key: 57,
                note_id: -1,
                number: 2,
                value: 7
            )
        )
        rig.play(4800)
        #expect(isNear(SynthRig.hertz(rig.play(48_000)), 220 * pow(2, 7.0 / 12), 0.01))
    }

    @Test func theWheelBringsVibrato() {
        func spread(_ wheel: Double) -> Double {
            let rig = SynthRig(
                SynthRig.plain {
                    $0.wheelSemitones = 1
                    $0.lfoHertz = 5
                }
            )
            rig.note(OB_KIT_NOTE_ON, 81)
            rig.control(1, wheel)
            rig.play(4800)
            let samples = rig.play(24_000)
            let parts = stride(from: 0, to: 24_000, by: 480).map {
                SynthRig.hertz(Array(samples[$0..<$0 + 480]))
            }
            return 1200 * log2(parts.max()! / parts.min()!)
        }
        #expect(spread(0) < 1)
        #expect(isNear(spread(1), 200, 12))
        #expect(isNear(spread(0.5), 100, 8))
    }

    /// Attack as a line, decay and release as what falls to a thousandth.
    @Test func envelopesAreTheirFormula() {
        let shape = Envelope.Shape(
            attackSeconds: 0.1,
            decaySeconds: 0.5,
            sustain: 0.4,
            releaseSeconds: 0.25,
            sampleRateHertz: 48_000
        )
        var envelope = Envelope()
        envelope.start()
        for frame in 1...4800 {
            let value = envelope.next(shape)
            #expect(isNear(Double(value), Double(frame) / 4800, 1e-3))
        }
        for frame in 1...24_000 {
            let value = Double(envelope.next(shape))
            #expect(isNear(value, 0.4 + 0.6 * pow(10, -3 * Double(frame) / 24_000), 2e-3))
        }
        let held = Double(envelope.value)
        envelope.release()
        for frame in 1...12_000 {
            let value = Double(envelope.next(shape))
            #expect(isNear(value, held * pow(10, -3 * Double(frame) / 12_000), 1e-3))
        }
        var frames = 12_000
        while !envelope.isOver {
            _ = envelope.next(shape)
            frames += 1
        }
        // -100 dB are 5/3 of -60 dB, from 0.4.
        #expect(isNear(Double(frames) / 48_000, 0.25 * (5 + log10(0.4)) / 3, 0.005))
    }

    @Test(arguments: [(1000.0, 0.707), (500, 4), (8000, 1)])
    func filterIsItsFormula(at: (cutoff: Double, q: Double)) {
        for kind in [StateVariable.Kind.lowPass, .bandPass, .highPass] {
            for hertz in [200.0, 500, 1000, 3000, 9000] {
                var filter = StateVariable()
                let g = StateVariable.coefficient(hertz: at.cutoff, sampleRateHertz: 48_000)
                let output = Signals.sine(hertz: hertz, frames: 24_000).map {
                    filter.next($0, kind: kind, g: g, damping: Float(1 / at.q))
                }
                let w = tan(.pi * hertz / 48_000) / tan(.pi * at.cutoff / 48_000)
                let divisor = ((1 - w * w) * (1 - w * w) + w * w / at.q / at.q).squareRoot()
                let above =
                    switch kind {
                    case .lowPass: 1.0
                    case .bandPass: w / at.q
                    case .highPass: w * w
                    }
                let found = Reading.amplitude(output[12_000...], hertz: hertz)
                #expect(isNear(Reading.decibels(found), Reading.decibels(above / divisor), 0.02))
            }
        }
    }

    @Test func spreadPutsVoicesFromSideToSide() {
        let rig = SynthRig(SynthRig.plain { $0.spread = 1 })
        rig.note(OB_KIT_NOTE_ON, 69)
        rig.play(4800)
        #expect(Reading.peak(rig.left) != Reading.peak(rig.right))
    }

    @Test func wavesDoNotFold() {
        for wave in [Oscillator.Wave.triangle, .saw, .pulse] {
            let size = 32_768
            let bin = 2001
            let table = StepTable()
            var oscillator = Oscillator(table: table)
            defer {
                oscillator.deallocate()
                table.deallocate()
            }
            oscillator.start(wave: wave, width: 0.3)
            let step = Double(bin) / Double(size)
            for _ in 0..<1000 { _ = oscillator.next(step) }
            let samples = (0..<size).map { _ in oscillator.next(step) }
            let powers = Reading.spectrum(samples, size: size)
            var most = 0.0
            for index in 8..<(size / 2) {
                let rest = index % bin
                if min(rest, bin - rest) > 3 { most = max(most, powers[index]) }
            }
            let level = 10 * log10(most / powers[bin])
            print("\(wave) of 2.9 kHz: \(level) dB between harmonics")
            #expect(level < -80)
        }
    }

    @Test func anotherWaveComesWithThePeriod() {
        let rig = SynthRig(SynthRig.plain { $0.firstWave = .saw })
        rig.note(OB_KIT_NOTE_ON, 45)
        rig.play(4800)
        rig.synth.set(SynthRig.plain { $0.firstWave = .triangle })
        rig.play(4800)
        let triangle = rig.play(4800)
        // A triangle's third harmonic is a ninth of the first one.
        let ratio =
            Reading.amplitude(triangle, hertz: 330) / Reading.amplitude(triangle, hertz: 110)
        #expect(isNear(ratio, 1.0 / 9, 0.01))
    }

    @Test func blocksMakeNoDifference() {
        func played(_ cuts: [Int]) -> [Float] {
            let rig = SynthRig(
                {
                    var settings = Synth.Settings()
                    settings.lfoSemitones = 0.3
                    settings.lfoCutoffOctaves = 1
                    return settings
                }()
            )
            for (index, key) in ([60, 64, 67, 71] as [Int16]).enumerated() {
                rig.note(OB_KIT_NOTE_ON, key, velocity: 0.8)
                if index == 2 { rig.control(1, 0.7) }
                rig.play(1000, cuts: cuts)
            }
            rig.note(OB_KIT_NOTE_OFF, 64)
            rig.play(4000, cuts: cuts)
            return rig.left + rig.right
        }
        let whole = played([4096])
        for cuts in [[1], [7, 64, 3], [256]] { #expect(played(cuts) == whole) }
    }
}

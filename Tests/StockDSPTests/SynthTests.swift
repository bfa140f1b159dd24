import CPluginKit
import Foundation
import Testing

@testable import StockDSP

struct SynthTests {
    /// A synthesiser with what it has been heard to say.
    private final class Rig {
        var synth: Synth
        var left: [Float] = []
        var right: [Float] = []
        var ended: [ob_kit_event] = []
        let rate: Double

        init(_ settings: Synth.Settings, rate: Double = 48_000) {
            self.rate = rate
            synth = Synth(sampleRateHertz: rate)
            synth.set(settings)
        }

        deinit { synth.deallocate() }

        func note(
            _ kind: ob_kit_event_kind,
            _ key: Int16,
            velocity: Double = 1,
            id: Int32 = -1,
            channel: Int16 = 0
        ) {
            synth.take(
                ob_kit_event(
                    kind: kind,
                    port: 0,
                    channel: channel,
                    key: key,
                    note_id: id,
                    number: 0,
                    value: velocity
                )
            )
        }

        func control(_ number: Int32, _ value: Double, channel: Int16 = 0) {
            synth.take(
                ob_kit_event(
                    kind: OB_KIT_CONTROLLER,
                    port: 0,
                    channel: channel,
                    key: -1,
                    note_id: -1,
                    number: number,
                    value: value
                )
            )
        }

        func bend(_ value: Double) {
            synth.take(
                ob_kit_event(
                    kind: OB_KIT_PITCH_BEND,
                    port: 0,
                    channel: 0,
                    key: -1,
                    note_id: -1,
                    number: 0,
                    value: value
                )
            )
        }

        @discardableResult
        func play(_ frames: Int, cuts: [Int] = [256]) -> [Float] {
            let start = left.count
            var (done, turn) = (0, 0)
            while done < frames {
                let run = min(frames - done, cuts[turn % cuts.count])
                turn += 1
                var (a, b) = (
                    [Float](repeating: .nan, count: run), [Float](repeating: .nan, count: run)
                )
                var notes = [ob_kit_event](repeating: ob_kit_event(), count: 4)
                a.withUnsafeMutableBufferPointer { a in
                    b.withUnsafeMutableBufferPointer { b in
                        notes.withUnsafeMutableBufferPointer { notes in
                            var list = ob_kit_ended(
                                notes: notes.baseAddress!,
                                count: 0,
                                capacity: 4
                            )
                            synth.process(
                                to: (a.baseAddress!, b.baseAddress!),
                                frames: run,
                                ended: &list
                            )
                            ended += notes.prefix(Int(list.count))
                        }
                    }
                }
                left += a
                right += b
                done += run
            }
            return Array(left[start...])
        }
    }

    /// A sine in the middle, without a filter that is heard, at 0 dB.
    private func plain(_ change: (inout Synth.Settings) -> Void = { _ in }) -> Synth.Settings {
        var settings = Synth.Settings()
        settings.firstWave = .sine
        settings.balance = 0
        settings.cutoffHertz = 20_000
        settings.resonance = 0.707
        settings.keyFollow = 0
        settings.filterEnvelopeOctaves = 0
        settings.filterVelocityOctaves = 0
        settings.attackSeconds = 0.001
        settings.sustain = 1
        settings.releaseSeconds = 0.05
        settings.wheelSemitones = 0
        settings.spread = 0
        settings.levelDecibels = 3.0103
        change(&settings)
        return settings
    }

    /// The frequency between the first and the last rise through 0.
    private func hertz(_ samples: [Float], rate: Double = 48_000) -> Double {
        var places: [Double] = []
        for frame in 1..<samples.count where samples[frame - 1] < 0 && samples[frame] >= 0 {
            places.append(
                Double(frame) - Double(samples[frame] / (samples[frame] - samples[frame - 1]))
            )
        }
        return Double(places.count - 1) * rate / (places.last! - places[0])
    }

    @Test(arguments: [21, 60, 69, 100] as [Int16], [44_100.0, 96_000])
    func keysHaveTheirPitch(key: Int16, rate: Double) {
        let rig = Rig(plain(), rate: rate)
        rig.note(OB_KIT_NOTE_ON, key)
        rig.play(4800)
        let expected = 440 * pow(2, (Double(key) - 69) / 12)
        #expect(isNear(1200 * log2(hertz(rig.play(96_000), rate: rate) / expected), 0, 0.05))
    }

    @Test func aVoiceAtFullVelocityHasTheLevelThatIsSet() {
        let rig = Rig(plain { $0.levelDecibels = -12 })
        rig.note(OB_KIT_NOTE_ON, 69)
        rig.play(4800)
        // In the middle each side has 3.01 dB less.
        #expect(isNear(Reading.decibels(Reading.peak(rig.play(4800))), -15.01, 0.05))
        #expect(isNear(Reading.peak(rig.left) / Reading.peak(rig.right), 1, 1e-6))
    }

    @Test func velocityIsASquare() {
        func peak(_ velocity: Double, _ sense: Float) -> Double {
            let rig = Rig(plain { $0.velocitySense = sense })
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
        let rig = Rig(plain { $0.bendSemitones = 12 })
        rig.note(OB_KIT_NOTE_ON, 57)
        rig.bend(1)
        rig.play(4800)
        #expect(isNear(hertz(rig.play(48_000)), 440, 0.01))
        rig.bend(-1)
        rig.play(4800)
        #expect(isNear(hertz(rig.play(48_000)), 110, 0.01))
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
        #expect(isNear(hertz(rig.play(48_000)), 220 * pow(2, 7.0 / 12), 0.01))
    }

    @Test func theWheelBringsVibrato() {
        func spread(_ wheel: Double) -> Double {
            let rig = Rig(
                plain {
                    $0.wheelSemitones = 1
                    $0.lfoHertz = 5
                }
            )
            rig.note(OB_KIT_NOTE_ON, 81)
            rig.control(1, wheel)
            rig.play(4800)
            let samples = rig.play(24_000)
            let parts = stride(from: 0, to: 24_000, by: 480).map {
                hertz(Array(samples[$0..<$0 + 480]))
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

    @Test func notesEndAndSaySo() {
        let rig = Rig(plain())
        rig.note(OB_KIT_NOTE_ON, 60, id: 7)
        rig.play(4800)
        #expect(rig.synth.soundingCount == 1 && rig.ended.isEmpty)
        rig.note(OB_KIT_NOTE_OFF, 60, id: 7)
        rig.play(4800)
        #expect(rig.synth.isSilent)
        #expect(rig.ended.map(\.note_id) == [7])
        #expect(Reading.peak(rig.play(480)) == 0)
    }

    @Test func onlyTheNoteThatIsMeantEnds() {
        let rig = Rig(plain())
        rig.note(OB_KIT_NOTE_ON, 60, id: 1)
        rig.note(OB_KIT_NOTE_ON, 60, id: 2)
        rig.note(OB_KIT_NOTE_ON, 64, id: 3, channel: 5)
        rig.note(OB_KIT_NOTE_OFF, 60, id: 2)
        rig.note(OB_KIT_NOTE_OFF, 64, channel: 4)
        rig.play(9600)
        #expect(rig.ended.map(\.note_id) == [2])
        // -1 means any.
        rig.note(OB_KIT_NOTE_CHOKE, -1, channel: -1)
        rig.play(480)
        #expect(Set(rig.ended.map(\.note_id)) == [1, 2, 3])
    }

    @Test func pedalHoldsUntilItIsUp() {
        let rig = Rig(plain())
        rig.note(OB_KIT_NOTE_ON, 60)
        rig.control(64, 1)
        rig.note(OB_KIT_NOTE_OFF, 60)
        rig.note(OB_KIT_NOTE_ON, 64)
        rig.play(9600)
        #expect(rig.synth.soundingCount == 2)
        rig.control(64, 0)
        rig.play(9600)
        // The key of the other one is still down.
        #expect(rig.synth.soundingCount == 1)
    }

    @Test func allNotesOffReleasesAndAllSoundOffCutsShort() {
        let rig = Rig(plain { $0.releaseSeconds = 2 })
        for key in [60, 64, 67] as [Int16] { rig.note(OB_KIT_NOTE_ON, key) }
        rig.play(480)
        rig.control(123, 0)
        rig.play(4800)
        #expect(rig.synth.soundingCount == 3)
        rig.control(120, 0)
        rig.play(480)
        #expect(rig.synth.isSilent && rig.ended.count == 3)
    }

    @Test func noMoreVoicesThanAreAllowed() {
        let rig = Rig(plain { $0.voices = 4 })
        for key in 40..<60 {
            rig.note(OB_KIT_NOTE_ON, Int16(key), id: Int32(key))
            rig.play(600)
            #expect(rig.synth.soundingCount <= 4)
        }
        #expect(rig.ended.map(\.note_id) == (40..<56).map { Int32($0) })
    }

    /// 20 notes a second on four voices, all long: no step that the waves themselves do not have.
    @Test func stealingDoesNotClick() {
        let settings = plain {
            $0.voices = 4
            $0.attackSeconds = 0.02
            $0.releaseSeconds = 3
        }
        let rig = Rig(settings)
        for turn in 0..<40 {
            rig.note(OB_KIT_NOTE_ON, Int16(50 + turn * 5 % 13), id: Int32(turn))
            rig.play(1201)
        }
        // Five sines of 300 Hz at the most, and the corners of ramps over 5 ms.
        let steepest = 2 * Double.pi * 300 / 48_000
        #expect(Reading.roughness(rig.left) < 5 * steepest * steepest + 0.01)
        #expect(Reading.peak(rig.left) > 1)
    }

    @Test func aHundredNotesAtOnceAreSixteenVoices() {
        let rig = Rig(plain())
        for key in 0..<100 { rig.note(OB_KIT_NOTE_ON, Int16(key), id: Int32(key)) }
        rig.play(480)
        #expect(rig.synth.soundingCount == 16)
        rig.control(120, 0)
        rig.play(9600)
        #expect(rig.synth.isSilent)
    }

    @Test func spreadPutsVoicesFromSideToSide() {
        let rig = Rig(plain { $0.spread = 1 })
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
        let rig = Rig(plain { $0.firstWave = .saw })
        rig.note(OB_KIT_NOTE_ON, 45)
        rig.play(4800)
        rig.synth.set(plain { $0.firstWave = .triangle })
        rig.play(4800)
        let triangle = rig.play(4800)
        // A triangle's third harmonic is a ninth of the first one.
        let ratio =
            Reading.amplitude(triangle, hertz: 330) / Reading.amplitude(triangle, hertz: 110)
        #expect(isNear(ratio, 1.0 / 9, 0.01))
    }

    @Test func blocksMakeNoDifference() {
        func played(_ cuts: [Int]) -> [Float] {
            let rig = Rig(
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

    @Test func resetIsSilenceAndForgetsTheWheels() {
        let rig = Rig(plain())
        rig.note(OB_KIT_NOTE_ON, 60)
        rig.bend(1)
        rig.control(64, 1)
        rig.play(480)
        rig.synth.reset()
        rig.synth.set(plain())
        #expect(Reading.peak(rig.play(480)) == 0)
        rig.note(OB_KIT_NOTE_ON, 69)
        rig.play(4800)
        #expect(isNear(hertz(rig.play(24_000)), 440, 0.01))
        rig.note(OB_KIT_NOTE_OFF, 69)
        rig.play(9600)
        #expect(rig.synth.isSilent)
    }
}

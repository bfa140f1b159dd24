import CPluginKit
import Foundation

@testable import StockDSP

/// A synthesiser with what it has been heard to say.
final class SynthRig {
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

extension SynthRig {
    /// A sine in the middle, without a filter that is heard, at 0 dB.
    static func plain(_ change: (inout Synth.Settings) -> Void = { _ in }) -> Synth.Settings {
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
    static func hertz(_ samples: [Float], rate: Double = 48_000) -> Double {
        var places: [Double] = []
        for frame in 1..<samples.count where samples[frame - 1] < 0 && samples[frame] >= 0 {
            places.append(
                Double(frame) - Double(samples[frame] / (samples[frame] - samples[frame - 1]))
            )
        }
        return Double(places.count - 1) * rate / (places.last! - places[0])
    }
}

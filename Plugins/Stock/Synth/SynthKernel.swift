import CPluginKit
import PluginKit
import StockDSP

struct SynthKernel: Kernel {
    private let sampleRateHertz: Double
    private var synth: Synth
    private var settings = Synth.Settings()

    init(_ setup: KernelSetup) {
        sampleRateHertz = setup.sampleRateHertz
        synth = Synth(sampleRateHertz: setup.sampleRateHertz)
    }

    func deallocate() { synth.deallocate() }

    static var processFunction: ob_kit_process { obStockSynthProcess }
    static var resetFunction: ob_kit_reset { obStockSynthReset }

    @_noLocks
    fileprivate mutating func reset() { synth.reset() }

    @_noLocks
    fileprivate mutating func process(_ piece: ob_kit_piece) {
        if piece.hasChanged(0..<30) { take(piece) }
        for index in 0..<Int(piece.event_count) { synth.take(piece.events[index]) }
        synth.process(
            to: (piece.outputs[0], piece.outputs[1]),
            frames: piece.count,
            ended: piece.ended
        )
    }

    @_noLocks
    private mutating func take(_ piece: ob_kit_piece) {
        let values = piece.values
        settings.firstWave = Oscillator.Wave(place: values[0])
        settings.secondWave = Oscillator.Wave(place: values[1])
        settings.width = values[2] * 0.01
        settings.secondSemitones = values[3]
        settings.secondCents = values[4]
        settings.balance = values[5] * 0.01
        settings.filter = StateVariable.Kind(place: values[6])
        settings.cutoffHertz = Double(values[7])
        settings.resonance = values[8]
        settings.keyFollow = values[9] * 0.01
        settings.filterEnvelopeOctaves = values[10]
        settings.filterVelocityOctaves = values[11]
        settings.filterAttackSeconds = Double(values[12])
        settings.filterDecaySeconds = Double(values[13])
        settings.filterSustain = values[14] * 0.01
        settings.filterReleaseSeconds = Double(values[15])
        settings.attackSeconds = Double(values[16])
        settings.decaySeconds = Double(values[17])
        settings.sustain = values[18] * 0.01
        settings.releaseSeconds = Double(values[19])
        settings.lfoIsTriangle = values[20] >= 0.5
        settings.lfoHertz = Double(values[21])
        settings.lfoSemitones = values[22]
        settings.wheelSemitones = values[23]
        settings.lfoCutoffOctaves = values[24]
        settings.bendSemitones = values[25]
        settings.velocitySense = values[26] * 0.01
        settings.voices = Int(values[27])
        settings.spread = values[28] * 0.01
        settings.levelDecibels = Double(values[29])
        synth.set(settings)
        // A release falls to -100 dB in 5/3 of its time.
        let tail = Double(values[19]) * 1.67 * sampleRateHertz
        piece.tail_frames.pointee = UInt32(clamping: Int(tail) + Oscillator.latencyFrames)
    }
}

@c @_noLocks
func obStockSynthProcess(_ kernel: UnsafeMutableRawPointer, _ piece: UnsafePointer<ob_kit_piece>) {
    kernel.assumingMemoryBound(to: SynthKernel.self).pointee.process(piece.pointee)
}

@c @_noLocks
func obStockSynthReset(_ kernel: UnsafeMutableRawPointer) {
    kernel.assumingMemoryBound(to: SynthKernel.self).pointee.reset()
}

import CPluginKit
import PluginKit
import StockDSP

struct DelayKernel: Kernel {
    private let sampleRateHertz: Double
    private var delay: Delay
    private var settings = Delay.Settings()
    private var beatsPerMinute = 0.0

    init(_ setup: KernelSetup) {
        sampleRateHertz = setup.sampleRateHertz
        delay = Delay(sampleRateHertz: setup.sampleRateHertz)
    }

    func deallocate() { delay.deallocate() }

    static var processFunction: ob_kit_process { obStockDelayProcess }
    static var resetFunction: ob_kit_reset { obStockDelayReset }

    @_noLocks
    fileprivate mutating func reset() { delay.reset() }

    @_noLocks
    fileprivate mutating func process(_ piece: ob_kit_piece) {
        let tempo = piece.transport.pointee.beats_per_minute
        if piece.hasChanged(0..<10) || tempo != beatsPerMinute { take(piece, tempo) }
        delay.process(
            (piece.inputs[0], piece.inputs[1]),
            to: (piece.outputs[0], piece.outputs[1]),
            frames: piece.count
        )
    }

    @_noLocks
    private mutating func take(_ piece: ob_kit_piece, _ tempo: Double) {
        let values = piece.values
        beatsPerMinute = tempo
        settings.mode = Delay.Mode(place: values[0])
        settings.timeSeconds =
            values[1] >= 0.5
            ? Delay.seconds(
                beats: Delay.beats(division: Int(values[3])),
                beatsPerMinute: tempo
            ) : Double(values[2]) / 1000
        settings.feedback = values[4] * 0.01
        settings.lowCutHertz = Double(values[5])
        settings.highCutHertz = Double(values[6])
        settings.depthMilliseconds = values[7]
        settings.rateHertz = Double(values[8])
        settings.mix = values[9] * 0.01
        delay.set(settings)
        let tail = Delay.tailFrames(settings, sampleRateHertz: sampleRateHertz)
        piece.tail_frames.pointee = UInt32(clamping: tail)
    }
}

@c @_noLocks
func obStockDelayProcess(_ kernel: UnsafeMutableRawPointer, _ piece: UnsafePointer<ob_kit_piece>) {
    kernel.assumingMemoryBound(to: DelayKernel.self).pointee.process(piece.pointee)
}

@c @_noLocks
func obStockDelayReset(_ kernel: UnsafeMutableRawPointer) {
    kernel.assumingMemoryBound(to: DelayKernel.self).pointee.reset()
}

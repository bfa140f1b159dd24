import CPluginKit
import PluginKit
import StockDSP

struct ReverbKernel: Kernel {
    private let sampleRateHertz: Double
    private var reverb: Reverb
    private var settings = Reverb.Settings()

    init(_ setup: KernelSetup) {
        sampleRateHertz = setup.sampleRateHertz
        reverb = Reverb(sampleRateHertz: setup.sampleRateHertz)
    }

    func deallocate() { reverb.deallocate() }

    static var processFunction: ob_kit_process { obStockReverbProcess }
    static var resetFunction: ob_kit_reset { obStockReverbReset }

    @_noLocks
    fileprivate mutating func reset() { reverb.reset() }

    @_noLocks
    fileprivate mutating func process(_ piece: ob_kit_piece) {
        if piece.hasChanged(0..<15) { take(piece) }
        reverb.process(
            (piece.inputs[0], piece.inputs[1]),
            to: (piece.outputs[0], piece.outputs[1]),
            frames: piece.count
        )
    }

    @_noLocks
    private mutating func take(_ piece: ob_kit_piece) {
        let values = piece.values
        settings.decaySeconds = Double(values[0])
        settings.size = Double(values[1]) / 100
        settings.preDelaySeconds = Double(values[2]) / 1000
        settings.lowDecay = Double(values[3]) / 100
        settings.lowCrossoverHertz = Double(values[4])
        settings.highDecay = Double(values[5]) / 100
        settings.dampingHertz = Double(values[6])
        settings.diffusion = values[7] * 0.007
        settings.depthMilliseconds = values[8] * 0.01 * Float(Reverb.depthMillisecondsMax)
        settings.rateHertz = Double(values[9])
        settings.lowCutHertz = Double(values[10])
        settings.early = values[11] <= -60 ? 0 : linear(decibels: values[11])
        settings.late = values[12] <= -60 ? 0 : linear(decibels: values[12])
        settings.width = values[13] * 0.01
        settings.mix = values[14] * 0.01
        reverb.set(settings)
        let tail = Reverb.tailFrames(settings, sampleRateHertz: sampleRateHertz)
        piece.tail_frames.pointee = UInt32(clamping: tail)
    }
}

@c @_noLocks
func obStockReverbProcess(
    _ kernel: UnsafeMutableRawPointer,
    _ piece: UnsafePointer<ob_kit_piece>
) {
    kernel.assumingMemoryBound(to: ReverbKernel.self).pointee.process(piece.pointee)
}

@c @_noLocks
func obStockReverbReset(_ kernel: UnsafeMutableRawPointer) {
    kernel.assumingMemoryBound(to: ReverbKernel.self).pointee.reset()
}

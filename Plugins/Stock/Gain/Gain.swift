import CPluginKit
import PluginKit

extension StockPlugins {
    /// A level, and nothing else: `y = x * 10^(gain / 20)`. At 0 dB, bit for bit what came in.
    package static let gain = PluginDefinition(
        id: "outboard.gain",
        name: "Gain",
        summary: "A level, and nothing else",
        features: ["audio-effect", "utility", "stereo"],
        parameters: [
            ParameterDefinition(
                id: 1,
                symbol: "gain",
                name: "Gain",
                unit: .decibels,
                minimum: -96,
                maximum: 24,
                default: 0,
                minimumIsSilence: true
            )
        ],
        presets: [
            FactoryPreset(id: "pad", name: "Pad 20 dB", values: ["gain": -20]),
            FactoryPreset(id: "half", name: "Half as large", values: ["gain": -6]),
            FactoryPreset(id: "boost", name: "Boost 12 dB", values: ["gain": 12]),
        ],
        kernel: KernelKind(GainKernel.self)
    )
}

struct GainKernel: Kernel {
    private var gain = Glide(1)
    private var isFresh = true

    init(_ setup: KernelSetup) {}

    static var processFunction: ob_kit_process { obStockGainProcess }
    static var resetFunction: ob_kit_reset { obStockGainReset }

    @_noLocks
    fileprivate mutating func reset() { isFresh = true }

    @_noLocks
    fileprivate mutating func process(_ piece: ob_kit_piece) {
        if piece.hasChanged(0) {
            let level = piece.values[0]
            let target = level <= -96 ? 0 : linear(decibels: level)
            if isFresh { gain.jump(target) } else { gain.aim(target) }
            isFresh = false
        }
        for frame in 0..<piece.count {
            let factor = gain.next()
            piece.outputs[0][frame] = piece.inputs[0][frame] * factor
            piece.outputs[1][frame] = piece.inputs[1][frame] * factor
        }
    }
}

@c @_noLocks
func obStockGainProcess(_ kernel: UnsafeMutableRawPointer, _ piece: UnsafePointer<ob_kit_piece>) {
    kernel.assumingMemoryBound(to: GainKernel.self).pointee.process(piece.pointee)
}

@c @_noLocks
func obStockGainReset(_ kernel: UnsafeMutableRawPointer) {
    kernel.assumingMemoryBound(to: GainKernel.self).pointee.reset()
}

import CPluginKit
import PluginKit

extension StockPlugins {
    /// Gain, polarity, width, balance and the removal of a constant.
    ///
    /// ```
    /// in ─▶ minus its mean ─▶ polarity ─▶ width, mono ─▶ balance ─▶ gain ─▶ out
    /// ```
    package static let utility = PluginDefinition(
        id: "outboard.utility",
        name: "Utility",
        summary: "Gain, polarity, width, mono, balance, DC removal",
        features: ["audio-effect", "utility", "mixing", "stereo"],
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
            ),
            .toggle(id: 2, symbol: "invert_left", name: "Invert Left", blends: true),
            .toggle(id: 3, symbol: "invert_right", name: "Invert Right", blends: true),
            ParameterDefinition(
                id: 4,
                symbol: "width",
                name: "Width",
                unit: .percent,
                minimum: 0,
                maximum: 200,
                default: 100
            ),
            .toggle(id: 5, symbol: "mono", name: "Mono", blends: true),
            ParameterDefinition(
                id: 6,
                symbol: "balance",
                name: "Balance",
                unit: .percent,
                minimum: -100,
                maximum: 100,
                default: 0
            ),
            .toggle(id: 7, symbol: "dc_removal", name: "DC Removal", blends: true),
        ],
        presets: [
            FactoryPreset(id: "mono", name: "Mono check", values: ["mono": 1]),
            FactoryPreset(
                id: "side",
                name: "Flip right",
                summary: "What both channels share cancels where they are summed",
                values: ["invert_right": 1]
            ),
            FactoryPreset(id: "wide", name: "Wider", values: ["width": 140, "gain": -1]),
            FactoryPreset(id: "clean", name: "Remove DC", values: ["dc_removal": 1]),
        ],
        kernel: KernelKind(UtilityKernel.self)
    )
}

/// Two channels by a matrix of four numbers, each of which glides, behind a filter that follows the mean.
struct UtilityKernel: Kernel {
    private enum At {
        static let gain = 0
        static let invertLeft = 1
        static let invertRight = 2
        static let width = 3
        static let mono = 4
        static let balance = 5
        static let removal = 6
    }

    private var leftFromLeft = Glide(1)
    private var leftFromRight = Glide(0)
    private var rightFromLeft = Glide(0)
    private var rightFromRight = Glide(1)
    private var removal = Glide(0)
    private var mean = SIMD2<Double>()
    /// How much of a difference the mean follows in a frame: a corner of 5 Hz.
    private let speed: Double
    private let tailFrames: UInt32
    private var isFresh = true

    init(_ setup: KernelSetup) {
        speed = 1 - ob_kit_exp(-2 * Double.pi * 5 / setup.sampleRateHertz)
        tailFrames = UInt32(setup.sampleRateHertz)
    }

    static var processFunction: ob_kit_process { obStockUtilityProcess }
    static var resetFunction: ob_kit_reset { obStockUtilityReset }

    @_noLocks
    fileprivate mutating func reset() {
        isFresh = true
        mean = SIMD2()
    }

    @_noLocks
    fileprivate mutating func process(_ piece: ob_kit_piece) {
        if piece.hasChanged(0..<7) { aim(piece) }
        let inputs = piece.inputs
        let outputs = piece.outputs
        for frame in 0..<piece.count {
            let left = inputs[0][frame]
            let right = inputs[1][frame]
            mean += speed * (SIMD2(Double(left), Double(right)) - mean)
            let removed = removal.next()
            let cleanLeft = left - removed * Float(mean[0])
            let cleanRight = right - removed * Float(mean[1])
            outputs[0][frame] =
                leftFromLeft.next() * cleanLeft + leftFromRight.next() * cleanRight
            outputs[1][frame] =
                rightFromLeft.next() * cleanLeft + rightFromRight.next() * cleanRight
        }
        if !(mean[0] + mean[1]).isFinite { mean = SIMD2() }
    }

    /// Computes the matrix. With width w, `L' = (1 + w) / 2 * L + (1 - w) / 2 * R`: all of the mid signal,
    /// and w of the side signal.
    @_noLocks
    private mutating func aim(_ piece: ob_kit_piece) {
        let values = piece.values
        let level = values[At.gain] <= -96 ? 0 : linear(decibels: values[At.gain])
        let width = values[At.width] * 0.01 * (1 - values[At.mono])
        let balance = values[At.balance] * 0.01
        let left = level * min(1, 1 - balance)
        let right = level * min(1, 1 + balance)
        let own = (1 + width) * 0.5
        let other = (1 - width) * 0.5
        let signLeft = 1 - 2 * values[At.invertLeft]
        let signRight = 1 - 2 * values[At.invertRight]
        point(&leftFromLeft, left * own * signLeft)
        point(&leftFromRight, left * other * signRight)
        point(&rightFromLeft, right * other * signLeft)
        point(&rightFromRight, right * own * signRight)
        point(&removal, values[At.removal])
        piece.tail_frames.pointee = values[At.removal] > 0 ? tailFrames : 0
        isFresh = false
    }

    @_noLocks
    private func point(_ glide: inout Glide, _ value: Float) {
        if isFresh { glide.jump(value) } else { glide.aim(value) }
    }
}

@c @_noLocks
func obStockUtilityProcess(
    _ kernel: UnsafeMutableRawPointer,
    _ piece: UnsafePointer<ob_kit_piece>
) {
    kernel.assumingMemoryBound(to: UtilityKernel.self).pointee.process(piece.pointee)
}

@c @_noLocks
func obStockUtilityReset(_ kernel: UnsafeMutableRawPointer) {
    kernel.assumingMemoryBound(to: UtilityKernel.self).pointee.reset()
}

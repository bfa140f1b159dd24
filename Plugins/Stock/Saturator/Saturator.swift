import CPluginKit
import PluginKit
import StockDSP

extension StockPlugins {
    /// Curves at four times the rate: see `StockDSP.Saturator`.
    package static let saturator = PluginDefinition(
        id: "outboard.saturator",
        name: "Saturator",
        summary: "Four curves, oversampled by 4, with bias, tone and automatic gain",
        features: ["audio-effect", "distortion", "stereo"],
        parameters: [
            .choice(id: 1, symbol: "curve", name: "Curve", ["Tanh", "Cubic", "Diode", "Tube"]),
            decibels(2, "drive", "Drive", 0...36, default: 12),
            percent(3, "bias", "Bias", -100...100, default: 0),
            decibels(4, "tone", "Tone", -6...6, default: 0),
            decibels(5, "output", "Output", -24...12, default: 0),
            .toggle(id: 6, symbol: "auto_gain", name: "Auto Gain", isOn: true, blends: true),
            percent(7, "mix", "Mix", default: 100),
        ],
        presets: [
            FactoryPreset(
                id: "warm",
                name: "Warm",
                values: ["curve": 3, "drive": 9, "bias": 15, "tone": -1]
            ),
            FactoryPreset(
                id: "bass",
                name: "Bass grit",
                values: ["curve": 0, "drive": 20, "tone": -2, "mix": 45]
            ),
            FactoryPreset(
                id: "clip",
                name: "Drum clipper",
                values: ["curve": 1, "drive": 8, "auto_gain": 0, "output": -4]
            ),
            FactoryPreset(
                id: "fuzz",
                name: "Fuzz",
                values: ["curve": 2, "drive": 34, "bias": 30, "tone": -3, "output": -1]
            ),
        ],
        kernel: KernelKind(SaturatorKernel.self)
    )
}

struct SaturatorKernel: Kernel {
    private let sampleRateHertz: Double
    private var saturator: Saturator
    private var settings = Saturator.Settings()

    init(_ setup: KernelSetup) {
        sampleRateHertz = setup.sampleRateHertz
        saturator = Saturator(sampleRateHertz: setup.sampleRateHertz)
    }

    func deallocate() { saturator.deallocate() }

    static func latencyFrames(_ setup: KernelSetup) -> Int { Saturator.latencyFrames }
    static var processFunction: ob_kit_process { obStockSaturatorProcess }
    static var resetFunction: ob_kit_reset { obStockSaturatorReset }

    @_noLocks
    fileprivate mutating func reset() { saturator.reset() }

    @_noLocks
    fileprivate mutating func process(_ piece: ob_kit_piece) {
        if piece.hasChanged(0..<7) { take(piece) }
        saturator.process(
            (piece.inputs[0], piece.inputs[1]),
            to: (piece.outputs[0], piece.outputs[1]),
            frames: piece.count
        )
    }

    @_noLocks
    private mutating func take(_ piece: ob_kit_piece) {
        let values = piece.values
        settings.curve = Saturation(place: values[0])
        settings.driveDecibels = Double(values[1])
        settings.bias = values[2] * 0.01
        settings.toneDecibels = Double(values[3])
        settings.outputDecibels = Double(values[4])
        settings.autoGain = Double(values[5])
        settings.mix = values[6] * 0.01
        saturator.set(settings)
        let tail = Saturator.tailFrames(sampleRateHertz: sampleRateHertz)
        piece.tail_frames.pointee = UInt32(clamping: tail)
    }
}

@c @_noLocks
func obStockSaturatorProcess(
    _ kernel: UnsafeMutableRawPointer,
    _ piece: UnsafePointer<ob_kit_piece>
) {
    kernel.assumingMemoryBound(to: SaturatorKernel.self).pointee.process(piece.pointee)
}

@c @_noLocks
func obStockSaturatorReset(_ kernel: UnsafeMutableRawPointer) {
    kernel.assumingMemoryBound(to: SaturatorKernel.self).pointee.reset()
}

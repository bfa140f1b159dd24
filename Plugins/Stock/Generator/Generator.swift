import CPluginKit
import PluginKit
import StockDSP

extension StockPlugins {
    /// Tones and noise to measure a rig with: see `StockDSP.Generator`. It is silent until a level is set,
    /// so that putting it into a session never sends a tone to a stage.
    package static let generator = PluginDefinition(
        id: "outboard.generator",
        name: "Tone Generator",
        summary: "Sine, square, saw, white and pink noise, and sweeps at an exact level",
        features: ["audio-effect", "utility", "stereo"],
        parameters: [
            .choice(
                id: 1,
                symbol: "signal",
                name: "Signal",
                ["Sine", "Square", "Saw", "White Noise", "Pink Noise", "Sweep"]
            ),
            hertz(2, "frequency", "Frequency", 1...20_000, default: 1000),
            level(3, "level", "Level", -120...0, default: -120),
            seconds(4, "sweep", "Sweep Time", 1...60, default: 10),
            .choice(id: 5, symbol: "channels", name: "Channels", ["Both", "Left", "Right"]),
            .toggle(id: 6, symbol: "wide", name: "Wide Noise"),
            .toggle(id: 7, symbol: "through", name: "Input Through"),
        ],
        presets: [
            FactoryPreset(
                id: "line_up",
                name: "Line-up, 1 kHz at -18 dBFS",
                values: ["signal": 0, "frequency": 1000, "level": -18]
            ),
            FactoryPreset(
                id: "pink",
                name: "Pink noise at -20 dBFS",
                summary: "For the levels of loudspeakers",
                values: ["signal": 4, "level": -20]
            ),
            FactoryPreset(
                id: "sweep",
                name: "Sweep in 20 s at -20 dBFS",
                summary: "For the response of a room, and for what rattles in it",
                values: ["signal": 5, "level": -20, "sweep": 20]
            ),
            FactoryPreset(
                id: "a440",
                name: "A4 at -24 dBFS",
                summary: "To tune to",
                values: ["signal": 0, "frequency": 440, "level": -24]
            ),
        ],
        kernel: KernelKind(GeneratorKernel.self)
    )
}

struct GeneratorKernel: Kernel {
    private var generator: Generator
    private var settings = Generator.Settings()

    init(_ setup: KernelSetup) {
        generator = Generator(sampleRateHertz: setup.sampleRateHertz)
    }

    func deallocate() { generator.deallocate() }

    static var processFunction: ob_kit_process { obStockGeneratorProcess }
    static var resetFunction: ob_kit_reset { obStockGeneratorReset }

    @_noLocks
    fileprivate mutating func reset() { generator.reset() }

    @_noLocks
    fileprivate mutating func process(_ piece: ob_kit_piece) {
        if piece.hasChanged(0..<7) { take(piece) }
        generator.process(
            (piece.inputs[0], piece.inputs[1]),
            to: (piece.outputs[0], piece.outputs[1]),
            frames: piece.count
        )
    }

    @_noLocks
    private mutating func take(_ piece: ob_kit_piece) {
        let values = piece.values
        settings.signal = Generator.Signal(place: values[0])
        settings.hertz = Double(values[1])
        settings.levelDecibels = Double(values[2])
        settings.sweepSeconds = Double(values[3])
        settings.isLeftOn = values[4] != 2
        settings.isRightOn = values[4] != 1
        settings.isNoiseWide = values[5] >= 0.5
        settings.passesInput = values[6] >= 0.5
        generator.set(settings)
        // It sounds without an input.
        piece.tail_frames.pointee = UInt32.max
    }
}

@c @_noLocks
func obStockGeneratorProcess(
    _ kernel: UnsafeMutableRawPointer,
    _ piece: UnsafePointer<ob_kit_piece>
) {
    kernel.assumingMemoryBound(to: GeneratorKernel.self).pointee.process(piece.pointee)
}

@c @_noLocks
func obStockGeneratorReset(_ kernel: UnsafeMutableRawPointer) {
    kernel.assumingMemoryBound(to: GeneratorKernel.self).pointee.reset()
}

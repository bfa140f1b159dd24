import CPluginKit
import PluginKit
import StockDSP

extension StockPlugins {
    /// A tuner and a level meter that changes no bit of what passes: see `StockDSP.Analyser`.
    package static let analyser = PluginDefinition(
        id: "outboard.analyser",
        name: "Tuner and Level",
        summary: "Pitch within a cent, RMS and peak; passes the signal bit for bit",
        features: ["audio-effect", "analyzer", "stereo"],
        parameters: [
            .choice(id: 1, symbol: "source", name: "Source", ["Both", "Left", "Right"]),
            linear(2, "reference", "Reference A4", unit: .hertz, 400...480, default: 440),
            .meter(
                id: 3,
                symbol: "frequency",
                name: "Frequency",
                unit: .hertz,
                minimum: 0,
                maximum: 6000,
                default: 0
            ),
            .meter(
                id: 4,
                symbol: "note",
                name: "Note",
                unit: .none,
                minimum: -1,
                maximum: 127,
                default: -1
            ),
            .meter(
                id: 5,
                symbol: "cents",
                name: "Cents",
                unit: .cents,
                minimum: -50,
                maximum: 50,
                default: 0
            ),
            .meter(
                id: 6,
                symbol: "rms",
                name: "RMS",
                unit: .decibels,
                minimum: -200,
                maximum: 60,
                default: -200
            ),
            .meter(
                id: 7,
                symbol: "peak",
                name: "Peak",
                unit: .decibels,
                minimum: -200,
                maximum: 60,
                default: -200
            ),
            .meter(
                id: 8,
                symbol: "clarity",
                name: "Clarity",
                unit: .percent,
                minimum: 0,
                maximum: 100,
                default: 0
            ),
        ],
        presets: [
            FactoryPreset(id: "concert", name: "440 Hz", values: ["reference": 440]),
            FactoryPreset(id: "orchestra", name: "Orchestra, 443 Hz", values: ["reference": 443]),
            FactoryPreset(id: "baroque", name: "Baroque, 415 Hz", values: ["reference": 415]),
        ],
        kernel: KernelKind(AnalyserKernel.self)
    )
}

struct AnalyserKernel: Kernel {
    private var analyser: Analyser
    private var referenceHertz = 440.0

    init(_ setup: KernelSetup) {
        analyser = Analyser(sampleRateHertz: setup.sampleRateHertz)
    }

    func deallocate() { analyser.deallocate() }

    static var processFunction: ob_kit_process { obStockAnalyserProcess }
    static var resetFunction: ob_kit_reset { obStockAnalyserReset }

    @_noLocks
    fileprivate mutating func reset() { analyser.reset() }

    @_noLocks
    fileprivate mutating func process(_ piece: ob_kit_piece) {
        let values = piece.values
        if piece.hasChanged(0..<2) {
            analyser.listen(to: Analyser.Source(place: values[0]))
            referenceHertz = Double(values[1])
        }
        analyser.process(
            (piece.inputs[0], piece.inputs[1]),
            to: (piece.outputs[0], piece.outputs[1]),
            frames: piece.count
        )
        let hertz = min(6000, analyser.hertz)
        values[2] = Float(hertz)
        if let note = Analyser.note(hertz: hertz, referenceHertz: referenceHertz) {
            let nearest = min(127, max(0, ob_kit_round(note)))
            values[3] = Float(nearest)
            values[4] = Float(min(50, max(-50, (note - nearest) * 100)))
        } else {
            values[3] = -1
            values[4] = 0
        }
        values[5] = Float(min(60, analyser.rmsDecibels))
        values[6] = Float(min(60, analyser.peakDecibels))
        values[7] = analyser.clarity * 100
    }
}

@c @_noLocks
func obStockAnalyserProcess(
    _ kernel: UnsafeMutableRawPointer,
    _ piece: UnsafePointer<ob_kit_piece>
) {
    kernel.assumingMemoryBound(to: AnalyserKernel.self).pointee.process(piece.pointee)
}

@c @_noLocks
func obStockAnalyserReset(_ kernel: UnsafeMutableRawPointer) {
    kernel.assumingMemoryBound(to: AnalyserKernel.self).pointee.reset()
}

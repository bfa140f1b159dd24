import PluginKit

extension StockPlugins {
    /// A gate with hysteresis and hold, whose gain moves in straight lines: in decibels, so that range 0
    /// does nothing at all.
    package static let gate = PluginDefinition(
        id: "outboard.gate",
        name: "Gate",
        summary: "Gate with hysteresis, hold, range and a side-chain",
        features: ["audio-effect", "gate", "stereo"],
        sideChainChannels: 2,
        parameters: [
            decibels(1, "threshold", "Threshold", -80...0, default: -40),
            decibels(2, "hysteresis", "Hysteresis", 0...24, default: 4),
            milliseconds(3, "hold", "Hold", 1...2000, default: 30),
            milliseconds(4, "attack", "Attack", 0.05...100, default: 0.5),
            milliseconds(5, "release", "Release", 1...2500, default: 100),
            ParameterDefinition(
                id: 6,
                symbol: "range",
                name: "Range",
                unit: .decibels,
                minimum: -80,
                maximum: 0,
                default: -80,
                minimumIsSilence: true
            ),
            .choice(id: 7, symbol: "key", name: "Key", KeySource.labels),
            keyFilter(8),
            .meter(
                id: 9,
                symbol: "open",
                name: "Open",
                unit: .percent,
                minimum: 0,
                maximum: 100,
                default: 0
            ),
        ],
        presets: [
            FactoryPreset(
                id: "toms",
                name: "Toms",
                values: [
                    "threshold": -32, "hold": 80, "release": 180, "attack": 0.2, "range": -40,
                ]
            ),
            FactoryPreset(
                id: "snare",
                name: "Snare, tight",
                values: [
                    "threshold": -28, "hold": 40, "release": 60, "attack": 0.1,
                    "key_high_pass": 150,
                ]
            ),
            FactoryPreset(
                id: "amplifier",
                name: "Amplifier noise",
                summary: "Closes gently between phrases",
                values: [
                    "threshold": -58, "hysteresis": 6, "hold": 200, "attack": 1, "release": 500,
                    "range": -30,
                ]
            ),
            FactoryPreset(
                id: "keyed",
                name: "Keyed pad",
                summary: "The side-chain cuts the signal into its rhythm",
                values: [
                    "threshold": -30, "hold": 20, "attack": 2, "release": 60, "key": 1,
                ]
            ),
        ],
        kernel: KernelKind(GateKernel.self)
    )
}

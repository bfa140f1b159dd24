import PluginKit

extension StockPlugins {
    /// A look-ahead limiter: no sample is ever above the ceiling.
    package static let limiter = PluginDefinition(
        id: "outboard.limiter",
        name: "Limiter",
        summary: "Look-ahead limiter: no sample above the ceiling",
        features: ["audio-effect", "limiter", "mastering", "stereo"],
        parameters: [
            decibels(1, "gain", "Input Gain", 0...24, default: 0),
            decibels(2, "ceiling", "Ceiling", -24...0, default: -0.3),
            milliseconds(3, "release", "Release", 1...1000, default: 80),
            ParameterDefinition(
                id: 4,
                symbol: "look_ahead",
                name: "Look-Ahead",
                unit: .milliseconds,
                minimum: 1,
                maximum: 10,
                default: 2,
                kind: .integer,
                setsLatency: true
            ),
            .meter(
                id: 5,
                symbol: "reduction",
                name: "Gain Reduction",
                unit: .decibels,
                minimum: -60,
                maximum: 0,
                default: 0
            ),
        ],
        presets: [
            FactoryPreset(
                id: "safety",
                name: "Safety",
                summary: "Catches what should not happen, and does nothing else",
                values: ["ceiling": -1, "release": 50]
            ),
            FactoryPreset(
                id: "loud",
                name: "Loud master",
                values: ["gain": 6, "ceiling": -1, "release": 120, "look_ahead": 5]
            ),
            FactoryPreset(
                id: "stream",
                name: "Streaming",
                values: ["gain": 3, "ceiling": -2, "release": 200, "look_ahead": 5]
            ),
        ],
        kernel: KernelKind(LimiterKernel.self)
    )
}

import PluginKit

extension StockPlugins {
    /// Echoes, in milliseconds or in notes of the song's tempo: see `StockDSP.Delay`.
    package static let delay = PluginDefinition(
        id: "outboard.delay",
        name: "Delay",
        summary: "Mono, stereo or ping-pong echoes, free or in the song's tempo",
        features: ["audio-effect", "delay", "stereo"],
        parameters: [
            .choice(
                id: 1,
                symbol: "mode",
                name: "Mode",
                ["Mono", "Stereo", "Ping-pong"],
                default: 1
            ),
            .toggle(id: 2, symbol: "sync", name: "Sync"),
            milliseconds(3, "time", "Time", 1...4000, default: 350),
            .choice(id: 4, symbol: "division", name: "Division", divisions, default: 9),
            percent(5, "feedback", "Feedback", 0...98, default: 35),
            hertz(6, "low_cut", "Low Cut", 20...2000, default: 20),
            hertz(7, "high_cut", "High Cut", 200...20_000, default: 20_000),
            linear(8, "depth", "Depth", unit: .milliseconds, 0...10, default: 0),
            hertz(9, "rate", "Rate", 0.05...10, default: 0.5),
            percent(10, "mix", "Mix", default: 30),
        ],
        presets: [
            FactoryPreset(
                id: "slap",
                name: "Slapback",
                values: ["mode": 0, "time": 110, "feedback": 0, "high_cut": 6000, "mix": 25]
            ),
            FactoryPreset(
                id: "eighths",
                name: "Dotted eighths",
                values: [
                    "sync": 1, "division": 10, "feedback": 40, "low_cut": 150, "high_cut": 7000,
                    "mix": 28,
                ]
            ),
            FactoryPreset(
                id: "pingpong",
                name: "Ping-pong quarters",
                values: [
                    "mode": 2, "sync": 1, "division": 6, "feedback": 50, "low_cut": 200,
                    "high_cut": 5000,
                ]
            ),
            FactoryPreset(
                id: "tape",
                name: "Worn tape",
                values: [
                    "time": 420, "feedback": 55, "low_cut": 250, "high_cut": 2800, "depth": 0.6,
                    "rate": 0.7, "mix": 35,
                ]
            ),
            FactoryPreset(
                id: "chorus",
                name: "Wide doubling",
                values: ["time": 22, "feedback": 0, "depth": 2.5, "rate": 0.4, "mix": 45]
            ),
        ],
        kernel: KernelKind(DelayKernel.self)
    )

    private static let divisions = ["1/1", "1/2", "1/4", "1/8", "1/16", "1/32"].flatMap {
        [$0, "\($0) dotted", "\($0) triplet"]
    }
}

import PluginKit

extension StockPlugins {
    /// A room of 16 delay lines: see `StockDSP.Reverb`.
    package static let reverb = PluginDefinition(
        id: "outboard.reverb",
        name: "Reverb",
        summary: "Feedback delay network with a decay time for each of three bands",
        features: ["audio-effect", "reverb", "stereo"],
        parameters: [
            seconds(1, "decay", "Decay", 0.2...20, default: 1.8),
            percent(2, "size", "Size", 25...200, default: 100),
            linear(3, "pre_delay", "Pre-delay", unit: .milliseconds, 0...250, default: 10),
            percent(4, "low_decay", "Low Decay", 25...200, default: 110, group: "Bands"),
            hertz(5, "low_crossover", "Low Crossover", 50...1000, default: 200, group: "Bands"),
            percent(6, "high_decay", "High Decay", 5...100, default: 45, group: "Bands"),
            hertz(7, "damping", "Damping", 1000...16_000, default: 6000, group: "Bands"),
            percent(8, "diffusion", "Diffusion", default: 80),
            percent(9, "modulation", "Modulation", default: 25),
            hertz(10, "rate", "Modulation Rate", 0.05...5, default: 0.6),
            hertz(11, "low_cut", "Low Cut", 20...1000, default: 60),
            level(12, "early", "Early Level", -60...6, default: -6),
            level(13, "late", "Late Level", -60...6, default: 0),
            percent(14, "width", "Width", default: 100),
            percent(15, "mix", "Mix", default: 25),
        ],
        presets: [
            FactoryPreset(
                id: "room",
                name: "Drum room",
                values: [
                    "decay": 0.5, "size": 45, "pre_delay": 0, "early": 0, "late": -3,
                    "high_decay": 60, "mix": 20,
                ]
            ),
            FactoryPreset(
                id: "plate",
                name: "Vocal plate",
                values: [
                    "decay": 1.6, "size": 60, "pre_delay": 25, "early": -60, "low_decay": 80,
                    "high_decay": 70, "damping": 9000, "diffusion": 100, "low_cut": 180,
                    "mix": 22,
                ]
            ),
            FactoryPreset(
                id: "hall",
                name: "Concert hall",
                values: [
                    "decay": 2.4, "size": 140, "pre_delay": 18, "low_decay": 125,
                    "high_decay": 40, "damping": 5000, "early": -4, "mix": 28,
                ]
            ),
            FactoryPreset(
                id: "church",
                name: "Church",
                values: [
                    "decay": 5.5, "size": 190, "pre_delay": 35, "low_decay": 115,
                    "high_decay": 30, "damping": 4000, "mix": 32,
                ]
            ),
            FactoryPreset(
                id: "send",
                name: "Hall for a send",
                summary: "Wet only: put it on a bus",
                values: [
                    "decay": 2, "size": 120, "pre_delay": 20, "low_cut": 150, "mix": 100,
                ]
            ),
        ],
        kernel: KernelKind(ReverbKernel.self)
    )
}

import PluginKit

extension StockPlugins {
    /// A feed-forward compressor whose gain is computed and smoothed in decibels.
    package static let compressor = PluginDefinition(
        id: "outboard.compressor",
        name: "Compressor",
        summary: "Feed-forward compressor with a soft knee and a side-chain",
        features: ["audio-effect", "compressor", "stereo"],
        sideChainChannels: 2,
        parameters: [
            decibels(1, "threshold", "Threshold", -60...0, default: -18),
            ParameterDefinition(
                id: 2,
                symbol: "ratio",
                name: "Ratio",
                unit: .ratio,
                minimum: 1,
                maximum: 20,
                default: 3,
                law: .logarithmic
            ),
            decibels(3, "knee", "Knee", 0...24, default: 6),
            milliseconds(4, "attack", "Attack", 0.05...250, default: 10),
            milliseconds(5, "release", "Release", 5...2500, default: 150),
            decibels(6, "makeup", "Makeup", -12...24, default: 0),
            ParameterDefinition(
                id: 7,
                symbol: "mix",
                name: "Mix",
                unit: .percent,
                minimum: 0,
                maximum: 100,
                default: 100
            ),
            .choice(id: 8, symbol: "key", name: "Key", KeySource.labels),
            keyFilter(9),
            .meter(
                id: 10,
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
                id: "vocal",
                name: "Vocal, gentle",
                values: [
                    "threshold": -22, "ratio": 3, "knee": 9, "attack": 8, "release": 120,
                    "makeup": 4,
                ]
            ),
            FactoryPreset(
                id: "drums",
                name: "Drum bus, parallel",
                summary: "Squeezed hard, and mixed with what came in",
                values: [
                    "threshold": -32, "ratio": 10, "knee": 3, "attack": 2, "release": 90,
                    "makeup": 10, "mix": 35,
                ]
            ),
            FactoryPreset(
                id: "bass",
                name: "Bass, even",
                values: [
                    "threshold": -26, "ratio": 5, "knee": 6, "attack": 25, "release": 220,
                    "makeup": 6,
                ]
            ),
            FactoryPreset(
                id: "master",
                name: "Master, glue",
                values: [
                    "threshold": -14, "ratio": 1.5, "knee": 12, "attack": 30, "release": 300,
                    "makeup": 1, "key_high_pass": 90,
                ]
            ),
            FactoryPreset(
                id: "ducker",
                name: "Ducker",
                summary: "The side-chain pushes the signal down",
                values: [
                    "threshold": -36, "ratio": 8, "attack": 5, "release": 350, "key": 1,
                    "key_high_pass": 120,
                ]
            ),
        ],
        kernel: KernelKind(CompressorKernel.self)
    )

    static func decibels(
        _ id: UInt32,
        _ symbol: String,
        _ name: String,
        _ range: ClosedRange<Double>,
        default: Double
    ) -> ParameterDefinition {
        ParameterDefinition(
            id: id,
            symbol: symbol,
            name: name,
            unit: .decibels,
            minimum: range.lowerBound,
            maximum: range.upperBound,
            default: `default`
        )
    }

    static func milliseconds(
        _ id: UInt32,
        _ symbol: String,
        _ name: String,
        _ range: ClosedRange<Double>,
        default: Double
    ) -> ParameterDefinition {
        ParameterDefinition(
            id: id,
            symbol: symbol,
            name: name,
            unit: .milliseconds,
            minimum: range.lowerBound,
            maximum: range.upperBound,
            default: `default`,
            law: .logarithmic
        )
    }

    /// The high-pass of a key. At its lowest it is off.
    static func keyFilter(_ id: UInt32) -> ParameterDefinition {
        ParameterDefinition(
            id: id,
            symbol: "key_high_pass",
            name: "Key High-Pass",
            unit: .hertz,
            minimum: 20,
            maximum: 2000,
            default: 20,
            law: .logarithmic
        )
    }
}

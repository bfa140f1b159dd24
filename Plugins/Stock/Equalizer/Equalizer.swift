import PluginKit

extension StockPlugins {
    /// Eight bands in a row, and a level.
    package static let equalizer = PluginDefinition(
        id: "outboard.equalizer",
        name: "Equalizer",
        summary: "Eight bands: peaks, shelves, cuts of 6 to 48 dB/octave, notches",
        features: ["audio-effect", "equalizer", "stereo"],
        parameters: [
            decibels(1, "output", "Output", -24...24, default: 0)
        ] + EqualizerBand.defaults.enumerated().flatMap { $1.parameters(number: $0 + 1) },
        presets: [
            FactoryPreset(
                id: "vocal",
                name: "Vocal, present",
                values: [
                    "band1_on": 1, "band1_frequency": 90, "band3_frequency": 300,
                    "band3_gain": -2.5, "band5_frequency": 3500, "band5_gain": 2.5,
                    "band7_frequency": 11_000, "band7_gain": 2,
                ]
            ),
            FactoryPreset(
                id: "kick",
                name: "Kick drum",
                values: [
                    "band1_on": 1, "band1_frequency": 30, "band3_frequency": 60, "band3_gain": 3,
                    "band4_frequency": 350, "band4_gain": -5, "band4_q": 1.2,
                    "band5_frequency": 4000, "band5_gain": 4,
                ]
            ),
            FactoryPreset(
                id: "guitar",
                name: "Guitar in the band",
                values: [
                    "band1_on": 1, "band1_frequency": 110, "band1_slope": 2,
                    "band4_frequency": 1500, "band4_gain": 2, "band8_on": 1,
                    "band8_frequency": 9000,
                ]
            ),
            FactoryPreset(
                id: "hum",
                name: "Mains hum, 50 Hz",
                summary: "Notches at the first harmonics",
                values: [
                    "band3_type": 5, "band3_frequency": 50, "band3_q": 20, "band4_type": 5,
                    "band4_frequency": 100, "band4_q": 20, "band5_type": 5,
                    "band5_frequency": 150, "band5_q": 20,
                ]
            ),
            FactoryPreset(
                id: "telephone",
                name: "Telephone",
                values: [
                    "band1_on": 1, "band1_frequency": 400, "band1_slope": 3, "band8_on": 1,
                    "band8_frequency": 3200, "band8_slope": 3, "band4_frequency": 1600,
                    "band4_gain": 5,
                ]
            ),
        ],
        kernel: KernelKind(EqualizerKernel.self)
    )
}

/// What a band does.
enum BandType: Int32, CaseIterable {
    case peak, lowShelf, highShelf, lowCut, highCut, notch, bandPass

    static let labels = [
        "Peak", "Low Shelf", "High Shelf", "Low Cut", "High Cut", "Notch", "Band-Pass",
    ]
}

/// How steep cuts are.
enum CutSlope {
    static let labels = ["6 dB/oct", "12 dB/oct", "24 dB/oct", "36 dB/oct", "48 dB/oct"]
}

/// A band as it comes.
struct EqualizerBand {
    let isOn: Bool
    let type: BandType
    let frequencyHertz: Double
    let q: Double

    static let count = 8
    static let parametersEach = 6

    static let defaults = [
        EqualizerBand(isOn: false, type: .lowCut, frequencyHertz: 30, q: 0.71),
        EqualizerBand(isOn: true, type: .lowShelf, frequencyHertz: 100, q: 0.71),
        EqualizerBand(isOn: true, type: .peak, frequencyHertz: 250, q: 1),
        EqualizerBand(isOn: true, type: .peak, frequencyHertz: 800, q: 1),
        EqualizerBand(isOn: true, type: .peak, frequencyHertz: 2500, q: 1),
        EqualizerBand(isOn: true, type: .peak, frequencyHertz: 6000, q: 1),
        EqualizerBand(isOn: true, type: .highShelf, frequencyHertz: 10_000, q: 0.71),
        EqualizerBand(isOn: false, type: .highCut, frequencyHertz: 18_000, q: 0.71),
    ]

    func parameters(number: Int) -> [ParameterDefinition] {
        let id = UInt32(number * 10)
        let (symbol, group) = ("band\(number)", "Band \(number)")
        return [
            .toggle(
                id: id + 1,
                symbol: symbol + "_on",
                name: group + " On",
                isOn: isOn,
                group: group
            ),
            .choice(
                id: id + 2,
                symbol: symbol + "_type",
                name: group + " Type",
                BandType.labels,
                default: Int(type.rawValue),
                group: group
            ),
            ParameterDefinition(
                id: id + 3,
                symbol: symbol + "_frequency",
                name: group + " Frequency",
                unit: .hertz,
                minimum: 10,
                maximum: 22_000,
                default: frequencyHertz,
                law: .logarithmic,
                group: group
            ),
            ParameterDefinition(
                id: id + 4,
                symbol: symbol + "_gain",
                name: group + " Gain",
                unit: .decibels,
                minimum: -24,
                maximum: 24,
                default: 0,
                group: group
            ),
            ParameterDefinition(
                id: id + 5,
                symbol: symbol + "_q",
                name: group + " Q",
                minimum: 0.1,
                maximum: 40,
                default: q,
                law: .logarithmic,
                group: group
            ),
            .choice(
                id: id + 6,
                symbol: symbol + "_slope",
                name: group + " Slope",
                CutSlope.labels,
                default: 1,
                group: group
            ),
        ]
    }
}

import PluginKit

extension StockPlugins {
    /// A polyphonic synthesiser: see `StockDSP.Synth`.
    package static let synth = PluginDefinition(
        id: "outboard.synth",
        name: "Synth",
        summary: "16 voices of two oscillators, a filter and two envelopes",
        features: ["instrument", "synthesizer", "stereo"],
        inputChannels: 0,
        takesNotes: true,
        parameters: oscillators + filter + envelopes + modulation + voices,
        presets: synthPresets,
        kernel: KernelKind(SynthKernel.self)
    )

    private static let waves = ["Sine", "Triangle", "Saw", "Pulse"]

    private static let oscillators: [ParameterDefinition] = [
        .choice(id: 1, symbol: "wave_1", name: "Wave 1", waves, default: 2, group: "Oscillators"),
        .choice(id: 2, symbol: "wave_2", name: "Wave 2", waves, default: 2, group: "Oscillators"),
        percent(3, "width", "Pulse Width", 5...95, default: 50, group: "Oscillators"),
        ParameterDefinition(
            id: 4,
            symbol: "semitones",
            name: "Semitones 2",
            unit: .semitones,
            minimum: -24,
            maximum: 24,
            default: 0,
            kind: .integer,
            group: "Oscillators"
        ),
        linear(5, "cents", "Cents 2", unit: .cents, -100...100, default: 7, group: "Oscillators"),
        percent(6, "balance", "Balance", default: 50, group: "Oscillators"),
    ]

    private static let filter: [ParameterDefinition] = [
        .choice(
            id: 7,
            symbol: "filter",
            name: "Filter",
            ["Low-Pass", "Band-Pass", "High-Pass"],
            group: "Filter"
        ),
        hertz(8, "cutoff", "Cutoff", 20...20_000, default: 4000, group: "Filter"),
        ParameterDefinition(
            id: 9,
            symbol: "resonance",
            name: "Resonance (Q)",
            minimum: 0.5,
            maximum: 20,
            default: 0.9,
            law: .logarithmic,
            group: "Filter"
        ),
        percent(10, "key_follow", "Key Follow", default: 30, group: "Filter"),
        linear(
            11,
            "envelope",
            "Envelope to Cutoff",
            unit: .octaves,
            -8...8,
            default: 2,
            group: "Filter"
        ),
        linear(
            12,
            "filter_velocity",
            "Velocity to Cutoff",
            unit: .octaves,
            0...8,
            default: 1,
            group: "Filter"
        ),
    ]

    private static let envelopes: [ParameterDefinition] = [
        seconds(13, "filter_attack", "Filter Attack", 0.001...10, default: 0.005, group: "Filter"),
        seconds(14, "filter_decay", "Filter Decay", 0.005...20, default: 0.6, group: "Filter"),
        percent(15, "filter_sustain", "Filter Sustain", default: 20, group: "Filter"),
        seconds(16, "filter_release", "Filter Release", 0.005...20, default: 0.4, group: "Filter"),
        seconds(17, "attack", "Attack", 0.001...10, default: 0.005, group: "Amplitude"),
        seconds(18, "decay", "Decay", 0.005...20, default: 1, group: "Amplitude"),
        percent(19, "sustain", "Sustain", default: 70, group: "Amplitude"),
        seconds(20, "release", "Release", 0.005...20, default: 0.3, group: "Amplitude"),
    ]

    private static let modulation: [ParameterDefinition] = [
        .choice(id: 21, symbol: "lfo_wave", name: "LFO Wave", ["Sine", "Triangle"], group: "LFO"),
        hertz(22, "lfo_rate", "LFO Rate", 0.02...30, default: 5, group: "LFO"),
        linear(23, "lfo_pitch", "LFO to Pitch", unit: .semitones, 0...12, default: 0, group: "LFO"),
        linear(
            24,
            "wheel_pitch",
            "Wheel to Pitch",
            unit: .semitones,
            0...12,
            default: 0.5,
            group: "LFO"
        ),
        linear(
            25,
            "lfo_cutoff",
            "LFO to Cutoff",
            unit: .octaves,
            0...6,
            default: 0,
            group: "LFO"
        ),
    ]

    private static let voices: [ParameterDefinition] = [
        ParameterDefinition(
            id: 26,
            symbol: "bend",
            name: "Bend Range",
            unit: .semitones,
            minimum: 0,
            maximum: 24,
            default: 2,
            kind: .integer
        ),
        percent(27, "velocity", "Velocity", default: 70),
        ParameterDefinition(
            id: 28,
            symbol: "voices",
            name: "Voices",
            minimum: 1,
            maximum: 16,
            default: 16,
            kind: .integer
        ),
        percent(29, "spread", "Spread", default: 30),
        decibels(30, "level", "Level", -60...6, default: -12),
    ]

    private static let synthPresets = [
        FactoryPreset(
            id: "bass",
            name: "Round bass",
            values: [
                "wave_1": 2, "wave_2": 3, "semitones": -12, "cents": 0, "balance": 40,
                "cutoff": 300, "resonance": 1.4, "envelope": 2.5, "filter_decay": 0.35,
                "filter_sustain": 10, "sustain": 80, "release": 0.12, "voices": 1, "spread": 0,
            ]
        ),
        FactoryPreset(
            id: "pad",
            name: "Slow pad",
            values: [
                "cents": 11, "cutoff": 1200, "resonance": 0.7, "envelope": 1.5,
                "filter_attack": 1.2, "filter_decay": 4, "filter_sustain": 60,
                "filter_release": 2.5, "attack": 0.9, "sustain": 90, "release": 2.2,
                "lfo_rate": 0.25, "lfo_cutoff": 0.4, "spread": 80, "velocity": 40,
                "level": -15,
            ]
        ),
        FactoryPreset(
            id: "lead",
            name: "Lead with vibrato",
            values: [
                "wave_2": 3, "width": 35, "cents": 5, "cutoff": 3000, "resonance": 2,
                "envelope": 1.5, "sustain": 90, "release": 0.2, "wheel_pitch": 0.7,
                "lfo_rate": 5.5, "voices": 1, "spread": 0,
            ]
        ),
        FactoryPreset(
            id: "pluck",
            name: "Pluck",
            values: [
                "wave_1": 3, "wave_2": 1, "semitones": 12, "cutoff": 500, "resonance": 2.5,
                "envelope": 4, "filter_decay": 0.25, "filter_sustain": 0, "decay": 0.6,
                "sustain": 0, "release": 0.5,
            ]
        ),
        FactoryPreset(
            id: "organ",
            name: "Two drawbars",
            values: [
                "wave_1": 0, "wave_2": 0, "semitones": 12, "cents": 0, "balance": 40,
                "cutoff": 20_000, "envelope": 0, "filter_velocity": 0, "velocity": 0,
                "attack": 0.004, "sustain": 100, "release": 0.03, "lfo_rate": 6.5,
                "wheel_pitch": 0.2,
            ]
        ),
    ]
}

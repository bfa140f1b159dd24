/// Everything that is known of a plugin without running it, and how its audio half is made.
package struct PluginDefinition: Sendable {
    /// Reverse domain name: sessions keep it.
    package let id: String
    package let name: String
    package let summary: String
    /// CLAP's words for what it is: "audio-effect", "equalizer".
    package let features: [String]
    /// Channels that come in by the main port. 0: it has none, as a synthesiser.
    package let inputChannels: Int
    /// Channels that go out, 1 at the least.
    package let outputChannels: Int
    /// Channels of the side-chain's port. 0: it has none.
    package let sideChainChannels: Int
    /// It wants notes, as CLAP's or as MIDI.
    package let takesNotes: Bool
    /// At most 127 of them: the kit has one more, bypass.
    package let parameters: [ParameterDefinition]
    package let presets: [FactoryPreset]
    package let kernel: KernelKind

    /// Traps where the definition is not sound: it is part of the program. [any]
    package init(
        id: String,
        name: String,
        summary: String,
        features: [String],
        inputChannels: Int = 2,
        outputChannels: Int = 2,
        sideChainChannels: Int = 0,
        takesNotes: Bool = false,
        parameters: [ParameterDefinition],
        presets: [FactoryPreset],
        kernel: KernelKind
    ) {
        precondition(parameters.count <= Self.parametersMax, "\(id) has too many parameters")
        precondition(
            Set(parameters.map(\.id)).count == parameters.count
                && Set(parameters.map(\.symbol)).count == parameters.count
                && !parameters.contains { $0.id == Self.bypassID },
            "\(id): parameters' ids and symbols are their own"
        )
        precondition(Set(presets.map(\.id)).count == presets.count, "\(id): presets' ids")
        for preset in presets {
            for (symbol, value) in preset.values {
                let parameter = parameters.first { $0.symbol == symbol }
                precondition(
                    parameter?.legal(value) == value && parameter?.isMeter == false,
                    "\(id): the preset \(preset.id) sets \(symbol) to \(value)"
                )
            }
        }
        self.id = id
        self.name = name
        self.summary = summary
        self.features = features
        self.inputChannels = inputChannels
        self.outputChannels = outputChannels
        self.sideChainChannels = sideChainChannels
        self.takesNotes = takesNotes
        self.parameters = parameters
        self.presets = presets
        self.kernel = kernel
    }

    package static let parametersMax = 127
    /// The id of the kit's own parameter.
    package static let bypassID: UInt32 = 0xB1FA_5500

    /// The author's parameters, and bypass behind them. It only is there where something passes through.
    var allParameters: [ParameterDefinition] {
        inputChannels == 0
            ? parameters
            : parameters + [.toggle(id: Self.bypassID, symbol: "bypass", name: "Bypass")]
    }
}

/// Settings that come with a plugin.
package struct FactoryPreset: Sendable {
    /// Stable within the plugin: what a host keeps.
    package let id: String
    package let name: String
    package let summary: String
    /// Plain values by the parameters' symbols. Those that are absent stand at their defaults.
    package let values: [String: Double]

    package init(id: String, name: String, summary: String = "", values: [String: Double]) {
        self.id = id
        self.name = name
        self.summary = summary
        self.values = values
    }
}

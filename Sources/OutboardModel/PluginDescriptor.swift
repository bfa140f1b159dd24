/// What is known of an installed plugin without running it.
package struct PluginDescriptor: Sendable, Equatable {
    package var id: PluginID
    /// What it may be asked for by, too, where no other plugin of its format has the same: LADSPA's label
    /// and unique number.
    package var aliases: [String]
    package var name: String
    package var vendor: String
    /// What it is for, in the format's own word: "Compressor", "Reverb".
    package var kind: String
    /// Channels that it reads and writes.
    package var audioInputs: Int
    package var audioOutputs: Int
    /// How many of the inputs, at their end, are for a side-chain and never for the signal itself. 0: the
    /// plugin does not say.
    package var sideChainInputs: Int
    /// Ports that notes and other MIDI events come in by and go out by.
    package var eventInputs: Int
    package var eventOutputs: Int
    /// Ranges that depend on the sample rate are given for 48 kHz; an instance knows its own.
    package var parameters: [ParameterDescriptor]
    /// What it has beside them.
    package var properties: [PropertyDescriptor]

    package init(
        id: PluginID,
        aliases: [String] = [],
        name: String,
        vendor: String,
        kind: String,
        audioInputs: Int,
        audioOutputs: Int,
        sideChainInputs: Int = 0,
        eventInputs: Int = 0,
        eventOutputs: Int = 0,
        parameters: [ParameterDescriptor],
        properties: [PropertyDescriptor] = []
    ) {
        self.id = id
        self.aliases = aliases
        self.name = name
        self.vendor = vendor
        self.kind = kind
        self.audioInputs = audioInputs
        self.audioOutputs = audioOutputs
        self.sideChainInputs = sideChainInputs
        self.eventInputs = eventInputs
        self.eventOutputs = eventOutputs
        self.parameters = parameters
        self.properties = properties
    }
}

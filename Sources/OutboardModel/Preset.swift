/// Saved values of one plugin's parameters, and what else it needs to sound like that.
package struct Preset: Sendable, Equatable {
    package var id: PresetID
    package var name: String
    package var plugin: PluginID
    /// Plain values by the parameter's symbol.
    package var parameters: [String: Double]
    /// What the plugin keeps beside its parameters, as an instance of it takes it. nil: it keeps what it
    /// has.
    package var state: [UInt8]?

    package init(
        id: PresetID,
        name: String,
        plugin: PluginID,
        parameters: [String: Double],
        state: [UInt8]? = nil
    ) {
        self.state = state
        self.id = id
        self.name = name
        self.plugin = plugin
        self.parameters = parameters
    }
}

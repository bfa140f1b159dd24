/// Saved values of one plugin's parameters.
package struct Preset: Sendable, Equatable {
    package var id: PresetID
    package var name: String
    package var plugin: PluginID
    /// Plain values by the parameter's symbol.
    package var parameters: [String: Double]

    package init(id: PresetID, name: String, plugin: PluginID, parameters: [String: Double]) {
        self.id = id
        self.name = name
        self.plugin = plugin
        self.parameters = parameters
    }
}

import OutboardModel

/// One plugin format: which files plugins are in, and instances of them.
///
/// A host is asked for a plugin in its module; `PluginLibrary` knows which that is. Everything here is
/// called from one thread for the host's whole life. [control]
package protocol PluginHost: AnyObject {
    var format: PluginFormat { get }

    /// The files and bundles on the search path that may hold plugins or presets, in its order. Opens none
    /// of them. [control]
    func modules() -> [PluginModule]

    /// Where a plugin is, as far as its identifier says, without opening anything. nil: nowhere, or that
    /// can only be learned by opening modules. [control]
    func module(of id: PluginID) -> PluginModule?

    /// The plugins of a module. [control]
    func plugins(in module: PluginModule) throws(HostError) -> [PluginID]

    /// One plugin's description, which may need an instance of it. [control]
    func descriptor(
        of id: PluginID,
        in module: PluginModule
    ) throws(HostError) -> PluginDescriptor

    /// The presets that a module holds, by name, for the plugins that they are for. [control]
    func presets(in module: PluginModule) throws(HostError) -> [PluginID: [InstalledPreset]]

    /// Whether presets are only read from files, without running anything of a plugin's: then whoever wants
    /// to know them looks when he does.
    var presetsAreFiles: Bool { get }

    /// What one of them holds. `module` is the plugin's. [control]
    ///
    /// - Throws: `presetNotFound`, or `presetUnreadable`.
    func preset(
        _ preset: PresetID,
        of id: PluginID,
        in module: PluginModule
    ) throws(HostError) -> Preset

    /// Loads a plugin. It comes back inactive, its parameters at their defaults. [control]
    func instantiate(
        _ id: PluginID,
        in module: PluginModule,
        configuration: ProcessConfiguration
    ) throws(HostError) -> any PluginInstance
}

extension PluginHost {
    package var presetsAreFiles: Bool { false }
}

/// A file or a bundle that plugins or presets of one format are in.
package struct PluginModule: Sendable, Hashable {
    package let format: PluginFormat
    /// Absolute.
    package let path: String

    package init(format: PluginFormat, path: String) {
        self.format = format
        self.path = path
    }
}

/// A preset that came with a plugin, or that somebody made for it with another host.
package struct InstalledPreset: Sendable, Equatable {
    /// Says where it is, so that the host needs nothing else to find it: a URI, or a path.
    package let id: PresetID
    package let name: String

    package init(id: PresetID, name: String) {
        self.id = id
        self.name = name
    }
}

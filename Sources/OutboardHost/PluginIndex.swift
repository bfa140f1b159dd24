import OutboardModel

/// Which plugins may be loaded, and where they are, learned without opening any of them here. [any]
package protocol PluginIndex: Sendable {
    /// A plugin by its identifier, or by an alias that no other plugin of its format has.
    ///
    /// - Throws: `notInstalled`, `ambiguous`; or `blocked`, for one that must not be loaded.
    func find(_ id: PluginID) throws(HostError) -> FoundPlugin

    /// Whether a module is not what it was when it was scanned, or has not been. Looks at the disk.
    func needsScan(_ module: PluginModule) -> Bool

    /// Modules that were there when somebody looked last, and of which nothing is known yet.
    var unscanned: Set<PluginModule> { get }

    /// Why a plugin that is not found cannot be loaded, where this is the module that should have it. nil:
    /// nothing is known against it.
    func refusal(of id: PluginID, in module: PluginModule) -> HostError?

    /// Those of a plugin, by name.
    ///
    /// - Parameter id: in full.
    func presets(of id: PluginID) -> [InstalledPreset]

    /// All that may be loaded, by format and identifier.
    func all() -> [PluginDescriptor]
}

/// A plugin that may be loaded.
package struct FoundPlugin: Sendable, Equatable {
    package let descriptor: PluginDescriptor
    package let module: PluginModule
    /// It ends the process that frees it, so an instance of it is never freed.
    package let endsBadly: Bool

    package init(descriptor: PluginDescriptor, module: PluginModule, endsBadly: Bool = false) {
        self.descriptor = descriptor
        self.module = module
        self.endsBadly = endsBadly
    }
}

extension HostError {
    package static func notInstalled(_ id: PluginID) -> HostError {
        HostError(
            .notInstalled,
            subject: id.text,
            message: "no such \(id.format.name) plugin is installed; install the package that it "
                + "is in, or name its folder in \(id.format.searchVariable)"
        )
    }

    package static func unscanned(_ id: PluginID, _ module: PluginModule) -> HostError {
        HostError(
            .notInstalled,
            subject: id.text,
            message:
                "\(module.path) has not been scanned as it is now; \"outboard plugin scan\" does so"
        )
    }

    /// - Parameter candidates: the identifiers of those that are called so.
    package static func ambiguous(_ id: PluginID, _ candidates: [String]) -> HostError {
        HostError(
            .ambiguous,
            subject: id.text,
            message: "several \(id.format.name) plugins are called so; name one of "
                + candidates.sorted().joined(separator: ", ")
        )
    }
}

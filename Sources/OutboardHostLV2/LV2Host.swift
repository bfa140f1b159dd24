import CLilv
import OutboardHost
import OutboardModel

/// The LV2 plugins of this machine, by lilv.
///
/// Plugins that are drawn with Qt want `QT_QPA_PLATFORM=offscreen` in the environment of a program
/// without a display, which is the program's to set.
package final class LV2Host: PluginHost {
    let world: LV2World
    let table = URIDTable()

    /// Ranges that depend on the sample rate are given for this one where there is no instance.
    static let nominalSampleRateHertz = 48_000

    /// - Parameter searchPath: directories of bundles, separated by colons; nil takes `LV2_PATH` or
    ///   else the usual places.
    package init(searchPath: String? = nil) {
        world = LV2World(searchPath: searchPath)
    }

    package var format: PluginFormat { .lv2 }

    /// The bundles of all plugins. [control]
    package func modules() -> [PluginModule] {
        var seen: Set<PluginModule> = []
        return world.plugins().compactMap { world.bundle(of: $0) }
            .map { PluginModule(format: .lv2, path: $0) }.filter { seen.insert($0).inserted }
    }

    /// [control]
    package func module(of id: PluginID) -> PluginModule? {
        guard id.format == .lv2, let plugin = world.plugin(id.text) else { return nil }
        return world.bundle(of: plugin).map { PluginModule(format: .lv2, path: $0) }
    }

    /// [control]
    package func plugins(in module: PluginModule) throws(HostError) -> [PluginID] {
        world.plugins().filter { world.bundle(of: $0) == module.path }.map {
            PluginID(format: .lv2, world.uri(of: $0))
        }
    }

    /// [control]
    package func descriptor(
        of id: PluginID,
        in module: PluginModule
    ) throws(HostError) -> PluginDescriptor {
        learn(of: id, in: module)
        return world.describe(
            try plugin(id),
            sampleRateHertz: Self.nominalSampleRateHertz
        ).descriptor
    }

    /// [control]
    package func instantiate(
        _ id: PluginID,
        in module: PluginModule,
        configuration: ProcessConfiguration
    ) throws(HostError) -> any PluginInstance {
        learn(of: id, in: module)
        return try load(id, configuration)
    }

    /// Bundles that were installed after the world was read are read when they are needed.
    private func learn(of id: PluginID, in module: PluginModule) {
        if world.plugin(id.text) == nil { world.load(bundle: module.path) }
    }

    func load(
        _ id: PluginID,
        _ configuration: ProcessConfiguration
    ) throws(HostError) -> LV2Instance {
        let plugin = try plugin(id)
        let unmet = world.unmetRequirements(of: plugin)
        guard unmet.isEmpty else {
            throw HostError(
                .unsupported,
                subject: id.text,
                message: "needs what this host does not offer: " + unmet.joined(separator: ", ")
                    + (LV2Name.oldEvents.isDisjoint(with: unmet)
                        ? "" : "; it speaks the event interface that atom ports have replaced")
            )
        }
        let description = world.describe(plugin, sampleRateHertz: configuration.sampleRateHertz)
        guard description.unknownPorts.isEmpty else {
            throw HostError(
                .unsupported,
                subject: id.text,
                message: "has ports of a sort that this host does not know: "
                    + description.unknownPorts.joined(separator: ", ")
            )
        }
        return try LV2Instance(
            host: self,
            plugin: plugin,
            description: description,
            configuration: configuration
        )
    }

    func plugin(_ id: PluginID) throws(HostError) -> OpaquePointer {
        guard id.format == .lv2, let plugin = world.plugin(id.text) else {
            throw HostError(
                .notInstalled,
                subject: id.text,
                message: "no LV2 plugin of this URI is installed; install the package it is in"
            )
        }
        return plugin
    }
}

import OutboardModel

/// The plugins of all formats: finds them by their identifiers, and loads them. [control]
///
/// With an index it opens nothing but what that lets through. Without one it finds out by itself, by
/// opening what may hold a plugin, in this process.
package final class PluginLibrary {
    package let hosts: [any PluginHost]
    package var index: (any PluginIndex)?
    private var known: [PluginID: FoundPlugin] = [:]
    private var knownPresets: [PluginModule: [PluginID: [InstalledPreset]]] = [:]
    private var hasReadAll: Set<PluginFormat> = []

    package init(_ hosts: [any PluginHost], index: (any PluginIndex)? = nil) {
        self.hosts = hosts
        self.index = index
    }

    /// All installed plugins, by identifier. The first call reads every plugin's description, which takes
    /// a second or more; later ones answer from memory. What cannot be described is left out.
    package func installedPlugins() -> [PluginDescriptor] {
        if let index { return index.all() }
        for host in hosts { readAll(host) }
        return known.values.map(\.descriptor).sorted {
            ($0.id.format.rawValue, $0.id.text) < ($1.id.format.rawValue, $1.id.text)
        }
    }

    /// One plugin's description. Its identifier, or one of its aliases that no other plugin of the format
    /// has.
    package func descriptor(of id: PluginID) throws(HostError) -> PluginDescriptor {
        try find(id).descriptor
    }

    /// The presets that are installed for a plugin, by name.
    package func presets(of id: PluginID) throws(HostError) -> [InstalledPreset] {
        let found = try find(id)
        if let index, try !host(id).presetsAreFiles {
            return index.presets(of: found.descriptor.id)
        }
        if let known = knownPresets[found.module] { return known[found.descriptor.id] ?? [] }
        let presets = try host(id).presets(in: found.module)
        knownPresets[found.module] = presets
        return presets[found.descriptor.id] ?? []
    }

    /// What one of them holds, without reading the others.
    ///
    /// - Throws: `presetNotFound`, or `presetUnreadable`.
    package func preset(_ preset: PresetID, of id: PluginID) throws(HostError) -> Preset {
        let found = try find(id)
        return try host(id).preset(preset, of: found.descriptor.id, in: found.module)
    }

    /// Loads a plugin. It comes back inactive, its parameters at their defaults.
    package func instantiate(
        _ id: PluginID,
        configuration: ProcessConfiguration
    ) throws(HostError) -> any PluginInstance {
        let found = try find(id)
        let instance = try host(id).instantiate(
            found.descriptor.id,
            in: found.module,
            configuration: configuration
        )
        // Its memory is the price of going on.
        if found.endsBadly { _ = Unmanaged.passRetained(instance as AnyObject) }
        return instance
    }

    private func find(_ id: PluginID) throws(HostError) -> FoundPlugin {
        let host = try host(id)
        if let index { return try find(id, in: index, host) }
        if let known = known[id] { return known }
        if let module = host.module(of: id) {
            let found = FoundPlugin(
                descriptor: try host.descriptor(of: id, in: module),
                module: module
            )
            known[id] = found
            return found
        }
        readAll(host)
        if let known = known[id] { return known }
        let named = known.values.filter {
            $0.descriptor.id.format == id.format && $0.descriptor.aliases.contains(id.text)
        }
        guard let first = named.first else { throw .notInstalled(id) }
        guard named.count == 1 else { throw .ambiguous(id, named.map(\.descriptor.id.text)) }
        return first
    }

    /// What has to be scanned before anything can be said of these plugins: the modules that they should be
    /// in, or all of their format that are unknown where no more can be told from outside. Empty: nothing.
    package func unscannedModules(for ids: [PluginID]) -> [PluginModule] {
        guard let index else { return [] }
        var wanted: Set<PluginModule> = []
        for id in Set(ids) {
            guard let host = hosts.first(where: { $0.format == id.format }) else { continue }
            if let module = (try? index.find(id))?.module ?? host.module(of: id) {
                if index.needsScan(module) { wanted.insert(module) }
            } else {
                wanted.formUnion(index.unscanned.filter { $0.format == id.format })
            }
        }
        return wanted.sorted { ($0.format.rawValue, $0.path) < ($1.format.rawValue, $1.path) }
    }

    private func find(
        _ id: PluginID,
        in index: any PluginIndex,
        _ host: any PluginHost
    ) throws(HostError) -> FoundPlugin {
        do throws(HostError) {
            let found = try index.find(id)
            guard index.needsScan(found.module) else { return found }
            throw .unscanned(id, found.module)
        } catch {
            guard error.code == .notInstalled, let module = host.module(of: id),
                let refusal = index.refusal(of: id, in: module)
            else { throw error }
            throw refusal
        }
    }

    private func readAll(_ host: any PluginHost) {
        guard hasReadAll.insert(host.format).inserted else { return }
        for module in host.modules() {
            for id in (try? host.plugins(in: module)) ?? [] where known[id] == nil {
                guard let descriptor = try? host.descriptor(of: id, in: module) else { continue }
                known[id] = FoundPlugin(descriptor: descriptor, module: module)
            }
        }
    }

    private func host(_ id: PluginID) throws(HostError) -> any PluginHost {
        if let host = hosts.first(where: { $0.format == id.format }) { return host }
        throw HostError(
            .notInstalled,
            subject: id.text,
            message: "this build hosts no \(id.format.name) plugins"
        )
    }
}

extension PluginFormat {
    /// As people write it.
    package var name: String { rawValue.uppercased() }

    /// The environment variable that holds its search path.
    package var searchVariable: String { name + "_PATH" }
}

import CCLAP
import OutboardHost
import OutboardModel

extension CLAPHost {
    /// Has the library's own code read the files that its presets are in. Later calls answer from memory.
    /// [control]
    package func presets(
        in module: PluginModule
    ) throws(HostError) -> [PluginID: [InstalledPreset]] {
        let library = try open(module)
        var found: [PluginID: [InstalledPreset]] = [:]
        for preset in crawl(library) {
            for id in owners(of: preset, library) {
                let listed = InstalledPreset(id: preset.id, name: preset.name)
                if found[id]?.contains(where: { $0.id == preset.id }) != true {
                    found[id, default: []].append(listed)
                }
            }
        }
        return found.mapValues { $0.sorted { ($0.name, $0.id.text) < ($1.name, $1.id.text) } }
    }

    /// Loaded by a second instance of the plugin: what it is then is what the preset holds. Only what the
    /// library told of is loaded, whatever the identifier says. [control]
    package func preset(
        _ preset: PresetID,
        of id: PluginID,
        in module: PluginModule
    ) throws(HostError) -> Preset {
        let library = try open(module)
        let found = crawl(library).first {
            $0.id == preset && owners(of: $0, library).contains(id)
        }
        guard let found else {
            throw HostError(
                .presetNotFound,
                subject: preset.text,
                message: "no such preset is installed for \(id.text)"
            )
        }
        let configuration = ProcessConfiguration(
            sampleRateHertz: 48_000,
            blockFramesMax: 512,
            isOffline: true
        )
        return try load(id, in: module, configuration).loadPreset(found)
    }

    /// One that names no plugin is for the library's only one.
    private func owners(of preset: CLAPPreset, _ library: CLAPLibrary) -> [PluginID] {
        let named =
            preset.plugins.isEmpty && library.plugins.count == 1
            ? [library.plugins[0].id] : preset.plugins
        return named.map { PluginID(format: .clap, $0) }
    }
}

extension CLAPInstance {
    /// Has the plugin load it, and takes what it is then. [control & !active]
    ///
    /// - Throws: `presetUnreadable` where the plugin refuses.
    func loadPreset(_ preset: CLAPPreset) throws(HostError) -> Preset {
        func refusal(_ why: String) -> HostError {
            HostError(.presetUnreadable, subject: preset.id.text, message: why)
        }
        guard let load = plugin.presetLoad?.pointee.from_location else {
            throw refusal("\(descriptor.id.text) cannot load presets")
        }
        let main = plugin.hostMemory.main
        main.presetError = nil
        guard load(plugin.pointer, preset.kind, preset.location, preset.key) else {
            throw refusal(main.presetError ?? "the plugin refused it")
        }
        // Some plugins finish such things when they are called back.
        for _ in 0..<4 { _ = attend() }
        if let error = main.presetError { throw refusal(error) }
        takeValues()
        var values: [String: Double] = [:]
        for (index, parameter) in descriptor.parameters.enumerated() {
            values[parameter.symbol] = Double(bank.pointee.values[index])
        }
        return Preset(
            id: preset.id,
            name: preset.name,
            plugin: descriptor.id,
            parameters: values,
            state: hasState ? try saveState() : nil
        )
    }
}

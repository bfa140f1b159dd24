import CLADSPA
import OutboardHost
import OutboardModel

/// The LADSPA plugins of this machine.
///
/// A plugin's identifier is `<library>:<label>`, where the library is its file's name without ".so". It
/// is found by its label or its unique number alone too, where only one installed plugin has it; its
/// descriptor names it in full. Reading a plugin's description means opening its library.
package final class LADSPAHost: PluginHost {
    private let folders: LADSPAFolders
    private var opened: [String: LADSPALibrary] = [:]
    private var installed: [PluginDescriptor]?

    /// Ranges that depend on the sample rate are given for this one where there is no instance.
    private static let nominalSampleRateHertz = 48_000

    /// - Parameter searchPath: directories, separated by colons; nil takes `LADSPA_PATH` or else
    ///   `/usr/lib/ladspa` and `/usr/local/lib/ladspa`.
    package init(searchPath: String? = nil) {
        folders = LADSPAFolders(searchPath: searchPath)
    }

    package var format: PluginFormat { .ladspa }

    /// Libraries that do not open, and plugins that cannot be described, are left out. [control]
    package func installedPlugins() -> [PluginDescriptor] {
        if let installed { return installed }
        var found: [String: PluginDescriptor] = [:]
        for library in libraries() {
            for plugin in library.plugins {
                guard let descriptor = try? describe(plugin, library).descriptor,
                    found[descriptor.id.text] == nil
                else { continue }
                found[descriptor.id.text] = descriptor
            }
        }
        let sorted = found.values.sorted { $0.id.text < $1.id.text }
        installed = sorted
        return sorted
    }

    /// [control]
    package func descriptor(of id: PluginID) throws(HostError) -> PluginDescriptor {
        let (plugin, library) = try find(id)
        return try describe(plugin, library).descriptor
    }

    /// The format knows none.
    package func presets(of id: PluginID) throws(HostError) -> [InstalledPreset] {
        _ = try descriptor(of: id)
        return []
    }

    package func preset(_ preset: PresetID, of id: PluginID) throws(HostError) -> Preset {
        throw HostError(
            .presetNotFound,
            subject: preset.text,
            message: "LADSPA plugins come without presets"
        )
    }

    /// [control]
    package func instantiate(
        _ id: PluginID,
        configuration: ProcessConfiguration
    ) throws(HostError) -> any PluginInstance {
        let (plugin, library) = try find(id)
        return try LADSPAInstance(
            library: library,
            plugin: plugin,
            description: LADSPADescription(
                plugin,
                library: library.name,
                sampleRateHertz: configuration.sampleRateHertz
            ),
            configuration: configuration
        )
    }

    private typealias Found = (plugin: UnsafePointer<ob_ladspa_descriptor>, library: LADSPALibrary)

    private func describe(
        _ plugin: UnsafePointer<ob_ladspa_descriptor>,
        _ library: LADSPALibrary
    ) throws(HostError) -> LADSPADescription {
        try LADSPADescription(
            plugin,
            library: library.name,
            sampleRateHertz: Self.nominalSampleRateHertz
        )
    }

    private func find(_ id: PluginID) throws(HostError) -> Found {
        guard id.format == .ladspa else { throw Self.absent(id) }
        guard let colon = id.text.firstIndex(of: ":") else { return try search(id) }
        // Only names of files that are there are opened, whatever the identifier says.
        guard let library = try library(String(id.text[..<colon])),
            let plugin = library.plugin(label: String(id.text[id.text.index(after: colon)...]))
        else { throw Self.absent(id) }
        return (plugin, library)
    }

    /// By a label alone, or else by a unique number.
    private func search(_ id: PluginID) throws(HostError) -> Found {
        let libraries = libraries()
        var found: [Found] = libraries.compactMap { library in
            library.plugin(label: id.text).map { ($0, library) }
        }
        if found.isEmpty, let number = UInt(id.text) {
            for library in libraries {
                for plugin in library.plugins where plugin.pointee.unique_id == number {
                    found.append((plugin, library))
                }
            }
        }
        guard let first = found.first else { throw Self.absent(id) }
        guard found.count == 1 else {
            let names = found.map { found in
                let label = found.plugin.pointee.label.map { String(cString: $0) } ?? ""
                return "\(found.library.name):\(label)"
            }
            throw HostError(
                .ambiguous,
                subject: id.text,
                message: "several LADSPA plugins are called so; name one of "
                    + names.joined(separator: ", ")
            )
        }
        return first
    }

    /// All that open, by name.
    private func libraries() -> [LADSPALibrary] {
        let paths = folders.libraries()
        return paths.keys.sorted().compactMap { try? open($0, paths[$0]!) }
    }

    /// nil: there is no such file.
    private func library(_ name: String) throws(HostError) -> LADSPALibrary? {
        if let library = opened[name] { return library }
        guard let path = folders.libraries()[name] else { return nil }
        return try open(name, path)
    }

    private func open(_ name: String, _ path: String) throws(HostError) -> LADSPALibrary {
        if let library = opened[name] { return library }
        let library = try LADSPALibrary(name: name, path: path)
        opened[name] = library
        return library
    }

    private static func absent(_ id: PluginID) -> HostError {
        HostError(
            .notInstalled,
            subject: id.text,
            message: "no such LADSPA plugin is installed; install the package it is in, or set "
                + "LADSPA_PATH"
        )
    }
}

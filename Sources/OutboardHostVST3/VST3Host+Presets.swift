import CVST3
import OutboardHost
import OutboardModel

/// Presets: the programs that a plugin lists, and `.vstpreset` files that are for it, wherever in the
/// folders of presets they lie.
///
/// A program's identifier is `program:<parameter>:<place>`, a file's its path.
extension VST3Host {
    private static let programWord = "program:"

    /// [control]
    package func presets(
        in module: PluginModule
    ) throws(HostError) -> [PluginID: [InstalledPreset]] {
        var found: [PluginID: [InstalledPreset]] = [:]
        let files = files()
        for id in try plugins(in: module) {
            var presets = files[id.text] ?? []
            // What cannot be described has files all the same.
            if let description = try? describe(id, in: module), let program = description.program {
                let parameter = description.listed[program].id
                presets += description.programNames.enumerated().map { place, name in
                    InstalledPreset(
                        id: PresetID("\(Self.programWord)\(parameter):\(place)"),
                        name: name
                    )
                }
            }
            found[id] = presets.sorted { ($0.name, $0.id.text) < ($1.name, $1.id.text) }
        }
        return found
    }

    /// [control]
    package func preset(
        _ preset: PresetID,
        of id: PluginID,
        in module: PluginModule
    ) throws(HostError) -> Preset {
        if preset.text.hasPrefix(Self.programWord) {
            return try program(preset, of: id, in: module)
        }
        // Only files that are where presets lie are opened, whatever the identifier says.
        guard folders.presetFiles().contains(preset.text),
            let bytes = VST3PresetFile.read(preset.text)
        else { throw Self.absent(preset, id) }
        let file = try VST3PresetFile(bytes, subject: preset.text)
        guard let plugin = ob_vst3_id(text: id.text), file.plugin == plugin.text else {
            throw HostError(
                .presetUnreadable,
                subject: preset.text,
                message: "the file is for another plugin, \(file.plugin)"
            )
        }
        let state = VST3State(component: file.component, controller: file.controller, values: [])
        return Preset(
            id: preset,
            name: Self.name(of: preset.text),
            plugin: id,
            parameters: [:],
            state: state.bytes(of: plugin)
        )
    }

    private func program(
        _ preset: PresetID,
        of id: PluginID,
        in module: PluginModule
    ) throws(HostError) -> Preset {
        let description = try describe(id, in: module)
        let words = preset.text.dropFirst(Self.programWord.count).split(separator: ":")
        guard let program = description.program, words.count == 2,
            String(description.listed[program].id) == words[0],
            let place = Int(words[1]), description.programNames.indices.contains(place)
        else { throw Self.absent(preset, id) }
        return Preset(
            id: preset,
            name: description.programNames[place],
            plugin: id,
            parameters: [description.listed[program].parameter.symbol: Double(place)]
        )
    }

    /// The files, by the plugin that they are for.
    private func files() -> [String: [InstalledPreset]] {
        var files: [String: [InstalledPreset]] = [:]
        for path in folders.presetFiles() {
            guard
                let start = VST3PresetFile.read(path, prefix: VST3PresetFile.headerBytes),
                let plugin = VST3PresetFile.plugin(of: start)
            else { continue }
            files[plugin.text, default: []].append(
                InstalledPreset(id: PresetID(path), name: Self.name(of: path))
            )
        }
        return files
    }

    private static func name(of path: String) -> String {
        let file = path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]
        return String(file.dropLast(".vstpreset".count))
    }

    private static func absent(_ preset: PresetID, _ id: PluginID) -> HostError {
        HostError(
            .presetNotFound,
            subject: preset.text,
            message: "no such preset of \(id.text) is installed"
        )
    }
}

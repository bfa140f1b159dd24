import OutboardJSON
import OutboardModel

/// The presets in a directory: one JSON file each, whose name without ".json" is the preset's id.
package struct PresetStore: Sendable {
    package let root: String
    /// What people see as the origin: "factory".
    package let source: String

    package init(root: String, source: String) {
        self.root = root
        self.source = source
    }

    /// All presets, by id, with the error of those that cannot be read.
    package func list() -> [(id: PresetID, preset: Result<Preset, StoreError>)] {
        directoryEntries(root).filter { $0.hasSuffix(".json") }.map { name in
            let id = PresetID(String(name.dropLast(5)))
            do throws(StoreError) {
                return (id, .success(try load(id)))
            } catch {
                return (id, .failure(error))
            }
        }
    }

    package func load(_ id: PresetID) throws(StoreError) -> Preset {
        guard staysBeneath(id.text), !id.text.contains("/") else {
            throw StoreError(.notFound, subject: id.text, message: "no preset has such an id")
        }
        let bytes = try readFile(
            beneath: root,
            id.text + ".json",
            subject: id.text,
            bytesMax: 4 << 20
        )
        do {
            return try Preset(
                reading: JSONField(JSONValue(parsing: bytes, limits: .file)),
                id: id
            )
        } catch {
            throw StoreError(.malformed, subject: id.text, message: "\(error)")
        }
    }
}

extension Preset {
    fileprivate init(reading field: JSONField, id: PresetID) throws(JSONFieldError) {
        let version = try field.member("version")
        guard try version.integer() == 1 else {
            throw JSONFieldError(
                path: version.path,
                message: "is not 1, the one that is known here"
            )
        }
        self.init(
            id: id,
            name: try field.member("name").string(),
            plugin: try PluginID(reading: field.member("plugin")),
            parameters: try field.member("parameters").numbersByKey()
        )
    }
}

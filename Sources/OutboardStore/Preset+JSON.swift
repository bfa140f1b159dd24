import OutboardJSON
import OutboardModel

extension Preset {
    /// A plugin's state in a preset is not larger than this.
    package static let stateBytesMax = 16 << 20
    /// A file of a preset is not larger than this: the state is longer by a third as text.
    static let fileBytesMax = 28 << 20

    static let limits = JSONLimits(depth: 16, keysPerObject: 65_536, stringBytes: 24 << 20)

    /// Reads a preset's file. The layout is in `Docs/formats.md`.
    init(reading field: JSONField, id: PresetID) throws(JSONFieldError) {
        let version = try field.member("version")
        let number = try version.integer()
        guard (1...2).contains(number) else {
            throw JSONFieldError(
                path: version.path,
                message: "is not 1 or 2, those that are known here"
            )
        }
        self.init(
            id: id,
            name: try field.member("name").string(),
            plugin: try PluginID(reading: field.member("plugin")),
            parameters: try field.member("parameters").numbersByKey(),
            state: number == 1 ? nil : try Self.state(reading: field.member("state"))
        )
        // Left out, it would be missed by nobody but the ear.
        if number == 1, let state = try field.optionalMember("state") {
            throw JSONFieldError(path: state.path, message: "is of version 2, and this says 1")
        }
    }

    /// A state that is whole, and the one that was written.
    private static func state(reading field: JSONField) throws(JSONFieldError) -> [UInt8] {
        let size = try field.member("size").integer(in: 0...stateBytesMax)
        let text = try field.member("base64")
        guard let state = Base64.bytes(of: try text.string()) else {
            throw JSONFieldError(path: text.path, message: "is not base64")
        }
        guard state.count == size else {
            throw JSONFieldError(
                path: text.path,
                message: "has \(state.count) bytes, and should have \(size)"
            )
        }
        let checksum = try field.member("checksum")
        guard try checksum.string() == checksumDigits(state) else {
            throw JSONFieldError(
                path: checksum.path,
                message: "is another: the state is damaged"
            )
        }
        return state
    }

    /// What its file holds. Without a state it is of the first version, which every program reads.
    var json: JSONValue {
        var values = JSONObject()
        for (symbol, value) in parameters { values[symbol] = .number(value) }
        var object: JSONObject = [
            "version": .integer(state == nil ? 1 : 2), "name": .string(name),
            "plugin": ["format": .string(plugin.format.rawValue), "id": .string(plugin.text)],
            "parameters": .object(values),
        ]
        object["state"] = state.map {
            [
                "size": .integer($0.count), "checksum": .string(checksumDigits($0)),
                "base64": .string(Base64.text(of: $0)),
            ]
        }
        return .object(object)
    }
}

import OutboardJSON
import OutboardModel

extension Strip {
    init(reading field: JSONField) throws(JSONFieldError) {
        let level = try field.optionalMember("level_decibels")
        self.init(
            inserts: try field.optionalMember("inserts")?.mapElements(Insert.init(reading:)) ?? [],
            faderDecibels: level?.value == .null
                ? -.infinity : try level?.number(in: Strip.faderDecibelsRange) ?? 0,
            pan: try field.optionalMember("pan")?.number(in: Strip.panRange) ?? 0,
            isMuted: try field.optionalMember("mute")?.bool() ?? false,
            isSoloed: try field.optionalMember("solo")?.bool() ?? false,
            sends: try field.optionalMember("sends")?.mapElements(Send.init(reading:)) ?? [],
            output: try field.optionalMember("output").map(StripOutput.init(reading:)) ?? .master
        )
    }
}

extension Insert {
    init(reading field: JSONField) throws(JSONFieldError) {
        let plugin = try PluginID(reading: field.member("plugin"))
        self.init(
            id: InsertID(try field.member("id").string()),
            name: try field.optionalMember("name")?.string() ?? plugin.text,
            plugin: plugin,
            parameters: try field.optionalMember("parameters")?.numbersByKey() ?? [:],
            statePath: try field.optionalMember("state")?.string(),
            isBypassed: try field.optionalMember("bypass")?.bool() ?? false,
            sideChain: try field.optionalMember("side_chain").map(SideChain.init(reading:))
        )
    }
}

extension PluginID {
    init(reading field: JSONField) throws(JSONFieldError) {
        let name = try field.member("format")
        guard let format = PluginFormat(rawValue: try name.string()) else {
            let known = PluginFormat.allCases.map(\.rawValue).joined(separator: ", ")
            throw JSONFieldError(path: name.path, message: "must be one of \(known)")
        }
        self.init(format: format, try field.member("id").string())
    }
}

import OutboardJSON
import OutboardModel

extension Strip {
    /// Reads what tracks, buses and the master have in common.
    init(reading field: JSONField) throws(JSONFieldError) {
        self.init(
            inserts: try field.optionalMember("inserts")?.mapElements(Insert.init(reading:)) ?? [],
            faderDecibels: try field.optionalMember("level_decibels")?.decibels() ?? 0,
            pan: try field.optionalMember("pan")?.number(in: Strip.panRange) ?? 0,
            isMuted: try field.optionalMember("mute")?.bool() ?? false,
            isSoloed: try field.optionalMember("solo")?.bool() ?? false,
            sends: try field.optionalMember("sends")?.mapElements(Send.init(reading:)) ?? [],
            output: try field.optionalMember("output").map(StripOutput.init(reading:)) ?? .master
        )
    }

    /// Adds what differs from the default to the object of a track, a bus or the master.
    ///
    /// - Parameter usual: where such a strip goes when nothing is said.
    func write(to object: inout JSONObject, usual: StripOutput = .master) {
        object.set("level_decibels", faderDecibels, unless: 0, JSONValue.decibels)
        object.set("pan", pan, unless: 0, JSONValue.number)
        object.set("mute", isMuted, unless: false, JSONValue.bool)
        object.set("solo", isSoloed, unless: false, JSONValue.bool)
        object.set("inserts", inserts, unless: []) { .array($0.map(\.json)) }
        object.set("sends", sends, unless: []) { .array($0.map(\.json)) }
        object.set("output", output, unless: usual, \.json)
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
            properties: try field.optionalMember("properties")?.propertiesByKey() ?? [:],
            statePath: try field.optionalMember("state")?.string(),
            isBypassed: try field.optionalMember("bypass")?.bool() ?? false,
            sideChain: try field.optionalMember("side_chain").map(SideChain.init(reading:))
        )
    }

    var json: JSONValue {
        var object: JSONObject = ["id": .string(id.text)]
        object.set("name", name, unless: plugin.text, JSONValue.string)
        object["plugin"] = plugin.json
        object.set("parameters", parameters, unless: [:]) { parameters in
            var values = JSONObject()
            for key in parameters.keys.sorted() { values[key] = .number(parameters[key]!) }
            return .object(values)
        }
        object.set("properties", properties, unless: [:]) { properties in
            var values = JSONObject()
            for key in properties.keys.sorted() { values[key] = properties[key]!.json }
            return .object(values)
        }
        object["state"] = statePath.map(JSONValue.string)
        object.set("bypass", isBypassed, unless: false, JSONValue.bool)
        object["side_chain"] = sideChain?.json
        return .object(object)
    }
}

extension PropertyValue {
    /// nil for what no property can be.
    init?(_ value: JSONValue) {
        if let isOn = value.bool {
            self = .boolean(isOn)
        } else if let number = value.number {
            self = .number(number)
        } else if let text = value.string {
            self = .text(text)
        } else {
            return nil
        }
    }

    var json: JSONValue {
        switch self {
        case .number(let number): .number(number)
        case .boolean(let isOn): .bool(isOn)
        case .text(let text): .string(text)
        }
    }
}

extension JSONField {
    fileprivate func propertiesByKey() throws(JSONFieldError) -> [String: PropertyValue] {
        guard let members = value.object?.members else {
            throw JSONFieldError(path: path, message: "must be an object")
        }
        var properties: [String: PropertyValue] = [:]
        for (key, value) in members {
            guard let property = PropertyValue(value) else {
                throw JSONFieldError(
                    path: path + "." + key,
                    message: "must be a number, true, false or a text"
                )
            }
            properties[key] = property
        }
        return properties
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

    var json: JSONValue { ["format": .string(format.rawValue), "id": .string(text)] }
}

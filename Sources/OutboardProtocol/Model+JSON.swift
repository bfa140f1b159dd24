import OutboardJSON
import OutboardModel

// How the parts of a session look on the wire, both ways.

extension JSONValue {
    /// A level; silence is null, because JSON has no infinity.
    package static func decibels(_ level: Double) -> JSONValue {
        level == -.infinity ? .null : .number(level)
    }
}

extension Track {
    var json: JSONObject {
        var data: JSONObject = [
            "track_id": .string(id.text), "name": .string(name), "source": source.json,
        ]
        for (key, value) in strip.json.members { data[key] = value }
        return data
    }

    init(wire data: JSONField) throws(RequestError) {
        let id = try data.wireTrack()
        self.init(
            id: id,
            name: data.wireOptionalText("name") ?? id.text,
            source: try TrackSource(wire: data.value["source"] ?? ["kind": "none"]),
            strip: try Strip(wire: data)
        )
    }
}

extension Bus {
    var json: JSONObject {
        var data: JSONObject = [
            "track_id": .string(id.text), "name": .string(name),
            "channels": .integer(channelCount),
        ]
        for (key, value) in strip.json.members { data[key] = value }
        return data
    }
}

extension Strip {
    /// Without its inserts: they are added one by one.
    var json: JSONObject {
        [
            "level_decibels": .decibels(faderDecibels), "pan": .number(pan),
            "mute": .bool(isMuted), "solo": .bool(isSoloed), "output": output.json,
        ]
    }

    init(wire data: JSONField) throws(RequestError) {
        self.init(
            faderDecibels: data.wireOptionalDecibels("level_decibels") ?? 0,
            pan: data.wireOptionalNumber("pan") ?? 0,
            isMuted: data.wireOptionalBool("mute") ?? false,
            isSoloed: data.wireOptionalBool("solo") ?? false,
            output: try StripOutput(wire: data.value["output"] ?? "master")
        )
    }
}

extension StripOutput {
    package var json: JSONValue {
        switch self {
        case .master: "master"
        case .none: "none"
        case .bus(let id): ["bus": .string(id.text)]
        case .device(let channel): ["device_channel": .integer(channel)]
        }
    }

    init(wire value: JSONValue) throws(RequestError) {
        if value == "master" {
            self = .master
        } else if value == "none" {
            self = .none
        } else if let bus = value["bus"]?.string {
            self = .bus(TrackID(bus))
        } else {
            self = .device(channel: try JSONField(value).wireInteger("device_channel"))
        }
    }
}

extension Send {
    package var json: JSONObject {
        [
            "send_id": .string(id.text), "bus_id": .string(bus.text),
            "level_decibels": .decibels(levelDecibels), "pan": .number(pan),
            "mute": .bool(isMuted), "pre_fader": .bool(isPreFader),
        ]
    }

    init(wire data: JSONField) throws(RequestError) {
        self.init(
            id: SendID(try data.wireText("send_id")),
            bus: TrackID(try data.wireText("bus_id")),
            levelDecibels: data.wireOptionalDecibels("level_decibels") ?? 0,
            pan: data.wireOptionalNumber("pan") ?? 0,
            isMuted: data.wireOptionalBool("mute") ?? false,
            isPreFader: data.wireOptionalBool("pre_fader") ?? false
        )
    }
}

extension Insert {
    var json: JSONObject {
        var values = JSONObject()
        for (symbol, value) in parameters.sorted(by: { $0.key < $1.key }) {
            values[symbol] = .number(value)
        }
        var data: JSONObject = [
            "plugin_id": .string(id.text), "name": .string(name),
            "format": .string(plugin.format.rawValue), "uri": .string(plugin.text),
            "parameters": .object(values), "bypass": .bool(isBypassed),
        ]
        data["side_chain"] = sideChain?.json
        if !properties.isEmpty {
            var values = JSONObject()
            for (uri, value) in properties.sorted(by: { $0.key < $1.key }) {
                values[uri] = value.json
            }
            data["properties"] = .object(values)
        }
        return data
    }

    init(wire data: JSONField, id: InsertID) throws(RequestError) {
        var values: [String: Double] = [:]
        for (symbol, value) in data.value["parameters"]?.object?.members ?? [] {
            values[symbol] = value.number
        }
        var properties: [String: PropertyValue] = [:]
        for (uri, value) in data.value["properties"]?.object?.members ?? [] {
            properties[uri] = PropertyValue(json: value)
        }
        self.init(
            id: id,
            name: data.wireOptionalText("name") ?? id.text,
            plugin: PluginID(
                format: data.wireOptionalChoice("format") ?? .lv2,
                try data.wireText("uri")
            ),
            parameters: values,
            properties: properties,
            isBypassed: data.wireOptionalBool("bypass") ?? false,
            sideChain: try SideChain(wire: data)
        )
    }
}

extension SideChain {
    package var json: JSONValue {
        ["track_id": .string(strip.text), "pre_fader": .bool(isPreFader)]
    }

    /// nil where `data` has no `side_chain`, or null.
    init?(wire data: JSONField) throws(RequestError) {
        guard let field = data.wireOptionalObject("side_chain") else { return nil }
        self.init(
            strip: try field.wireTrack(),
            isPreFader: field.wireOptionalBool("pre_fader") ?? false
        )
    }
}

extension TrackSource {
    package var json: JSONValue {
        switch self {
        case .none: ["kind": "none"]
        case .input(let channels):
            ["kind": "input", "channels": .array(channels.map { .integer($0) })]
        case .file(let path, let loops):
            ["kind": "file", "path": .string(path), "loop": .bool(loops)]
        case .notes(let channels, let path):
            [
                "kind": "notes", "channels": .array(channels.map { .integer($0) }),
                "path": path.map(JSONValue.string) ?? .null,
            ]
        }
    }

    init(wire value: JSONValue) throws(RequestError) {
        let data = JSONField(value)
        switch value["kind"]?.string {
        case "input": self = .input(channels: data.wireIntegers("channels"))
        case "file":
            self = .file(
                path: try data.wireText("path"),
                loops: data.wireOptionalBool("loop") ?? false
            )
        case "notes":
            self = .notes(
                channels: value["channels"] == nil
                    ? Array(1...16) : data.wireIntegers("channels"),
                path: data.wireOptionalText("path")
            )
        default: self = .none
        }
    }
}

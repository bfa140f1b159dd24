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
            name: try data.wireOptionalText("name", longest: 256) ?? id.text,
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
            faderDecibels: data.value["level_decibels"] == nil
                ? 0 : try data.wireDecibels("level_decibels"),
            pan: data.value["pan"] == nil ? 0 : try data.wireNumber("pan", in: Strip.panRange),
            isMuted: try data.wireOptionalBool("mute") ?? false,
            isSoloed: try data.wireOptionalBool("solo") ?? false,
            output: try StripOutput(wire: data.value["output"] ?? "master")
        )
        guard faderDecibels == -.infinity || Strip.faderDecibelsRange.contains(faderDecibels) else {
            throw RequestError(
                .invalidParameter,
                "level_decibels must be -140 to 10, or null.",
                field: "level_decibels"
            )
        }
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
        } else if let channel = value["device_channel"]?.number, (0..<1_024).contains(channel) {
            self = .device(channel: Int(channel))
        } else {
            throw RequestError(
                .invalidParameter,
                "output must be \"master\", \"none\", {\"bus\": id} or {\"device_channel\": n}.",
                field: "output"
            )
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
            levelDecibels: data.value["level_decibels"] == nil
                ? 0 : try data.wireDecibels("level_decibels"),
            pan: data.value["pan"] == nil ? 0 : try data.wireNumber("pan", in: Strip.panRange),
            isMuted: try data.wireOptionalBool("mute") ?? false,
            isPreFader: try data.wireOptionalBool("pre_fader") ?? false
        )
        guard levelDecibels == -.infinity || Strip.faderDecibelsRange.contains(levelDecibels) else {
            throw RequestError(
                .invalidParameter,
                "level_decibels must be -140 to 10, or null.",
                field: "level_decibels"
            )
        }
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
        let format: PluginFormat = try data.wireOptionalChoice("format") ?? .lv2
        var values: [String: Double] = [:]
        for (symbol, value) in data.value["parameters"]?.object?.members ?? [] {
            guard let number = value.number else {
                throw RequestError(
                    .invalidParameter,
                    "parameters must be numbers by the parameter's id.",
                    field: "parameters"
                )
            }
            values[symbol] = number
        }
        var properties: [String: PropertyValue] = [:]
        for (uri, value) in data.value["properties"]?.object?.members ?? [] {
            properties[uri] = try PropertyValue(wire: value)
        }
        let sideChain = data.value["side_chain"] ?? .null
        self.init(
            id: id,
            name: try data.wireOptionalText("name", longest: 256) ?? id.text,
            plugin: PluginID(format: format, try data.wireText("uri")),
            parameters: values,
            properties: properties,
            isBypassed: try data.wireOptionalBool("bypass") ?? false,
            sideChain: sideChain == .null ? nil : try SideChain(wire: JSONField(sideChain))
        )
    }
}

extension SideChain {
    package var json: JSONValue {
        ["track_id": .string(strip.text), "pre_fader": .bool(isPreFader)]
    }

    init(wire data: JSONField) throws(RequestError) {
        self.init(
            strip: try data.wireTrack(),
            isPreFader: try data.wireOptionalBool("pre_fader") ?? false
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
        case "none": self = .none
        case "input":
            self = .input(channels: try Self.channels(data, 0...1_023, count: 1...64))
        case "file":
            self = .file(
                path: try data.wireText("path"),
                loops: try data.wireOptionalBool("loop") ?? false
            )
        case "notes":
            self = .notes(
                channels: value["channels"] == nil
                    ? Array(1...16) : try Self.channels(data, 1...16, count: 0...16),
                path: value["path"] == .null
                    ? nil : try data.wireOptionalText("path", longest: 1_024)
            )
        default:
            throw RequestError(
                .invalidParameter,
                "source.kind must be \"none\", \"input\", \"file\" or \"notes\".",
                field: "source"
            )
        }
    }

    private static func channels(
        _ data: JSONField,
        _ range: ClosedRange<Int>,
        count: ClosedRange<Int>
    ) throws(RequestError) -> [Int] {
        let given = data.value["channels"]?.array ?? []
        let channels = given.compactMap { $0.number.flatMap { Int(exactly: $0) } }
        guard channels.count == given.count, count.contains(channels.count),
            channels.allSatisfy(range.contains)
        else {
            throw RequestError(
                .invalidParameter,
                "channels must be \(count.lowerBound) to \(count.upperBound) numbers of "
                    + "\(range.lowerBound) to \(range.upperBound).",
                field: "channels"
            )
        }
        return channels
    }
}

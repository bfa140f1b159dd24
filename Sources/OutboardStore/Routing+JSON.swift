import OutboardJSON
import OutboardModel

extension Bus {
    init(reading field: JSONField) throws(JSONFieldError) {
        self.init(
            id: TrackID(try field.member("id").string()),
            name: try field.member("name").string(),
            channelCount: try field.optionalMember("channels")?
                .integer(in: Bus.channelCountRange) ?? 2,
            strip: try Strip(reading: field)
        )
    }

    var json: JSONValue {
        var object: JSONObject = ["id": .string(id.text), "name": .string(name)]
        object.set("channels", channelCount, unless: 2) { .integer($0) }
        strip.write(to: &object)
        return .object(object)
    }
}

extension Send {
    init(reading field: JSONField) throws(JSONFieldError) {
        self.init(
            id: SendID(try field.member("id").string()),
            bus: TrackID(try field.member("bus").string()),
            levelDecibels: try field.optionalMember("level_decibels")?.decibels() ?? 0,
            pan: try field.optionalMember("pan")?.number(in: Strip.panRange) ?? 0,
            isMuted: try field.optionalMember("mute")?.bool() ?? false,
            isPreFader: try field.optionalMember("pre_fader")?.bool() ?? false
        )
    }

    var json: JSONValue {
        var object: JSONObject = ["id": .string(id.text), "bus": .string(bus.text)]
        object.set("level_decibels", levelDecibels, unless: 0, JSONValue.decibels)
        object.set("pan", pan, unless: 0, JSONValue.number)
        object.set("mute", isMuted, unless: false, JSONValue.bool)
        object.set("pre_fader", isPreFader, unless: false, JSONValue.bool)
        return .object(object)
    }
}

extension StripOutput {
    private static let deviceChannelRange = 0...1_023

    init(reading field: JSONField) throws(JSONFieldError) {
        switch field.value {
        case "master": self = .master
        case "none": self = .none
        case .object(let object) where object.members.count == 1:
            if let bus = try field.optionalMember("bus") {
                self = .bus(TrackID(try bus.string()))
            } else if let channel = try field.optionalMember("device_channel") {
                self = .device(channel: try channel.integer(in: Self.deviceChannelRange))
            } else {
                throw Self.unknown(field)
            }
        default: throw Self.unknown(field)
        }
    }

    private static func unknown(_ field: JSONField) -> JSONFieldError {
        JSONFieldError(
            path: field.path,
            message: "must be \"master\", \"none\", {\"bus\": id} or {\"device_channel\": n}"
        )
    }

    var json: JSONValue {
        switch self {
        case .master: "master"
        case .none: "none"
        case .bus(let id): ["bus": .string(id.text)]
        case .device(let channel): ["device_channel": .integer(channel)]
        }
    }
}

extension SideChain {
    init(reading field: JSONField) throws(JSONFieldError) {
        self.init(
            strip: TrackID(try field.member("track").string()),
            isPreFader: try field.optionalMember("pre_fader")?.bool() ?? false
        )
    }

    var json: JSONValue {
        var object: JSONObject = ["track": .string(strip.text)]
        object.set("pre_fader", isPreFader, unless: false, JSONValue.bool)
        return .object(object)
    }
}

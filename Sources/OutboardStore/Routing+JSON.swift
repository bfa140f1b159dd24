import OutboardJSON
import OutboardModel

extension Bus {
    init(reading field: JSONField) throws(JSONFieldError) {
        let count = try field.optionalMember("channels")
        self.init(
            id: TrackID(try field.member("id").string()),
            name: try field.member("name").string(),
            channelCount: try count?.integer() ?? 2,
            strip: try Strip(reading: field)
        )
        guard Bus.channelCountRange.contains(channelCount) else {
            throw JSONFieldError(path: count?.path ?? field.path, message: "must be 1 to 64")
        }
    }
}

extension Send {
    init(reading field: JSONField) throws(JSONFieldError) {
        let level = try field.optionalMember("level_decibels")
        self.init(
            id: SendID(try field.member("id").string()),
            bus: TrackID(try field.member("bus").string()),
            levelDecibels: level?.value == .null
                ? -.infinity : try level?.number(in: Strip.faderDecibelsRange) ?? 0,
            pan: try field.optionalMember("pan")?.number(in: Strip.panRange) ?? 0,
            isMuted: try field.optionalMember("mute")?.bool() ?? false,
            isPreFader: try field.optionalMember("pre_fader")?.bool() ?? false
        )
    }
}

extension StripOutput {
    init(reading field: JSONField) throws(JSONFieldError) {
        switch field.value {
        case "master": self = .master
        case "none": self = .none
        default:
            if let bus = field.value["bus"]?.string {
                self = .bus(TrackID(bus))
            } else if let channel = field.value["device_channel"]?.number,
                (0..<1_024).contains(channel)
            {
                self = .device(channel: Int(channel))
            } else {
                throw JSONFieldError(
                    path: field.path,
                    message:
                        "must be \"master\", \"none\", {\"bus\": id} or {\"device_channel\": n}"
                )
            }
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
}

import OutboardJSON
import OutboardModel

private let formatVersion = 1
private let sampleRateHertzRange = 8_000...768_000
private let sampleRateHertzDefault = 48_000

extension SessionDocument {
    /// Reads a `session.json`. The layout is in `Docs/formats.md`.
    package init(reading field: JSONField) throws(JSONFieldError) {
        let version = try field.member("version")
        guard try version.integer() == formatVersion else {
            throw JSONFieldError(
                path: version.path,
                message: "is not \(formatVersion), the one that is known here"
            )
        }
        self.init(
            id: SessionID(try field.member("id").string()),
            name: try field.member("name").string(),
            sampleRateHertz: try field.optionalMember("sample_rate_hertz")?
                .integer(in: sampleRateHertzRange) ?? sampleRateHertzDefault,
            tracks: try field.member("tracks").mapElements(Track.init(reading:)),
            buses: try field.optionalMember("buses")?.mapElements(Bus.init(reading:)) ?? [],
            master: try Strip(reading: field.member("master")),
            song: try field.optionalMember("song").map(Song.init(reading:)) ?? Song(),
            automation: try field.optionalMember("automation")?
                .mapElements(AutomationCurve.init(reading:)) ?? []
        )
        try SessionCheck(self).check()
    }

    /// What `session.json` holds. Members are in a fixed order; those at their default are left out, but
    /// for the ones that every session has.
    package var json: JSONValue {
        var object: JSONObject = [
            "version": .integer(formatVersion), "id": .string(id.text), "name": .string(name),
        ]
        object.set("sample_rate_hertz", sampleRateHertz, unless: sampleRateHertzDefault) {
            .integer($0)
        }
        object["tracks"] = .array(tracks.map(\.json))
        object.set("buses", buses, unless: []) { .array($0.map(\.json)) }
        var strip = JSONObject()
        master.write(to: &strip, usual: .device(channel: 0))
        object["master"] = .object(strip)
        object.set("song", song, unless: Song(), \.json)
        object.set("automation", automation, unless: []) { .array($0.map(\.json)) }
        return .object(object)
    }
}

extension Track {
    init(reading field: JSONField) throws(JSONFieldError) {
        self.init(
            id: TrackID(try field.member("id").string()),
            name: try field.member("name").string(),
            source: try TrackSource(reading: field.member("source")),
            strip: try Strip(reading: field)
        )
    }

    var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id.text), "name": .string(name), "source": source.json,
        ]
        strip.write(to: &object)
        return .object(object)
    }
}

extension TrackSource {
    private static let noteChannels = Array(1...16)

    init(reading field: JSONField) throws(JSONFieldError) {
        let kind = try field.member("kind")
        switch try kind.string() {
        case "none": self = .none
        case "input":
            let channels = try field.member("channels")
            let numbers = try channels.integers(in: 0...1_023)
            guard Bus.channelCountRange.contains(numbers.count) else {
                throw JSONFieldError(path: channels.path, message: "must be 1 to 64 channels")
            }
            self = .input(channels: numbers)
        case "file":
            self = .file(
                path: try field.member("path").string(),
                loops: try field.optionalMember("loop")?.bool() ?? false
            )
        case "notes":
            self = .notes(
                channels: try field.optionalMember("channels")?.integers(in: 1...16)
                    ?? Self.noteChannels,
                path: try field.optionalMember("path")?.string()
            )
        default:
            throw JSONFieldError(
                path: kind.path,
                message: "must be \"file\", \"input\", \"notes\" or \"none\""
            )
        }
    }

    var json: JSONValue {
        switch self {
        case .none: return ["kind": "none"]
        case .input(let channels):
            return ["kind": "input", "channels": .array(channels.map { .integer($0) })]
        case .file(let path, let loops):
            var object: JSONObject = ["kind": "file", "path": .string(path)]
            object.set("loop", loops, unless: false, JSONValue.bool)
            return .object(object)
        case .notes(let channels, let path):
            var object: JSONObject = ["kind": "notes"]
            object.set("channels", channels, unless: Self.noteChannels) {
                .array($0.map { .integer($0) })
            }
            object["path"] = path.map(JSONValue.string)
            return .object(object)
        }
    }
}

extension JSONField {
    fileprivate func integers(in range: ClosedRange<Int>) throws(JSONFieldError) -> [Int] {
        try mapElements { (element) throws(JSONFieldError) in try element.integer(in: range) }
    }
}

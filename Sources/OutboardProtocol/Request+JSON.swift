import OutboardJSON
import OutboardModel

extension Request {
    /// The name on the wire and the `data` that goes with it.
    package var wire: (kind: Kind, data: JSONObject) {
        switch self {
        case .identify(let client, let token):
            var data = JSONObject()
            data["client"] = client.map(JSONValue.string)
            data["token"] = token.map(JSONValue.string)
            return (.identify, data)
        case .ping: return (.ping, [:])
        case .pluginParameter(let it):
            var data = Self.address(it.track, it.insert)
            data["parameter_id"] = .string(it.parameter)
            data["parameter_value"] = .number(it.value)
            if it.isNormalized { data["normalized"] = true }
            return (.pluginParameter, data)
        case .presetLoad(let it):
            var data = Self.address(it.track, it.insert)
            data["preset_id"] = .string(it.preset.text)
            return (.presetLoad, data)
        case .trackFader(let track, let level):
            return (
                .trackFader,
                [
                    "track_id": .string(track.text),
                    "level_decibels": level == -.infinity ? .null : .number(level),
                ]
            )
        case .trackPan(let track, let pan):
            return (.trackPan, ["track_id": .string(track.text), "pan": .number(pan)])
        case .trackMute(let track, let isMuted):
            return (.trackMute, ["track_id": .string(track.text), "mute": .bool(isMuted)])
        case .trackSolo(let track, let isSoloed):
            return (.trackSolo, ["track_id": .string(track.text), "solo": .bool(isSoloed)])
        case .metersSubscribe(let rate): return (.metersSubscribe, ["rate_hertz": .number(rate)])
        case .metersUnsubscribe: return (.metersUnsubscribe, [:])
        case .listenStart: return (.listenStart, [:])
        case .listenStop: return (.listenStop, [:])
        }
    }

    private static func address(_ track: TrackID, _ insert: InsertID) -> JSONObject {
        ["track_id": .string(track.text), "plugin_id": .string(insert.text)]
    }

    /// Reads a request's `data`. Values are checked for their kind here, and for their range by who
    /// knows it.
    init(_ kind: Kind, _ data: JSONField) throws(RequestError) {
        switch kind {
        case .identify:
            self = .identify(
                client: try data.wireOptionalText("client", longest: 256),
                token: try data.wireOptionalText("token", longest: 4_096)
            )
        case .ping: self = .ping
        case .pluginParameter:
            self = .pluginParameter(
                PluginParameterRequest(
                    track: try data.wireTrack(),
                    insert: try data.wireInsert(),
                    parameter: try data.wireText("parameter_id"),
                    value: try data.wireNumber("parameter_value", else: .invalidParameter),
                    isNormalized: try data.wireOptionalBool("normalized") ?? false
                )
            )
        case .presetLoad:
            self = .presetLoad(
                PresetLoadRequest(
                    track: try data.wireTrack(),
                    insert: try data.wireInsert(),
                    preset: PresetID(try data.wireText("preset_id"))
                )
            )
        case .trackFader:
            let track = try data.wireTrack()
            let isSilent = data.value["level_decibels"] == .null
            self = .trackFader(
                track: track,
                levelDecibels: isSilent
                    ? -.infinity : try data.wireNumber("level_decibels", else: .invalidParameter)
            )
        case .trackPan:
            self = .trackPan(
                track: try data.wireTrack(),
                pan: try data.wireNumber("pan", else: .invalidParameter)
            )
        case .trackMute:
            self = .trackMute(track: try data.wireTrack(), isMuted: try data.wireBool("mute"))
        case .trackSolo:
            self = .trackSolo(track: try data.wireTrack(), isSoloed: try data.wireBool("solo"))
        case .metersSubscribe:
            let rate =
                data.value["rate_hertz"] == nil
                ? 30 : try data.wireNumber("rate_hertz", else: .invalidParameter)
            guard (1...60).contains(rate) else {
                throw RequestError(
                    .invalidParameter,
                    "rate_hertz is \(rate); it must be 1 to 60.",
                    field: "rate_hertz"
                )
            }
            self = .metersSubscribe(rateHertz: rate)
        case .metersUnsubscribe: self = .metersUnsubscribe
        case .listenStart: self = .listenStart
        case .listenStop: self = .listenStop
        }
    }
}

/// Fields of a request's `data`, with the wire's errors.
extension JSONField {
    fileprivate func wireTrack() throws(RequestError) -> TrackID {
        TrackID(try wireText("track_id"))
    }

    fileprivate func wireInsert() throws(RequestError) -> InsertID {
        InsertID(try wireText("plugin_id"))
    }

    fileprivate func wireText(_ key: String) throws(RequestError) -> String {
        guard let text = try wireOptionalText(key, longest: 1_024), !text.isEmpty else {
            throw RequestError(.invalidMessage, "\(key) is missing or empty.", field: key)
        }
        return text
    }

    fileprivate func wireOptionalText(
        _ key: String,
        longest: Int
    ) throws(RequestError) -> String? {
        guard let value = value[key] else { return nil }
        guard let text = value.string, text.utf8.count <= longest else {
            throw RequestError(
                .invalidMessage,
                "\(key) must be a string of at most \(longest) bytes.",
                field: key
            )
        }
        return text
    }

    fileprivate func wireNumber(
        _ key: String,
        else code: ErrorCode
    ) throws(RequestError) -> Double {
        guard let value = value[key] else {
            throw RequestError(code, "\(key) is missing.", field: key)
        }
        guard let number = value.number else {
            throw RequestError(code, "\(key) is \(value.kindName), not a number.", field: key)
        }
        return number
    }

    fileprivate func wireOptionalBool(_ key: String) throws(RequestError) -> Bool? {
        guard let value = value[key] else { return nil }
        guard let bool = value.bool else {
            throw RequestError(.invalidMessage, "\(key) must be true or false.", field: key)
        }
        return bool
    }

    fileprivate func wireBool(_ key: String) throws(RequestError) -> Bool {
        guard let bool = try wireOptionalBool(key) else {
            throw RequestError(.invalidParameter, "\(key) is missing.", field: key)
        }
        return bool
    }
}

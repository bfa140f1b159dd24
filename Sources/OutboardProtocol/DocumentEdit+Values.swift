import OutboardJSON
import OutboardModel

/// Where controls are, as a part of a batch: the requests that move them, without gestures.
extension DocumentEdit {
    /// nil: it is no value.
    var wireOfValue: (kind: Request.Kind, data: JSONObject)? {
        switch self {
        case .setControl(let track, .fader(let level)):
            Request.trackFader(track: track, levelDecibels: level).wire
        case .setControl(let track, .pan(let pan)): Request.trackPan(track: track, pan: pan).wire
        case .setControl(let track, .mute(let isMuted)):
            Request.trackMute(track: track, isMuted: isMuted).wire
        case .setControl(let track, .solo(let isSoloed)):
            Request.trackSolo(track: track, isSoloed: isSoloed).wire
        case .setSend(let send, let track, let controls):
            Request.sendSet(SendRequest(track: track, send: send, controls)).wire
        case .setParameter(let insert, let track, let symbol, let setting):
            Self.wire(insert, track, symbol, setting)
        default: nil
        }
    }

    private static func wire(
        _ insert: InsertID,
        _ track: TrackID,
        _ symbol: String,
        _ setting: ParameterSetting?
    ) -> (kind: Request.Kind, data: JSONObject) {
        var data: JSONObject = [
            "track_id": .string(track.text), "plugin_id": .string(insert.text),
            "parameter_id": .string(symbol),
        ]
        switch setting {
        case .plain(let value): data["parameter_value"] = .number(value)
        case .normalized(let part):
            data["parameter_value"] = .number(part)
            data["normalized"] = true
        case .text(let text): data["text"] = .string(text)
        case nil: return (.parameterReset, data)
        }
        return (.pluginParameter, data)
    }

    /// Reads a value that is what its row says.
    ///
    /// - Returns: nil where the request is no value.
    static func value(
        _ kind: Request.Kind,
        _ data: JSONField
    ) throws(RequestError) -> DocumentEdit? {
        switch kind {
        case .trackFader:
            let level = try given(data.wireOptionalDecibels("level_decibels"), "level_decibels")
            return .setControl(try data.wireTrack(), .fader(decibels: level))
        case .trackPan:
            let pan = try given(data.wireOptionalNumber("pan"), "pan")
            return .setControl(try data.wireTrack(), .pan(pan))
        case .trackMute: return .setControl(try data.wireTrack(), .mute(try data.wireBool("mute")))
        case .trackSolo: return .setControl(try data.wireTrack(), .solo(try data.wireBool("solo")))
        case .sendSet:
            return .setSend(
                SendID(try data.wireText("send_id")),
                strip: try data.wireTrack(),
                SendControls(
                    levelDecibels: data.wireOptionalDecibels("level_decibels"),
                    pan: data.wireOptionalNumber("pan"),
                    isMuted: data.wireOptionalBool("mute")
                )
            )
        case .pluginParameter: return try parameter(data)
        case .parameterReset:
            guard let symbol = data.wireOptionalText("parameter_id") else { return nil }
            return .setParameter(
                try data.wireInsert(),
                strip: try data.wireTrack(),
                symbol: symbol,
                nil
            )
        default: return nil
        }
    }

    static func parameter(_ data: JSONField) throws(RequestError) -> DocumentEdit {
        let setting: ParameterSetting
        if let text = data.wireOptionalText("text") {
            setting = .text(text)
        } else {
            let value = try given(data.wireOptionalNumber("parameter_value"), "parameter_value")
            setting =
                data.wireOptionalBool("normalized") == true ? .normalized(value) : .plain(value)
        }
        return .setParameter(
            try data.wireInsert(),
            strip: try data.wireTrack(),
            symbol: try data.wireText("parameter_id"),
            setting
        )
    }

    private static func given<Value>(
        _ value: Value?,
        _ field: String
    ) throws(RequestError) -> Value {
        guard let value else {
            throw RequestError(
                .invalidParameter,
                "\(field) is missing; there are no gestures here.",
                field: field
            )
        }
        return value
    }
}

extension SendRequest {
    package init(track: TrackID, send: SendID, _ controls: SendControls) {
        self.init(
            track: track,
            send: send,
            levelDecibels: controls.levelDecibels,
            pan: controls.pan,
            isMuted: controls.isMuted
        )
    }
}

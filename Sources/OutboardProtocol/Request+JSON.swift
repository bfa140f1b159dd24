import OutboardJSON
import OutboardModel

extension Request {
    /// The name on the wire and the `data` that goes with it.
    package var wire: (kind: Kind, data: JSONObject) {
        switch self {
        case .identify(let it): return (.identify, it.json)
        case .reidentify(let topics): return (.reidentify, ["subscribe": topics.json])
        case .reauth(let token): return (.reauth, ["token": .string(token)])
        case .resync: return (.resync, [:])
        case .ping: return (.ping, [:])
        case .kick(let connection): return (.kick, ["connection_id": .string(connection)])
        case .pluginParameter(let it):
            var data = Self.address(it.track, it.insert)
            data["parameter_id"] = .string(it.parameter)
            data["parameter_value"] = it.value.map(JSONValue.number)
            if it.isNormalized { data["normalized"] = true }
            data["text"] = it.text.map(JSONValue.string)
            data["gesture"] = it.gesture.map { .string($0.rawValue) }
            if it.reply != .applied { data["reply"] = .string(it.reply.rawValue) }
            return (.pluginParameter, data)
        case .pluginProperty(let it): return (.pluginProperty, it.json)
        case .presetLoad(let it):
            var data = Self.address(it.track, it.insert)
            data["preset_id"] = .string(it.preset.text)
            return (.presetLoad, data)
        case .trackFader(let track, let level, let gesture):
            var data: JSONObject = ["track_id": .string(track.text)]
            data["level_decibels"] = level.map(JSONValue.decibels)
            data["gesture"] = gesture.map { .string($0.rawValue) }
            return (.trackFader, data)
        case .trackPan(let track, let pan, let gesture):
            var data: JSONObject = ["track_id": .string(track.text)]
            data["pan"] = pan.map(JSONValue.number)
            data["gesture"] = gesture.map { .string($0.rawValue) }
            return (.trackPan, data)
        case .trackMute(let track, let isMuted):
            return (.trackMute, ["track_id": .string(track.text), "mute": .bool(isMuted)])
        case .trackSolo(let track, let isSoloed):
            return (.trackSolo, ["track_id": .string(track.text), "solo": .bool(isSoloed)])
        case .sendSet(let it):
            var data: JSONObject = [
                "track_id": .string(it.track.text), "send_id": .string(it.send.text),
            ]
            data["level_decibels"] = it.levelDecibels.map(JSONValue.decibels)
            data["pan"] = it.pan.map(JSONValue.number)
            data["mute"] = it.isMuted.map(JSONValue.bool)
            return (.sendSet, data)
        case .edit(let edit): return edit.wire
        case .read(let it): return it.wire
        case .ramp(let it): return (.parameterRamp, it.json)
        case .panic(let isOff): return (.panic, ["off": .bool(isOff)])
        case .device(let it): return (.engineDevice, it.json)
        case .batch(let it): return (.batch, it.json)
        case .undo(let it): return (.undo, it.json)
        case .redo(let it): return (.redo, it.json)
        case .history(let limit): return (.history, ["limit": .integer(limit)])
        case .pluginParameters(let edits):
            return (
                .pluginParameters,
                ["parameters": .array(edits.map { .object($0.wire.data) })]
            )
        case .parameterReset(let insert, let track, let parameter):
            var data = Self.address(track, insert)
            data["parameter_id"] = parameter.map(JSONValue.string)
            return (.parameterReset, data)
        case .pluginRingOut(let insert, let track, let seconds):
            var data = Self.address(track, insert)
            data["ring_out_seconds"] = .number(seconds)
            return (.pluginRemove, data)
        case .transportPlay: return (.transportPlay, [:])
        case .transportStop: return (.transportStop, [:])
        case .transportLocate(let seconds):
            return (.transportLocate, ["seconds": .number(seconds)])
        case .note(let track, let bytes):
            return (
                .note,
                [
                    "track_id": .string(track.text),
                    "bytes": .array(bytes.map { .integer(Int($0)) }),
                ]
            )
        case .sessionLoad(let id): return (.sessionLoad, ["session_id": .string(id.text)])
        case .sessionSave: return (.sessionSave, [:])
        case .library(let it): return it.wire
        case .recordStart(let it):
            var data: JSONObject = [
                "track_id": .string(it.track.text), "format": .string(it.format.rawValue),
            ]
            data["name"] = it.name.map(JSONValue.string)
            return (.recordStart, data)
        case .recordStop(let track): return (.recordStop, ["track_id": .string(track.text)])
        case .loudnessStart(let track): return (.loudnessStart, ["track_id": .string(track.text)])
        case .loudnessStop(let track): return (.loudnessStop, ["track_id": .string(track.text)])
        case .loudnessRead(let track): return (.loudnessRead, ["track_id": .string(track.text)])
        case .loudnessReset(let track): return (.loudnessReset, ["track_id": .string(track.text)])
        case .pluginScan(let scope): return (.pluginScan, ["scope": .string(scope.rawValue)])
        case .metersSubscribe(let rate): return (.metersSubscribe, ["rate_hertz": .number(rate)])
        case .metersUnsubscribe: return (.metersUnsubscribe, [:])
        case .listenStart: return (.listenStart, [:])
        case .listenStop: return (.listenStop, [:])
        case .activitySearch(let query): return (.activitySearch, query.json)
        case .chat(let request): return request.wire
        case .presenceSet(let place): return (.presenceSet, place.json)
        case .job(let request): return request.wire
        }
    }

    private static func address(_ track: TrackID, _ insert: InsertID) -> JSONObject {
        ["track_id": .string(track.text), "plugin_id": .string(insert.text)]
    }

    /// Reads a request's `data`, once it is what the request's row says.
    package init(_ kind: Kind, _ data: JSONField) throws(RequestError) {
        try kind.row.check(data.value.object ?? [:])
        try self.init(checked: kind, data)
    }

    private init(checked kind: Kind, _ data: JSONField) throws(RequestError) {
        switch kind {
        case .identify: self = .identify(IdentifyRequest(wire: data))
        case .reidentify: self = .reidentify(data.wireTopics("subscribe") ?? [])
        case .reauth: self = .reauth(token: try data.wireText("token"))
        case .resync: self = .resync
        case .ping: self = .ping
        case .kick: self = .kick(connection: try data.wireText("connection_id"))
        case .pluginParameter:
            self = .pluginParameter(
                PluginParameterRequest(
                    track: try data.wireTrack(),
                    insert: try data.wireInsert(),
                    parameter: try data.wireText("parameter_id"),
                    value: data.wireOptionalNumber("parameter_value"),
                    isNormalized: data.wireOptionalBool("normalized") ?? false,
                    text: data.wireOptionalText("text"),
                    gesture: data.wireOptionalChoice("gesture"),
                    reply: data.wireOptionalChoice("reply") ?? .applied
                )
            )
        case .pluginProperty: self = .pluginProperty(try PluginPropertyRequest(wire: data))
        case .presetLoad:
            self = .presetLoad(
                PresetLoadRequest(
                    track: try data.wireTrack(),
                    insert: try data.wireInsert(),
                    preset: PresetID(try data.wireText("preset_id"))
                )
            )
        case .trackFader:
            self = .trackFader(
                track: try data.wireTrack(),
                levelDecibels: data.wireOptionalDecibels("level_decibels"),
                gesture: data.wireOptionalChoice("gesture")
            )
        case .trackPan:
            self = .trackPan(
                track: try data.wireTrack(),
                pan: data.wireOptionalNumber("pan"),
                gesture: data.wireOptionalChoice("gesture")
            )
        case .trackMute:
            self = .trackMute(track: try data.wireTrack(), isMuted: try data.wireBool("mute"))
        case .trackSolo:
            self = .trackSolo(track: try data.wireTrack(), isSoloed: try data.wireBool("solo"))
        case .sendSet:
            self = .sendSet(
                SendRequest(
                    track: try data.wireTrack(),
                    send: SendID(try data.wireText("send_id")),
                    levelDecibels: data.wireOptionalDecibels("level_decibels"),
                    pan: data.wireOptionalNumber("pan"),
                    isMuted: data.wireOptionalBool("mute")
                )
            )
        case .trackAdd, .trackRemove, .trackMove, .trackRename, .trackSource, .trackOutput,
            .busAdd, .busRemove, .sendAdd, .sendRemove, .sendTap, .pluginAdd, .pluginMove,
            .pluginReplace, .pluginBypass, .pluginSideChain, .automationSet, .automationMode,
            .songSet, .sessionRename:
            self = .edit(try DocumentEdit(kind, data))
        case .batch:
            let isSerial = data.wireOptionalText("mode") == "serial"
            self =
                isSerial
                ? .batch(BatchRequest(requests: try DocumentEdit.batch(data)))
                : .edit(try DocumentEdit(kind, data))
        case .sessionList, .sessionRead, .presetList, .pluginList, .pluginDescribe, .engineStatus,
            .engineDevices, .trashList:
            self = .read(try QueryRequest(kind, data))
        case .parameterRamp: self = .ramp(try RampRequest(wire: data))
        case .engineDevice: self = .device(try DeviceRequest(wire: data))
        case .panic: self = .panic(isOff: data.wireOptionalBool("off") ?? false)
        case .undo: self = .undo(HistoryRequest(wire: data))
        case .redo: self = .redo(HistoryRequest(wire: data))
        case .history: self = .history(limit: data.wireOptionalInteger("limit") ?? 50)
        case .pluginParameters:
            var edits: [DocumentEdit] = []
            for field in data.wireElements("parameters") {
                edits.append(try DocumentEdit.parameter(field))
            }
            self = .pluginParameters(edits)
        case .parameterReset:
            self = .parameterReset(
                try data.wireInsert(),
                track: try data.wireTrack(),
                parameter: data.wireOptionalText("parameter_id")
            )
        case .pluginRemove:
            if let seconds = data.wireOptionalNumber("ring_out_seconds") {
                self = .pluginRingOut(
                    try data.wireInsert(),
                    track: try data.wireTrack(),
                    seconds: seconds
                )
            } else {
                self = .edit(try DocumentEdit(kind, data))
            }
        case .transportPlay: self = .transportPlay
        case .transportStop: self = .transportStop
        case .transportLocate:
            self = .transportLocate(seconds: try data.wireNumber("seconds"))
        case .note:
            let bytes = data.wireIntegers("bytes").map { UInt8(truncatingIfNeeded: $0) }
            self = .note(track: try data.wireTrack(), bytes: bytes)
        case .sessionLoad: self = .sessionLoad(SessionID(try data.wireText("session_id")))
        case .sessionSave: self = .sessionSave
        case .sessionNew, .sessionSaveAs, .sessionDelete, .presetSave, .presetDelete,
            .trashRestore:
            self = .library(try LibraryRequest(kind, data))
        case .recordStart:
            self = .recordStart(
                RecordRequest(
                    track: try data.wireTrack(),
                    name: data.wireOptionalText("name"),
                    format: data.wireOptionalChoice("format") ?? .wav24
                )
            )
        case .recordStop: self = .recordStop(track: try data.wireTrack())
        case .loudnessStart: self = .loudnessStart(track: try data.wireTrack())
        case .loudnessStop: self = .loudnessStop(track: try data.wireTrack())
        case .loudnessRead: self = .loudnessRead(track: data.wireTrackOrMaster)
        case .loudnessReset: self = .loudnessReset(track: data.wireTrackOrMaster)
        case .pluginScan: self = .pluginScan(data.wireOptionalChoice("scope") ?? .changed)
        case .metersSubscribe:
            self = .metersSubscribe(rateHertz: data.wireOptionalNumber("rate_hertz") ?? 30)
        case .metersUnsubscribe: self = .metersUnsubscribe
        case .listenStart: self = .listenStart
        case .listenStop: self = .listenStop
        case .activitySearch: self = .activitySearch(try ActivityQuery(wire: data))
        case .chatSend: self = .chat(try .send(wire: data))
        case .chatHistory: self = .chat(.history(wire: data))
        case .chatTyping: self = .chat(.typing)
        case .chatRead: self = .chat(try .read(wire: data))
        case .presenceSet: self = .presenceSet(try PresencePlace(wire: data))
        case .jobStart: self = .job(.start(try RenderOrder(wire: data)))
        case .jobList: self = .job(.list)
        case .jobGet: self = .job(.get(try data.wireText("job_id")))
        case .jobCancel: self = .job(.cancel(try data.wireText("job_id")))
        }
    }
}

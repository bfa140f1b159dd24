import OutboardJSON
import OutboardModel

/// Who made a change.
package struct ChangedBy: Sendable, Equatable {
    package var user: String
    package var connection: String

    package static let nobody = ChangedBy(user: "", connection: "")
    /// The plugin itself.
    package static let plugin = ChangedBy(user: "plugin", connection: "")

    package init(user: String, connection: String) {
        self.user = user
        self.connection = connection
    }

    package var json: JSONValue {
        ["user_id": .string(user), "connection_id": .string(connection)]
    }
}

/// What the server tells without being asked.
package enum Notification: Sendable, Equatable {
    case hello(Hello)
    case identified(Identified)
    case stateSnapshot(StateSnapshot)
    case stateDelta(StateDelta)
    case pluginParameterChanged(ParameterChange)
    /// Somebody set it, or the plugin itself.
    case pluginPropertyChanged(PluginPropertyRequest, ChangeOrigin)
    case presetLoaded(PresetChange)
    case trackChanged(TrackChange)
    case sendChanged(SendRequest, ChangeOrigin)
    /// The structure changed: the request that did it.
    case sessionEdited(DocumentEdit, ChangeOrigin)
    case transportChanged(ChangeOrigin)
    case sessionSwitched(to: SessionID, ChangeOrigin)
    /// The disk has the session as it was at that revision.
    case sessionSaved(ChangeOrigin)
    /// A list of sessions or presets is another one.
    case libraryChanged(LibraryChange)
    case notePlayed(track: TrackID, bytes: [UInt8], ChangeOrigin)
    case transport(TransportState)
    case loudness(LoudnessReading)
    case recording(RecordingState)
    case pluginScan(ScanState)
    case engineState(EngineState)
    case metersConfig(MetersConfig)
    /// Of people, jobs and the machine.
    case event(Event)

    /// The protocol's version. It goes up when a client of the old one would break.
    package static let protocolVersion = 1

    package var message: ServerMessage {
        switch self {
        case .hello(let it): ServerMessage(type: "hello", data: it.json)
        case .identified(let it): ServerMessage(type: "identified", data: it.json)
        case .stateSnapshot(let it):
            ServerMessage(
                type: "state_snapshot",
                session: it.session.id,
                data: it.json
            )
        case .stateDelta(let it):
            ServerMessage(type: "state_delta", session: it.session, data: it.json)
        case .pluginParameterChanged(let it):
            ServerMessage(
                type: "PLUGIN_PARAMETER_CHANGED",
                session: it.origin.session,
                data: it.json
            )
        case .pluginPropertyChanged(let it, let origin):
            ServerMessage(
                type: "PLUGIN_PROPERTY_CHANGED",
                session: origin.session,
                data: origin.adding(to: it.json)
            )
        case .presetLoaded(let it):
            ServerMessage(type: "PRESET_LOADED", session: it.origin.session, data: it.json)
        case .trackChanged(let it):
            ServerMessage(type: "TRACK_CHANGED", session: it.origin.session, data: it.json)
        case .sendChanged(let it, let origin):
            ServerMessage(
                type: "SEND_CHANGED",
                session: origin.session,
                data: origin.adding(to: Request.sendSet(it).wire.data)
            )
        case .sessionEdited(let edit, let origin):
            ServerMessage(
                type: "SESSION_EDITED",
                session: origin.session,
                data: origin.adding(to: [
                    "request": .string(edit.wire.kind.rawValue), "data": .object(edit.wire.data),
                ])
            )
        case .transportChanged(let origin):
            ServerMessage(
                type: "TRANSPORT_CHANGED",
                session: origin.session,
                data: origin.adding(to: [:])
            )
        case .sessionSwitched(let id, let origin):
            ServerMessage(
                type: "SESSION_LOADED",
                session: id,
                data: origin.adding(to: ["session_id": .string(id.text)])
            )
        case .sessionSaved(let origin):
            ServerMessage(
                type: "SESSION_SAVED",
                session: origin.session,
                data: origin.adding(to: ["session_id": .string(origin.session.text)])
            )
        case .libraryChanged(let it): ServerMessage(type: "LIBRARY_CHANGED", data: it.json)
        case .notePlayed(let track, let bytes, let origin):
            ServerMessage(
                type: "NOTE_PLAYED",
                session: origin.session,
                data: origin.adding(to: Request.note(track: track, bytes: bytes).wire.data)
            )
        case .transport(let it): ServerMessage(type: "transport", data: it.json)
        case .loudness(let it): ServerMessage(type: "loudness", data: it.json)
        case .recording(let it): ServerMessage(type: "recording", data: it.json)
        case .pluginScan(let it): ServerMessage(type: "plugin_scan", data: it.json)
        case .engineState(let it): ServerMessage(type: "engine_state", data: it.json)
        case .metersConfig(let it): ServerMessage(type: MetersConfig.type, data: it.json)
        case .event(let it): it.message
        }
    }
}

/// Where a change came from, and what it made of the session.
package struct ChangeOrigin: Sendable, Equatable {
    package var session: SessionID
    package var revision: UInt64
    package var changedBy: ChangedBy
    /// The id of the request.
    package var requestID: String?

    package init(session: SessionID, revision: UInt64, changedBy: ChangedBy, requestID: String?) {
        self.session = session
        self.revision = revision
        self.changedBy = changedBy
        self.requestID = requestID
    }

    fileprivate func adding(to data: JSONObject) -> JSONObject {
        var data = data
        add(to: &data)
        return data
    }

    fileprivate func add(to data: inout JSONObject) {
        data["revision"] = .integer(revision)
        data["changed_by"] = changedBy.json
        data["origin_id"] = requestID.map(JSONValue.string)
    }
}

package struct ParameterChange: Sendable, Equatable {
    package var track: TrackID
    package var insert: InsertID
    package var parameter: String
    package var value: Double
    package var normalizedValue: Double
    package var text: String
    package var origin: ChangeOrigin

    package init(
        track: TrackID,
        insert: InsertID,
        parameter: String,
        value: Double,
        normalizedValue: Double,
        text: String,
        origin: ChangeOrigin
    ) {
        self.track = track
        self.insert = insert
        self.parameter = parameter
        self.value = value
        self.normalizedValue = normalizedValue
        self.text = text
        self.origin = origin
    }

    var json: JSONObject {
        var data: JSONObject = [
            "track_id": .string(track.text), "plugin_id": .string(insert.text),
            "parameter_id": .string(parameter), "parameter_value": .number(value),
            "normalized_value": .number(normalizedValue), "text": .string(text),
        ]
        origin.add(to: &data)
        return data
    }
}

package struct PresetChange: Sendable, Equatable {
    package var track: TrackID
    package var insert: InsertID
    package var preset: PresetID
    /// Plain values by symbol.
    package var parameters: [String: Double]
    package var origin: ChangeOrigin

    package init(
        track: TrackID,
        insert: InsertID,
        preset: PresetID,
        parameters: [String: Double],
        origin: ChangeOrigin
    ) {
        self.track = track
        self.insert = insert
        self.preset = preset
        self.parameters = parameters
        self.origin = origin
    }

    var json: JSONObject {
        var values = JSONObject()
        for (symbol, value) in parameters.sorted(by: { $0.key < $1.key }) {
            values[symbol] = .number(value)
        }
        var data: JSONObject = [
            "track_id": .string(track.text), "plugin_id": .string(insert.text),
            "preset_id": .string(preset.text), "parameters": .object(values),
        ]
        origin.add(to: &data)
        return data
    }
}

/// What changed on a strip: the others are nil.
package struct TrackChange: Sendable, Equatable {
    package var track: TrackID
    package var levelDecibels: Double?
    package var pan: Double?
    package var isMuted: Bool?
    package var isSoloed: Bool?
    package var origin: ChangeOrigin

    package init(
        track: TrackID,
        levelDecibels: Double? = nil,
        pan: Double? = nil,
        isMuted: Bool? = nil,
        isSoloed: Bool? = nil,
        origin: ChangeOrigin
    ) {
        self.track = track
        self.levelDecibels = levelDecibels
        self.pan = pan
        self.isMuted = isMuted
        self.isSoloed = isSoloed
        self.origin = origin
    }

    var json: JSONObject {
        var data: JSONObject = ["track_id": .string(track.text)]
        data["level_decibels"] = levelDecibels.map(JSONValue.number)
        data["pan"] = pan.map(JSONValue.number)
        data["mute"] = isMuted.map(JSONValue.bool)
        data["solo"] = isSoloed.map(JSONValue.bool)
        origin.add(to: &data)
        return data
    }
}

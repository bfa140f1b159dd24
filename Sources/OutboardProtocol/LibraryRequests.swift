import OutboardJSON
import OutboardModel

/// What makes, copies and deletes sessions and presets on the disk.
package enum LibraryRequest: Sendable, Equatable {
    case newSession(SessionNewRequest)
    case saveSessionAs(SessionSaveAsRequest)
    /// To the trash.
    case deleteSession(SessionID)
    case savePreset(PresetSaveRequest)
    /// To the trash.
    case deletePreset(PresetID)
    /// From the trash.
    case bringBack(TrashRestoreRequest)

    var wire: (kind: Request.Kind, data: JSONObject) {
        switch self {
        case .newSession(let it): (.sessionNew, it.json)
        case .saveSessionAs(let it): (.sessionSaveAs, it.json)
        case .deleteSession(let id): (.sessionDelete, ["session_id": .string(id.text)])
        case .savePreset(let it): (.presetSave, it.json)
        case .deletePreset(let id): (.presetDelete, ["preset_id": .string(id.text)])
        case .bringBack(let it): (.trashRestore, it.json)
        }
    }

    init(_ kind: Request.Kind, _ data: JSONField) throws(RequestError) {
        switch kind {
        case .sessionNew: self = .newSession(try SessionNewRequest(wire: data))
        case .sessionSaveAs: self = .saveSessionAs(try SessionSaveAsRequest(wire: data))
        case .sessionDelete: self = .deleteSession(SessionID(try data.wireText("session_id")))
        case .presetSave: self = .savePreset(try PresetSaveRequest(wire: data))
        case .presetDelete: self = .deletePreset(PresetID(try data.wireText("preset_id")))
        case .trashRestore: self = .bringBack(try TrashRestoreRequest(wire: data))
        default:
            throw RequestError(.unknownType, "\(kind.rawValue) is not about what is on the disk.")
        }
    }
}

/// Makes an empty session.
package struct SessionNewRequest: Sendable, Equatable {
    /// What people call it.
    package var name: String
    /// nil: one that resembles the name and is free.
    package var session: SessionID?
    /// Whether it becomes the live one.
    package var opens: Bool

    package init(name: String, session: SessionID? = nil, opens: Bool = true) {
        self.name = name
        self.session = session
        self.opens = opens
    }

    var json: JSONObject {
        var data: JSONObject = ["name": .string(name), "open": .bool(opens)]
        data["session_id"] = session.map { .string($0.text) }
        return data
    }

    init(wire data: JSONField) throws(RequestError) {
        self.init(
            name: try data.wireText("name"),
            session: data.wireOptionalText("session_id").map { SessionID($0) },
            opens: data.wireOptionalBool("open") ?? true
        )
    }
}

/// Writes the live session as another one, and goes on in that.
package struct SessionSaveAsRequest: Sendable, Equatable {
    package var name: String
    /// nil: one that resembles the name and is free.
    package var session: SessionID?
    /// Whether a session of that id goes to the trash for it.
    package var replaces: Bool

    package init(name: String, session: SessionID? = nil, replaces: Bool = false) {
        self.name = name
        self.session = session
        self.replaces = replaces
    }

    var json: JSONObject {
        var data: JSONObject = ["name": .string(name), "replace": .bool(replaces)]
        data["session_id"] = session.map { .string($0.text) }
        return data
    }

    init(wire data: JSONField) throws(RequestError) {
        self.init(
            name: try data.wireText("name"),
            session: data.wireOptionalText("session_id").map { SessionID($0) },
            replaces: data.wireOptionalBool("replace") ?? false
        )
    }
}

/// Keeps what an insert is set to as a preset.
package struct PresetSaveRequest: Sendable, Equatable {
    package var track: TrackID
    package var insert: InsertID
    /// What people call it.
    package var name: String
    /// nil: one that resembles the name and is free.
    package var preset: PresetID?
    /// Whether a preset of that id goes to the trash for it.
    package var replaces: Bool

    package init(
        track: TrackID,
        insert: InsertID,
        name: String,
        preset: PresetID? = nil,
        replaces: Bool = false
    ) {
        self.track = track
        self.insert = insert
        self.name = name
        self.preset = preset
        self.replaces = replaces
    }

    var json: JSONObject {
        var data: JSONObject = [
            "track_id": .string(track.text), "plugin_id": .string(insert.text),
            "name": .string(name), "replace": .bool(replaces),
        ]
        data["preset_id"] = preset.map { .string($0.text) }
        return data
    }

    init(wire data: JSONField) throws(RequestError) {
        self.init(
            track: try data.wireTrack(),
            insert: try data.wireInsert(),
            name: try data.wireText("name"),
            preset: data.wireOptionalText("preset_id").map { PresetID($0) },
            replaces: data.wireOptionalBool("replace") ?? false
        )
    }
}

/// Brings back what was deleted or replaced.
package struct TrashRestoreRequest: Sendable, Equatable {
    package var kind: LibraryChange.Kind
    /// What it is called in the trash.
    package var name: String
    /// What it is to be called. nil: as it was, or a free id like that.
    package var id: String?

    package init(_ kind: LibraryChange.Kind, name: String, id: String? = nil) {
        self.kind = kind
        self.name = name
        self.id = id
    }

    var json: JSONObject {
        var data: JSONObject = ["kind": .string(kind.rawValue), "name": .string(name)]
        data["id"] = id.map(JSONValue.string)
        return data
    }

    init(wire data: JSONField) throws(RequestError) {
        self.init(
            try data.wireChoice("kind"),
            name: try data.wireText("name"),
            id: data.wireOptionalText("id")
        )
    }
}

/// A list of sessions or presets is another one now.
package struct LibraryChange: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        case session, preset
    }

    package enum Change: String, Sendable, CaseIterable {
        case added, changed, removed
    }

    package var kind: Kind
    /// Of the session or the preset.
    package var id: String
    package var change: Change
    /// What people call it. nil: that is not known any more.
    package var name: String?
    package var changedBy: ChangedBy
    /// The id of the request.
    package var requestID: String?

    package init(
        _ kind: Kind,
        _ id: String,
        _ change: Change,
        name: String? = nil,
        changedBy: ChangedBy,
        requestID: String?
    ) {
        self.kind = kind
        self.id = id
        self.change = change
        self.name = name
        self.changedBy = changedBy
        self.requestID = requestID
    }

    var json: JSONObject {
        var data: JSONObject = [
            "kind": .string(kind.rawValue), "id": .string(id), "change": .string(change.rawValue),
        ]
        data["name"] = name.map(JSONValue.string)
        data["changed_by"] = changedBy.json
        data["origin_id"] = requestID.map(JSONValue.string)
        return data
    }
}

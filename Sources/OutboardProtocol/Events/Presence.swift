import OutboardJSON
import OutboardModel

/// Where a person is: `PRESENCE_SET`.
package struct PresencePlace: Sendable, Equatable {
    package enum Status: String, Sendable, CaseIterable {
        case active, away
    }

    /// What the person looks at.
    package struct Focus: Sendable, Equatable {
        package var track: TrackID
        package var insert: InsertID?
        package var parameter: String?

        package init(track: TrackID, insert: InsertID? = nil, parameter: String? = nil) {
            self.track = track
            self.insert = insert
            self.parameter = parameter
        }

        var json: JSONObject {
            var object: JSONObject = ["track_id": .string(track.text)]
            object["plugin_id"] = insert.map { .string($0.text) }
            object["parameter_id"] = parameter.map(JSONValue.string)
            return object
        }
    }

    /// A path of the dashboard, such as `/chain/vox`. Empty: not said.
    package var place: String
    package var focus: Focus?
    package var status: Status

    package init(place: String = "", focus: Focus? = nil, status: Status = .active) {
        self.place = place
        self.focus = focus
        self.status = status
    }

    var json: JSONObject {
        var object: JSONObject = ["place": .string(place), "status": .string(status.rawValue)]
        object["focus"] = focus.map { .object($0.json) }
        return object
    }

    init(wire data: JSONField) throws(RequestError) {
        let place = try data.wireText("place")
        guard place.isEmpty || place.hasPrefix("/") else {
            throw RequestError(
                .invalidParameter,
                "place must be a path such as /chain/vox, or empty.",
                field: "place"
            )
        }
        var focus: Focus?
        if let field = data.wireOptionalObject("focus") {
            focus = Focus(
                track: try field.wireTrack(),
                insert: field.wireOptionalText("plugin_id").map { InsertID($0) },
                parameter: field.wireOptionalText("parameter_id")
            )
        }
        self.init(
            place: place,
            focus: focus,
            status: data.wireOptionalChoice("status") ?? .active
        )
    }
}

/// A device of a person who is here. One person with two devices is two of these.
package struct PresenceEntry: Sendable, Equatable {
    /// A control that somebody has a hand on.
    package typealias Hold = AutomationCurve.Target

    package var connection: String
    package var user: String
    package var role: Role
    package var place: PresencePlace
    /// Since 1970 in UTC: when the device came.
    package var sinceMilliseconds: Int64
    package var holds: [Hold]

    package init(
        connection: String,
        user: String,
        role: Role,
        place: PresencePlace,
        sinceMilliseconds: Int64,
        holds: [Hold]
    ) {
        self.connection = connection
        self.user = user
        self.role = role
        self.place = place
        self.sinceMilliseconds = sinceMilliseconds
        self.holds = holds
    }

    var json: JSONObject {
        var object: JSONObject = [
            "user_id": .string(user), "role": .string(role.rawValue),
            "since": .string(timestamp(milliseconds: sinceMilliseconds)),
        ]
        for (key, value) in place.json.members { object[key] = value }
        object["holds"] = .array(holds.map { .object($0.holdJSON) })
        return object
    }
}

extension AutomationCurve.Target {
    fileprivate var holdJSON: JSONObject {
        switch self {
        case .fader(let strip): ["track_id": .string(strip.text), "control": "fader"]
        case .pan(let strip): ["track_id": .string(strip.text), "control": "pan"]
        case .parameter(let track, let insert, let symbol):
            [
                "track_id": .string(track.text), "plugin_id": .string(insert.text),
                "parameter_id": .string(symbol),
            ]
        }
    }
}

/// Who is here: `presence`. The whole list for who comes, what changed for the others.
package struct PresenceChange: Sendable, Equatable {
    package var isWhole: Bool
    package var people: [PresenceEntry]
    /// Connections that are not here any more.
    package var gone: [String]

    package init(isWhole: Bool, people: [PresenceEntry], gone: [String] = []) {
        self.isWhole = isWhole
        self.people = people
        self.gone = gone
    }

    /// The one connection that it is about. nil: there are several.
    var only: String? {
        guard !isWhole, people.count + gone.count == 1 else { return nil }
        return people.first?.connection ?? gone.first
    }

    /// One change for each connection, so that a newer one can stand for an older one.
    package var parts: [PresenceChange] {
        people.map { PresenceChange(isWhole: false, people: [$0]) }
            + gone.map { PresenceChange(isWhole: false, people: [], gone: [$0]) }
    }

    package var json: JSONObject {
        var list = JSONObject()
        for person in people { list[person.connection] = .object(person.json) }
        return [
            "whole": .bool(isWhole), "people": .object(list),
            "gone": .array(gone.map(JSONValue.string)),
        ]
    }
}

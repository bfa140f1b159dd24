import OutboardJSON
import OutboardModel

/// What makes the state at one revision of that at another.
package struct StateDelta: Sendable, Equatable {
    /// One of the edits between the two.
    package struct Change: Sendable, Equatable {
        package var revision: UInt64
        package var changedBy: ChangedBy
        /// The id of the request.
        package var requestID: String?
        /// The request's name; what a plugin or the engine did by itself has none.
        package var type: String?

        package init(
            revision: UInt64,
            changedBy: ChangedBy,
            requestID: String? = nil,
            type: String? = nil
        ) {
            self.revision = revision
            self.changedBy = changedBy
            self.requestID = requestID
            self.type = type
        }

        var json: JSONValue {
            var object: JSONObject = [
                "revision": .integer(revision), "changed_by": changedBy.json,
            ]
            object["origin_id"] = requestID.map(JSONValue.string)
            object["type"] = type.map(JSONValue.string)
            return .object(object)
        }
    }

    package var session: SessionID
    package var from: UInt64
    package var to: UInt64
    /// For `state_snapshot.data.session`.
    package var patch: JSONPatch
    package var changes: [Change]

    package init(
        session: SessionID,
        from: UInt64,
        to: UInt64,
        patch: JSONPatch,
        changes: [Change]
    ) {
        self.session = session
        self.from = from
        self.to = to
        self.patch = patch
        self.changes = changes
    }

    package var json: JSONObject {
        [
            "from": .integer(from), "to": .integer(to), "ops": patch.json,
            "changes": .array(changes.map(\.json)),
        ]
    }
}

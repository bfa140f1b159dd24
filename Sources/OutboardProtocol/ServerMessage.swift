import OutboardJSON
import OutboardModel

/// Whatever the server sends as text: replies and notifications, in one envelope.
package struct ServerMessage: Sendable, Equatable {
    package static let ackType = "ack"
    package static let errorType = "error"

    package var type: String
    /// In replies: the request's.
    package var id: String?
    package var session: SessionID?
    package var data: JSONObject

    package init(type: String, id: String? = nil, session: SessionID? = nil, data: JSONObject) {
        self.type = type
        self.id = id
        self.session = session
        self.data = data
    }

    package static func ack(_ ack: Ack, id: String?, session: SessionID? = nil) -> ServerMessage {
        ServerMessage(type: ackType, id: id, session: session, data: ack.json)
    }

    package static func error(_ error: RequestError, id: String?) -> ServerMessage {
        ServerMessage(type: errorType, id: id, data: error.json.object ?? [:])
    }

    /// The text frame.
    ///
    /// - Parameter timeMilliseconds: now, since 1970 in UTC.
    package func text(timeMilliseconds: Int64) -> String {
        String(decoding: bytes(timeMilliseconds: timeMilliseconds), as: UTF8.self)
    }

    /// The text frame's payload.
    package func bytes(timeMilliseconds: Int64) -> [UInt8] {
        var object = JSONObject(memberCount: 5)
        if let id { object.append("id", .string(id)) }
        object.append("type", .string(type))
        if let session { object.append("session_id", .string(session.text)) }
        object.append("timestamp", .string(timestamp(milliseconds: timeMilliseconds)))
        object.append("data", .object(data))
        return JSONValue.object(object).compactBytes
    }

    /// Reads what a server sent.
    package init(reading text: some Collection<UInt8>) throws {
        let trusted = JSONLimits(depth: 64, keysPerObject: 4_096, stringBytes: 1 << 20)
        let field = JSONField(try JSONValue(parsing: text, limits: trusted))
        type = try field.member("type").string()
        id = field.value["id"]?.string
        session = field.value["session_id"]?.string.map { SessionID($0) }
        data = field.value["data"]?.object ?? [:]
    }
}

extension ServerMessage {
    /// The envelope of what the server sends.
    package static let fields: [FieldRow] = [
        FieldRow("id", .text(1...128), "in `ack` and `error`: the request's").optional,
        FieldRow("type", .identifier, "`ack`, `error` or a notification"),
        FieldRow("session_id", .text(1...128), "the session that it is about").optional,
        FieldRow(
            "timestamp",
            .text(24...24),
            "RFC 3339, UTC, milliseconds",
            example: "2026-11-20T20:00:00.123Z"
        ), FieldRow("data", .map(.anything), "what the type says"),
    ]
}

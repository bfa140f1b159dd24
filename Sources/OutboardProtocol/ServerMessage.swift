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
        var writer = JSONWriter(capacity: 256)
        writer.append("{")
        if let id {
            writer.append("\"id\":")
            writer.write(id)
            writer.append(",")
        }
        writer.append("\"type\":")
        writer.write(type)
        if let session {
            writer.append(",\"session_id\":")
            writer.write(session.text)
        }
        writer.append(",\"timestamp\":")
        writer.write(timestamp(milliseconds: timeMilliseconds))
        writer.append(",\"data\":")
        writer.write(data)
        writer.append("}")
        return writer.bytes
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

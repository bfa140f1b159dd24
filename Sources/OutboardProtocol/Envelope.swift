import OutboardJSON
import OutboardModel

/// A request with what stands around it.
package struct Envelope: Sendable, Equatable {
    /// Chosen by the client; the reply carries it.
    package var id: String?
    package var session: SessionID?
    /// The name that collaborators are to see.
    package var user: String?
    package var request: Request
    /// When its last byte was here, in monotonic nanoseconds. 0: not known. It does not travel.
    package var receivedAt: Int64 = 0

    package init(id: String?, session: SessionID? = nil, user: String? = nil, request: Request) {
        self.id = id
        self.session = session
        self.user = user
        self.request = request
    }

    /// A message that is no request, with the id to answer it by, where it could be read.
    package struct Fault: Error, Sendable, Equatable {
        package let id: String?
        package let error: RequestError

        package init(id: String?, error: RequestError) {
            self.id = id
            self.error = error
        }
    }

    /// Reads a text frame.
    package init(reading text: some Collection<UInt8>) throws(Fault) {
        let message: JSONValue
        do {
            message = try JSONValue(parsing: text)
        } catch {
            throw Fault(id: nil, error: RequestError(.invalidMessage, "Not JSON: \(error)."))
        }
        guard let object = message.object else {
            throw Fault(
                id: nil,
                error: RequestError(.invalidMessage, "The message is not an object.")
            )
        }
        let id: String? = object["id"]?.string.flatMap {
            (1...128).contains($0.utf8.count) ? $0 : nil
        }
        do {
            try self.init(object, id: id)
        } catch {
            throw Fault(id: id, error: error)
        }
    }

    private init(_ object: JSONObject, id: String?) throws(RequestError) {
        if object["id"] != nil, id == nil {
            throw RequestError(
                .invalidMessage,
                "id must be a string of 1 to 128 bytes.",
                field: "id"
            )
        }
        guard let type = object["type"]?.string else {
            throw RequestError(.invalidMessage, "type is missing.", field: "type")
        }
        guard let kind = Self.kinds[type] else {
            throw RequestError(.unknownType, "There is no request \"\(type)\".", field: "type")
        }
        let data = object["data"] ?? .object([:])
        guard data.object != nil else {
            throw RequestError(
                .invalidMessage,
                "data is \(data.kindName), not an object.",
                field: "data"
            )
        }
        self.id = id
        session = try Self.text(object, "session_id", longest: 128).map { SessionID($0) }
        user = try Self.text(object, "user_id", longest: 64)
        request = try Request(kind, JSONField(data))
    }

    private static func text(
        _ object: JSONObject,
        _ key: String,
        longest: Int
    ) throws(RequestError) -> String? {
        guard let value = object[key], value != .null else { return nil }
        guard let text = value.string, (1...longest).contains(text.utf8.count) else {
            throw RequestError(
                .invalidMessage,
                "\(key) must be a string of 1 to \(longest) bytes.",
                field: key
            )
        }
        return text
    }

    /// By hash: an enum's own initializer compares with one name after the other.
    private static let kinds = Dictionary(
        uniqueKeysWithValues: Request.Kind.allCases.map { ($0.rawValue, $0) }
    )

    /// The text frame that asks for this.
    package var text: String {
        let (kind, data) = request.wire
        var object = JSONObject()
        object["id"] = id.map(JSONValue.string)
        object["type"] = .string(kind.rawValue)
        object["session_id"] = session.map { .string($0.text) }
        object["user_id"] = user.map(JSONValue.string)
        object["data"] = .object(data)
        return JSONValue.object(object).compactText
    }
}

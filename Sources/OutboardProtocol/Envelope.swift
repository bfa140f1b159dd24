import OutboardJSON
import OutboardModel

/// A request with what stands around it.
package struct Envelope: Sendable, Equatable {
    /// Chosen by the client; the reply carries it.
    package var id: String?
    package var session: SessionID?
    /// The name that collaborators are to see.
    package var user: String?
    /// The newest revision that its author has seen, where the request is for that and no other.
    package var expectedRevision: UInt64?
    package let request: Request
    package let kind: Request.Kind
    /// How much of a client's rate it takes.
    package let cost: Double
    /// When its last byte was here, in monotonic nanoseconds. 0: not known. It does not travel.
    package var receivedAt: Int64 = 0

    package init(id: String?, session: SessionID? = nil, user: String? = nil, request: Request) {
        self.id = id
        self.session = session
        self.user = user
        self.request = request
        let data: JSONObject
        (kind, data) = request.wire
        cost = kind.row.cost.weight(of: data)
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
        do { try Self.fields.check(object) } catch { throw error.error(in: "The envelope") }
        let type = object["type"]?.string ?? ""
        guard let kind = Self.kinds[type] else {
            throw RequestError(.unknownType, "There is no request \"\(type)\".", field: "type")
        }
        self.id = id
        session = object["session_id"]?.string.map { SessionID($0) }
        user = object["user_id"]?.string
        expectedRevision = object["expected_revision"]?.number.map { UInt64($0) }
        let data = object["data"] ?? [:]
        request = try Request(kind, JSONField(data))
        self.kind = kind
        cost = kind.row.cost.weight(of: data.object ?? [:])
    }

    /// By hash: an enum's own initializer compares with one name after the other.
    private static let kinds = Dictionary(
        uniqueKeysWithValues: Request.Kind.allCases.map { ($0.rawValue, $0) }
    )

    /// The text frame that asks for this.
    package var text: String {
        let data = request.wire.data
        var object = JSONObject()
        object["id"] = id.map(JSONValue.string)
        object["type"] = .string(kind.rawValue)
        object["session_id"] = session.map { .string($0.text) }
        object["user_id"] = user.map(JSONValue.string)
        object["expected_revision"] = expectedRevision.map { .integer($0) }
        object["data"] = .object(data)
        return JSONValue.object(object).compactText
    }
}

extension Envelope {
    /// What stands around a request.
    package static let fields: [FieldRow] = [
        FieldRow(
            "id",
            .text(1...128),
            "chosen by the client; without it no reply can be matched",
            example: "c1-42"
        ).optional,
        FieldRow("type", .text(1...64), "the request"),
        FieldRow(
            "session_id",
            .orNull(.text(1...128)),
            "the session that the request is about",
            example: "demo"
        ).optional,
        FieldRow(
            "user_id",
            .orNull(.text(1...64)),
            "the name that collaborators see; a hint",
            example: "ana"
        ).optional,
        FieldRow(
            "expected_revision",
            .orNull(.integer(0...(1 << 53))),
            "the newest revision that its author has seen: an edit of a structure that has changed since is refused "
                + "with `CONFLICT`",
            example: 7
        ).optional,
        FieldRow("data", .map(.anything), "what the request's row says").or([:]),
    ]
}

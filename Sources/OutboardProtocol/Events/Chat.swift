import OutboardJSON

/// What is said in the chat, and asked of it.
package enum ChatRequest: Sendable, Equatable {
    package static let charactersMax = 4_000
    package static let pageMax = 50

    /// - Parameter nonce: chosen by the client; the same one again is the same message.
    case send(text: String, nonce: String)
    case history(beforeSequence: Int64?, limit: Int)
    /// The person writes something now.
    case typing
    /// The person has read up to that message.
    case read(upToSequence: Int64)

    var wire: (kind: Request.Kind, data: JSONObject) {
        switch self {
        case .send(let text, let nonce):
            return (.chatSend, ["text": .string(text), "nonce": .string(nonce)])
        case .history(let before, let limit):
            var data: JSONObject = ["limit": .integer(limit)]
            data["before_seq"] = before.map { .integer($0) }
            return (.chatHistory, data)
        case .typing: return (.chatTyping, [:])
        case .read(let sequence): return (.chatRead, ["up_to_seq": .integer(sequence)])
        }
    }

    static func send(wire data: JSONField) throws(RequestError) -> ChatRequest {
        .send(text: try data.wireText("text"), nonce: try data.wireText("nonce"))
    }

    static func history(wire data: JSONField) -> ChatRequest {
        .history(
            beforeSequence: data.wireCursor("before_seq"),
            limit: data.wireOptionalInteger("limit") ?? pageMax
        )
    }

    static func read(wire data: JSONField) throws(RequestError) -> ChatRequest {
        .read(upToSequence: Int64(try data.wireInteger("up_to_seq")))
    }
}

/// A message of the chat: `chat_message`.
package struct ChatMessage: Sendable, Equatable {
    /// +1 from message to message.
    package var sequence: Int64
    package var user: String
    package var text: String
    /// Since 1970 in UTC.
    package var timeMilliseconds: Int64
    package var nonce: String

    package init(
        sequence: Int64,
        user: String,
        text: String,
        timeMilliseconds: Int64,
        nonce: String
    ) {
        self.sequence = sequence
        self.user = user
        self.text = text
        self.timeMilliseconds = timeMilliseconds
        self.nonce = nonce
    }

    package var json: JSONObject {
        [
            "seq": .integer(sequence), "user_id": .string(user), "text": .string(text),
            "time": .string(timestamp(milliseconds: timeMilliseconds)), "nonce": .string(nonce),
        ]
    }
}

/// A page of the chat's history.
package struct ChatPage: Sendable, Equatable {
    /// The newest first.
    package var messages: [ChatMessage]
    /// Where the next page begins. nil: this is the last one.
    package var nextBeforeSequence: Int64?

    package init(messages: [ChatMessage], nextBeforeSequence: Int64?) {
        self.messages = messages
        self.nextBeforeSequence = nextBeforeSequence
    }

    package var json: JSONObject {
        [
            "messages": .array(messages.map { .object($0.json) }),
            "next_before_seq": nextBeforeSequence.map { .integer($0) } ?? .null,
        ]
    }
}

import OutboardJSON
import OutboardProtocol

/// A request as a command asks it, with what a person reads when it is done.
struct Asked: Equatable {
    /// The name on the wire.
    var type: String
    var data: JSONObject
    var words: String

    init(_ request: Request, _ words: String) {
        let (kind, data) = request.wire
        self.init(kind.rawValue, data, words)
    }

    init(_ type: String, _ words: String) { self.init(type, [:], words) }

    init(_ type: String, _ data: JSONObject, _ words: String) {
        self.type = type
        self.data = data
        self.words = words
    }

    /// As a batch has it, and `--dry-run` prints it.
    var json: JSONValue { ["type": .string(type), "data": .object(data)] }

    /// - Throws: what the request table has against it.
    var request: Request {
        get throws { try Request(type: type, data: data) }
    }
}

extension Request {
    /// As it goes over the wire, checked by the request table.
    init(type: String, data: JSONObject) throws(RequestError) {
        let message: JSONValue = ["type": .string(type), "data": .object(data)]
        do {
            self = try Envelope(reading: Array(message.compactText.utf8)).request
        } catch {
            throw error.error
        }
    }
}

import OutboardJSON
import OutboardProtocol

/// An event of AG-UI, the protocol between agents and user interfaces (docs.ag-ui.com), as far as we have
/// something to say in it.
enum AGUIEvent: Equatable {
    case runStarted(thread: String, run: String)
    case stateSnapshot(JSONValue)
    /// Operations of RFC 6902 on the last snapshot and what was done to it since.
    case stateDelta(JSONValue)
    case custom(name: String, value: JSONValue)
    case runFinished(thread: String, run: String)
    case runError(code: String, message: String)

    private var json: JSONObject {
        switch self {
        case .runStarted(let thread, let run):
            ["type": "RUN_STARTED", "threadId": .string(thread), "runId": .string(run)]
        case .stateSnapshot(let state): ["type": "STATE_SNAPSHOT", "snapshot": state]
        case .stateDelta(let operations): ["type": "STATE_DELTA", "delta": operations]
        case .custom(let name, let value):
            ["type": "CUSTOM", "name": .string(name), "value": value]
        case .runFinished(let thread, let run):
            ["type": "RUN_FINISHED", "threadId": .string(thread), "runId": .string(run)]
        case .runError(let code, let message):
            ["type": "RUN_ERROR", "message": .string(message), "code": .string(code)]
        }
    }

    /// A block of an event stream: one line of data, and an empty one.
    ///
    /// - Parameters:
    ///   - id: what a client that comes again names as the last that it had. nil: that of the one before.
    ///   - time: now, in milliseconds since 1970 in UTC.
    func block(id: String?, time: Int64) -> String {
        var json = json
        json["timestamp"] = .integer(time)
        let data = "data: " + JSONValue.object(json).compactText + "\n\n"
        return id.map { "id: \($0)\n" + data } ?? data
    }
}

/// A place in the state, as an event's id: "epoch:revision".
struct AGUIPlace: Equatable {
    var epoch: String
    var revision: UInt64

    init(epoch: String, revision: UInt64) {
        self.epoch = epoch
        self.revision = revision
    }

    /// nil: it is none of ours, and the client gets the whole state.
    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].utf8.count),
            let revision = UInt64(parts[1]), revision < 1 << 53
        else { return nil }
        self.init(epoch: String(parts[0]), revision: revision)
    }

    var text: String { "\(epoch):\(revision)" }
}

import ArgumentParser
import Foundation
import OutboardJSON
import OutboardProtocol

struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Print what changes while it changes, until interrupted.",
        discussion: """
            When the connection ends, it is tried again, and goes on where it was: what is missing is told, or \
            that it cannot be. With -o jsonl each message of the server is a line, as the protocol has it, and \
            lines of type "connection" say when it was gone and came back.
            """
    )
    @OptionGroup(title: "For all commands") var server: ServerOptions
    @Argument(
        help: "Only of these: TRACK, TRACK/INSERT or TRACK/INSERT/PARAMETER, or patterns.",
        completion: .parameters
    )
    var objects: [String] = []
    @Option(
        help: "Topics between commas; by default state, and without objects what else happens.",
        completion: .list(Topic.allCases.map(\.rawValue))
    )
    var events: String?
    @Option(help: "End after so many events.") var count: Int?
    @Flag(help: "End with exit code 69 when the connection ends.") var noReconnect = false

    static let usual: TopicSet = [
        .state, .recording, .scan, .engine, .chat, .activity, .workflow,
    ]

    func run() async throws {
        try await reporting(json: server.json) {
            guard count ?? 1 > 0 else { throw CommandError(.usage, "--count is 1 at least.") }
            let topics = try events.map(topics(of:)) ?? (objects.isEmpty ? Self.usual : [.state])
            var printer = EventPrinter(asJSON: server.json, objects: objects)
            var left = count ?? .max
            let follower = Follower(
                server: server,
                topics: topics,
                endsWithConnection: noReconnect
            )
            try await follower.run { happening in
                for line in printer.lines(of: happening) {
                    printLine(line.text)
                    if line.isEvent { left -= 1 }
                    if left == 0 { return false }
                }
                return true
            }
        }
    }
}

/// Topics between commas.
func topics(of text: String) throws -> TopicSet {
    TopicSet(
        try text.split(separator: ",").map { name in
            guard let topic = Topic(rawValue: String(name)) else {
                throw CommandError(
                    .usage,
                    "There is no topic \"\(name)\".",
                    hint: Nearest.hint(String(name), Topic.allCases.map(\.rawValue))
                )
            }
            return topic
        }
    )
}

/// What a server tells, as lines.
struct EventPrinter {
    struct Line: Equatable {
        var text: String
        /// Something happened on the server; else it is about the connection.
        var isEvent: Bool
    }

    let asJSON: Bool
    /// Empty: everything.
    let objects: [String]
    /// What was told of the engine last, but for what always moves.
    private var engine: [JSONValue?] = []

    init(asJSON: Bool, objects: [String]) {
        self.asJSON = asJSON
        self.objects = objects
    }

    mutating func lines(of happening: Follower.Happening) -> [Line] {
        switch happening {
        case .dropped: return [connection(["state": "gone"], "the connection is gone")]
        case .back(let isResumed):
            let words =
                isResumed
                ? "back: what changed meanwhile follows"
                : "back, at the present state: what changed meanwhile is not known one by one"
            return [connection(["state": "back", "resumed": .bool(isResumed)], words)]
        case .message(let message): return lines(of: message)
        case .raw, .ended: return []
        }
    }

    private func connection(_ data: JSONValue, _ words: String) -> Line {
        let line: JSONValue = ["v": 1, "type": "connection", "data": data]
        return Line(text: asJSON ? line.compactText : "(\(words))", isEvent: false)
    }

    private static func words(_ message: ServerMessage) -> String {
        func text(_ key: String) -> String { message.data[key]?.string ?? "" }
        func number(_ key: String) -> Double { message.data[key]?.number ?? 0 }
        switch message.type {
        case "activity_log": return "\(text("level").lowercased())  \(text("text"))"
        case "chat_message": return "\(text("user_id")) says  \(text("text"))"
        case "job":
            let percent = Int((number("progress") * 100).rounded())
            return "job \(text("job_id"))  \(text("status")) \(percent)%  \(text("title"))"
        case "engine_state":
            let words = ["engine \(text("state"))", text("driver"), text("message")]
            return words.filter { !$0.isEmpty }.joined(separator: "  ")
                + "  xruns \(Int(number("xruns")))"
        default: return "\(message.type)  \(JSONValue.object(message.data).compactText)"
        }
    }

    private mutating func lines(of message: ServerMessage) -> [Line] {
        // What answers pings and the like is nobody's business.
        if [ServerMessage.ackType, ServerMessage.errorType].contains(message.type) { return [] }
        if message.type == "engine_state" {
            let before = engine
            engine = ["state", "driver", "message", "xruns", "panic"].map { message.data[$0] }
            if before == engine { return [] }
        }
        if message.type == "state_delta" { return lines(ofDelta: message) }
        guard isWanted(message) else { return [] }
        if asJSON { return [json(message, message.data)] }
        switch message.type {
        case "hello", "identified", "history": return []
        case "state_snapshot":
            let session = message.data["session"]?.id ?? message.session?.text ?? ""
            let revision = message.data["revision"]?.number.map { " at revision \(Int($0))" } ?? ""
            return [Line(text: "(\(session)\(revision))", isEvent: false)]
        default: return [Line(text: Self.words(message), isEvent: true)]
        }
    }

    private func lines(ofDelta message: ServerMessage) -> [Line] {
        let operations = (message.data["ops"]?.array ?? []).filter { operation in
            StateChange(operation).map { isWanted($0.address) } ?? false
        }
        guard !operations.isEmpty else { return [] }
        if asJSON {
            var data = message.data
            data["ops"] = .array(operations)
            return [json(message, data)]
        }
        let people = (message.data["changes"]?.array ?? []).compactMap {
            $0["changed_by"]?["user_id"]?.string
        }
        let who = Set(people).sorted().joined(separator: ", ")
        return StateChange.words(operations.compactMap(StateChange.init)).map {
            Line(text: who.isEmpty ? $0 : "\($0)  by \(who)", isEvent: true)
        }
    }

    private func json(_ message: ServerMessage, _ data: JSONObject) -> Line {
        var line: JSONObject = ["v": 1, "type": .string(message.type)]
        line["session_id"] = message.session.map { .string($0.text) }
        line["data"] = .object(data)
        let isAboutConnection = ["hello", "identified", "state_snapshot"].contains(message.type)
        return Line(text: JSONValue.object(line).compactText, isEvent: !isAboutConnection)
    }

    /// What names no object is about all of them.
    private func isWanted(_ message: ServerMessage) -> Bool {
        let keys = ["track_id", "plugin_id", "parameter_id"]
        let address = keys.compactMap { message.data[$0]?.string }.joined(separator: "/")
        return address.isEmpty || isWanted(address)
    }

    /// An object, what is in it, and what it is in.
    private func isWanted(_ address: String) -> Bool {
        objects.isEmpty
            || objects.contains { object in
                let count = object.split(separator: "/").count
                let start = address.split(separator: "/").prefix(count).joined(separator: "/")
                return fnmatch(object, start, 0) == 0
            }
    }
}

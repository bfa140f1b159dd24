import ArgumentParser
import Foundation
import OutboardClient
import OutboardJSON
import OutboardProtocol

struct TapCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tap",
        abstract: "Print the messages of a connection of its own, both ways, until interrupted.",
        discussion: """
            It shows what a client with these topics gets, and what it sends itself: pings, and with --ask the \
            requests that are read from standard input, "TYPE {data}" a line. What other clients ask is shown by \
            what the server tells of it. Requests and their replies are paired: the time behind a reply is that \
            from the one to the other. Tokens are left out.
            """
    )
    @OptionGroup(title: "For all commands") var server: ServerOptions
    @Flag(help: "Print the messages themselves, too.") var raw = false
    @Option(help: "Only types like this: 'TRACK_*', 'state_*'.") var op: String?
    @Option(
        help: "Topics between commas; all by default.",
        completion: .list(Topic.allCases.map(\.rawValue))
    )
    var events: String?
    @Flag(help: "Send the requests that are read from standard input.") var ask = false
    @Option(help: "End after so many messages.") var count: Int?

    func run() async throws {
        try await reporting(json: server.json) {
            guard count ?? 1 > 0 else { throw CommandError(.usage, "--count is 1 at least.") }
            var log = MessageLog(asJSON: server.json, isRaw: raw, pattern: op)
            var left = count ?? .max
            let all = TopicSet(Topic.allCases)
            let follower = Follower(
                server: server,
                topics: try events.map(topics(of:)) ?? all,
                isRaw: true
            )
            try await follower.run(started: { if ask { sendLines(to: $0) } }) { happening in
                guard case .raw(let message) = happening, let line = log.line(message) else {
                    return true
                }
                printLine(line)
                left -= 1
                return left > 0
            }
        }
    }

    /// Each when the one before was answered.
    private func sendLines(to link: OutboardLink) {
        Task.detached {
            for await line in lines(of: STDIN_FILENO) {
                let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
                guard let type = parts.first else { continue }
                do {
                    let data = try JSONValue(parsing: Array((parts.dropFirst().first ?? "{}").utf8))
                    let request = try Request(type: type, data: data.object ?? [:])
                    _ = try await link.request(request)
                } catch is RequestError where Request.Kind(rawValue: type) != nil {
                    // The server's answer is shown as it came.
                } catch {
                    complain("outboard: \(line): \(error)")
                }
            }
        }
    }
}

/// Pairs requests with their replies, and writes a line for each message.
struct MessageLog {
    let asJSON: Bool
    let isRaw: Bool
    let pattern: String?
    /// When a request was sent, and its type, by its id.
    private var asked: [String: (type: String, nanoseconds: Int64)] = [:]
    private var begin: Int64?

    static let secrets: Set<String> = ["token", "ticket", "secret", "password", "authorization"]

    init(asJSON: Bool, isRaw: Bool, pattern: String?) {
        self.asJSON = asJSON
        self.isRaw = isRaw
        self.pattern = pattern
    }

    /// nil: nobody wants to see it.
    mutating func line(_ message: TappedTransport.Message) -> String? {
        let limits = JSONLimits(depth: 64, keysPerObject: 4_096, stringBytes: 1 << 20)
        let value = (try? JSONValue(parsing: message.text, limits: limits)) ?? .null
        let type = value["type"]?.string ?? "?"
        let id = value["id"]?.string
        let start = begin ?? message.nanoseconds
        begin = start
        var request: (type: String, nanoseconds: Int64)?
        if let id {
            if message.direction == .sent {
                asked[id] = (type, message.nanoseconds)
            } else {
                request = asked.removeValue(forKey: id)
            }
        }
        // A reply belongs to its request: who looks for that sees both.
        let names = [type] + (request.map { [$0.type] } ?? [])
        if let pattern, !names.contains(where: { fnmatch(pattern, $0, 0) == 0 }) { return nil }
        let latency = request.map { Double(message.nanoseconds - $0.nanoseconds) / 1e6 }
        let seconds = Double(message.nanoseconds - start) / 1e9
        let shown = Self.redacted(value)
        if asJSON {
            var line: JSONObject = [
                "v": 1, "seconds": .number((seconds * 1e6).rounded() / 1e6),
                "direction": message.direction == .sent ? "sent" : "received",
                "bytes": .integer(message.text.count), "type": .string(type),
            ]
            line["id"] = id.map(JSONValue.string)
            line["request"] = request.map { .string($0.type) }
            line["latency_ms"] = latency.map { .number(($0 * 1e3).rounded() / 1e3) }
            if isRaw { line["message"] = shown }
            return JSONValue.object(line).compactText
        }
        let arrow = message.direction == .sent ? "→" : "←"
        let time = String(format: "%10.6f", seconds)
        let size = String(format: "%6d B", message.text.count)
        var words = "\(time)  \(arrow) \(size)  \(type)"
        if let request { words += "  \(request.type)" }
        if let id { words += "  id \(id)" }
        if let latency { words += String(format: "  %.3f ms", latency) }
        return isRaw ? words + "\n    " + shown.compactText : words
    }

    static func redacted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let values): return .array(values.map(redacted))
        case .object(let object):
            var shown = JSONObject()
            for (key, value) in object.members {
                let isSecret = secrets.contains(key.lowercased()) && value.string != nil
                shown[key] = isSecret ? "…" : redacted(value)
            }
            return .object(shown)
        default: return value
        }
    }
}

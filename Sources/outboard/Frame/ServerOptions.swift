import ArgumentParser
import Foundation
import OutboardClient
import OutboardJSON
import OutboardModel
import OutboardProtocol

/// How a command reaches the server, and how it prints.
struct ServerOptions: ParsableArguments {
    @Option(help: "The server; OUTBOARD_URL, then http://127.0.0.1:8350, by default.")
    var url: String?
    @Option(help: "The session; the live one by default.") var session: String?
    @Option(help: "Your name, as collaborators see it.") var user: String?
    @Flag(help: "Print JSON.") var json = false

    private var environment: [String: String] { ProcessInfo.processInfo.environment }
    private var token: String? { environment["OUTBOARD_TOKEN"] }

    func address() throws -> ServerAddress {
        let text = url ?? environment["OUTBOARD_URL"] ?? "http://127.0.0.1:8350"
        guard let address = ServerAddress(text) else {
            throw CommandError(.usage, "\"\(text)\" is not the address of a server.")
        }
        return address
    }

    /// `GET`, with errors as a command reports them.
    func get(_ path: String) async throws -> JSONValue {
        do {
            return try await OutboardClient.get(path, from: try address(), token: token)
        } catch let error as ClientError {
            throw CommandError(error)
        }
    }

    /// Sends one request, and returns its ack.
    func request(_ request: Request) async throws -> Ack {
        try await connected { client, session in
            try await client.request(request, session: session)
        }
    }

    /// Opens a connection for as long as `body` takes, with the session that it is about.
    func connected<Result>(
        _ body: (OutboardClient, SessionID) async throws -> Result
    ) async throws -> Result {
        do {
            let id = try await liveSession()
            let client = try await OutboardClient.connect(
                to: try address(),
                user: user ?? environment["USER"],
                token: token
            )
            defer { Task { await client.close() } }
            return try await body(client, id)
        } catch let error as ClientError {
            throw CommandError(error)
        }
    }

    func liveSession() async throws -> SessionID {
        if let session { return SessionID(session) }
        let rows = try await get("/api/sessions")["sessions"]?.array ?? []
        guard let live = rows.first(where: { $0["live"] == true })?["id"]?.string else {
            throw CommandError(.unavailable, "No session is live.")
        }
        return SessionID(live)
    }

    /// The live session's tracks and master.
    func snapshot() async throws -> JSONValue {
        try await get("/api/sessions/" + escaped(try await liveSession().text))
    }

    /// Prints a value of the stable JSON form.
    func printJSON(_ members: JSONObject) {
        var object: JSONObject = ["v": 1]
        for (key, value) in members.members { object[key] = value }
        print(JSONValue.object(object).compactText)
    }

    /// Prints an ack: as JSON, or in words.
    func report(_ ack: Ack, _ words: String) {
        if json { return printJSON(ack.json) }
        let frame = ack.appliedAtFrame.map { "  at frame \($0)" } ?? ""
        let revision = ack.revision.map { "  rev \($0)" } ?? ""
        print(words + frame + revision)
    }
}

extension CommandError {
    init(_ error: ClientError) {
        switch error.code {
        case .unreachable:
            self.init(
                .unavailable,
                error.description,
                hint: "Start one with `outboard serve`, or name it with --url."
            )
        case .refused, .connectionLost: self.init(.unavailable, error.description)
        case .timeout: self.init(.timeout, error.description)
        case .malformed: self.init(.protocolMismatch, error.description)
        }
    }
}

/// An id as a part of a path.
func escaped(_ id: String) -> String {
    id.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? id
}

/// Columns of text, as wide as their widest cell, with a line of headings.
func table(_ headings: [String], _ rows: [[String]]) -> String {
    let all = [headings] + rows
    let widths = headings.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
        let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
        var line = cells.joined(separator: "  ")
        while line.last == " " { line.removeLast() }
        return line
    }.joined(separator: "\n")
}

import ArgumentParser
import Foundation
import OutboardClient
import OutboardJSON
import OutboardModel
import OutboardProtocol

/// How a command reaches the server, and how it prints.
struct ServerOptions: ParsableArguments {
    @Option(
        name: [.customLong("host"), .customLong("url")],
        help: "The server; OUTBOARD_URL, the context's, then http://127.0.0.1:8350, by default."
    )
    var url: String?
    @Option(
        help: "The context that names the server: see `outboard context`.",
        completion: .custom { _, _, _ in Completions.contexts() }
    )
    var context: String?
    @Option(
        help: "The session; the live one by default.",
        completion: .custom { _, _, _ in await Completions.sessions() }
    )
    var session: String?
    @Option(help: "Your name, as collaborators see it.") var user: String?
    @Option(
        help: "The certificates, in PEM, that vouch for a server by https or wss.",
        completion: .file()
    )
    var ca: String?
    @Option(name: [.short, .long], help: "table, json, jsonl, plain or name.")
    var output: OutputFormat?
    @Flag(name: .customLong("json"), help: "Print JSON: the same as -o json.") var wantsJSON = false
    @Flag(name: [.short, .long], help: "Print names only, and of changes nothing.") var quiet =
        false
    @Option(help: "How long to wait for an answer: 5s, 500ms; 10s by default.")
    var timeout: String?
    @Flag(help: "Without colours, as NO_COLOR has it.") var noColor = false
    @Option(help: "Change something only if the session is still at this revision.")
    var ifRev: UInt64?
    @Flag(help: "Print what would be asked, and ask nothing.") var dryRun = false
    @Flag(name: [.customShort("y"), .long], help: "Do what cannot be undone without a question.")
    var yes = false

    func validate() throws {
        if noColor { setenv("NO_COLOR", "1", 1) }
        guard !(wantsJSON && output != nil && output != .json) else {
            throw ValidationError("--json is -o json: give one of both.")
        }
        if let timeout, seconds(of: timeout) == nil {
            throw ValidationError("--timeout is 10ms to 1h: \"\(timeout)\" is not.")
        }
    }

    /// As a command that asks a server has them: by themselves they cannot be parsed, because what completes
    /// them waits for a server.
    static func of(_ arguments: [String]) throws -> ServerOptions {
        guard let status = try Outboard.parseAsRoot(["status"] + arguments) as? Status else {
            throw ValidationError("Options only.")
        }
        return status.server
    }

    var settings: Settings {
        get throws {
            var flags: [Settings.Key: String] = [:]
            flags[.context] = context
            flags[.url] = url
            flags[.session] = session
            flags[.user] = user
            flags[.ca] = ca
            flags[.output] = wantsJSON ? "json" : quiet ? "name" : output?.rawValue
            flags[.timeout] = timeout
            return try Settings(flags: flags)
        }
    }

    /// A format that nobody can read is left to the command's own errors: they must be printed somehow.
    var format: OutputFormat {
        if wantsJSON { return .json }
        if quiet { return .name }
        let named = ProcessInfo.processInfo.environment["OUTBOARD_OUTPUT"].flatMap(
            OutputFormat.init
        )
        return output ?? named ?? .table
    }

    var json: Bool { format.isJSON }

    func address() throws -> ServerAddress {
        let text = try settings.value(.url) ?? ""
        guard var address = ServerAddress(text) else {
            throw CommandError(.usage, "\"\(text)\" is not the address of a server.")
        }
        guard ca == nil || address.isSecure else { throw Self.needsTLS(text) }
        if address.isSecure { address.authorities = try settings.value(.ca) }
        return address
    }

    /// Whoever names certificates means to be spoken to in secret.
    static func needsTLS(_ url: String) -> CommandError {
        CommandError(
            .usage,
            "--ca is for a server by https or wss, and \"\(url)\" is none.",
            hint: "Name it with https:// in front, or leave --ca out."
        )
    }

    var timeoutSeconds: Double {
        get throws {
            let text = try settings.value(.timeout) ?? ""
            guard let seconds = outboard.seconds(of: text) else {
                throw CommandError(.configuration, "The timeout \"\(text)\" is none: 5s, 500ms.")
            }
            return seconds
        }
    }

    /// `GET`, with errors as a command reports them.
    func get(_ path: String) async throws -> JSONValue {
        let settings = try settings
        return try await OutboardClient.get(
            path,
            from: try address(),
            token: settings.value(.token)
        )
    }

    /// `POST`, likewise.
    func post(_ body: JSONValue, to path: String) async throws -> JSONValue {
        let settings = try settings
        return try await OutboardClient.post(
            body,
            to: path,
            at: try address(),
            token: settings.value(.token)
        )
    }

    func liveSession() async throws -> SessionID {
        if let session = try settings.value(.session) { return SessionID(session) }
        let rows = try await get("/api/sessions")["sessions"]?.array ?? []
        guard let live = rows.first(where: { $0["live"] == true })?["id"]?.string else {
            throw CommandError(.unavailable, "No session is live.")
        }
        return SessionID(live)
    }

    /// The live session's tracks and master.
    func snapshot() async throws -> SessionView {
        SessionView(try await get("/api/sessions/" + escaped(try await liveSession().text)))
    }
}

/// An id as a part of a path.
func escaped(_ id: String) -> String {
    id.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? id
}

/// "5s", "500ms", "2m", "1h", or seconds without a unit: 10 ms to one hour. nil: it is none.
func seconds(of text: String) -> Double? {
    let units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3_600)]
    let unit = units.first { text.hasSuffix($0.0) }
    let number = text.dropLast(unit?.0.count ?? 0)
    guard let value = Double(number), value.isFinite else { return nil }
    let seconds = value * (unit?.1 ?? 1)
    return (0.01...3_600).contains(seconds) ? seconds : nil
}

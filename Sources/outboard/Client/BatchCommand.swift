import ArgumentParser
import Foundation
import OutboardJSON
import OutboardProtocol

struct BatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch",
        abstract: "Run the commands of a file.",
        discussion: """
            A line is a command without `outboard`, or a request as JSON: {"type":…,"data":{…}}. Lines that are \
            empty or begin with # are left out. It ends at the first that fails, with its exit code. With \
            --atomic all of them are one BATCH: done at one moment and undone by one step, or not at all.
            """
    )
    @OptionGroup(title: "For all commands") var server: ServerOptions
    @Option(name: [.short, .long], help: "The file; - is standard input.", completion: .file())
    var file: String
    @Flag(help: "All or nothing.") var atomic = false
    @Flag(help: "Go on when a line fails; the exit code is that of the first.") var keepGoing =
        false

    func validate() throws {
        guard !(atomic && keepGoing) else {
            throw ValidationError("--atomic is all or nothing: --keep-going does not go with it.")
        }
        guard atomic || server.ifRev == nil else {
            throw ValidationError(
                "--if-rev goes with --atomic: by itself each line makes a revision for the next."
            )
        }
    }

    func run() async throws {
        try await reporting(json: server.json) {
            let lines = try contents(ofFile: file).split(separator: "\n").map(String.init)
            try atomic ? await runAtOnce(lines) : await runInTurn(lines)
        }
    }

    private func runAtOnce(_ lines: [String]) async throws {
        let session = try await server.snapshot()
        let all = try lines.flatMap { try BatchLine($0)?.asked(in: session) ?? [] }
        let batch = Asked(
            Request.Kind.batch.rawValue,
            .init(dictionaryLiteral: ("requests", .array(all.map(\.json)))).with(Self.mode),
            all.map(\.words).joined(separator: "\n")
        )
        guard !all.isEmpty else { throw CommandError(.usage, "There is nothing to do in \(file).") }
        guard try server.goesOn(with: [batch]) else { return }
        try await server.ask([batch]) { server.report($1, $0.words) }
    }

    /// Where the server knows several kinds of batches, it is told which.
    private static var mode: JSONObject {
        Request.Kind.batch.row.fields.contains { $0.key == "mode" } ? ["mode": "atomic"] : [:]
    }

    private func runInTurn(_ lines: [String]) async throws {
        let host = CommandHost(server)
        var failure: ExitCode?
        for (number, line) in lines.enumerated() {
            let code: ExitCode
            do {
                guard let parsed = try BatchLine(line) else { continue }
                code = await host.run(parsed)
            } catch let error as CommandError {
                complain("outboard: \(error.message)")
                code = ExitCode(error.exitCode)
            }
            guard code != .success else { continue }
            complain("outboard: line \(number + 1) of \(file): \(line)")
            if !keepGoing { throw code }
            failure = failure ?? code
        }
        if let failure { throw failure }
    }
}

/// A line of a batch.
enum BatchLine {
    case command([String])
    case request(Asked)

    /// nil: there is nothing to do.
    init?(_ line: String) throws {
        let line = line.trimmingCharacters(in: .whitespaces)
        if line.hasPrefix("{") {
            let value: JSONValue
            do {
                value = try JSONValue(parsing: Array(line.utf8))
            } catch {
                throw CommandError(.invalidData, "\(line) is not JSON: \(error).")
            }
            guard let type = value["type"]?.string else {
                throw CommandError(.invalidData, "\(line) has no type.")
            }
            self = .request(Asked(type, value["data"]?.object ?? [:], type))
            return
        }
        let words = try outboard.words(of: line)
        guard !words.isEmpty else { return nil }
        self = .command(words.first == "outboard" ? Array(words.dropFirst()) : words)
    }

    func asked(in session: SessionView) throws -> [Asked] {
        switch self {
        case .request(let asked): return [asked]
        case .command(let words):
            let command: any ParsableCommand
            do {
                command = try Outboard.parseAsRoot(words)
            } catch {
                throw CommandError(.usage, Outboard.message(for: error))
            }
            guard let command = command as? any Requesting else {
                throw CommandError(
                    .usage,
                    "\"\(words.joined(separator: " "))\" cannot stand in a batch that is atomic.",
                    hint:
                        "Commands that change something, and whose requests are known before, can."
                )
            }
            return try command.ask(in: session)
        }
    }
}

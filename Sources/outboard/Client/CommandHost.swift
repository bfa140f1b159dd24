import ArgumentParser
import Foundation
import OutboardProtocol

/// Runs commands in this process, as `shell` and `batch` do: with the server that those were given.
struct CommandHost {
    private let server: ServerOptions

    init(_ server: ServerOptions) {
        self.server = server
        // Commands read these where they are given nothing else.
        for (name, value) in [
            ("OUTBOARD_URL", server.url), ("OUTBOARD_CONTEXT", server.context),
            ("OUTBOARD_SESSION", server.session), ("OUTBOARD_USER", server.user),
            ("OUTBOARD_TIMEOUT", server.timeout), ("OUTBOARD_CA", server.ca),
            ("OUTBOARD_OUTPUT", server.format == .table ? nil : server.format.rawValue),
        ] {
            if let value { setenv(name, value, 1) }
        }
    }

    /// Errors are printed.
    func run(_ line: BatchLine) async -> ExitCode {
        switch line {
        case .command(let words): return await run(words)
        case .request(let asked):
            return await code {
                try await reporting(json: server.json) {
                    guard try server.goesOn(with: [asked]) else { return }
                    try await server.ask([asked]) { server.report($1, $0.words) }
                }
            }
        }
    }

    func run(_ words: [String]) async -> ExitCode {
        if ["shell", "serve", "scan-worker"].contains(words.first) {
            complain("outboard: \(words[0]) runs by itself only")
            return ExitCode(CommandError.Code.usage.rawValue)
        }
        return await code {
            var command = try Outboard.parseAsRoot(words)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        }
    }

    private func code(_ body: () async throws -> Void) async -> ExitCode {
        do {
            try await body()
            return .success
        } catch let code as ExitCode {
            return code
        } catch {
            // Help is data, what is wrong is a message.
            let text = Outboard.fullMessage(for: error)
            let code = Outboard.exitCode(for: error)
            if code == .success { print(text) } else { complain(text) }
            return code
        }
    }
}

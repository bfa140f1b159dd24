import ArgumentParser
import Foundation

struct ShellCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shell",
        abstract: "Take commands without `outboard` in front, one after another.",
        discussion: """
            On a terminal with history and completion; from a pipe a line each, and the exit code is that of the \
            last that failed. `exit` ends it.
            """
    )
    @OptionGroup(title: "For all commands") var server: ServerOptions

    func run() async throws {
        let host = CommandHost(server)
        if Terminal.isInteractive {
            let prompt = Prompt()
            let text = "\(try server.address().host)> "
            while let line = await prompt.line(text, complete: Self.complete) {
                guard await take(line, host) != nil else { break }
            }
            prompt.saveHistory()
            return
        }
        var failure = ExitCode.success
        for await line in lines(of: STDIN_FILENO) {
            guard let code = await take(line, host) else { break }
            if code != .success { failure = code }
        }
        if failure != .success { throw failure }
    }

    /// nil: it is the end.
    private func take(_ line: String, _ host: CommandHost) async -> ExitCode? {
        do {
            guard let parsed = try BatchLine(line) else { return .success }
            if case .command(let words) = parsed, ["exit", "quit"].contains(words.first) {
                return nil
            }
            return await host.run(parsed)
        } catch {
            let error = CommandError(knowing: error)
            complain("outboard: \(error?.message ?? "")")
            return ExitCode(error?.exitCode ?? CommandError.Code.internal.rawValue)
        }
    }

    /// Commands, their options, and the names that are there now.
    static func complete(_ before: [String], _ word: String) async -> [String] {
        var command = CommandTree.root
        var rest = before[...]
        while let name = rest.first, let next = command.find(name) {
            command = next
            rest = rest.dropFirst()
        }
        if !command.subcommands.isEmpty, rest.isEmpty {
            return command.subcommands.map(\.name) + (before.isEmpty ? ["exit"] : [])
        }
        if word.hasPrefix("-") { return command.options.map(\.longest) }
        let names = await Completions.of(word, depth: 3)
        return names
            + (before == ["preset", "load"] ? [] : await Completions.presetsBehind(before))
    }
}

extension Completions {
    /// What `preset load` takes behind an insert.
    static func presetsBehind(_ words: [String]) async -> [String] {
        words.count == 3 && words.starts(with: ["preset", "load"]) ? await presets() : []
    }
}

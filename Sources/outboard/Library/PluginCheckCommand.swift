import ArgumentParser
import Foundation
import OutboardCheck
import OutboardHost
import OutboardJSON
import OutboardModel

extension PluginCommand {
    /// Without a server, in this process: a plugin that crashes ends the command, and the last line says
    /// what it was at.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a plugin through what a session may ask of it.",
            discussion: """
                Loads it, runs 1,500 blocks of random sizes with noise, pauses and notes, moves its \
                parameters to their ends, has another instance take its state, loads its presets, \
                bypasses it, restarts it and unloads it. Exits with 1 where a step fails.
                """
        )

        @Flag(help: "Print a line of JSON for each step, and no text.") var json = false
        @Option(help: "lv2, clap, vst3 or ladspa; as the id begins, or lv2, by default.")
        var format: PluginFormat?
        @Option(help: "Blocks to run, 1...1000000.") var blocks = 1_500
        @Option(help: "What the noise begins with.") var seed: UInt64 = 1
        @Argument(help: "The plugin's URI, or FORMAT:ID: see `outboard plugin ls`.") var id: String

        func run() async throws {
            try await reporting(json: json) {
                guard (1...1_000_000).contains(blocks) else {
                    throw CommandError(.usage, "--blocks takes 1 to 1000000.")
                }
                var configuration = PluginCheck.Configuration()
                configuration.blocks = blocks
                configuration.seed = seed
                let output = Self.takeOutput()
                let plugin = PluginID(argument: id, format: format)
                let outcomes = await onThreadOfItsOwn { [configuration] in
                    PluginCheck(
                        plugin,
                        in: PluginLibrary(Composition.hosts()),
                        configuration,
                        say: { output.write(Data(text($0, $1).utf8)) }
                    ).run()
                }
                if outcomes.contains(where: \.outcome.hasFailed) { throw ExitCode(1) }
            }
        }

        private func text(_ step: CheckStep, _ outcome: CheckOutcome?) -> String {
            let name = step.rawValue
            let (word, detail) =
                switch outcome {
                case nil: ("begun", "")
                case .passed(let detail): ("passed", detail)
                case .absent: ("absent", "")
                case .failed(let reason): ("failed", reason)
                }
            if json {
                let line: JSONObject = [
                    "step": .string(name), "outcome": .string(word), "detail": .string(detail),
                ]
                return JSONValue.object(line).compactText + "\n"
            }
            if outcome == nil { return name.padding(toLength: 10, withPad: " ", startingAt: 0) }
            return word + (detail.isEmpty ? "" : "  " + detail) + "\n"
        }

        /// Plugins may insist on one thread for ever, and on as much stack as a program begins with.
        private func onThreadOfItsOwn<Result: Sendable>(
            _ body: @escaping @Sendable () -> Result
        ) async -> Result {
            await withCheckedContinuation { continuation in
                let thread = Thread { continuation.resume(returning: body()) }
                thread.stackSize = 8 << 20
                thread.start()
            }
        }

        /// Some plugins print so much that what they are at is lost in it: that goes where errors do.
        private static func takeOutput() -> FileHandle {
            let ours = dup(STDOUT_FILENO)
            guard ours >= 0 else { return .standardOutput }
            dup2(STDERR_FILENO, STDOUT_FILENO)
            return FileHandle(fileDescriptor: ours)
        }
    }
}

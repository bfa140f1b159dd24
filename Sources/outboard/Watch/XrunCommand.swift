import ArgumentParser
import Foundation

/// What the flight recorder wrote when a cycle was late.
struct XrunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "xrun",
        abstract: "Missed deadlines, and what went on before them.",
        subcommands: [List.self, Show.self]
    )

    /// Where `outboard serve` writes them by default.
    static var directory: String { directory(in: ProcessInfo.processInfo.environment) }

    /// Where the program keeps what it notes by itself.
    static var stateDirectory: String {
        (directory as NSString).deletingLastPathComponent
    }

    static func directory(in environment: [String: String]) -> String {
        // An empty variable counts as none.
        let state = environment["XDG_STATE_HOME"].flatMap { $0.isEmpty ? nil : $0 }
        let home = environment["HOME"] ?? ""
        return (state ?? home + "/.local/state") + "/outboard/xruns"
    }

    static func files(_ directory: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.filter { $0.hasPrefix("xrun-") && $0.hasSuffix(".ndjson") }.sorted()
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ls",
            abstract: "List what was written, oldest first."
        )
        @Option(help: "Where.") var dir: String?

        func run() throws {
            let directory = dir ?? XrunCommand.directory
            for name in XrunCommand.files(directory) { print("\(directory)/\(name)") }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the longest cycles, and which plugins took the time."
        )
        @Argument(help: "A file; the newest by default.") var file: String?
        @Option(help: "Where.") var dir: String?
        @Option(help: "Cycles to show.") var cycles = 10
        @Option(help: "Cycles to show on each side of the longest.") var around = 3

        func validate() throws {
            guard cycles > 0, (0...1_000).contains(around) else {
                throw ValidationError("--cycles must be 1 or more, --around 0 to 1000.")
            }
        }

        func run() async throws {
            try await reporting(json: false) {
                let path = try path()
                guard let bytes = FileManager.default.contents(atPath: path) else {
                    throw CommandError(.notFound, "There is no file \(path).")
                }
                let record = try FlightRecord(bytes, path: path)
                print("\(path)\n\(record.head.compactText)\n")
                print(record.report(worst: cycles, around: around))
            }
        }

        private func path() throws -> String {
            if let file { return file }
            let directory = dir ?? XrunCommand.directory
            if let name = XrunCommand.files(directory).last { return "\(directory)/\(name)" }
            throw CommandError(
                .notFound,
                "There is no record of an xrun in \(directory).",
                hint: "`outboard serve` writes one when a cycle is late."
            )
        }
    }
}

import ArgumentParser
import Foundation
import OutboardJSON

/// What the flight recorder wrote when a cycle was late.
struct XrunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "xrun",
        abstract: "Missed deadlines, and what went on before them.",
        subcommands: [List.self, Show.self]
    )

    /// Where `outboard serve` writes them by default.
    static var directory: String {
        let environment = ProcessInfo.processInfo.environment
        let state = environment["XDG_STATE_HOME"] ?? (environment["HOME"] ?? "") + "/.local/state"
        return state + "/outboard/xruns"
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

        func run() async throws {
            try await reporting(json: false) {
                let directory = dir ?? XrunCommand.directory
                guard
                    let path = file
                        ?? XrunCommand.files(directory).last.map({ "\(directory)/\($0)" }),
                    let bytes = FileManager.default.contents(atPath: path)
                else {
                    throw CommandError(
                        .notFound,
                        "There is no record of an xrun in \(directory).",
                        hint: "`outboard serve` writes one when a cycle is late."
                    )
                }
                let lines = bytes.split(separator: UInt8(ascii: "\n"))
                    .compactMap { try? JSONValue(parsing: Array($0)) }
                guard let head = lines.first else {
                    throw CommandError(.invalidData, "\(path) is empty.")
                }
                print("\(path)\n\(head.compactText)\n")
                print(Self.report(lines.dropFirst(), head, cycles))
            }
        }

        private static func report(
            _ lines: ArraySlice<JSONValue>,
            _ head: JSONValue,
            _ count: Int
        ) -> String {
            let rate = head["sample_rate_hertz"]?.number ?? 48_000
            var plugins: [Double: [(name: String, time: Double)]] = [:]
            for line in lines where line["kind"]?.string == "processor" {
                guard let frame = line["frame"]?.number, let name = line["plugin_id"]?.string,
                    let time = line["microseconds"]?.number
                else { continue }
                plugins[frame, default: []].append((name, time))
            }
            let cycles = lines.filter { $0["kind"]?.string == "cycle" }.map { line in
                let frames = line["frames"]?.number ?? 1
                let time = line["microseconds"]?.number ?? 0
                return (
                    frame: line["frame"]?.number ?? 0, time: time,
                    load: time / 1e6 / (frames / rate)
                )
            }
            let rows = cycles.sorted { $0.load > $1.load }.prefix(count).map { cycle in
                let worst = (plugins[cycle.frame] ?? []).sorted { $0.time > $1.time }.prefix(3)
                return [
                    "\(Int(cycle.frame))", String(format: "%.1f", cycle.time),
                    String(format: "%.0f %%", cycle.load * 100),
                    worst.map { "\($0.name) \(String(format: "%.1f", $0.time))" }
                        .joined(separator: ", "),
                ]
            }
            return table(["FRAME", "MICROSECONDS", "LOAD", "LONGEST PLUGINS"], Array(rows))
        }
    }
}

import ArgumentParser
import OutboardJSON
import OutboardModel
import OutboardProtocol

struct TrackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "track",
        abstract: "Tracks and the master.",
        subcommands: [
            List.self, Show.self, Gain.self, Pan.self, Mute.self, Solo.self, Add.self, Remove.self,
            Move.self, Rename.self, Source.self, Out.self,
        ]
    )

    struct List: SnapshotList {
        static let configuration = CommandConfiguration(
            commandName: "ls",
            abstract: "List the strips of the live session."
        )
        static let key = "tracks"
        static let headings = ["ID", "NAME", "GAIN", "PAN", "M", "S", "INSERTS"]

        @OptionGroup(title: "For all commands") var server: ServerOptions

        func values(in session: SessionView) -> [JSONValue] { session.strips }

        static func row(_ strip: JSONValue) -> [String] {
            [
                strip.id, strip["name"]?.string ?? "", levelText(strip["level_decibels"]),
                "\(strip["pan"]?.number ?? 0)", strip["mute"] == true ? "M" : ".",
                strip["solo"] == true ? "S" : ".",
                members(strip["inserts"]).map(\.id).joined(separator: " "),
            ]
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a strip: its controls, what it takes and where it goes."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .strip, completion: .strips) var track: String

        func run() async throws {
            try await reporting(json: server.json) {
                let strip = try await server.snapshot().strip(track)
                if server.json { return server.printJSON(["track": strip]) }
                print(Self.words(strip))
            }
        }

        static func words(_ strip: JSONValue) -> String {
            let source = strip["source"].flatMap { try? TrackSource(json: $0).words }
            let sends = members(strip["sends"]).map {
                "send       \($0["bus_id"]?.string ?? "") \(levelText($0["level_decibels"]))"
            }
            let lines =
                [
                    "name       \(strip["name"]?.string ?? "")", source.map { "source     \($0)" },
                    "gain       \(levelText(strip["level_decibels"]))",
                    "pan        \(strip["pan"]?.number ?? 0)",
                    "mute       \(strip["mute"] == true ? "on" : "off")",
                    strip["solo"].map { "solo       \($0 == true ? "on" : "off")" },
                    "out        \(outputText(strip["output"]))",
                    "latency    \(Int(strip["latency_frames"]?.number ?? 0)) frames",
                ].compactMap { $0 }
                + members(strip["inserts"]).map {
                    "insert     \($0.id)  \($0["name"]?.string ?? "")"
                } + sends
            return lines.joined(separator: "\n")
        }
    }
}

extension TrackSource {
    /// As the server shows it.
    init(json value: JSONValue) throws {
        let data: JSONObject = ["track_id": "any", "source": value]
        guard
            case .edit(.setSource(_, let source)) = try Request(
                type: Request.Kind.trackSource.rawValue,
                data: data
            )
        else { throw CommandError(.protocolMismatch, "A source is not what it was.") }
        self = source
    }
}

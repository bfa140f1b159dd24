import ArgumentParser
import OutboardJSON
import OutboardModel
import OutboardProtocol

struct TrackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "track",
        abstract: "Tracks and the master.",
        subcommands: [
            List.self, Gain.self, Pan.self, Mute.self, Solo.self, Add.self, Remove.self, Move.self,
            Rename.self, Source.self, Out.self,
        ]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ls",
            abstract: "List the strips of the live session."
        )

        @OptionGroup var server: ServerOptions

        func run() async throws {
            try await reporting(json: server.json) {
                let session = try await server.snapshot()
                let strips =
                    (session["tracks"]?.array ?? []) + (session["buses"]?.array ?? [])
                    + [session["master"] ?? .null]
                if server.json { return server.printJSON(["tracks": .array(strips)]) }
                print(
                    table(["ID", "NAME", "GAIN", "PAN", "M", "S", "INSERTS"], strips.map(Self.row))
                )
            }
        }

        private static func row(_ strip: JSONValue) -> [String] {
            [
                strip["id"]?.string ?? "", strip["name"]?.string ?? "",
                strip["level_decibels"]?.number.map { "\($0) dB" } ?? "-inf dB",
                "\(strip["pan"]?.number ?? 0)", strip["mute"] == true ? "M" : ".",
                strip["solo"] == true ? "S" : ".",
                (strip["inserts"]?.array ?? []).compactMap { $0["id"]?.string }
                    .joined(separator: " "),
            ]
        }
    }

    struct Gain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Set a fader, in dB.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The track's id, or master.") var track: String
        @Argument(parsing: .allUnrecognized, help: "-140 to 10, or -inf.") var level: [String] = []

        func run() async throws {
            try await reporting(json: server.json) {
                let text = level.joined().lowercased().replacing("db", with: "")
                guard let decibels = Double(text), !decibels.isNaN else {
                    throw CommandError(
                        .usage,
                        "\"\(level.joined(separator: " "))\" is not a level."
                    )
                }
                let ack = try await server.request(
                    .trackFader(track: TrackID(track), levelDecibels: decibels)
                )
                server.report(ack, "\(track)  \(decibels) dB")
            }
        }
    }

    struct Pan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Set a pan: -1 left, 1 right.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The track's id, or master.") var track: String
        @Argument(parsing: .allUnrecognized, help: "-1 to 1.") var pan: [String] = []

        func run() async throws {
            try await reporting(json: server.json) {
                guard let value = Double(pan.joined()) else {
                    throw CommandError(.usage, "\"\(pan.joined(separator: " "))\" is not a pan.")
                }
                let ack = try await server.request(.trackPan(track: TrackID(track), pan: value))
                server.report(ack, "\(track)  \(value)")
            }
        }
    }

    struct Mute: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Mute a track, or the master.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The track's id, or master.") var track: String
        @Argument(help: "on or off.") var state = Switch.on

        func run() async throws {
            try await reporting(json: server.json) {
                let ack = try await server.request(
                    .trackMute(track: TrackID(track), isMuted: state == .on)
                )
                server.report(ack, "\(track)  mute \(state.rawValue)")
            }
        }
    }

    struct Solo: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Solo a track.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The track's id.") var track: String
        @Argument(help: "on or off.") var state = Switch.on

        func run() async throws {
            try await reporting(json: server.json) {
                let ack = try await server.request(
                    .trackSolo(track: TrackID(track), isSoloed: state == .on)
                )
                server.report(ack, "\(track)  solo \(state.rawValue)")
            }
        }
    }
}

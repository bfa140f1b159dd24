import ArgumentParser
import OutboardModel
import OutboardProtocol

struct Play: Asking {
    static let configuration = CommandConfiguration(abstract: "Set the song going.")
    @OptionGroup var server: ServerOptions
    func ask() throws -> (request: Request, words: String) { (.transportPlay, "plays") }
}

struct Stop: Asking {
    static let configuration = CommandConfiguration(abstract: "Hold the song where it is.")
    @OptionGroup var server: ServerOptions
    func ask() throws -> (request: Request, words: String) { (.transportStop, "stands") }
}

struct Locate: Asking {
    static let configuration = CommandConfiguration(abstract: "Go to a place in the song.")
    @OptionGroup var server: ServerOptions
    @Argument(help: "Seconds from the start.") var seconds: Double
    func ask() throws -> (request: Request, words: String) {
        (.transportLocate(seconds: seconds), "at \(seconds) s")
    }
}

struct RecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Write a strip to a file.",
        subcommands: [Start.self, Finish.self]
    )

    struct Start: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Begin to record.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The strip's id, or master.") var track: String
        @Option(help: "The file's name without its ending.") var name: String?
        @Option(help: "wav16, wav24, wav32f, flac16 or flac24.") var format = "wav24"

        func run() async throws {
            try await reporting(json: server.json) {
                guard let format = RecordRequest.Format(rawValue: format) else {
                    throw CommandError(
                        .usage,
                        "--format is wav16, wav24, wav32f, flac16 or flac24."
                    )
                }
                let ack = try await server.request(
                    .recordStart(RecordRequest(track: TrackID(track), name: name, format: format))
                )
                server.report(ack, "\(track)  → \(ack.extra["path"]?.string ?? "")")
            }
        }
    }

    struct Finish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "stop",
            abstract: "End a recording. Its file is complete when the command returns."
        )
        @OptionGroup var server: ServerOptions
        @Argument(help: "The strip's id, or master.") var track: String

        func run() async throws {
            try await reporting(json: server.json) {
                let ack = try await server.request(.recordStop(track: TrackID(track)))
                let frames = Int(ack.extra["frames"]?.number ?? 0)
                let dropped = Int(ack.extra["dropped_frames"]?.number ?? 0)
                server.report(
                    ack,
                    "\(ack.extra["path"]?.string ?? "")  \(frames) frames, \(dropped) dropped"
                )
            }
        }
    }
}

struct SessionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session",
        abstract: "Sessions of the store.",
        subcommands: [List.self, Load.self, Save.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ls",
            abstract: "List the sessions."
        )
        @OptionGroup var server: ServerOptions

        func run() async throws {
            try await reporting(json: server.json) {
                let sessions = try await server.get("/api/sessions")["sessions"]?.array ?? []
                if server.json { return server.printJSON(["sessions": .array(sessions)]) }
                let rows = sessions.map {
                    [
                        $0["id"]?.string ?? "", $0["name"]?.string ?? "",
                        $0["live"] == true ? "live" : "",
                    ]
                }
                print(table(["ID", "NAME", ""], rows))
            }
        }
    }

    struct Load: Asking {
        static let configuration = CommandConfiguration(
            abstract: "Fade over to another session."
        )
        @OptionGroup var server: ServerOptions
        @Argument(help: "Its id.") var id: String

        func ask() throws -> (request: Request, words: String) {
            (.sessionLoad(SessionID(id)), "\(id) is live")
        }
    }

    struct Save: Asking {
        static let configuration = CommandConfiguration(
            abstract: "Write the live session to its directory; the one before stays beside it."
        )
        @OptionGroup var server: ServerOptions

        func ask() throws -> (request: Request, words: String) { (.sessionSave, "saved") }
    }
}

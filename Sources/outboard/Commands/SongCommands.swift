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

struct NoteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "note",
        abstract: "Play a note on a track that takes notes."
    )
    @OptionGroup var server: ServerOptions
    @Argument(help: "The track's id.") var track: String
    @Argument(help: "0 to 127, or a name: C4 is 60.") var note: String
    @Option(help: "1 to 127.") var velocity: UInt8 = 100
    @Option(help: "1 to 16.") var channel: UInt8 = 1
    @Option(help: "How long, in milliseconds.") var ms = 500

    func validate() throws {
        guard (1...127).contains(velocity), (1...16).contains(channel), ms >= 0 else {
            throw ValidationError("--velocity is 1 to 127, --channel 1 to 16, --ms not negative.")
        }
    }

    func run() async throws {
        try await reporting(json: server.json) {
            let number = try noteNumber(note)
            let id = TrackID(track)
            let ack = try await server.request(
                .note(track: id, bytes: [0x90 | (channel - 1), number, velocity])
            )
            try await Task.sleep(for: .milliseconds(ms))
            _ = try await server.request(
                .note(track: id, bytes: [0x80 | (channel - 1), number, 0])
            )
            server.report(ack, "\(track)  note \(number)")
        }
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
        subcommands: [List.self, Load.self]
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
}

struct AutomationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "automation",
        abstract: "Curves that controls follow while the song rolls.",
        subcommands: [Set.self, Remove.self]
    )

    struct Set: Asking {
        static let configuration = CommandConfiguration(abstract: "Give a control a curve.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The strip's id.") var track: String
        @Argument(help: "fader, pan or INSERT:PARAMETER.") var control: String
        @Option(parsing: .unconditional, help: "SECONDS:VALUE,…") var points: String

        func ask() throws -> (request: Request, words: String) {
            let target = try curveTarget(track, control)
            let points = try curvePoints(points)
            return (
                .edit(.setAutomation(target, AutomationCurve(target: target, points: points))),
                "\(track)  \(control): \(points.count) points"
            )
        }
    }

    struct Remove: Asking {
        static let configuration = CommandConfiguration(
            commandName: "rm",
            abstract: "Take a control's curve away."
        )
        @OptionGroup var server: ServerOptions
        @Argument(help: "The strip's id.") var track: String
        @Argument(help: "fader, pan or INSERT:PARAMETER.") var control: String

        func ask() throws -> (request: Request, words: String) {
            (.edit(.setAutomation(try curveTarget(track, control), nil)), "\(track)  \(control)")
        }
    }
}

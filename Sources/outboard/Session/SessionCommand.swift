import ArgumentParser
import OutboardJSON
import OutboardModel
import OutboardProtocol

struct SessionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session",
        abstract: "Sessions of the store.",
        subcommands: [
            List.self, Show.self, New.self, Load.self, Save.self, SaveAs.self, Rename.self,
            Remove.self,
        ]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ls",
            abstract: "List the sessions."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions

        func run() async throws {
            try await reporting(json: server.json) {
                let sessions = try await server.get("/api/sessions")["sessions"]?.array ?? []
                server.show(
                    Listing(
                        key: "sessions",
                        headings: ["ID", "NAME", ""],
                        rows: sessions.map {
                            let cells = [
                                $0.id, $0["name"]?.string ?? "", $0["live"] == true ? "live" : "",
                            ]
                            return .init(name: $0.id, cells: cells, json: $0)
                        }
                    )
                )
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show all of the live session; with --json, as the protocol has it."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions

        func run() async throws {
            try await reporting(json: server.json) {
                let session = try await server.snapshot()
                if server.json { return server.printJSON(["session": session.json]) }
                print(
                    """
                    \(session.json.id)  \(session.json["name"]?.string ?? "")
                    \(session.tracks.count) tracks, \(session.buses.count) buses, \
                    \(session.automation.count) curves, \
                    \(Int(session.json["sample_rate_hertz"]?.number ?? 0)) Hz, \
                    \(Int(session.json["latency_frames"]?.number ?? 0)) frames late
                    """
                )
            }
        }
    }

    struct New: PlainAsking {
        static let configuration = CommandConfiguration(
            abstract: "Make an empty session, and fade over to it.",
            discussion: "What was not saved of the one before is lost."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: "What people see; any text.") var name: String
        @Option(help: "Its id and directory; a free one that resembles the name by default.")
        var id: String?
        @Flag(inversion: .prefixedNo, help: "Make it the live one.") var open = true

        func ask() -> [Asked] {
            let request = SessionNewRequest(
                name: name,
                session: id.map { SessionID($0) },
                opens: open
            )
            return [Asked(.library(.newSession(request)), name)]
        }

        func words(_ asked: Asked, _ ack: Ack) -> String { "+ " + ack.madeSession + "  " + name }
    }

    struct SaveAs: PlainAsking {
        static let configuration = CommandConfiguration(
            commandName: "save-as",
            abstract: "Write the live session as another one, and go on in that; nothing is heard.",
            discussion: "The one before stays as it was last saved."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: "What people see; any text.") var name: String
        @Option(help: "Its id and directory; a free one that resembles the name by default.")
        var id: String?
        @Flag(help: "Put a session of that id into the trash for it.") var replace = false

        func ask() -> [Asked] {
            let request = SessionSaveAsRequest(
                name: name,
                session: id.map { SessionID($0) },
                replaces: replace
            )
            return [Asked(.library(.saveSessionAs(request)), name)]
        }

        func words(_ asked: Asked, _ ack: Ack) -> String {
            ack.madeSession + " is live  " + name
        }
    }

    struct Remove: PlainAsking {
        static let configuration = CommandConfiguration(
            commandName: "rm",
            abstract: "Move sessions to the trash, with all of their files.",
            discussion: "To have one back, move it out of the directory that the answer names."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: "Their ids.", completion: .sessions) var ids: [String]

        var question: String? { "Move \(ids.joined(separator: ", ")) to the trash?" }

        func ask() -> [Asked] {
            ids.map { Asked(.library(.deleteSession(SessionID($0))), "- \($0)") }
        }

        func words(_ asked: Asked, _ ack: Ack) -> String {
            asked.words + "  is " + (ack.extra["path"]?.string ?? "gone")
        }
    }

    struct Load: PlainAsking {
        static let configuration = CommandConfiguration(
            abstract: "Fade over to another session.",
            discussion: "What was not saved of the one before is lost."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: "Its id.", completion: .sessions) var id: String

        func ask() -> [Asked] { [Asked(.sessionLoad(SessionID(id)), "\(id) is live")] }
    }

    struct Rename: PlainAsking {
        static let configuration = CommandConfiguration(
            abstract: "Give the live session another name; its id stays."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: "Its new name.") var name: String

        func ask() -> [Asked] { [Asked(.edit(.renameSession(name)), name)] }
    }

    struct Save: PlainAsking {
        static let configuration = CommandConfiguration(
            abstract: "Write the live session to its directory; the one before stays beside it."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions

        func ask() -> [Asked] { [Asked(.sessionSave, "saved")] }
    }
}

extension Ack {
    /// The id of the session that was made.
    fileprivate var madeSession: String { extra["session_id"]?.string ?? "" }
}

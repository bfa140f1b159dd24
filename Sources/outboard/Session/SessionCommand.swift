import ArgumentParser
import OutboardJSON
import OutboardModel
import OutboardProtocol

struct SessionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session",
        abstract: "Sessions of the store.",
        subcommands: [List.self, Show.self, Load.self, Save.self, Rename.self]
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

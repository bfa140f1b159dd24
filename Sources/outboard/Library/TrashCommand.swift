import ArgumentParser
import OutboardJSON
import OutboardModel
import OutboardProtocol

struct TrashCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trash",
        abstract: "Sessions and presets that were deleted or replaced.",
        subcommands: [List.self, Restore.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ls",
            abstract: "List what lies in the trash, the newest first."
        )

        @OptionGroup(title: "For all commands") var server: ServerOptions

        func run() async throws {
            try await reporting(json: server.json) {
                let rows = try await server.get("/api/trash")["entries"]?.array ?? []
                server.show(
                    Listing(
                        key: "entries",
                        headings: ["NAME", "KIND", "ID", "REMOVED"],
                        rows: rows.map {
                            .init(name: $0["name"]?.string ?? "", cells: Self.cells($0), json: $0)
                        }
                    )
                )
            }
        }

        private static func cells(_ row: JSONValue) -> [String] {
            ["name", "kind", "id", "removed_at"].map { row[$0]?.string ?? "" }
        }
    }

    struct Restore: PlainAsking {
        static let configuration = CommandConfiguration(
            abstract: "Bring back a session or a preset.",
            discussion: "Without --id it gets the id that it had, or a free one like that."
        )

        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: "What it is called in the trash, as `trash ls` has it.")
        var name: String
        @Option(help: "What it is to be called.") var id: String?
        @Option(help: "What it is; a preset where the name ends with .json by default.")
        var kind: LibraryChange.Kind?

        func ask() -> [Asked] {
            let kind = kind ?? (name.hasSuffix(".json") ? .preset : .session)
            let request = TrashRestoreRequest(kind, name: name, id: id)
            return [Asked(.library(.bringBack(request)), name)]
        }

        func words(_ asked: Asked, _ ack: Ack) -> String {
            "+ \(ack.extra["id"]?.string ?? "")  from \(asked.words)"
        }
    }
}

extension LibraryChange.Kind: ExpressibleByArgument {}

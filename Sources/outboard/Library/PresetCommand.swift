import ArgumentParser
import OutboardJSON
import OutboardModel
import OutboardProtocol

struct PresetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preset",
        abstract: "Presets of plugins.",
        subcommands: [List.self, Load.self, Save.self, Remove.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ls",
            abstract: "List the presets, and what is wrong with unreadable ones."
        )

        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Option(
            help: "Those of this plugin, by its id: with those that it came with.",
            completion: .plugins
        )
        var plugin: String?

        func run() async throws {
            try await reporting(json: server.json) {
                let path = plugin.map { "/api/plugins/\(escaped($0))/presets" }
                let rows = try await server.get(path ?? "/api/presets")["presets"]?.array ?? []
                server.show(
                    Listing(
                        key: "presets",
                        headings: ["ID", "NAME", "SOURCE", "PLUGIN"],
                        rows: rows.map { .init(name: $0.id, cells: Self.cells($0), json: $0) }
                    )
                )
            }
        }

        private static func cells(_ row: JSONValue) -> [String] {
            [
                row.id, row["name"]?.string ?? "unreadable: \(row["error"]?.string ?? "")",
                row["source"]?.string ?? "", row["plugin"]?["id"]?.string ?? "",
            ]
        }
    }

    struct Load: Asking {
        static let configuration = CommandConfiguration(
            commandName: "load",
            abstract: "Bring an insert to a preset's values."
        )

        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .insert, completion: .inserts) var address: String
        @Argument(
            help: "The preset's id; a URI of one that came with the plugin.",
            completion: .presets
        )
        var preset: String

        func ask(in session: SessionView) throws -> [Asked] {
            try session.inserts(matching: address).map { place in
                Asked(
                    .presetLoad(
                        PresetLoadRequest(
                            track: place.track,
                            insert: place.insert,
                            preset: PresetID(preset)
                        )
                    ),
                    "\(place.text)  \(preset)"
                )
            }
        }
    }
    struct Save: Asking {
        static let configuration = CommandConfiguration(
            abstract: "Keep what an insert is set to as a preset, with the plugin's state."
        )

        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .insert, completion: .inserts) var address: String
        @Argument(help: "What people see; any text.") var name: String
        @Option(help: "Its id and file; a free one that resembles the name by default.")
        var id: String?
        @Flag(help: "Put a preset of that id into the trash for it.") var replace = false

        func ask(in session: SessionView) throws -> [Asked] {
            let place = try Names.only(try session.inserts(matching: address), address, \.text)
            let request = PresetSaveRequest(
                track: place.track,
                insert: place.insert,
                name: name,
                preset: id.map { PresetID($0) },
                replaces: replace
            )
            return [Asked(.library(.savePreset(request)), place.text)]
        }

        func words(_ asked: Asked, _ ack: Ack) -> String {
            "+ \(ack.extra["preset_id"]?.string ?? "")  \(name)  of \(asked.words)"
        }
    }

    struct Remove: PlainAsking {
        static let configuration = CommandConfiguration(
            commandName: "rm",
            abstract: "Move presets of your own to the trash."
        )

        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: "Their ids.", completion: .presets) var ids: [String]

        var question: String? { "Move \(ids.joined(separator: ", ")) to the trash?" }

        func ask() -> [Asked] {
            ids.map { Asked(.library(.deletePreset(PresetID($0))), "- \($0)") }
        }
    }
}

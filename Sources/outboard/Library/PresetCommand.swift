import ArgumentParser
import OutboardJSON
import OutboardModel
import OutboardProtocol

struct PresetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preset",
        abstract: "Presets of plugins.",
        subcommands: [List.self, Load.self]
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
}

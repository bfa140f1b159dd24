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

        @OptionGroup var server: ServerOptions
        @Option(help: "Those of this plugin, by its id: with those that it came with.") var plugin:
            String?

        func run() async throws {
            try await reporting(json: server.json) {
                let path = plugin.map { "/api/plugins/\(escaped($0))/presets" }
                let rows = try await server.get(path ?? "/api/presets")["presets"]?.array ?? []
                if server.json { return server.printJSON(["presets": .array(rows)]) }
                print(
                    table(
                        ["ID", "NAME", "SOURCE", "PLUGIN"],
                        rows.map { row in
                            [
                                row["id"]?.string ?? "",
                                row["name"]?.string ?? "unreadable: \(row["error"]?.string ?? "")",
                                row["source"]?.string ?? "", row["plugin"]?["id"]?.string ?? "",
                            ]
                        }
                    )
                )
            }
        }
    }

    struct Load: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "load",
            abstract: "Bring an insert to a preset's values."
        )

        @OptionGroup var server: ServerOptions
        @Argument(help: "TRACK/INSERT") var address: String
        @Argument(help: "The preset's id; a URI of one that came with the plugin.") var preset:
            String

        func run() async throws {
            try await reporting(json: server.json) {
                let found = try ParameterAddress(
                    address,
                    needsParameter: false,
                    in: try await server.snapshot()
                )
                let ack = try await server.request(
                    .presetLoad(
                        PresetLoadRequest(
                            track: found.track,
                            insert: found.insert,
                            preset: PresetID(preset)
                        )
                    )
                )
                server.report(ack, "\(address)  \(preset)")
            }
        }
    }
}

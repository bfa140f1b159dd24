import ArgumentParser
import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardScan
import OutboardSession

struct PluginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugin",
        abstract: "Installed plugins.",
        subcommands: [List.self, Show.self, Scan.self, Check.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ls",
            abstract: "List the installed plugins."
        )

        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Option(help: "Only those with this text in name, vendor, kind or id.") var search: String?
        @Flag(help: "Those that must not be loaded, and why.") var blocked = false
        @Flag(help: "As the last scan by this program found them, without a server.") var here =
            false
        @Option(help: "The file that scans are kept in; with --here.") var scanCache: String?

        func run() async throws {
            try await reporting(json: server.json) {
                let listing = here ? listingHere : try await server.get("/api/plugins")
                if blocked { return list(blocked: listing["blocked"]?.array ?? []) }
                if listing["scan"]?["running"] == true {
                    complain("outboard: a scan is on its way: there may be more")
                }
                let all = listing["plugins"]?.array ?? []
                let rows = all.filter { row in
                    guard let search else { return true }
                    return ["name", "vendor", "kind", "id"].contains {
                        row[$0]?.string?.lowercased().contains(search.lowercased()) == true
                    }
                }
                server.show(
                    Listing(
                        key: "plugins",
                        headings: ["NAME", "KIND", "IN>OUT", "PARAMETERS", "FORMAT", "ID"],
                        rows: rows.map { .init(name: $0.id, cells: Self.cells($0), json: $0) }
                    )
                )
            }
        }

        private static func cells(_ row: JSONValue) -> [String] {
            func count(_ key: String) -> String { "\(Int(row[key]?.number ?? 0))" }
            return [
                row["name"]?.string ?? "", row["kind"]?.string ?? "",
                count("audio_inputs") + ">" + count("audio_outputs"), count("parameters"),
                row["format"]?.string ?? "", row.id,
            ]
        }

        /// As the server gives it.
        private var listingHere: JSONValue {
            let index = Composition.scan(cache: scanCache).load()
            return [
                "plugins": .array(index.plugins.map(\.summary.json).map(JSONValue.object)),
                "blocked": .array(index.blocked.map(\.summary.json)),
            ]
        }

        private func list(blocked: [JSONValue]) {
            let rows = blocked.filter { row in
                guard let search else { return true }
                return ["id", "module", "reason"].contains {
                    row[$0]?.string?.lowercased().contains(search.lowercased()) == true
                }
            }
            server.show(
                Listing(
                    key: "blocked",
                    headings: ["PLUGIN", "FORMAT", "REASON"],
                    rows: rows.map { row in
                        let name = row["id"]?.string ?? row["module"]?.string ?? ""
                        let cells = [
                            name, row["format"]?.string ?? "", row["reason"]?.string ?? "",
                        ]
                        return .init(name: name, cells: cells, json: row)
                    }
                )
            )
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show a plugin, or an insert of the live session."
        )

        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: "A plugin's id, or an insert's.", completion: .plugins) var id: String

        func run() async throws {
            try await reporting(json: server.json) {
                let plugin = try await server.get("/api/plugins/" + escaped(id))
                if server.json { return server.printJSON(["plugin": plugin]) }
                print("\(plugin["name"]?.string ?? "")  by \(plugin["vendor"]?.string ?? "")")
                print(
                    table(
                        ["PARAMETER", "NAME", "VALUE", "RANGE", "DEFAULT", "KIND"],
                        members(plugin["parameters"]).map(Self.row)
                    )
                )
            }
        }

        private static func row(_ parameter: JSONValue) -> [String] {
            func number(_ key: String) -> String { parameter[key]?.number.map { "\($0)" } ?? "" }
            let unit = parameter["unit"]?.string ?? ""
            return [
                parameter["id"]?.string ?? "", parameter["name"]?.string ?? "",
                parameter["text"]?.string ?? "",
                "\(number("minimum"))...\(number("maximum")) \(unit)", number("default"),
                parameter["kind"]?.string ?? "",
            ]
        }
    }
}

import ArgumentParser
import OutboardJSON
import OutboardProtocol

struct WhoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "who",
        abstract: "Who is here, where they are, and what they have a hand on."
    )
    @OptionGroup(title: "For all commands") var server: ServerOptions

    func run() async throws {
        try await reporting(json: server.json) {
            var people: [JSONValue] = []
            try await Follower(server: server, topics: [.presence]).run { happening in
                guard case .message(let message) = happening, message.type == "presence",
                    message.data["whole"] == true
                else { return true }
                people = members(message.data["people"])
                return false
            }
            server.show(Self.listing(people))
        }
    }

    static func listing(_ people: [JSONValue]) -> Listing {
        Listing(
            key: "people",
            headings: ["CONNECTION", "WHO", "ROLE", "SINCE", "PLACE", "HOLDS"],
            rows: people.map { person in
                let cells = [
                    person.id, person["user_id"]?.string ?? "", person["role"]?.string ?? "",
                    clockTime(person["since"]), person["place"]?.string ?? "",
                    (person["holds"]?.array ?? []).map(hold).joined(separator: " "),
                ]
                return .init(name: person.id, cells: cells, json: person)
            }
        )
    }

    private static func hold(_ hold: JSONValue) -> String {
        ["track_id", "plugin_id", "parameter_id", "control"].compactMap { hold[$0]?.string }
            .joined(separator: "/")
    }
}

struct KickCommand: PlainAsking {
    static let configuration = CommandConfiguration(
        commandName: "kick",
        abstract: "Put a connection out; it does not come back by itself."
    )
    @OptionGroup(title: "For all commands") var server: ServerOptions
    @Argument(help: "The connection: see `outboard who`.") var connection: String

    var question: String? { "Put \(connection) out?" }

    func ask() -> [Asked] {
        [Asked("KICK", ["connection_id": .string(connection)], "\(connection) is out")]
    }
}

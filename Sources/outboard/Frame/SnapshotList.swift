import ArgumentParser
import OutboardJSON

/// A command that lists a part of the live session.
protocol SnapshotList: AsyncParsableCommand {
    var server: ServerOptions { get }

    /// What `--json` calls the list.
    static var key: String { get }
    static var headings: [String] { get }

    /// The values to list.
    ///
    /// - Throws: `CommandError` where the session has no strip of the name that was given.
    func values(in session: SessionView) throws -> [JSONValue]

    /// A line of the table.
    static func row(_ value: JSONValue) -> [String]

    /// As other commands take it.
    static func name(_ value: JSONValue) -> String
}

extension SnapshotList {
    func run() async throws {
        try await reporting(json: server.json) {
            server.show(listing(of: try values(in: try await server.snapshot())))
        }
    }

    func listing(of values: [JSONValue]) -> Listing {
        Listing(
            key: Self.key,
            headings: Self.headings,
            rows: values.map { .init(name: Self.name($0), cells: Self.row($0), json: $0) }
        )
    }

    static func name(_ value: JSONValue) -> String {
        guard let track = value["track_id"]?.string else { return value.id }
        return "\(track)/\(value.id)"
    }
}

/// The members of a list of each strip, each with the `track_id` that it is on.
func membersOfStrips(_ key: String, _ strips: [JSONValue]) -> [JSONValue] {
    strips.flatMap { strip in
        members(strip[key]).map { member in
            var object: JSONObject = ["track_id": .string(strip.id)]
            for (key, value) in member.object?.members ?? [] { object[key] = value }
            return .object(object)
        }
    }
}

/// A level in dB; silence is null in JSON.
func levelText(_ value: JSONValue?) -> String { value?.number.map { "\($0) dB" } ?? "-inf dB" }

/// A strip's output, as `track out` takes it.
func outputText(_ value: JSONValue?) -> String {
    if let word = value?.string { return word }
    if let bus = value?["bus"]?.string { return "bus:\(bus)" }
    return value?["device_channel"]?.number.map { "device:\(Int($0))" } ?? ""
}

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
    func values(in session: JSONValue) throws -> [JSONValue]

    /// A line of the table.
    static func row(_ value: JSONValue) -> [String]
}

extension SnapshotList {
    func run() async throws {
        try await reporting(json: server.json) {
            let values = try values(in: try await server.snapshot())
            if server.json { return server.printJSON([Self.key: .array(values)]) }
            print(table(Self.headings, values.map(Self.row)))
        }
    }
}

/// Tracks, buses and master of a session's JSON, or the one of them that is named.
func strips(of session: JSONValue, named name: String? = nil) throws -> [JSONValue] {
    let all =
        (session["tracks"]?.array ?? []) + (session["buses"]?.array ?? [])
        + [session["master"] ?? .null]
    guard let name else { return all }
    return [try ParameterAddress.find(name, in: all, what: "strip")]
}

/// The members of a list of each strip, each with the `track_id` that it is on.
func members(_ key: String, of strips: [JSONValue]) -> [JSONValue] {
    strips.flatMap { strip in
        (strip[key]?.array ?? []).map { member in
            var object: JSONObject = ["track_id": strip["id"] ?? .null]
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

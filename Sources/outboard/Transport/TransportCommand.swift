import ArgumentParser
import OutboardJSON
import OutboardModel
import OutboardProtocol

struct TransportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transport",
        abstract: "Show the song: tempo, time signature, loop, and where it is."
    )
    @OptionGroup(title: "For all commands") var server: ServerOptions

    func run() async throws {
        try await reporting(json: server.json) {
            let song = try await server.snapshot().json["song"] ?? .object([:])
            let place = try await server.get("/health")["transport"]
            if server.json {
                var members: JSONObject = ["song": song]
                members["transport"] = place
                return server.printJSON(members)
            }
            print(Self.words(try Song(wire: JSONField(song)), place))
        }
    }

    /// - Parameter place: where the song is; nil where the server does not say.
    static func words(_ song: Song, _ place: JSONValue?) -> String {
        var lines: [String] = []
        if let place {
            let state = place["rolling"] == true ? "plays" : "stands"
            lines.append("\(state) at \(place["seconds"]?.number ?? 0) s")
        }
        lines += song.tempos.map { "tempo      \($0.beatsPerMinute) bpm from beat \($0.beat)" }
        lines += song.signatures.map {
            "signature  \($0.numerator)/\($0.denominator) from bar \($0.bar)"
        }
        let loop = song.loop.map { "\($0.lowerBound) to \($0.upperBound) s" } ?? "off"
        lines.append("loop       \(loop)")
        lines.append("at load    \(song.rollsAtOnce ? "plays" : "stands")")
        return lines.joined(separator: "\n")
    }
}

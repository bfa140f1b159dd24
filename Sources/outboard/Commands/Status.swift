import ArgumentParser
import OutboardJSON

struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "How the server and its engine are.")

    @OptionGroup var server: ServerOptions

    func run() async throws {
        try await reporting(json: server.json) {
            let health = try await server.get("/health")
            if server.json { return server.printJSON(health.object ?? [:]) }
            print(Self.words(health))
            for placeholder in health["session"]?["placeholders"]?.array ?? [] {
                complain(
                    "placeholder \(placeholder["track_id"]?.string ?? "")/"
                        + "\(placeholder["plugin_id"]?.string ?? ""): "
                        + (placeholder["reason"]?.string ?? "")
                )
            }
            // A script asks with the exit code whether there is sound.
            if health["ready"] != true { throw CommandError(.unavailable, "The engine stands.") }
        }
    }

    private static func words(_ health: JSONValue) -> String {
        let engine = health["engine"]
        func number(_ key: String) -> Double { engine?[key]?.number ?? 0 }
        let load = Int((number("load") * 100).rounded())
        let rate = Int(number("sample_rate_hertz"))
        let message = engine?["message"]?.string ?? ""
        return [
            "engine \(engine?["state"]?.string ?? "?")",
            "\(engine?["driver"]?.string ?? "?") \(rate)/\(Int(number("quantum_frames")))",
            "DSP \(load)% (worst)", "xruns \(Int(number("xruns")))",
            "session \(health["session"]?["id"]?.string ?? "none")",
            "\(Int(health["connections"]?.number ?? 0)) connected",
        ].joined(separator: "  ") + (message.isEmpty ? "" : "\n\(message)")
    }
}

import ArgumentParser
import OutboardJSON

struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "How the server and its engine are.")

    @OptionGroup(title: "For all commands") var server: ServerOptions

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
            for problem in health["session"]?["problems"]?.array ?? [] {
                complain("problem: \(problem.string ?? "")")
            }
            // A script asks with the exit code whether there is sound.
            if health["ready"] != true { throw CommandError(.unavailable, "The engine stands.") }
        }
    }

    /// A line of numbers, then a line for each thing that is wrong.
    static func words(_ health: JSONValue) -> String {
        let engine = health["engine"]
        func number(_ key: String) -> Double { engine?[key]?.number ?? 0 }
        func percent(_ key: String) -> String { "\(Int((number(key) * 100).rounded()))%" }
        let rate = Int(number("sample_rate_hertz"))
        let numbers = [
            "engine \(engine?["state"]?.string ?? "?")",
            "\(engine?["driver"]?.string ?? "?") \(rate)/\(Int(number("quantum_frames")))",
            "DSP \(percent("load")) (worst) \(percent("load_p50")) (p50) "
                + "\(percent("load_p99")) (p99)",
            "xruns \(Int(number("xruns")))", "overruns \(Int(number("overruns")))",
            "session \(health["session"]?["id"]?.string ?? "none")",
            "\(Int(health["connections"]?.number ?? 0)) connected",
        ].joined(separator: "  ")
        let message = engine?["message"]?.string ?? ""
        let faults = (engine?["faults"]?.object?.members ?? []).map {
            "fault \($0.key): \($0.value.string ?? "")"
        }
        return ([numbers] + (message.isEmpty ? [] : [message]) + faults).joined(separator: "\n")
    }
}

import ArgumentParser
import Foundation
import OutboardJSON

struct DSPCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dsp",
        abstract: "The time that each strip and each of its plugins takes."
    )
    @OptionGroup(title: "For all commands") var server: ServerOptions

    func run() async throws {
        try await reporting(json: server.json) {
            let engine = try await server.get("/health")["engine"] ?? .object([:])
            if server.json {
                return server.printJSON([
                    "plugin_loads": engine["plugin_loads"] ?? .array([]),
                    "strip_loads": engine["strip_loads"] ?? .object([:]),
                    "strip_microseconds": engine["strip_microseconds"] ?? .object([:]),
                ])
            }
            print(Self.words(engine))
        }
    }

    /// Each strip's plugins, and under them what they take together.
    static func words(_ engine: JSONValue) -> String {
        let plugins = engine["plugin_loads"]?.array ?? []
        let strips = engine["strip_loads"]?.object?.members ?? []
        let rows = strips.flatMap { strip -> [[String]] in
            plugins.filter { $0["track_id"]?.string == strip.key }.map { plugin in
                [
                    strip.key, plugin["plugin_id"]?.string ?? "", percent(plugin["load"]),
                    microseconds(plugin["microseconds"]),
                    microseconds(plugin["worst_microseconds"]),
                ]
            } + [
                [
                    strip.key, "all", percent(strip.value),
                    microseconds(engine["strip_microseconds"]?[strip.key]), "",
                ]
            ]
        }
        let quantum = engine["quantum_frames"]?.number ?? 0
        let rate = engine["sample_rate_hertz"]?.number ?? 0
        let cycle = rate > 0 ? quantum / rate * 1e6 : 0
        return table(["STRIP", "PLUGIN", "LOAD", "MICROSECONDS", "WORST"], rows)
            + "\nA cycle has \(microseconds(.number(cycle))) microseconds."
    }

    private static func percent(_ value: JSONValue?) -> String {
        String(format: "%.2f %%", (value?.number ?? 0) * 100)
    }

    private static func microseconds(_ value: JSONValue?) -> String {
        String(format: "%.1f", value?.number ?? 0)
    }
}

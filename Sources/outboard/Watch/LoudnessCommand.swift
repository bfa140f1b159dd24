import ArgumentParser
import OutboardJSON
import OutboardModel
import OutboardProtocol

struct LoudnessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loudness",
        abstract: "Loudness by EBU R 128, true peak and correlation of a strip.",
        subcommands: [Show.self, Reset.self],
        defaultSubcommand: Show.self
    )

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Measure a strip for some seconds, or show what the master has had so far."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Option(help: .strip, completion: .strips) var track = "master"
        @Option(help: "How long to measure; for the master, how long to wait.")
        var seconds: Double?

        func validate() throws {
            guard seconds.map({ (0...86_400).contains($0) }) ?? true else {
                throw ValidationError("--seconds is 0 to 86400.")
            }
        }

        func run() async throws {
            try await reporting(json: server.json) {
                let reading = try await measure()
                if server.json { return server.printJSON(reading) }
                print(Self.words(reading))
            }
        }

        private func measure() async throws -> JSONObject {
            let strip = try await server.snapshot().stripID(track)
            let wait = seconds ?? (strip == .master ? 0 : 3)
            return try await server.connected { client, session in
                _ = try await client.request(.loudnessStart(track: strip), session: session)
                if wait > 0 { try await Task.sleep(for: .seconds(wait)) }
                return try await client.request(.loudnessStop(track: strip), session: session).extra
            }
        }

        static func words(_ reading: JSONObject) -> String {
            let correlation =
                reading["correlation"]?.number.map { "\(rounded($0, to: 100))" } ?? "none"
            return [
                "momentary    \(level(reading["momentary_lufs"])) LUFS",
                "short-term   \(level(reading["short_term_lufs"])) LUFS",
                "integrated   \(level(reading["integrated_lufs"])) LUFS",
                "range        \(level(reading["range_lu"])) LU",
                "true peak    \(level(reading["true_peak_dbtp"])) dBTP",
                "correlation  \(correlation)",
            ].joined(separator: "\n")
        }

        private static func level(_ value: JSONValue?) -> String {
            value?.number.map { "\(rounded($0, to: 10))" } ?? "-inf"
        }

        private static func rounded(_ number: Double, to steps: Double) -> Double {
            (number * steps).rounded() / steps
        }
    }

    struct Reset: Asking {
        static let configuration = CommandConfiguration(abstract: "Begin to measure anew.")
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Option(help: .strip, completion: .strips) var track = "master"

        func ask(in session: SessionView) throws -> [Asked] {
            try session.strips(matching: track).map {
                Asked(
                    .loudnessReset(track: TrackID($0.id)),
                    "\($0.id)  loudness is measured anew"
                )
            }
        }
    }
}

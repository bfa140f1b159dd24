import ArgumentParser
import Foundation
import OutboardClient
import OutboardJSON
import OutboardProtocol

struct MeterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "meter",
        abstract: "The levels of the strips, behind their faders.",
        discussion: "Peaks are the highest of the time, RMS is over all of it, gains are its last."
    )
    @OptionGroup(title: "For all commands") var server: ServerOptions
    @Option(help: "The strip's id; all of them by default.", completion: .strips) var track: String?
    @Option(help: "For how long.") var seconds = 1.0

    func validate() throws {
        guard (0.1...3_600).contains(seconds) else {
            throw ValidationError("--seconds is 0.1 to 3600.")
        }
    }

    func run() async throws {
        try await reporting(json: server.json) {
            let rows = try await gather().rows
                .filter { track == nil || $0.track == track }
            guard !rows.isEmpty else {
                throw track.map { CommandError(RequestError(.trackNotFound, Self.none($0))) }
                    ?? CommandError(.unavailable, "The engine renders nothing.")
            }
            if server.json {
                return server.printJSON(["levels": .array(rows.map(\.json))])
            }
            print(table(["STRIP", "CHANNEL", "PEAK", "RMS", "GAIN"], rows.map(\.cells)))
        }
    }

    private static func none(_ track: String) -> String { "There is no track \"\(track)\"." }

    /// What comes in `seconds` from the first frame on.
    private func gather() async throws -> LevelsOverTime {
        try await server.connected { client, session in
            _ = try await client.request(.metersSubscribe(rateHertz: 60), session: session)
            let late = Task {
                try await Task.sleep(for: .seconds(seconds + 5))
                await client.close()
            }
            defer { late.cancel() }
            var levels = LevelsOverTime()
            var end: ContinuousClock.Instant?
            for await report in client.meters {
                levels.add(report)
                let now = ContinuousClock.now
                if end == nil { end = now + .seconds(seconds) }
                if let end, now >= end { break }
            }
            return levels
        }
    }
}

/// The levels of all channels over several meter frames.
struct LevelsOverTime {
    struct Row {
        var track: String
        /// In its strip, from 0.
        var channel: Int
        var peakDecibels = -Double.infinity
        var gainDecibels = -Double.infinity
        /// Linear, summed over the frames.
        fileprivate var meanSquares = 0.0
        fileprivate var frameCount = 0

        fileprivate init(track: String, channel: Int) {
            self.track = track
            self.channel = channel
        }

        var rmsDecibels: Double { 10 * log10(meanSquares / Double(max(1, frameCount))) }

        var cells: [String] {
            [track, "\(channel)", Self.text(peakDecibels), Self.text(rmsDecibels)]
                + [gainDecibels.isFinite ? "\(Self.text(gainDecibels)) dB" : "-inf dB"]
        }

        var json: JSONValue {
            [
                "track_id": .string(track), "channel": .integer(channel),
                "peak_dbfs": Self.json(peakDecibels), "rms_dbfs": Self.json(rmsDecibels),
                "gain_db": Self.json(gainDecibels),
            ]
        }

        private static func text(_ decibels: Double) -> String {
            decibels.isFinite ? String(format: "%.1f", decibels) : "-inf"
        }

        private static func json(_ decibels: Double) -> JSONValue {
            decibels.isFinite ? .number((decibels * 100).rounded() / 100) : .null
        }
    }

    private(set) var rows: [Row] = []
    private var config: MetersConfig?

    /// Takes a frame. Where strips have come or gone it begins anew.
    mutating func add(_ report: MeterReport) {
        if config?.strips != report.config.strips {
            rows = report.config.strips.flatMap { strip in
                (0..<strip.channels).map { Row(track: strip.track.text, channel: $0) }
            }
        }
        config = report.config
        for (index, values) in report.frame.channels.enumerated() {
            rows[index].peakDecibels = max(rows[index].peakDecibels, values.peakDecibels)
            rows[index].gainDecibels = values.gainDecibels
            rows[index].meanSquares += pow(10, values.rmsDecibels / 10)
            rows[index].frameCount += 1
        }
    }
}

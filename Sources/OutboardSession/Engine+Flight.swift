import Foundation
import OutboardJSON
import OutboardProtocol
import OutboardRender

/// What is written when a cycle was late: who did what in the seconds before.
extension Engine {
    private static let flightIntervalNanoseconds: Int64 = 10_000_000_000
    private static let flightFilesMax = 20

    /// Notes missed deadlines, and writes the flight recorder after one, every ten seconds at the most.
    func watchXruns() {
        guard let player else { return }
        let count = Int64(driver?.driver.status.xruns ?? 0) + player.renderer.overrunCount
        defer { watch.xrunCount = count }
        guard let known = watch.xrunCount, count > known else { return }
        watch.xrunAt = now()
        guard let directory = configuration.flightDirectory,
            now() - (watch.flightAt ?? .min / 2) > Self.flightIntervalNanoseconds
        else { return }
        watch.flightAt = now()
        do {
            let path = try writeFlight(to: directory)
            log.warning("an xrun; its flight recorder is written", metadata: ["file": "\(path)"])
        } catch {
            log.error("the flight recorder is not written", metadata: ["reason": "\(error)"])
        }
    }

    private func writeFlight(to directory: String) throws -> String {
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true
        )
        let path = "\(directory)/xrun-\(Self.stamp()).ndjson"
        let lines = flightLines().map(\.compactText).joined(separator: "\n") + "\n"
        try lines.write(toFile: path, atomically: true, encoding: .utf8)
        let old = try FileManager.default.contentsOfDirectory(atPath: directory)
            .filter { $0.hasPrefix("xrun-") && $0.hasSuffix(".ndjson") }.sorted()
        for name in old.dropLast(Self.flightFilesMax) {
            try? FileManager.default.removeItem(atPath: directory + "/" + name)
        }
        return path
    }

    /// A line about the engine, then one for each entry, oldest first.
    private func flightLines() -> [JSONValue] {
        guard let player else { return [] }
        let quantum = driver?.format.quantumFrames ?? 0
        let head: JSONValue = [
            "v": 1, "session_id": .string(player.session.document.id.text),
            "driver": .string(driver?.kind.name ?? "none"),
            "sample_rate_hertz": .integer(sampleRateHertz), "quantum_frames": .integer(quantum),
            "xruns": .integer(watch.xrunCount ?? 0), "load_p99": .number(watch.loadP99),
        ]
        return [head]
            + player.renderer.readFlight().map { entry, seconds, began in
                var line: JSONObject = [
                    "kind": .string("\(entry.kind)"), "frame": .integer(entry.frame),
                    "began_microseconds": .number((began * 1e7).rounded() / 10),
                    "microseconds": .number((seconds * 1e7).rounded() / 10),
                ]
                switch entry.kind {
                case .cycle: line["frames"] = .integer(entry.identity)
                case .processor:
                    let insert = player.insert(ofSlot: Int(entry.identity))?.text
                    line["plugin_id"] = .string(insert ?? "slot \(entry.identity)")
                case .command: line["sequence"] = .integer(entry.identity)
                case .plan: line["plan"] = .integer(entry.identity)
                }
                return .object(line)
            }
    }
}

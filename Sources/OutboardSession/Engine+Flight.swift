import Dispatch
import Foundation
import OutboardJSON
import OutboardProtocol
import OutboardRender

/// Writes flight records, one after the other.
private let flightQueue = DispatchQueue(label: "outboard-flight", qos: .utility)

/// What is written when a cycle was late: who did what in the seconds before.
extension Engine {
    private static let flightIntervalNanoseconds: Int64 = 10_000_000_000

    /// Notes missed deadlines, and writes the flight recorder after one, every ten seconds at the most.
    func watchXruns() {
        guard let player else { return }
        let count = Int64(driver?.driver.status.xruns ?? 0) + player.renderer.overrunCount
        defer { watch.xrunCount = count }
        guard let known = watch.xrunCount, count > known else { return }
        watch.xrunAt = now()
        noteXruns(count - known, of: count)
        guard let directory = configuration.flightDirectory,
            now() - (watch.flightAt ?? .min / 2) > Self.flightIntervalNanoseconds
        else { return }
        watch.flightAt = now()
        let record = flightRecord()
        let path = "\(directory)/xrun-\(Self.stamp()).ndjson"
        // It may be some megabytes of text: nobody waits for it, the band least of all.
        flightQueue.async { [log] in
            do {
                try record.write(to: path, in: directory)
                log.warning(
                    "an xrun; its flight recorder is written",
                    metadata: ["file": "\(path)"]
                )
            } catch {
                log.error("the flight recorder is not written", metadata: ["reason": "\(error)"])
            }
        }
    }

    /// What the recorder holds now, with what its numbers stand for.
    private func flightRecord() -> FlightText {
        var names: [Int: String] = [:]
        for insert in player?.session.loaded.inserts.values ?? [:].values {
            for lane in insert.lanes { names[lane.slot.first] = insert.id.text }
        }
        return FlightText(
            head: [
                "v": 1, "session_id": .string(player?.session.document.id.text ?? ""),
                "driver": .string(driver?.kind.name ?? "none"),
                "sample_rate_hertz": .integer(sampleRateHertz),
                "quantum_frames": .integer(driver?.format.quantumFrames ?? 0),
                "xruns": .integer(watch.xrunCount ?? 0), "load_p99": .number(watch.loadP99),
            ],
            entries: player?.renderer.readFlight() ?? [],
            names: names
        )
    }
}

/// The text of a flight record: a line about the engine, then one for each entry, oldest first.
private struct FlightText: Sendable {
    let head: JSONValue
    let entries: [(entry: FlightRecorder.Entry, seconds: Double, began: Double)]
    /// Of inserts, by their processors' slots.
    let names: [Int: String]

    private static let filesMax = 20

    func write(to path: String, in directory: String) throws {
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true
        )
        let partial = path + ".part"
        guard FileManager.default.createFile(atPath: partial, contents: nil),
            let file = FileHandle(forWritingAtPath: partial)
        else { throw CocoaError(.fileWriteUnknown) }
        var text = Array((head.compactText + "\n").utf8)
        // A piece at a time: all of it at once would be tens of megabytes.
        for entry in entries {
            text += (line(entry).compactText + "\n").utf8
            guard text.count >= 1 << 16 else { continue }
            try file.write(contentsOf: text)
            text.removeAll(keepingCapacity: true)
        }
        try file.write(contentsOf: text)
        try file.close()
        try FileManager.default.moveItem(atPath: partial, toPath: path)
        let old = try FileManager.default.contentsOfDirectory(atPath: directory)
            .filter { $0.hasPrefix("xrun-") && $0.hasSuffix(".ndjson") }.sorted()
        for name in old.dropLast(Self.filesMax) {
            try? FileManager.default.removeItem(atPath: directory + "/" + name)
        }
    }

    private func line(_ noted: (entry: FlightRecorder.Entry, seconds: Double, began: Double))
        -> JSONValue
    {
        let (entry, seconds, began) = noted
        var line: JSONObject = [
            "kind": .string("\(entry.kind)"), "frame": .integer(entry.frame),
            "began_microseconds": .number((began * 1e7).rounded() / 10),
            "microseconds": .number((seconds * 1e7).rounded() / 10),
        ]
        switch entry.kind {
        case .cycle: line["frames"] = .integer(entry.identity)
        case .processor:
            line["plugin_id"] = .string(
                names[Int(entry.identity)] ?? "slot \(entry.identity)"
            )
        case .command: line["sequence"] = .integer(entry.identity)
        case .plan: line["plan"] = .integer(entry.identity)
        }
        return .object(line)
    }
}

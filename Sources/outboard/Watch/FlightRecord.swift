import Foundation
import OutboardJSON

/// A file of the flight recorder: what each cycle took before one was late.
struct FlightRecord {
    struct Cycle {
        let frame: Double
        let frames: Double
        let microseconds: Double
        /// The part of its duration that it took.
        let load: Double
        /// What its processors took, the longest first. Blocks that were not timed have none.
        var processors: [(name: String, microseconds: Double)] = []
    }

    let head: JSONValue
    /// Oldest first.
    private(set) var cycles: [Cycle]

    /// Lines that are no JSON are passed over: the file may have been cut short.
    ///
    /// - Throws: `CommandError` where the first line is not about the engine.
    init(_ bytes: some Collection<UInt8>, path: String) throws {
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
            .compactMap { try? JSONValue(parsing: Array($0)) }
        guard let head = lines.first, let rate = head["sample_rate_hertz"]?.number, rate > 0 else {
            throw CommandError(.invalidData, "\(path) is no record of the flight recorder.")
        }
        self.head = head
        cycles = lines.compactMap { Cycle($0, rate: rate) }.sorted { $0.frame < $1.frame }
        let processors = lines.filter { $0["kind"]?.string == "processor" }
        for (index, lines) in Dictionary(grouping: processors, by: place) {
            guard let index else { continue }
            // A processor runs once in each block of its cycle.
            var times: [String: Double] = [:]
            for line in lines {
                guard let name = line["plugin_id"]?.string, let time = line["microseconds"]?.number
                else { continue }
                times[name, default: 0] += time
            }
            cycles[index].processors = times.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                .map { ($0.key, $0.value) }
        }
    }

    /// The cycle that a line's frame lies in.
    private func place(of line: JSONValue) -> Int? {
        guard let frame = line["frame"]?.number else { return nil }
        var (low, high) = (0, cycles.count)
        while low < high {
            let middle = (low + high) / 2
            if cycles[middle].frame <= frame { low = middle + 1 } else { high = middle }
        }
        guard low > 0, frame < cycles[low - 1].frame + cycles[low - 1].frames else { return nil }
        return low - 1
    }

    /// The cycles with the highest loads, then those around the highest.
    func report(worst count: Int, around: Int) -> String {
        let order = cycles.indices.sorted { cycles[$0].load > cycles[$1].load }
        guard let worst = order.first else { return "No cycle was noted." }
        let rows = order.prefix(count).map { cycles[$0].row(processors: 3) }
        let near = max(0, worst - around)...min(cycles.count - 1, worst + around)
        let others = near.map { cycles[$0].row(processors: .max) }
        return table(["FRAME", "MICROSECONDS", "LOAD", "LONGEST PLUGINS"], rows)
            + "\n\nAround frame \(cycles[worst].frame.whole):\n"
            + table(["FRAME", "MICROSECONDS", "LOAD", "PLUGINS"], others)
    }
}

extension FlightRecord.Cycle {
    fileprivate init?(_ line: JSONValue, rate: Double) {
        guard line["kind"]?.string == "cycle", let frame = line["frame"]?.number,
            let frames = line["frames"]?.number, frames > 0,
            let time = line["microseconds"]?.number
        else { return nil }
        self.init(
            frame: frame,
            frames: frames,
            microseconds: time,
            load: time / 1e6 / (frames / rate)
        )
    }

    fileprivate func row(processors count: Int) -> [String] {
        [
            frame.whole, String(format: "%.1f", microseconds),
            String(format: "%.0f %%", load * 100),
            processors.prefix(count)
                .map { "\($0.name) \(String(format: "%.1f", $0.microseconds))" }
                .joined(separator: ", "),
        ]
    }
}

extension Double {
    /// Without a fraction, however large.
    fileprivate var whole: String { String(format: "%.0f", self) }
}

import Foundation
import OutboardProtocol

/// Reads how the program and the machine are, from /proc and /sys. Not for the control thread: a sensor may
/// take its time.
struct SystemProbe: Sendable {
    /// What was read, as running sums where it is one.
    struct Reading: Sendable, Equatable {
        /// Monotonic, in nanoseconds.
        var at: Int64 = 0
        var processTicks: Int64 = 0
        var machineBusyTicks: Int64 = 0
        var machineTicks: Int64 = 0
        var residentBytes: Int64 = 0
        var threads = 0
        var temperatureCelsius: Double?
    }

    /// Where /proc and /sys are; tests have their own.
    var root = ""
    private let ticksPerSecond = Double(sysconf(Int32(_SC_CLK_TCK)))
    private let pageBytes = Int64(sysconf(Int32(_SC_PAGESIZE)))

    init(root: String = "") { self.root = root }

    /// What cannot be read stays 0: not every machine tells everything.
    func read(at now: Int64) -> Reading {
        var reading = Reading(at: now)
        // The name, in brackets, may have blanks and brackets of its own.
        let fields = (text("/proc/self/stat") ?? "").split(separator: ")").last?.split(
            separator: " "
        )
        if let fields, fields.count > 21 {
            reading.processTicks = (Int64(fields[11]) ?? 0) + (Int64(fields[12]) ?? 0)
            reading.threads = Int(fields[17]) ?? 0
            reading.residentBytes = (Int64(fields[21]) ?? 0) * pageBytes
        }
        let cpu = (text("/proc/stat") ?? "").split(separator: "\n").first?.split(separator: " ")
        // user nice system idle iowait irq softirq steal; guests are within user.
        let ticks = (cpu ?? []).dropFirst().prefix(8).map { Int64($0) ?? 0 }
        if ticks.count == 8 {
            reading.machineTicks = ticks.reduce(0, +)
            reading.machineBusyTicks = reading.machineTicks - ticks[3] - ticks[4]
        }
        reading.temperatureCelsius = warmest()
        return reading
    }

    private func warmest() -> Double? {
        let zones = root + "/sys/class/thermal"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: zones)) ?? []
        return names.filter { $0.hasPrefix("thermal_zone") }.compactMap { name in
            text("/sys/class/thermal/\(name)/temp").flatMap {
                Double($0.trimmingCharacters(in: .whitespacesAndNewlines))
            }
        }.map { $0 / 1_000 }.filter { (-50...200).contains($0) }.max()
    }

    private func text(_ path: String) -> String? {
        try? String(contentsOfFile: root + path, encoding: .utf8)
    }

    /// Puts what happened between two readings into a sample.
    func fill(_ sample: inout SystemSample, from old: Reading?, to new: Reading) {
        sample.residentBytes = new.residentBytes
        sample.threads = new.threads
        sample.temperatureCelsius = new.temperatureCelsius
        guard let old, new.at > old.at else { return }
        let seconds = Double(new.at - old.at) / 1e9
        sample.processCPU =
            Double(max(0, new.processTicks - old.processTicks)) / ticksPerSecond / seconds
        let ticks = new.machineTicks - old.machineTicks
        if ticks > 0 {
            let busy = new.machineBusyTicks - old.machineBusyTicks
            sample.machineCPU = min(1, max(0, Double(busy) / Double(ticks)))
        }
    }
}

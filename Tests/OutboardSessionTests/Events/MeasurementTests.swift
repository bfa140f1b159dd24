import Foundation
import OutboardProtocol
import Synchronization
import Testing

@testable import OutboardSession

struct MeasurementTests {
    @Test func percentilesAreWithinAnEighthAboveWhatTheyWere() {
        var histogram = DurationHistogram()
        for value in stride(from: Int64(1_000), through: 1_000_000, by: 1_000) {
            histogram.count(nanoseconds: value)
        }
        let (p50, p99) = (histogram.microseconds(atPart: 0.5), histogram.microseconds(atPart: 0.99))
        #expect((500...562.5).contains(p50))
        #expect((990...1_000).contains(p99))
        #expect(histogram.spread.longest == 1_000)
        #expect(histogram.spread.count == 1_000)
    }

    @Test func whatIsBeyondTheScaleIsCountedAtItsEnds() {
        var histogram = DurationHistogram()
        for value in [Int64.min, -1, 0, 1, 127, 128, .max] { histogram.count(nanoseconds: value) }
        #expect(histogram.total == 7)
        #expect(histogram.microseconds(atPart: 0.5) < 0.2)
        var empty = DurationHistogram()
        #expect(empty.microseconds(atPart: 0.5) == 0)
        empty.count(nanoseconds: 0)
        #expect(empty.microseconds(atPart: 1) == 0)
    }

    @Test func stagesAreWhatLiesBetweenTheStamps() throws {
        let book = LatencyBook()
        var stamp = LatencyStamp(kind: .trackFader, receivedAt: 1_000, submittedAt: 3_000)
        stamp.takenAt = 7_000
        book.noteReports(at: 15_000)
        book.note(stamp, answeredAt: 31_000)
        let row = try #require(book.takeTrace(time: 0).lastSecond.first)
        #expect(row.kind == "TRACK_FADER")
        let longest = row.stages.mapValues(\.longest)
        #expect(longest == [.receive: 2, .queue: 4, .apply: 8, .ack: 16, .total: 30])
        // The second is over; the sums stay.
        let next = book.takeTrace(time: 1)
        #expect(next.lastSecond.isEmpty)
        #expect(next.totals.first?.stages[.total]?.count == 1)
        // What is told of the next second is of that second alone, its longest too.
        book.noteReports(at: 0)
        stamp.takenAt = 3_500
        book.note(stamp, answeredAt: 4_000)
        let later = book.takeTrace(time: 2)
        #expect(later.lastSecond.first?.stages[.total]?.count == 1)
        #expect(later.lastSecond.first?.stages[.total]?.longest == 3)
        #expect(later.totals.first?.stages[.total]?.count == 2)
        #expect(later.totals.first?.stages[.total]?.longest == 30)
    }

    @Test func requestThatNobodyStampedHasNoReceiveStage() throws {
        let book = LatencyBook()
        var stamp = LatencyStamp(kind: .ping, receivedAt: 0, submittedAt: 3_000)
        stamp.takenAt = 4_000
        book.note(stamp, answeredAt: 6_000)
        let row = try #require(book.takeTrace(time: 0).lastSecond.first)
        #expect(row.stages[.receive] == nil)
        #expect(row.stages[.total]?.longest == 3)
        // Answered at once: there is no report to wait for.
        #expect(row.stages[.apply]?.longest == 2)
        #expect(row.stages[.ack]?.longest == 0)
    }

    /// Whoever is told of each answer costs the thousandth time as much as the first, and no more of the stack.
    @Test func toldAThousandTimesIsNoDeeper() {
        let book = LatencyBook()
        let first = Atomic<UInt>(0)
        let last = Atomic<UInt>(0)
        book.observe { _, _ in
            // Where the stack is now.
            let here = withUnsafePointer(to: 0) { UInt(bitPattern: $0) }
            _ = first.compareExchange(expected: 0, desired: here, ordering: .relaxed)
            last.store(here, ordering: .relaxed)
        }
        for _ in 0..<1_000 {
            let stamp = LatencyStamp(kind: .ping, receivedAt: 1, submittedAt: 2)
            book.note(stamp, answeredAt: 3)
        }
        #expect(first.load(ordering: .relaxed) == last.load(ordering: .relaxed))
    }

    private func sample(_ second: Int, worst: Double = 0, xruns: Int = 0) -> SystemSample {
        var sample = SystemSample(timeMilliseconds: Int64(second) * 1_000, seconds: 1)
        sample.loadP50 = Double(second)
        sample.loadWorst = worst
        sample.xruns = xruns
        return sample
    }

    @Test func aMinuteOfSecondsAndTenMinutesOfTens() {
        var history = SampleHistory()
        #expect(history.items.isEmpty)
        for second in 1...9 { history.add(sample(second, xruns: 1)) }
        #expect(history.tens.isEmpty)
        history.add(sample(10, worst: 2, xruns: 1))
        #expect(history.tens.count == 1)
        #expect(history.tens[0].loadP50 == 5.5)
        #expect(history.tens[0].loadWorst == 2)
        #expect(history.tens[0].xruns == 10)
        #expect(history.tens[0].seconds == 10)
        // As long as the seconds are all there, nothing is told twice.
        #expect(history.items.count == 10)
        for second in 11...700 { history.add(sample(second)) }
        #expect(history.seconds.count == 60)
        #expect(history.tens.count == 60)
        let items = history.items
        #expect(items.map(\.timeMilliseconds) == items.map(\.timeMilliseconds).sorted())
        #expect(items.reduce(0) { $0 + $1.seconds } == 600)
    }

    @Test func theMachineIsReadFromItsFiles() throws {
        let root = NSTemporaryDirectory() + "outboard-probe-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: root) }
        func write(_ path: String, _ text: String) throws {
            let file = root + path
            try FileManager.default.createDirectory(
                atPath: (file as NSString).deletingLastPathComponent,
                withIntermediateDirectories: true
            )
            try text.write(toFile: file, atomically: true, encoding: .utf8)
        }
        func ticks(_ user: Int, _ busy: Int, _ idle: Int) throws {
            let fields = "S 1 1 1 0 -1 0 0 0 0 0 \(user) 0 0 0 20 0 7 0 100 1000 250"
            try write("/proc/self/stat", "12 (a b) c) \(fields) 0 0\n")
            try write("/proc/stat", "cpu  \(busy) 0 0 \(idle) 0 0 0 0 0 0\ncpu0 1 1 1 1\n")
        }
        try write("/sys/class/thermal/thermal_zone0/temp", "41500\n")
        try write("/sys/class/thermal/thermal_zone1/temp", "62000\n")
        try write("/sys/class/thermal/thermal_zone2/temp", "-274000\n")
        let probe = SystemProbe(root: root)
        try ticks(100, 1_000, 1_000)
        let before = probe.read(at: 0)
        #expect(before.threads == 7)
        #expect(before.residentBytes == 250 * Int64(sysconf(Int32(_SC_PAGESIZE))))
        #expect(before.temperatureCelsius == 62)
        try ticks(100 + sysconf(Int32(_SC_CLK_TCK)), 1_300, 1_100)
        var sample = SystemSample(timeMilliseconds: 0, seconds: 1)
        probe.fill(&sample, from: before, to: probe.read(at: 2_000_000_000))
        #expect(sample.processCPU == 0.5)
        #expect(sample.machineCPU == 0.75)
    }

    @Test func aMachineThatTellsNothingIsNoError() {
        #expect(SystemProbe(root: "/nowhere").read(at: 5) == SystemProbe.Reading(at: 5))
    }

    @Test func thisMachineTellsOfItself() {
        let reading = SystemProbe().read(at: 1)
        #expect(reading.threads > 0)
        #expect(reading.residentBytes > 1 << 20)
        #expect(reading.machineTicks > reading.machineBusyTicks)
    }
}

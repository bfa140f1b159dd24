import OutboardProtocol

/// The last minute of `system_metrics` second by second, and the ten minutes before now in steps of 10 s.
struct SampleHistory {
    static let secondsMax = 60
    static let tensMax = 60
    static let step = 10

    /// The oldest first.
    private(set) var seconds: [SystemSample] = []
    private(set) var tens: [SystemSample] = []
    private var pending: [SystemSample] = []

    mutating func add(_ sample: SystemSample) {
        seconds.append(sample)
        if seconds.count > Self.secondsMax { seconds.removeFirst() }
        pending.append(sample)
        guard pending.count == Self.step else { return }
        tens.append(Self.summary(of: pending))
        pending = []
        if tens.count > Self.tensMax { tens.removeFirst() }
    }

    /// What was worst is worst, what was counted is summed, and everything else is the mean.
    private static func summary(of samples: [SystemSample]) -> SystemSample {
        func mean(_ value: (SystemSample) -> Double) -> Double {
            samples.reduce(0) { $0 + value($1) } / Double(samples.count)
        }
        // Connections, memory, threads and temperature are what they were at the end.
        var sum = samples.last!
        sum.seconds = samples.reduce(0) { $0 + $1.seconds }
        sum.loadP50 = mean(\.loadP50)
        sum.loadP99 = samples.map(\.loadP99).max()!
        sum.loadWorst = samples.map(\.loadWorst).max()!
        sum.xruns = samples.reduce(0) { $0 + $1.xruns }
        sum.processCPU = mean(\.processCPU)
        sum.machineCPU = mean(\.machineCPU)
        sum.bytesIn = mean(\.bytesIn)
        sum.bytesOut = mean(\.bytesOut)
        sum.messagesIn = mean(\.messagesIn)
        sum.messagesOut = mean(\.messagesOut)
        return sum
    }

    /// For a page that comes now: minutes first, then seconds, with no time told twice.
    var items: [SystemSample] {
        guard let first = seconds.first else { return [] }
        let begin = first.timeMilliseconds - Int64(first.seconds) * 1_000
        return tens.filter { $0.timeMilliseconds <= begin } + seconds
    }
}

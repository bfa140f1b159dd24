import OutboardProtocol
import Synchronization

/// When a request was where, in nanoseconds of the monotonic clock. 0: nobody looked.
struct LatencyStamp {
    let kind: Request.Kind
    let receivedAt: Int64
    let submittedAt: Int64
    var takenAt: Int64 = 0
}

/// How long things took, counted in steps of an eighth of an octave, from 1/8 µs to 17 s.
struct DurationHistogram {
    private static let stepsPerOctave = 8
    private static let stepCount = 27 * stepsPerOctave + 1

    private var steps = [UInt32](repeating: 0, count: Self.stepCount)
    private(set) var total = 0
    private(set) var longest: Int64 = 0

    mutating func count(nanoseconds: Int64) {
        steps[Self.step(of: nanoseconds)] &+= 1
        total += 1
        longest = max(longest, nanoseconds)
    }

    /// The octave is where the first bit stands, its eighth the three bits behind that.
    private static func step(of nanoseconds: Int64) -> Int {
        let value = UInt64(max(128, nanoseconds))
        let octave = 63 - value.leadingZeroBitCount
        let eighth = Int(value >> UInt64(octave - 3)) & 7
        return min(stepCount - 1, (octave - 7) * stepsPerOctave + eighth)
    }

    /// The upper edge of a step, in microseconds.
    private static func microseconds(ofStep step: Int) -> Double {
        let (octave, eighth) = step.quotientAndRemainder(dividingBy: stepsPerOctave)
        return Double(UInt64(128) << UInt64(octave)) * (1 + Double(eighth + 1) / 8) / 1_000
    }

    /// No more than an eighth above what it was, and never above the longest.
    func microseconds(atPart part: Double) -> Double {
        var left = max(1, Int((Double(total) * part).rounded(.up)))
        for step in steps.indices where steps[step] > 0 {
            left -= Int(steps[step])
            if left <= 0 {
                return min(Self.microseconds(ofStep: step), Double(longest) / 1_000)
            }
        }
        return Double(longest) / 1_000
    }

    var spread: LatencyTrace.Spread {
        LatencyTrace.Spread(
            count: total,
            p50: microseconds(atPart: 0.5),
            p99: microseconds(atPart: 0.99),
            longest: Double(longest) / 1_000
        )
    }
}

/// How long requests took, by kind and stage: what `latency_trace` and `/metrics` tell. A note takes a
/// fraction of a microsecond; histograms are made for each kind once, and once a second that it is asked in. [any]
package final class LatencyBook: Sendable {
    private typealias Stages = [DurationHistogram]

    private struct State {
        var second: [Request.Kind: Stages] = [:]
        var all: [Request.Kind: Stages] = [:]
    }

    private let state = Mutex(State())
    /// When the reports were taken up whose requests are answered now. 0: none are. Relaxed: it is set and
    /// read on the control thread, but for answers that no report is needed for.
    private let reportsAt = Atomic<Int64>(0)

    /// Is told of each request how long it took in all, in nanoseconds. [control]
    private let observer = Mutex<(@Sendable (Request.Kind, Int64) -> Void)?>(nil)

    /// Has `observe` called for each answer from now on, on the thread that answers.
    package func observe(_ observe: @escaping @Sendable (Request.Kind, Int64) -> Void) {
        observer.withLock { $0 = observe }
    }

    func noteReports(at now: Int64) { reportsAt.store(now, ordering: .relaxed) }

    func note(_ stamp: LatencyStamp, answeredAt: Int64) {
        let reports = reportsAt.load(ordering: .relaxed)
        let reportedAt = reports > stamp.takenAt ? reports : answeredAt
        let arrivedAt = stamp.receivedAt == 0 ? stamp.submittedAt : stamp.receivedAt
        // As `Stage` lists them; -1 is not counted.
        let took = (
            stamp.receivedAt == 0 ? -1 : stamp.submittedAt - stamp.receivedAt,
            stamp.takenAt - stamp.submittedAt, reportedAt - stamp.takenAt,
            answeredAt - reportedAt, answeredAt - arrivedAt
        )
        state.withLock { state in
            Self.count(took, in: &state.second[stamp.kind])
            Self.count(took, in: &state.all[stamp.kind])
        }
        observer.withLock { $0 }?(stamp.kind, took.4)
    }

    private static func count(_ took: (Int64, Int64, Int64, Int64, Int64), in stages: inout Stages?) {
        if stages == nil { stages = Stages(repeating: .init(), count: 5) }
        if took.0 >= 0 { stages![0].count(nanoseconds: took.0) }
        stages![1].count(nanoseconds: took.1)
        stages![2].count(nanoseconds: took.2)
        stages![3].count(nanoseconds: took.3)
        stages![4].count(nanoseconds: took.4)
    }

    /// The trace of the time since the last call, which is a second where it is called each second.
    ///
    /// - Parameter time: the time of day, in milliseconds since 1970 in UTC.
    func takeTrace(time: Int64) -> LatencyTrace {
        let (second, all) = state.withLock { state in
            defer { state.second = [:] }
            return (state.second, state.all)
        }
        return LatencyTrace(
            timeMilliseconds: time,
            lastSecond: Self.rows(second),
            totals: Self.rows(all)
        )
    }

    /// All since the start.
    package var totals: [LatencyTrace.Row] { Self.rows(state.withLock { $0.all }) }

    private static func rows(_ kinds: [Request.Kind: Stages]) -> [LatencyTrace.Row] {
        kinds.sorted { $0.key.rawValue < $1.key.rawValue }.map { kind, stages in
            var spreads: [LatencyTrace.Stage: LatencyTrace.Spread] = [:]
            for (stage, histogram) in zip(LatencyTrace.Stage.allCases, stages)
            where histogram.total > 0 {
                spreads[stage] = histogram.spread
            }
            return LatencyTrace.Row(kind: kind.rawValue, stages: spreads)
        }
    }
}

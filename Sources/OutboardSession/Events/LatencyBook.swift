import OutboardProtocol
import Synchronization

/// When a request was where, in nanoseconds of the monotonic clock. 0: nobody looked.
struct LatencyStamp {
    let kind: Request.Kind
    let receivedAt: Int64
    let submittedAt: Int64
    var takenAt: Int64 = 0
}

extension LatencyStamp {
    init(_ envelope: Envelope, submittedAt: Int64) {
        self.init(
            kind: envelope.kind,
            receivedAt: envelope.receivedAt,
            submittedAt: submittedAt
        )
    }
}

/// How long things took, counted in steps of an eighth of an octave, from 1/8 µs to 17 s.
struct DurationHistogram {
    private static let stepsPerOctave = 8
    private static let stepCount = 27 * stepsPerOctave + 1

    private var steps = [UInt32](repeating: 0, count: Self.stepCount)
    private(set) var total = 0
    private(set) var longest: Int64 = 0
    /// Since `restart`.
    private var longestSince: Int64 = 0

    mutating func count(nanoseconds: Int64) {
        steps[Self.step(of: nanoseconds)] &+= 1
        total += 1
        longest = max(longest, nanoseconds)
        longestSince = max(longestSince, nanoseconds)
    }

    /// What was counted since it was as `before`, which is where it was restarted last.
    func since(_ before: DurationHistogram) -> DurationHistogram {
        var difference = self
        for step in steps.indices { difference.steps[step] &-= before.steps[step] }
        difference.total -= before.total
        difference.longest = longestSince
        return difference
    }

    mutating func restart() { longestSince = 0 }

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

/// How long requests took, by kind and stage: what `latency_trace` and `/metrics` tell. A note takes less than a
/// microsecond, of the control thread's time for each request: so there is one sum, and a second is a difference. [any]
package final class LatencyBook: Sendable {
    private typealias Stages = [DurationHistogram]

    /// Of one kind.
    private struct Page {
        let kind: Request.Kind
        /// As `Stage` lists them, since the start, and when the last second was over.
        var all = Stages(repeating: .init(), count: LatencyTrace.Stage.allCases.count)
        var before = Stages(repeating: .init(), count: LatencyTrace.Stage.allCases.count)
    }

    private struct State {
        var pages: [Page] = []
        /// Which page a kind has. A kind gets one when it is asked first.
        var pageOfKind: [Request.Kind: Int] = [:]
        /// Pages on which something was noted in this second.
        var touched: Set<Int> = []
        var lastTouched = -1
        var observer: Observer?
    }

    /// Is told of each request how long it took in all, in nanoseconds. [control]
    ///
    /// An object, because a lock around a closure wraps it once more whenever it is looked at.
    private final class Observer: Sendable {
        let note: @Sendable (Request.Kind, Int64) -> Void
        init(_ note: @escaping @Sendable (Request.Kind, Int64) -> Void) { self.note = note }
    }

    private let state = Mutex(State())
    /// When the reports were taken up whose requests are answered now. 0: none are. Relaxed: it is set and
    /// read on the control thread, but for answers that no report is needed for.
    private let reportsAt = Atomic<Int64>(0)

    /// Has `observe` called for each answer from now on, on the thread that answers.
    package func observe(_ observe: @escaping @Sendable (Request.Kind, Int64) -> Void) {
        state.withLock { $0.observer = Observer(observe) }
    }

    func noteReports(at now: Int64) { reportsAt.store(now, ordering: .relaxed) }

    func note(_ stamp: LatencyStamp, answeredAt: Int64) {
        let reports = reportsAt.load(ordering: .relaxed)
        let reportedAt = reports > stamp.takenAt ? reports : answeredAt
        let arrivedAt = stamp.receivedAt == 0 ? stamp.submittedAt : stamp.receivedAt
        let observer = state.withLock { state in
            let page = Self.page(of: stamp.kind, &state)
            if page != state.lastTouched {
                state.touched.insert(page)
                state.lastTouched = page
            }
            if stamp.receivedAt != 0 {
                let took = stamp.submittedAt - stamp.receivedAt
                state.pages[page].all[0].count(nanoseconds: took)
            }
            state.pages[page].all[1].count(nanoseconds: stamp.takenAt - stamp.submittedAt)
            state.pages[page].all[2].count(nanoseconds: reportedAt - stamp.takenAt)
            state.pages[page].all[3].count(nanoseconds: answeredAt - reportedAt)
            state.pages[page].all[4].count(nanoseconds: answeredAt - arrivedAt)
            return state.observer
        }
        observer?.note(stamp.kind, answeredAt - arrivedAt)
    }

    private static func page(of kind: Request.Kind, _ state: inout State) -> Int {
        if let page = state.pageOfKind[kind] { return page }
        state.pages.append(Page(kind: kind))
        state.pageOfKind[kind] = state.pages.count - 1
        return state.pages.count - 1
    }

    /// The trace of the time since the last call, which is a second where it is called each second.
    ///
    /// - Parameter time: the time of day, in milliseconds since 1970 in UTC.
    func takeTrace(time: Int64) -> LatencyTrace {
        let (second, all) = state.withLock { state in
            let second = state.touched.map { page in
                let (kind, all) = (state.pages[page].kind, state.pages[page].all)
                let stages = zip(all, state.pages[page].before).map { $0.since($1) }
                for stage in all.indices { state.pages[page].all[stage].restart() }
                state.pages[page].before = state.pages[page].all
                return (kind, stages)
            }
            state.touched = []
            state.lastTouched = -1
            return (second, state.pages.map { ($0.kind, $0.all) })
        }
        return LatencyTrace(
            timeMilliseconds: time,
            lastSecond: Self.rows(second),
            totals: Self.rows(all)
        )
    }

    /// All since the start.
    package var totals: [LatencyTrace.Row] {
        Self.rows(state.withLock { $0.pages.map { ($0.kind, $0.all) } })
    }

    private static func rows(_ kinds: [(kind: Request.Kind, stages: Stages)]) -> [LatencyTrace.Row]
    {
        kinds.sorted { $0.kind.rawValue < $1.kind.rawValue }.map { kind, stages in
            var spreads: [LatencyTrace.Stage: LatencyTrace.Spread] = [:]
            for (stage, histogram) in zip(LatencyTrace.Stage.allCases, stages)
            where histogram.total > 0 {
                spreads[stage] = histogram.spread
            }
            return LatencyTrace.Row(kind: kind.rawValue, stages: spreads)
        }
    }
}

import Glibc
import OutboardProtocol

/// People, jobs and measurements: what the engine knows beside the session.
struct EventDesks {
    var activity: ActivityDesk
    var chat: ChatDesk
    var presence = PresenceDesk()
    /// Somebody may be here who has not been told who is.
    var hasNewcomers = false
    var jobs: JobDesk
    /// Renderings that wait or are on their way, by their job.
    var renders: [String: RenderJob] = [:]
    /// Of the scans that were asked for, the oldest first: their jobs, and what cancels them.
    var scans: [(job: String, end: EndOfScans)] = []
    /// Plugins and files of which has been noted that they are blocked.
    var knownBlocked: Set<String> = []
    var samples = SampleHistory()
    /// The last minute, the oldest first.
    var traces: [LatencyTrace] = []
    var secondDueAt: Int64 = 0
    var presenceDueAt: Int64 = 0
    /// For differences: what was read a second ago.
    var reading: SystemProbe.Reading?
    var traffic = Traffic.Counts()
    var xruns: Int64 = 0

    static let tracesMax = 60

    init(_ parts: EngineParts) {
        let beginning = parts.activity?.begin() ?? ActivityBeginning()
        activity = ActivityDesk(beginning)
        chat = ChatDesk(beginning)
        jobs = JobDesk(prefix: "job-" + String(parts.timeOfDay() / 1_000, radix: 36))
    }

    mutating func remember(_ trace: LatencyTrace) {
        // The sums are told with the newest alone: they are the same for all.
        if !traces.isEmpty { traces[traces.count - 1].totals = [] }
        traces.append(trace)
        if traces.count > Self.tracesMax { traces.removeFirst() }
    }
}

/// In milliseconds since 1970 in UTC.
package let systemTimeOfDay: @Sendable () -> Int64 = {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
}

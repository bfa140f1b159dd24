import OutboardProtocol

/// Jobs, from their being asked for to what came of them. One file is rendered at a time, so that the others'
/// share of the machine goes to what plays; scans have an order of their own.
struct JobDesk {
    /// Renderings that may wait.
    static let queueMax = 16
    /// Jobs that are over and still known.
    static let overMax = 100
    /// How far a job is, is told no more often.
    static let tellNanoseconds: Int64 = 250_000_000

    private var jobs: [String: JobState] = [:]
    /// In the order in which they were asked for.
    private var order: [String] = []
    /// When it was told how far those are that are on their way.
    private var toldAt: [String: Int64] = [:]
    private var over = (completed: 0, failed: 0, cancelled: 0)
    private var nextNumber = 1
    private let prefix: String

    /// - Parameter prefix: of ids, so that those of another run of the program are not taken for these.
    init(prefix: String) { self.prefix = prefix }

    mutating func add(
        _ kind: JobState.Kind,
        title: String,
        user: String,
        file: String? = nil,
        time: Int64
    ) throws(RequestError) -> JobState {
        let waiting = jobs.values.count { $0.kind == .render && $0.status == .queued }
        guard kind != .render || waiting < Self.queueMax else {
            throw RequestError(
                .engineBusy,
                "\(Self.queueMax) renderings wait already.",
                details: ["limit": .integer(Self.queueMax), "queued": .integer(waiting)]
            )
        }
        var job = JobState(
            id: "\(prefix)-\(nextNumber)",
            kind: kind,
            title: title,
            user: user,
            queuedMilliseconds: time
        )
        job.file = file
        nextNumber += 1
        jobs[job.id] = job
        order.append(job.id)
        forgetOld()
        return job
    }

    private mutating func forgetOld() {
        let ended = order.filter { jobs[$0]!.status.isOver }
        for id in ended.dropLast(Self.overMax) {
            jobs[id] = nil
            order.removeAll { $0 == id }
        }
    }

    subscript(id: String) -> JobState? { jobs[id] }

    func find(_ id: String) throws(RequestError) -> JobState {
        guard let job = jobs[id] else {
            throw RequestError(
                .notFound,
                "There is no job \"\(id)\".",
                hint: "JOB_LIST lists them.",
                field: "job_id"
            )
        }
        return job
    }

    /// The oldest first.
    var all: [JobState] { order.map { jobs[$0]! } }

    /// The rendering that is to begin now. nil: one is on its way, or none waits.
    var nextToRender: JobState? {
        let renders = all.filter { $0.kind == .render }
        guard !renders.contains(where: { $0.status == .active }) else { return nil }
        return renders.first { $0.status == .queued }
    }

    mutating func begin(_ id: String, time: Int64) -> JobState? {
        guard jobs[id]?.status == .queued else { return nil }
        jobs[id]!.status = .active
        jobs[id]!.startedMilliseconds = time
        return jobs[id]
    }

    /// - Parameter now: monotonic, in nanoseconds.
    /// - Returns: the job, where it is on its way and went on, and it is time to tell that.
    mutating func note(_ id: String, progress: Double, now: Int64) -> JobState? {
        guard let job = jobs[id], job.status == .active, progress > job.progress else { return nil }
        jobs[id]!.progress = min(1, progress)
        if let toldAt = toldAt[id], now - toldAt < Self.tellNanoseconds { return nil }
        toldAt[id] = now
        return jobs[id]
    }

    /// What came of it. Nothing changes for a job that is over already.
    mutating func end(
        _ id: String,
        _ status: JobState.Status,
        error: String? = nil,
        problems: [String] = [],
        frames: Int? = nil,
        time: Int64
    ) -> JobState? {
        guard var job = jobs[id], !job.status.isOver, status.isOver else { return nil }
        job.status = status
        job.endedMilliseconds = time
        job.error = error
        job.problems = problems
        job.frames = frames
        switch status {
        case .completed:
            job.progress = 1
            over.completed += 1
        case .failed: over.failed += 1
        default: over.cancelled += 1
        }
        if status != .completed { job.file = nil }
        toldAt[id] = nil
        jobs[id] = job
        forgetOld()
        return job
    }

    var stats: WorkflowStats {
        var stats = WorkflowStats()
        stats.queued = jobs.values.count { $0.status == .queued }
        stats.active = jobs.values.count { $0.status == .active }
        (stats.completed, stats.failed, stats.cancelled) = over
        stats.current = all.first { $0.status == .active }
        return stats
    }
}

import Foundation
import OutboardIO
import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardStore

/// Jobs: files that are rendered while the band plays, and scans.
///
///     JOB_START ─▶ the session as it is now ─▶ queued ─▶ RenderJob, a thread ─▶ a file
///     PLUGIN_SCAN ─▶ queued ─▶ the scan's own queue
extension Engine {
    func take(_ request: JobRequest, _ reply: PendingReply) throws(RequestError) {
        switch request {
        case .start(let order):
            let job = try startRendering(order, by: reply.connection)
            reply.send(.success(Ack(.accepted, extra: ["job": .object(job.json)])))
            beginNextRendering()
        case .list:
            let jobs = JSONValue.array(events.jobs.all.map { .object($0.json) })
            let stats = JSONValue.object(events.jobs.stats.json)
            reply.send(.success(Ack(.accepted, extra: ["jobs": jobs, "stats": stats])))
        case .get(let id):
            reply.send(
                .success(Ack(.accepted, extra: ["job": .object(try events.jobs.find(id).json)]))
            )
        case .cancel(let id):
            try cancel(id, by: changedBy(reply.connection).user)
            reply.send(
                .success(Ack(.accepted, extra: ["job": .object(try events.jobs.find(id).json)]))
            )
        }
    }

    package func jobsAndStats() -> ([JobState], WorkflowStats) {
        (events.jobs.all, events.jobs.stats)
    }

    package func job(_ id: String) throws(RequestError) -> JobState { try events.jobs.find(id) }

    /// The file that a job made.
    package func file(ofJob id: String) throws(RequestError) -> String {
        let job = try events.jobs.find(id)
        guard job.status == .completed, let file = job.file,
            let directory = configuration.rendersDirectory
        else {
            throw RequestError(
                .notFound,
                "Job \"\(id)\" is \(job.status.rawValue), and has no file.",
                field: "job_id"
            )
        }
        return "\(directory)/\(file)"
    }

    // MARK: Rendering

    private func startRendering(
        _ order: RenderOrder,
        by connection: String
    ) throws(RequestError) -> JobState {
        guard let player else { throw RequestError(.engineError, "No session is live.") }
        if let wanted = order.session, wanted != player.session.document.id {
            throw noSuchSession(wanted)
        }
        if let track = order.track { try player.session.checkTrack(track) }
        guard let directory = configuration.rendersDirectory else {
            throw RequestError(
                .engineError,
                "There is no directory for what is rendered.",
                hint: "Start the server with --renders and a directory."
            )
        }
        let file = try renderName(order, session: player.session.document.id)
        let path = "\(directory)/\(file)"
        let isTaken = events.jobs.all.contains { $0.file == file && !$0.status.isOver }
        guard !isTaken, !FileManager.default.fileExists(atPath: path) else {
            throw RequestError(.conflict, "There is a file \"\(file)\" already.", field: "to")
        }
        do {
            try FileManager.default.createDirectory(
                atPath: directory,
                withIntermediateDirectories: true
            )
        } catch {
            throw RequestError(.engineError, "\(directory) cannot be made: \(error)")
        }
        let bundle = player.session.bundleNow.prepared(for: order)
        let frames = try songFrames(order, of: bundle)
        let what = order.track.map { "\"\($0)\" of " } ?? ""
        let job = try events.jobs.add(
            .render,
            title: "render \(what)\"\(bundle.document.id)\" to \(file)",
            user: changedBy(connection).user,
            file: file,
            time: parts.timeOfDay()
        )
        events.renders[job.id] = RenderJob(
            id: job.id,
            bundle: bundle,
            frames: frames,
            encoding: order.format.encoding,
            path: path
        )
        tell(job)
        return job
    }

    private func renderName(
        _ order: RenderOrder,
        session: SessionID
    ) throws(RequestError) -> String {
        let ending = order.format.encoding.isWAV ? ".wav" : ".flac"
        var name = order.name ?? "\(session)-\(Self.stamp())"
        if name.hasSuffix(ending) { name.removeLast(ending.count) }
        guard !name.isEmpty, !name.hasPrefix("."), !name.contains("/"), !name.utf8.contains(0)
        else {
            throw RequestError(
                .invalidParameter,
                "to must be a file's name, without a path.",
                field: "to"
            )
        }
        return name + ending
    }

    private func songFrames(
        _ order: RenderOrder,
        of bundle: SessionBundle
    ) throws(RequestError) -> Range<Int> {
        let rate = Double(bundle.document.sampleRateHertz)
        let from = Int((order.fromSeconds ?? 0) * rate)
        let to =
            order.toSeconds.map { Int($0 * rate) } ?? bundle.longestFileFrames(atRate: Int(rate))
        guard from < to else {
            throw RequestError(
                .invalidParameter,
                "The session's longest file ends at \(Double(to) / rate) s.",
                field: "from_seconds",
                details: ["minimum": 0, "maximum": .number(Double(to) / rate)]
            )
        }
        return from..<to
    }

    private func beginNextRendering() {
        guard let next = events.jobs.nextToRender, let render = events.renders[next.id],
            let job = events.jobs.begin(next.id, time: parts.timeOfDay())
        else { return }
        tell(job)
        note(job, .info, .jobStarted, "\(job.title): begun")
        render.start(
            makeHosts: parts.makeHosts,
            scan: parts.scan,
            progress: { [weak self] part in
                self?.onControlThread { $0.note(part, of: job.id) }
            },
            end: { [weak self] outcome in
                self?.onControlThread { $0.note(outcome, of: job.id) }
            }
        )
    }

    private func note(_ progress: Double, of id: String) {
        if let job = events.jobs.note(id, progress: progress, now: now()) { tell(job) }
    }

    private func note(_ outcome: RenderJob.Outcome, of id: String) {
        events.renders[id] = nil
        switch outcome {
        case .completed(let frames, let problems):
            endJob(id, .completed, problems: problems, frames: frames)
        case .cancelled: endJob(id, .cancelled)
        case .failed(let reason): endJob(id, .failed, error: reason)
        }
        beginNextRendering()
    }

    // MARK: Scans

    /// A scan was asked for: the returned end cancels it alone.
    func addScanJob(_ scope: ScanScope, user: String) -> EndOfScans {
        let end = EndOfScans()
        let job = try? events.jobs.add(
            .scan,
            title: "scan of \(scope.rawValue) plugins",
            user: user,
            time: parts.timeOfDay()
        )
        guard let job else { return end }
        events.scans.append((job.id, end))
        tell(job)
        return end
    }

    func noteScanProgress(done: Int, total: Int) {
        guard let (id, _) = events.scans.first else { return }
        if let job = events.jobs.begin(id, time: parts.timeOfDay()) { tell(job) }
        note(total > 0 ? Double(done) / Double(total) : 0, of: id)
    }

    func noteScanJobEnd(_ problem: String?) {
        guard let (id, end) = events.scans.first else { return }
        events.scans.removeFirst()
        endJob(
            id,
            end.isOrdered ? .cancelled : problem == nil ? .completed : .failed,
            error: problem
        )
    }

    // MARK: Ends

    private func cancel(_ id: String, by user: String) throws(RequestError) {
        let job = try events.jobs.find(id)
        guard !job.status.isOver else {
            throw RequestError(.conflict, "Job \"\(id)\" is \(job.status.rawValue) already.")
        }
        events.scans.first { $0.job == id }?.end.order()
        events.renders[id]?.cancel()
        // What is on its way ends by itself, and says so then.
        guard job.status == .queued, job.kind == .render else { return }
        events.renders[id] = nil
        endJob(id, .cancelled)
    }

    private func endJob(
        _ id: String,
        _ status: JobState.Status,
        error: String? = nil,
        problems: [String] = [],
        frames: Int? = nil
    ) {
        let job = events.jobs.end(
            id,
            status,
            error: error,
            problems: problems,
            frames: frames,
            time: parts.timeOfDay()
        )
        guard let job else { return }
        tell(job)
        switch status {
        case .completed: note(job, .success, .jobCompleted, "\(job.title): done")
        case .cancelled: note(job, .info, .jobCancelled, "\(job.title): cancelled")
        default: note(job, .error, .jobFailed, "\(job.title): \(error ?? "failed")")
        }
    }

    /// Nobody waits for a rendering any more; its plugins are freed before the program ends.
    func endJobs() {
        for (_, end) in events.scans { end.order() }
        for render in events.renders.values { render.cancel() }
        let active = events.jobs.all.first { $0.kind == .render && $0.status == .active }
        if let active { events.renders[active.id]?.waitForEnd() }
        events.renders = [:]
    }

    private func tell(_ job: JobState) {
        tell(.job(job))
        tell(.workflowStats(events.jobs.stats))
    }

    private func note(
        _ job: JobState,
        _ level: ActivityLevel,
        _ code: ActivityCode,
        _ text: String
    ) {
        noteActivity(
            ActivityNote(
                level,
                .jobs,
                code,
                text + ".",
                actor: job.user,
                subject: .init(.job, job.id),
                link: "/jobs"
            )
        )
    }
}

extension SessionBundle {
    /// The longest file of its tracks, in frames at that rate; ten seconds where there is none.
    package func longestFileFrames(atRate hertz: Int) -> Int {
        var longest = 0
        for track in document.tracks {
            guard case .file(let path, _) = track.source,
                let reader = try? AudioFileReader(path: self.path(of: path))
            else { continue }
            let rate = max(1, reader.format.sampleRateHertz)
            longest = max(longest, reader.format.frameCount * hertz / rate)
        }
        return longest > 0 ? longest : 10 * hertz
    }

    /// The song from its start, straight through, of all or of one strip alone.
    fileprivate func prepared(for order: RenderOrder) -> SessionBundle {
        var document = document
        document.song.rollsAtOnce = true
        document.song.loop = nil
        if let track = order.track, track != .master {
            for index in document.tracks.indices {
                document.tracks[index].strip.isSoloed = document.tracks[index].id == track
            }
            for index in document.buses.indices {
                document.buses[index].strip.isSoloed = document.buses[index].id == track
            }
        }
        return replacing(document, states: states)
    }
}

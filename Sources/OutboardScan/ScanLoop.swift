import CProcess
import Glibc
import OutboardHost
import OutboardModel

/// Has modules tried by workers, several at a time, and finds out who is to blame for what.
///
///     waiting jobs ──▶ workers ── lines ──▶ drafts ── done ──▶ settle(record)
///          ▲              │ crash, silence
///          └── the rest ──┴── the suspect, alone
///
/// A plugin is blocked for what it does in a process in which nothing was tried before it: where it fails
/// behind others, it is tried once more, alone. So what others broke is not held against it. One thread
/// runs all of this, because workers die with the thread that started them.
struct ScanLoop {
    private let configuration: ScanConfiguration
    private var waiting: [ScanJob]
    private var lanes: [Lane] = []
    private var drafts: [PluginModule: ModuleDraft] = [:]
    private let settle: (ModuleRecord) -> Void

    /// - Parameter settle: is called with each module that is done.
    init(
        _ modules: [PluginModule],
        _ configuration: ScanConfiguration,
        settle: @escaping (ModuleRecord) -> Void
    ) {
        self.configuration = configuration
        self.settle = settle
        waiting = []
        for format in PluginFormat.allCases {
            var rest = modules.filter { $0.format == format }[...]
            while !rest.isEmpty {
                let batch = rest.prefix(max(1, configuration.batches[format] ?? 1))
                waiting.append(ScanJob(format: format, modules: batch.map(\.path)))
                rest = rest.dropFirst(batch.count)
            }
        }
    }

    /// - Parameter isCancelled: asked several times a second; what has been settled stays so.
    mutating func run(isCancelled: () -> Bool) throws(ScanError) {
        defer { for lane in lanes { _ = lane.worker.end() } }
        while !(waiting.isEmpty && lanes.isEmpty), !isCancelled() {
            while lanes.count < max(1, configuration.workersMax), !waiting.isEmpty {
                let job = waiting.removeFirst()
                lanes.append(Lane(job, worker: try WorkerProcess(job, configuration)))
            }
            sleep()
            for index in lanes.indices.reversed() {
                var lane = lanes[index]
                let end = look(at: &lane)
                lanes[index] = lane
                guard let end else { continue }
                lanes.remove(at: index)
                // Nothing has been opened yet, so this is no plugin's doing.
                guard lane.isReady, lane.module >= 0 else {
                    throw ScanError(.workerUnavailable, "the scan's worker does not work: \(end)")
                }
                conclude(lane, end)
            }
        }
    }

    /// Until a worker says something or ends, or its time may be over.
    private func sleep() {
        var wanted = lanes.flatMap { lane in
            [lane.worker.output, lane.worker.watch].map {
                pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
            }
        }
        let milliseconds = min(100, max(1, configuration.silenceMilliseconds / 4))
        _ = poll(&wanted, nfds_t(wanted.count), Int32(milliseconds))
    }

    // MARK: A worker's lines

    private struct Lane {
        let job: ScanJob
        let worker: WorkerProcess
        var isReady = false
        /// The index of the module that it is at.
        var module = -1
        /// What it tries now.
        var trying: (id: String?, step: ScanStep)?
        /// Plugins that have been tried in it, the present one included.
        var triedCount = 0
        var hasEnded = false

        init(_ job: ScanJob, worker: WorkerProcess) {
            self.job = job
            self.worker = worker
        }

        var place: PluginModule? {
            job.modules.indices.contains(module)
                ? PluginModule(format: job.format, path: job.modules[module]) : nil
        }
    }

    private enum End {
        case orderly
        case failed(ScanFailure)
    }

    /// Takes what a worker says. nil: it goes on.
    private mutating func look(at lane: inout Lane) -> End? {
        // In this order: what it said before it ended is there when its end is seen.
        let isOver = Self.isReadable(lane.worker.watch)
        do throws(ScanFailure) {
            for line in try lane.worker.takeLines() where !lane.hasEnded {
                try take(ScanLine(parsing: line, format: lane.job.format), &lane)
            }
        } catch {
            _ = lane.worker.end()
            return .failed(error)
        }
        if lane.hasEnded {
            _ = lane.worker.end()
            return .orderly
        }
        if isOver { return .failed(Self.failure(lane.worker.reap(), lane.trying?.step)) }
        guard lane.worker.isOverdue(configuration.silenceMilliseconds) else { return nil }
        _ = lane.worker.end()
        return .failed(ScanFailure(.timedOut, lane.trying?.step.phrase ?? "before it began"))
    }

    private static func isReadable(_ descriptor: Int32) -> Bool {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&wanted, 1, 0) > 0
    }

    private static func failure(_ end: WorkerProcess.End, _ step: ScanStep?) -> ScanFailure {
        let phrase = step?.phrase ?? "before it began"
        switch end {
        case .killed(let signal):
            return ScanFailure(.crashed, "\(String(cString: ob_signal_name(signal))) \(phrase)")
        case .exited(let status): return ScanFailure(.ended, "\(phrase), with status \(status)")
        }
    }

    private mutating func take(_ line: ScanLine, _ lane: inout Lane) throws(ScanFailure) {
        switch line {
        case .ready: lane.isReady = true
        case .module(let index):
            guard index == lane.module + 1, index < lane.job.modules.count else {
                throw ScanFailure(.garbled, "it begins a module that is not the next")
            }
            lane.module = index
            lane.trying = nil
            begin(lane.place!)
        case .end: lane.hasEnded = true
        default:
            guard let place = lane.place, var draft = drafts[place] else {
                throw ScanFailure(.garbled, "it speaks of a module before it begins it")
            }
            try take(line, &lane, &draft)
            if line == .done {
                finish(draft)
            } else {
                drafts[place] = draft
            }
        }
    }

    private func take(
        _ line: ScanLine,
        _ lane: inout Lane,
        _ draft: inout ModuleDraft
    ) throws(ScanFailure) {
        switch line {
        case .plugins(let ids): draft.ids = ids
        case .trying(let id, let step):
            if let id, id != lane.trying?.id { lane.triedCount += 1 }
            lane.trying = (id, step)
        case .passed(let descriptor):
            guard descriptor.id.text == lane.trying?.id else {
                throw ScanFailure(.garbled, "another plugin passes than the one that is tried")
            }
            draft.pass(descriptor)
        case .refused(let id, let message):
            let failure = ScanFailure(.refused, message)
            if let id { draft.block(id, failure) } else { draft.blockModule(failure) }
        case .presets(let presets): draft.presets = presets
        case .presetsRefused(let message): draft.presetProblem = message
        case .ready, .module, .done, .end: break
        }
    }

    private mutating func begin(_ module: PluginModule) {
        guard drafts[module] == nil else { return }
        // What changes from now on makes another scan.
        drafts[module] = ModuleDraft(
            module,
            fingerprint: Fingerprint.of(module.path) ?? 0
        )
    }

    private mutating func finish(_ draft: ModuleDraft) {
        drafts[draft.module] = nil
        settle(draft.record)
    }

    // MARK: Who is to blame

    private mutating func conclude(_ lane: Lane, _ end: End) {
        let rest = Array(lane.job.modules.dropFirst(lane.module + 1))
        if !rest.isEmpty {
            waiting.append(ScanJob(format: lane.job.format, modules: rest))
        }
        guard let place = lane.place, var draft = drafts[place] else { return }
        switch end {
        case .failed(let failure): blame(lane, failure, &draft)
        case .orderly:
            if let only = lane.job.only {
                // It was in the list before.
                draft.block(only, ScanFailure(.garbled, "it is in its module now and then"))
                tryRest(of: draft)
            } else {
                draft.blockModule(ScanFailure(.garbled, "its worker ends before it is done"))
                finish(draft)
            }
        }
    }

    private mutating func blame(
        _ lane: Lane,
        _ failure: ScanFailure,
        _ draft: inout ModuleDraft
    ) {
        guard let id = lane.trying?.id else {
            return blameModule(lane, failure, &draft)
        }
        if draft.settled.contains(id) {
            draft.note(failure, of: id)
            tryRest(of: draft)
        } else if lane.triedCount > 1 || lane.module > 0 {
            drafts[draft.module] = draft
            waiting.insert(job(draft.module, only: id), at: 0)
        } else {
            draft.block(id, failure)
            tryRest(of: draft)
        }
    }

    /// It failed between two plugins, or before the first.
    private mutating func blameModule(
        _ lane: Lane,
        _ failure: ScanFailure,
        _ draft: inout ModuleDraft
    ) {
        if lane.trying?.step == .presets {
            draft.presetProblem = failure.description
            finish(draft)
        } else if lane.module > 0 {
            tryRest(of: draft)
        } else {
            draft.blockModule(failure)
            finish(draft)
        }
    }

    private mutating func tryRest(of draft: ModuleDraft) {
        drafts[draft.module] = draft
        waiting.insert(job(draft.module, settled: draft.settled), at: 0)
    }

    private func job(
        _ module: PluginModule,
        settled: Set<String> = [],
        only: String? = nil
    ) -> ScanJob {
        ScanJob(format: module.format, modules: [module.path], settled: settled, only: only)
    }
}

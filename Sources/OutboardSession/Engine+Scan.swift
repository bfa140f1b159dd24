import Dispatch
import OutboardHost
import OutboardModel
import OutboardProtocol
import OutboardScan
import OutboardStore
import Synchronization

/// What the engine knows of scans.
struct ScanDesk {
    var state = ScanState()
    /// Scans that have been asked for and have not ended.
    var pendingCount = 0
    var toldAt = Int64.min
    let end = EndOfScans()
    /// Scans of everything, one after the other; and of what somebody waits for.
    let background = DispatchQueue(label: "outboard-scan", qos: .utility)
    let urgent = DispatchQueue(label: "outboard-scan-now", qos: .userInitiated)
    /// Requests that wait for a scan, and those that came after them, by their connection.
    var deferred: [String: [DeferredRequest]] = [:]
}

struct DeferredRequest {
    let envelope: Envelope
    let reply: PendingReply
}

/// Tells scans on other threads that nobody needs them any more.
final class EndOfScans: Sendable {
    private let isOrderedNow = Atomic(false)

    func order() { isOrderedNow.store(true, ordering: .relaxed) }

    var isOrdered: Bool { isOrderedNow.load(ordering: .relaxed) }
}

/// Knowing plugins before they are opened: by the index at once, by a scan of one module where somebody
/// waits for it, by a scan of all in the background.
///
///     start ─▶ index ─▶ what the session names and nobody knows: scanned ─▶ play ─▶ scan of the rest
extension Engine {
    private static let tellNanoseconds: Int64 = 100_000_000

    /// Brings the library to what scans know, and scans what the document needs beside that. Nothing plays
    /// yet, so it may take its time.
    func knowPlugins(of document: SessionDocument) {
        guard let scan = parts.scan, let library else { return }
        library.index = scan.load()
        for plugin in scan.index.blocked.map(\.summary) {
            events.knownBlocked.insert(plugin.id?.text ?? plugin.module)
        }
        let wanted = library.unscannedModules(for: document.plugins)
        guard !wanted.isEmpty else { return }
        log.info("plugins of the session are scanned", metadata: ["modules": "\(wanted.count)"])
        do throws(ScanError) {
            try scan.scan(.modules(wanted))
        } catch {
            log.error("plugins cannot be scanned", metadata: ["reason": "\(error)"])
            scanDesk.state.problem = error.message
        }
        library.index = scan.index
    }

    // MARK: In the background

    func startScan(_ scope: ScanScope, _ reply: PendingReply) throws(RequestError) {
        guard parts.scan != nil else {
            throw RequestError(.engineError, "This engine has no scanner.")
        }
        scanPlugins(scope, by: changedBy(reply.connection).user)
        reply.send(.success(Ack(.accepted)))
    }

    /// Scans behind everything else that happens, after the scans that were asked for before.
    func scanPlugins(_ scope: ScanScope, by user: String = "") {
        guard let scan = parts.scan else { return }
        let cancelled = addScanJob(scope, user: user)
        scanDesk.pendingCount += 1
        if !scanDesk.state.isRunning { scanDesk.state = ScanState(isRunning: true) }
        scanDesk.background.async { [end = scanDesk.end, weak self] in
            var problem: String?
            do throws(ScanError) {
                try scan.scan(
                    scope.scope,
                    progress: { progress in self?.noteScan { $0.note(progress) } },
                    isCancelled: { end.isOrdered || cancelled.isOrdered || self == nil }
                )
            } catch {
                problem = error.message
            }
            self?.noteScan { [problem] in $0.noteScanEnd(problem) }
        }
    }

    nonisolated private func noteScan(_ body: @escaping @Sendable (isolated Engine) -> Void) {
        thread.submit { [weak self] in
            self?.assumeIsolated { engine in
                if !engine.scanDesk.end.isOrdered { body(engine) }
            }
        }
    }

    private func note(_ progress: ScanProgress) {
        library?.index = parts.scan?.index
        noteScanProgress(done: progress.done, total: progress.total)
        scanDesk.state = ScanState(
            isRunning: true,
            done: progress.done,
            total: progress.total,
            module: progress.module,
            found: progress.found,
            blocked: progress.blocked
        )
        guard now() - Self.tellNanoseconds >= scanDesk.toldAt else { return }
        scanDesk.toldAt = now()
        tellAll(.pluginScan(scanDesk.state))
    }

    private func noteScanEnd(_ problem: String?) {
        library?.index = parts.scan?.index
        scanDesk.pendingCount -= 1
        scanDesk.state.isRunning = scanDesk.pendingCount > 0
        scanDesk.state.problem = problem
        if let problem {
            log.error("plugins cannot be scanned", metadata: ["reason": "\(problem)"])
        }
        let (found, blocked) = (scanDesk.state.found, scanDesk.state.blocked)
        if scanDesk.state.total > 0 {
            log.info(
                "plugins were scanned",
                metadata: ["found": "\(found)", "blocked": "\(blocked)"]
            )
        }
        tellAll(.pluginScan(scanDesk.state))
        noteScanJobEnd(problem)
        noteScan(scanDesk.state)
    }

    var scanProblems: [String] {
        scanDesk.state.problem.map { ["plugins cannot be scanned: \($0)"] } ?? []
    }

    // MARK: While somebody waits

    /// Whether a request has to wait: for plugins of which nobody knows yet, or behind one of its connection
    /// that does. It is taken up again by itself.
    func isDeferred(_ envelope: Envelope, _ reply: PendingReply) -> Bool {
        let request = DeferredRequest(envelope: envelope, reply: reply)
        if !scanDesk.deferred.isEmpty, scanDesk.deferred[reply.connection] != nil {
            scanDesk.deferred[reply.connection]!.append(request)
            return true
        }
        let plugins = plugins(of: envelope.request)
        guard !plugins.isEmpty, let scan = parts.scan, let library else { return false }
        let wanted = library.unscannedModules(for: plugins)
        guard !wanted.isEmpty else { return false }
        scanDesk.deferred[reply.connection] = [request]
        scanDesk.urgent.async { [end = scanDesk.end, weak self] in
            var problem: String?
            do throws(ScanError) {
                try scan.scan(.modules(wanted), isCancelled: { end.isOrdered || self == nil })
            } catch {
                problem = error.message
            }
            self?.noteScan { [problem] in $0.resume(reply.connection, problem) }
        }
        return true
    }

    private func plugins(of request: Request) -> [PluginID] {
        switch request {
        case .edit(let edit): edit.plugins
        case .sessionLoad(let id): (try? parts.sessions.load(id))?.document.plugins ?? []
        default: []
        }
    }

    /// Takes up what waited, in its order, up to the next that has to wait.
    private func resume(_ connection: String, _ problem: String?) {
        library?.index = parts.scan?.index
        var waiting = scanDesk.deferred.removeValue(forKey: connection) ?? []
        if let problem, !waiting.isEmpty {
            let error = RequestError(.engineError, "Plugins cannot be scanned: \(problem).")
            waiting.removeFirst().reply.send(.failure(error))
        }
        for request in waiting { take(request.envelope, request.reply) }
    }
}

extension ScanScope {
    fileprivate var scope: PluginScan.Scope {
        switch self {
        case .changed: .changed
        case .blocked: .blocked
        case .all: .all
        }
    }
}

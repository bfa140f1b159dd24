import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardSession

/// One run of AG-UI: the state of the live session, what changes in it, and what is measured meanwhile.
///
///     RUN_STARTED ─▶ STATE_SNAPSHOT ─▶ STATE_DELTA, CUSTOM … ─▶ RUN_FINISHED, or RUN_ERROR
struct AGUIRun: Sendable {
    let engine: Engine
    let session: SessionID
    let principal: Principal
    let thread: String
    let run: String
    /// What the engine knows the client by.
    let connection: String
    /// Where the client was before. nil: it begins with the whole.
    var place: AGUIPlace?
    /// How long the run goes on behind its snapshot. nil: for as long as the client listens.
    var duration: Duration?

    static let topics: TopicSet = [.state, .activity, .workflow, .latency, .metrics]

    func write(to stream: HTTPStream) async {
        let feed = AGUIFeed()
        engine.attach(connection, as: principal) { feed.offer($0) }
        defer { engine.detach(connection) }
        guard (try? await write(.runStarted(thread: thread, run: run), to: stream)) != nil else {
            return
        }
        identify(feed)
        let clock = Clock()
        defer { clock.stop() }
        for await item in feed.items {
            feed.noteTaken()
            guard case .told(let broadcast) = item else { break }
            guard (try? await write(broadcast.notification, to: stream)) != nil else { return }
            if case .stateSnapshot = broadcast.notification, let duration {
                clock.start(duration) { feed.end() }
            }
        }
        // A client that is gone is told nothing more.
        guard !Task.isCancelled, stream.isOpen else { return }
        _ = try? await write(end(feed), to: stream)
    }

    private func end(_ feed: AGUIFeed) -> AGUIEvent {
        guard feed.hasLost else { return .runFinished(thread: thread, run: run) }
        return .runError(
            code: ErrorCode.resyncRequired.rawValue,
            message: "The client does not keep up. It may come again with its last event's id."
        )
    }

    private func identify(_ feed: AGUIFeed) {
        let resume = place.map {
            IdentifyRequest.Resume(epoch: $0.epoch, revision: $0.revision)
        }
        let request = IdentifyRequest(client: "ag-ui", topics: Self.topics, resume: resume)
        let envelope = Envelope(id: nil, session: session, request: .identify(request))
        engine.submit(envelope, from: connection) { result in
            // The session is not live any more.
            if case .failure = result { feed.end() }
        }
    }

    private func write(_ notification: Notification, to stream: HTTPStream) async throws {
        switch notification {
        case .stateSnapshot(let it):
            try await write(
                .stateSnapshot(it.session.json),
                id: AGUIPlace(epoch: it.epoch, revision: it.revision).text,
                to: stream
            )
        case .stateDelta(let it):
            let epoch = await engine.epoch ?? ""
            try await write(
                .stateDelta(it.patch.json),
                id: AGUIPlace(epoch: epoch, revision: it.to).text,
                to: stream
            )
        case .event(let event):
            let message = event.message
            try await write(
                .custom(name: "outboard." + message.type, value: .object(message.data)),
                to: stream
            )
        default: break
        }
    }

    private func write(
        _ event: AGUIEvent,
        id: String? = nil,
        to stream: HTTPStream
    ) async throws {
        try await stream.write(event.block(id: id, time: wallMilliseconds()))
    }

    /// Ends the run once, when its time is over.
    private final class Clock: @unchecked Sendable {
        // SAFETY: used by the run's task alone.
        private var task: Task<Void, Never>?

        func start(_ duration: Duration, _ end: @escaping @Sendable () -> Void) {
            guard task == nil else { return }
            task = Task {
                try? await Task.sleep(for: duration)
                if !Task.isCancelled { end() }
            }
        }

        func stop() { task?.cancel() }
    }
}

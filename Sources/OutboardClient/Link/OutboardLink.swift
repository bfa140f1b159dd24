import OutboardJSON
import OutboardModel
import OutboardProtocol

/// A connection to a server that comes back by itself: see `LinkCore` for what it does when.
///
///     events of the wire ─┐
///     time                ├─▶ LinkCore ─▶ actions: open, send, close, tell, answer
///     start, request, stop┘
///
/// For one request and its answer, `OutboardClient` is simpler.
package actor OutboardLink {
    private var core: LinkCore
    private let transport: any Transport
    private let clock: any LinkClock

    private var wire: (any Wire)?
    private var reading: Task<Void, Never>?
    private var timer: (task: Task<Void, Never>, dueAt: Int64)?
    private var waiting: [String: CheckedContinuation<Ack, any Error>] = [:]
    /// Answers that came before anybody waited for them.
    private var early: [String: Result<Ack, any Error>] = [:]

    /// How it is, from `connecting` on. The oldest that nobody took are dropped.
    package nonisolated let states: AsyncStream<LinkState>
    /// What the server tells beside the state, in its order.
    package nonisolated let notifications: AsyncStream<ServerMessage>
    package nonisolated let meters: AsyncStream<MeterReport>
    /// The session, each time that it has changed: the newest.
    package nonisolated let sessions: AsyncStream<SessionMirror>
    private let statesSink: AsyncStream<LinkState>.Continuation
    private let notificationsSink: AsyncStream<ServerMessage>.Continuation
    private let metersSink: AsyncStream<MeterReport>.Continuation
    private let sessionsSink: AsyncStream<SessionMirror>.Continuation

    package init(
        _ configuration: LinkConfiguration,
        transport: any Transport,
        clock: any LinkClock = SystemLinkClock(),
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        core = LinkCore(configuration, random: random)
        self.transport = transport
        self.clock = clock
        (states, statesSink) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(256))
        (notifications, notificationsSink) = AsyncStream.makeStream(
            bufferingPolicy: .bufferingNewest(4_096)
        )
        (meters, metersSink) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(256))
        (sessions, sessionsSink) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    package var state: LinkState { core.state }
    /// What is known of the session; the server's own while the state is live.
    package var session: SessionMirror? { core.mirror }

    package func start() {
        core.start(now: clock.now)
        act()
    }

    /// Ends it for good: everything that waits fails, and the streams end.
    package func stop() {
        core.stop()
        act()
        timer?.task.cancel()
        timer = nil
        statesSink.finish()
        notificationsSink.finish()
        metersSink.finish()
        sessionsSink.finish()
    }

    /// Asks, and waits for the answer for as long as it takes, over as many connections as it takes. It is done
    /// once at most.
    ///
    /// - Parameter expectedRevision: an edit of the structure, or a batch with one, is for that and no other: it
    ///   is refused with `CONFLICT` where the structure has changed since, and `session` is to be looked at
    ///   anew. nil: whatever there is by then.
    /// - Throws: the server's `RequestError`, or a `ClientError` where the link ended, or where it is not known
    ///   whether it was done.
    package func request(
        _ request: Request,
        expectedRevision: UInt64? = nil
    ) async throws -> Ack {
        let id = core.request(request, expectedRevision: expectedRevision, now: clock.now)
        act()
        if let answer = early.removeValue(forKey: id) { return try answer.get() }
        return try await withCheckedThrowingContinuation { waiting[id] = $0 }
    }

    /// Takes another token, before the one that it has expires or after it was refused.
    package func renew(token: String) {
        core.renew(token: token, now: clock.now)
        act()
    }

    // MARK: What happens

    private func take(_ event: WireEvent, from wire: any Wire) {
        // An older connection, which is of no interest any more.
        guard wire === self.wire else { return }
        let now = clock.now
        switch event {
        case .opened: core.opened(now: now)
        case .text(let bytes): core.received(bytes, now: now)
        case .meters(let report): metersSink.yield(report)
        case .failed(let reason):
            self.wire = nil
            core.failed(reason)
        case .closed(let code):
            self.wire = nil
            core.closed(code, now: now)
        }
        act()
    }

    private func wake() {
        timer = nil
        core.tick(now: clock.now)
        act()
    }

    // MARK: What is done

    private func act() {
        for action in core.takeActions() {
            switch action {
            case .open: open()
            case .send(let text): wire?.send(text)
            case .close:
                wire?.close()
                wire = nil
            case .tell(let state): statesSink.yield(state)
            case .show(let session): sessionsSink.yield(session)
            case .answer(let id, let result): answer(id, result)
            case .pass(let message): notificationsSink.yield(message)
            }
        }
        setTimer()
    }

    private func open() {
        let wire = transport.open()
        self.wire = wire
        reading = Task { [weak self] in
            for await event in wire.events { await self?.take(event, from: wire) }
        }
    }

    private func answer(_ id: String, _ result: Result<Ack, any Error>) {
        if let continuation = waiting.removeValue(forKey: id) {
            continuation.resume(with: result)
        } else {
            early[id] = result
        }
    }

    private func setTimer() {
        guard core.dueAt != timer?.dueAt else { return }
        timer?.task.cancel()
        timer = core.dueAt.map { dueAt in
            let clock = clock
            let task = Task { [weak self] in
                await clock.sleep(until: dueAt)
                if !Task.isCancelled { await self?.wake() }
            }
            return (task, dueAt)
        }
    }
}

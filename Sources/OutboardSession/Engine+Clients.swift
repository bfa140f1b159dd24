import OutboardModel
import OutboardProtocol

/// Who is connected, and what they hear.
extension Engine {
    /// Begins to tell a connection of changes, once it has named a session.
    nonisolated package func attach(
        _ connection: String,
        as principal: Principal,
        _ listener: any Listener
    ) {
        onControlThread {
            $0.clients[connection] = Client(
                connection: connection,
                principal: principal,
                listener: listener
            )
        }
    }

    /// The same for a listener who is told each thing by itself.
    nonisolated package func attach(
        _ connection: String,
        as principal: Principal,
        receive: @escaping @Sendable (Broadcast) -> Void
    ) {
        attach(connection, as: principal, LoneListener(receive))
    }

    /// Says who a connection is that was attached before that was known.
    nonisolated package func setPrincipal(_ connection: String, _ principal: Principal) {
        onControlThread { $0.clients[connection]?.principal = principal }
    }

    /// Says what a connection hears from now on.
    nonisolated package func setTopics(_ connection: String, _ topics: TopicSet) {
        onControlThread { $0.subscribe(connection, topics) }
    }

    /// Gives a connection the whole state, in place of what it could not take.
    nonisolated package func sendSnapshot(to connection: String) {
        onControlThread { $0.bringState(to: connection) }
    }

    /// Of the session that is live: revisions count within it.
    package var epoch: String? { state?.epoch }

    nonisolated package func detach(_ connection: String) {
        onControlThread {
            $0.endGestures(of: connection)
            $0.noteGone(connection)
            $0.clients[connection] = nil
            $0.forgetLoudness(of: connection)
        }
    }

    func join(_ envelope: Envelope, _ client: Client?) throws(RequestError) {
        if let user = envelope.user, client?.principal.isVouchedFor == false {
            client?.principal.user = user
        }
        guard let session = envelope.session else { return }
        let live = player?.session.document.id
        guard session == live || libraryDesk.means(session, now: now()) else {
            throw noSuchSession(session)
        }
        client?.session = live
    }

    /// A client that listened to the state before it named a session gets it now.
    func bringStateAfterJoining(_ client: Client?) {
        guard let client, client.wantsState, !client.hasState else { return }
        bringState(to: client.connection)
    }

    func changedBy(_ connection: String) -> ChangedBy {
        clients[connection]?.changedBy ?? ChangedBy(user: "", connection: connection)
    }

    // MARK: Subscriptions

    func identify(_ request: IdentifyRequest, _ reply: PendingReply) {
        reply.send(.success(Ack(.accepted)))
        // The place of whoever goes on is looked up behind everything that is done.
        flushState()
        let resumed = request.resume.map { canGoOn(reply.connection, from: $0) } ?? false
        guard let client = clients[reply.connection] else { return }
        client.tell(
            .identified(
                Identified(
                    connection: client.connection,
                    user: client.principal.user,
                    role: client.principal.role,
                    epoch: state?.epoch ?? "",
                    revision: state?.revision ?? 0,
                    isResumed: resumed
                )
            )
        )
        // Whatever it had before: this begins anew.
        clients[reply.connection]!.hasState = false
        let topics = request.topics ?? .identified
        subscribe(reply.connection, topics, since: resumed ? request.resume : nil)
    }

    private func canGoOn(_ connection: String, from place: IdentifyRequest.Resume) -> Bool {
        clients[connection]?.session != nil && state?.deltas(since: place, now: now()) != nil
    }

    private func subscribe(
        _ connection: String,
        _ topics: TopicSet,
        since place: IdentifyRequest.Resume? = nil
    ) {
        clients[connection]?.topics = topics
        events.hasNewcomers = true
        guard let client = clients[connection] else { return }
        if !client.wantsState {
            clients[connection]!.hasState = false
        } else if !client.hasState {
            bringState(to: connection, since: place)
        }
        if client.session != nil { tellWhatIsGoingOn(client) }
        client.tell(.engineState(engineState()))
        tellHistories(to: connection)
    }

    /// Who has lost its place gets the whole. `RESYNC`
    func resync(_ reply: PendingReply) throws(RequestError) {
        guard clients[reply.connection]?.wantsState == true else {
            throw RequestError(
                .invalidMessage,
                "This connection does not listen to the state.",
                hint: "Say IDENTIFY with the topic \"state\" and a session_id."
            )
        }
        flushState()
        reply.send(.success(Ack(.accepted, revision: state?.revision)))
        bringState(to: reply.connection)
    }

    /// What is told only when it changes, to who has just come.
    private func tellWhatIsGoingOn(_ client: Client) {
        guard let player else { return }
        client.tell(.transport(player.transport))
        if scanDesk.state.isRunning { client.tell(.pluginScan(scanDesk.state)) }
        if let watch = loudness[.master] { client.tell(.loudness(watch.reading)) }
        for (track, recording) in recordings where recording.ending == nil {
            client.tell(.recording(recording.state(of: track, isRunning: true)))
        }
    }

    // MARK: Telling

    func tellAll(_ notification: Notification) {
        tell(Broadcast(notification)) { $0.session != nil }
    }

    func tell(_ notification: Notification, except connection: String?) {
        guard let session = player?.session.document.id else { return }
        tell(Broadcast(notification)) { $0.session == session && $0.connection != connection }
    }

    /// Tells those who are meant and listen to that: as many as a carrier has at once.
    func tell(_ broadcast: Broadcast, where isMeant: (Client) -> Bool) {
        var audiences: [(carrier: any Carrier, listeners: [any Listener])] = []
        for client in clients.values where client.hears(broadcast) && isMeant(client) {
            if let index = audiences.firstIndex(where: { $0.carrier === client.carrier }) {
                audiences[index].listeners.append(client.listener)
            } else {
                audiences.append((client.carrier, [client.listener]))
            }
        }
        for audience in audiences { audience.carrier.carry(broadcast, to: audience.listeners) }
    }
}

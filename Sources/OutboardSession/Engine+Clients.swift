import OutboardModel
import OutboardProtocol

/// Who is connected, and what they hear.
extension Engine {
    /// Begins to tell a connection of changes, once it has named a session.
    nonisolated package func attach(
        _ connection: String,
        as principal: Principal,
        receive: @escaping @Sendable (Broadcast) -> Void
    ) {
        onControlThread {
            $0.clients[connection] = Client(
                connection: connection,
                principal: principal,
                receive: receive
            )
        }
    }

    /// Says who a connection is that was attached before that was known.
    nonisolated package func setPrincipal(_ connection: String, _ principal: Principal) {
        onControlThread { $0.clients[connection]?.principal = principal }
    }

    /// Says what a connection hears from now on.
    nonisolated package func setTopics(_ connection: String, _ topics: Set<Topic>) {
        onControlThread { $0.subscribe(connection, topics) }
    }

    /// Gives a connection the whole state, in place of what it could not take.
    nonisolated package func sendSnapshot(to connection: String) {
        onControlThread { engine in
            guard let player = engine.player, let client = engine.clients[connection] else { return }
            client.tell(.stateSnapshot(player.snapshot))
        }
    }

    nonisolated package func detach(_ connection: String) {
        onControlThread {
            $0.endGestures(of: connection)
            $0.clients[connection] = nil
            $0.forgetLoudness(of: connection)
        }
    }

    func join(_ envelope: Envelope, _ connection: String) throws(RequestError) {
        if let user = envelope.user, clients[connection]?.principal.isVouchedFor == false {
            clients[connection]?.principal.user = user
        }
        guard let session = envelope.session else { return }
        guard session == player?.session.document.id else { throw noSuchSession(session) }
        clients[connection]?.session = session
    }

    func changedBy(_ connection: String) -> ChangedBy {
        clients[connection]?.changedBy ?? ChangedBy(user: "", connection: connection)
    }

    // MARK: Subscriptions

    func identify(_ request: IdentifyRequest, _ reply: PendingReply) {
        reply.send(.success(Ack(.accepted)))
        guard let client = clients[reply.connection] else { return }
        client.tell(.identified(connection: client.connection, user: client.principal.user))
        subscribe(reply.connection, request.topics ?? .identified)
    }

    private func subscribe(_ connection: String, _ topics: Set<Topic>) {
        clients[connection]?.topics = topics
        guard let client = clients[connection] else { return }
        if client.session != nil, let player {
            client.tell(.stateSnapshot(player.snapshot))
            tellWhatIsGoingOn(client)
        }
        client.tell(.engineState(engineState()))
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

    /// Whoever has the whole state gets it anew: after the ack, and before any later change.
    func tellStructure() {
        guard let player else { return }
        tell(.stateSnapshot(player.snapshot), except: nil)
    }

    func tellAll(_ notification: Notification) {
        let broadcast = Broadcast(notification)
        for client in clients.values where client.session != nil { client.tell(broadcast) }
    }

    func tell(_ notification: Notification, except connection: String?) {
        guard let session = player?.session.document.id else { return }
        let broadcast = Broadcast(notification)
        for client in clients.values
        where client.session == session && client.connection != connection {
            client.tell(broadcast)
        }
    }
}

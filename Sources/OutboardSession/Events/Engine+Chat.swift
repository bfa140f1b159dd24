import OutboardJSON
import OutboardModel
import OutboardProtocol

/// The chat, and who is here.
extension Engine {
    // MARK: Chat

    func take(_ request: ChatRequest, _ reply: PendingReply) throws(RequestError) {
        let user = changedBy(reply.connection).user
        switch request {
        case .send(let text, let nonce): try say(text, nonce, user, reply)
        case .history(let before, let limit):
            guard let sink = parts.activity else {
                let page = recentChat(before: before, limit: limit)
                return reply.send(.success(Ack(.accepted, extra: page.json)))
            }
            sink.chat(before: before, limit: limit) { [self] result in
                let answer = result.map { Ack(.accepted, extra: $0.json) }
                onControlThread { _ in reply.send(answer) }
            }
        case .typing:
            reply.send(.success(Ack(.accepted)))
            if events.chat.noteTyping(user, now: now()) {
                tell(.chatTyping(user: user, isTyping: true))
            }
        case .read(let sequence):
            let isNew = try events.chat.noteRead(user, upTo: sequence)
            reply.send(.success(Ack(.accepted)))
            guard isNew else { return }
            parts.activity?.keepReadMark(of: user, sequence)
            tell(.chatRead(user: user, upToSequence: sequence))
        }
    }

    private func say(
        _ text: String,
        _ nonce: String,
        _ user: String,
        _ reply: PendingReply
    ) throws(RequestError) {
        let (message, isDuplicate) = try events.chat.send(
            text,
            nonce: nonce,
            by: user,
            now: now(),
            time: parts.timeOfDay()
        )
        var extra: JSONObject = [
            "seq": .integer(message.sequence),
            "time": .string(timestamp(milliseconds: message.timeMilliseconds)),
        ]
        if isDuplicate { extra["duplicate"] = true }
        reply.send(.success(Ack(.accepted, extra: extra)))
        guard !isDuplicate else { return }
        parts.activity?.keep(message)
        if events.chat.endTyping(user) { tell(.chatTyping(user: user, isTyping: false)) }
        tell(.chatMessage(message))
    }

    /// Where nothing is kept: what is remembered.
    private func recentChat(before: Int64?, limit: Int) -> ChatPage {
        let older = events.chat.recent.filter { $0.sequence < before ?? .max }
        let page = Array(older.suffix(limit).reversed())
        return ChatPage(
            messages: page,
            nextBeforeSequence: older.count > page.count ? page.last?.sequence : nil
        )
    }

    // MARK: Presence

    /// A connection asked for something: it is here.
    func noteAlive(_ client: Client) {
        let connection = client.connection
        let now = now()
        let (user, role) = (client.principal.user, client.principal.role)
        guard now >= client.aliveUntil || client.aliveUser != user else { return }
        client.aliveUntil = now + 1_000_000_000
        client.aliveUser = user
        events.presence.join(
            connection,
            user: user,
            role: role,
            now: now,
            time: parts.timeOfDay()
        )
        guard !client.isKnown else { return }
        client.isKnown = true
        events.hasNewcomers = true
        noteActivity(
            ActivityNote(
                .info,
                .people,
                .joined,
                "\(user) joined.",
                actor: user,
                details: ["connection_id": .string(connection), "role": .string(role.rawValue)]
            )
        )
    }

    /// A connection is still there, though it asks the engine for nothing. [any]
    nonisolated package func renewPresence(of connection: String) {
        onControlThread { engine in engine.clients[connection].map(engine.noteAlive) }
    }

    /// A connection is gone.
    func noteGone(_ connection: String) {
        events.presence.leave(connection)
        guard let client = clients[connection], client.isKnown else { return }
        let user = client.principal.user
        let isElsewhere = clients.values.contains {
            $0.connection != connection && $0.isKnown && $0.principal.user == user
        }
        if !isElsewhere, events.chat.endTyping(user) {
            tell(.chatTyping(user: user, isTyping: false))
        }
        noteActivity(
            ActivityNote(
                .info,
                .people,
                .left,
                "\(user) left.",
                actor: user,
                details: ["connection_id": .string(connection)]
            )
        )
    }

    func setPresence(_ place: PresencePlace, _ reply: PendingReply) {
        events.presence.set(place, of: reply.connection)
        reply.send(.success(Ack(.accepted)))
    }
}

import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardWebSocket

/// From message to engine.
///
///     text   ─▶ envelope ─▶ limit ─▶ standing ─▶ here or engine
///     binary ─▶ credit for a meter frame
extension Connection {
    func handle(_ message: WebSocketMessage, receivedAt: Int64) {
        switch message {
        case .binary(let bytes):
            // Credit is bounded by the frames that were sent, so it needs no limit of its own.
            if BinaryFrameHeader(bytes)?.kind == .meters { feeds.meters?.noteEcho() }
        case .text(let bytes): handle(bytes, receivedAt)
        }
    }

    private func handle(_ bytes: [UInt8], _ receivedAt: Int64) {
        do throws(Envelope.Fault) {
            var envelope = try read(bytes, receivedAt)
            envelope.receivedAt = receivedAt
            do throws(RequestError) {
                try handle(envelope)
            } catch {
                throw Envelope.Fault(id: envelope.id, error: error)
            }
        } catch {
            tally.line.noteError()
            let place = replies.begin()
            finish(place, .failure(error.error), RequestTag(id: error.id, session: nil))
            noteOffence(error.error, receivedAt)
        }
    }

    /// Reads a message where it may be sent now. One that is no request costs as much as a plain one.
    private func read(_ bytes: [UInt8], _ now: Int64) throws(Envelope.Fault) -> Envelope {
        let envelope: Envelope
        do throws(Envelope.Fault) {
            envelope = try Envelope(reading: bytes)
        } catch {
            if let tooMany = refusal(cost: 1, now) {
                throw Envelope.Fault(id: error.id, error: tooMany)
            }
            throw error
        }
        if let tooMany = refusal(cost: envelope.cost, now) {
            throw Envelope.Fault(id: envelope.id, error: tooMany)
        }
        return envelope
    }

    private func refusal(cost: Double, _ now: Int64) -> RequestError? {
        guard !isExempt, let wait = limiter.admit(cost: cost, now: now) else { return nil }
        return RequestError(
            .rateLimited,
            "More than \(shared.configuration.messagesPerSecond) messages a second.",
            retryAfterMilliseconds: Int(wait / 1_000_000) + 1
        )
    }

    /// Who does nothing but that is put out, and its address told.
    private func noteOffence(_ error: RequestError, _ now: Int64) {
        guard error.code == .rateLimited || error.code == .invalidMessage, !isExempt,
            offences.admit(now: now) != nil
        else { return }
        shared.note(.flood, peer.address)
        close(.rateLimited, "too many messages that were refused")
    }

    private func handle(_ envelope: Envelope) throws(RequestError) {
        if case .identify(let request) = envelope.request { return try identify(request, envelope) }
        guard case .known(let principal) = standing else {
            throw RequestError(.unauthorized, "The server's token is needed first.")
        }
        try permit(envelope, principal)
        noteLife()
        if let session = envelope.session { self.session = session }
        switch envelope.request {
        // Answered ahead of what is on its way: it asks whether the line is alive.
        case .ping:
            reply(.ack(Ack(.accepted), id: envelope.id))
            shared.engine.renewPresence(of: id)
        case .reidentify(let topics):
            shared.engine.setTopics(id, topics)
            accept(envelope)
        case .reauth(let token): reauthenticate(token, principal, envelope)
        case .kick(let connection): try kick(connection, envelope)
        case .metersSubscribe(let rate): subscribeToMeters(envelope, rate)
        case .metersUnsubscribe:
            feeds.meters = nil
            shared.feeds.removeMeters(id)
            accept(envelope)
        case .listenStart: listen(envelope)
        case .listenStop:
            feeds.listening = nil
            shared.feeds.removeListener(id)
            accept(envelope)
        default: submitOnce(envelope, principal)
        }
    }

    /// The row of the table says who may; what also depends on the document is the engine's to judge.
    private func permit(_ envelope: Envelope, _ principal: Principal) throws(RequestError) {
        try principal.role.require(envelope.kind.row.role)
    }

    private func kick(_ connection: String, _ envelope: Envelope) throws(RequestError) {
        guard shared.registry.kick(connection) else {
            throw RequestError(
                .notFound,
                "There is no connection \"\(connection)\".",
                field: "connection_id"
            )
        }
        shared.noteEvent(.kicked, peer.address, standing.principal?.user, nil)
        accept(envelope)
    }

    func accept(_ envelope: Envelope, extra: JSONObject = [:]) {
        finish(replies.begin(), .success(Ack(.accepted, extra: extra)), tag(envelope))
    }

    func tag(_ envelope: Envelope) -> RequestTag {
        RequestTag(id: envelope.id, session: envelope.session)
    }

    // MARK: To the engine

    /// What changes something and was asked before gets the answer that it had then.
    private func submitOnce(_ envelope: Envelope, _ principal: Principal) {
        guard let clientID, let requestID = envelope.id, envelope.kind.isDoneOnce
        else { return submit(envelope) }
        let key = RetryCache.Key(
            // Guests are named after their connection, which is another one when they come back.
            user: principal.isVouchedFor ? principal.user : "",
            client: clientID,
            id: requestID
        )
        let place = replies.begin()
        let (mailbox, tag, retries) = (mailbox!, tag(envelope), shared.retries)
        let decision = retries.begin(
            key,
            envelope.kind,
            now: envelope.receivedAt
        ) { answer in
            mailbox.reply(place, answer, tag)
        }
        switch decision {
        case .isKnown(let answer): finish(place, answer, tag)
        case .isOnItsWay: break
        case .isNew:
            if let answer = acceptHere(envelope) {
                retries.finish(key, answer)
                return mailbox.reply(place, answer, tag)
            }
            shared.engine.submit(envelope, from: id) { result in
                retries.finish(key, result)
                mailbox.reply(place, result, tag)
            }
        }
    }

    func submit(_ envelope: Envelope) {
        let place = replies.begin()
        let (mailbox, tag) = (mailbox!, tag(envelope))
        if let answer = acceptHere(envelope) {
            return mailbox.reply(place, answer, tag)
        }
        shared.engine.submit(envelope, from: id) { result in
            mailbox.reply(place, result, tag)
        }
    }

    /// One value by itself is sent down first: somebody wants to hear it. In a stream the answers come first.
    private func acceptHere(_ envelope: Envelope) -> Result<Ack, RequestError>? {
        let isAlone = envelope.receivedAt - acceptedAt > Self.streamNanoseconds
        let answer = shared.engine.accept(envelope, from: id, isPerformed: isAlone)
        guard answer != nil else { return nil }
        acceptedAt = envelope.receivedAt
        hasAccepted = !isAlone
        return answer
    }

    private static let streamNanoseconds: Int64 = 1_000_000

    /// Once the answers are out.
    func performAccepted() {
        guard hasAccepted else { return }
        hasAccepted = false
        shared.engine.performAccepted()
    }
}

extension Request.Kind {
    /// Whether asking again must not do it again. What belongs to a connection ends with it, and is done anew
    /// on the next; what only reads may be read again, and its long answers are not kept.
    var isDoneOnce: Bool {
        switch self {
        case .identify, .reidentify, .reauth, .ping, .metersSubscribe, .metersUnsubscribe,
            .listenStart, .listenStop, .loudnessStart, .loudnessStop, .presenceSet, .chatTyping:
            false
        case .resync, .loudnessRead, .history, .sessionList, .sessionRead, .presetList, .pluginList,
            .pluginDescribe, .engineStatus, .engineDevices, .trashList, .activitySearch,
            .chatHistory, .jobList, .jobGet:
            false
        default: true
        }
    }
}

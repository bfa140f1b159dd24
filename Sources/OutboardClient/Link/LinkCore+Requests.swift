import OutboardModel
import OutboardProtocol

/// What is asked, and what is asked again.
extension LinkCore {
    mutating func makeID() -> String {
        nextID += 1
        return "\(nextID)"
    }

    func text(_ request: Request, id: String, expectedRevision: UInt64? = nil) -> [UInt8] {
        var envelope = Envelope(
            id: id,
            session: configuration.session,
            user: configuration.user,
            request: request
        )
        envelope.expectedRevision = expectedRevision
        return Array(envelope.text.utf8)
    }

    mutating func add(
        _ request: Request,
        id: String,
        isOwn: Bool,
        expectedRevision: UInt64? = nil
    ) {
        let text = text(request, id: id, expectedRevision: expectedRevision)
        pending.add(.init(id: id, text: text, isOwn: isOwn))
    }

    mutating func sendUnsent(_ now: Int64) {
        for text in pending.takeUnsent(now: now, epoch: epoch) { actions.append(.send(text)) }
    }

    /// What a connection has is wanted on the next one too.
    mutating func keep(_ request: Request) {
        switch request {
        case .metersSubscribe: standing["meters"] = request
        case .metersUnsubscribe: standing["meters"] = nil
        case .loudnessStart(let track): standing["loudness " + track.text] = request
        case .loudnessStop(let track): standing["loudness " + track.text] = nil
        case .reidentify(let topics): self.topics = topics
        default: break
        }
    }

    mutating func dropLost(_ now: Int64) {
        let time = now - configuration.retryMilliseconds * 1_000_000
        for entry in pending.takeLost(before: time, unlessIn: epoch) {
            answer(
                entry.id,
                ClientError(
                    code: .connectionLost,
                    description: "the connection ended, and whether it was done is not known"
                )
            )
        }
    }

    mutating func failAll(_ error: ClientError) {
        for entry in pending.entries where !entry.isOwn { answer(entry.id, error) }
        pending = PendingRequests()
    }

    mutating func answer(_ id: String, _ error: ClientError) {
        _ = pending.remove(id)
        actions.append(.answer(id, .failure(error)))
    }
}

import NIOCore
import OutboardModel
import OutboardProtocol

/// What a reply needs of its request.
struct RequestTag: Sendable {
    var id: String?
    var session: SessionID?
}

/// Brings replies into the order of their requests.
struct ReplyQueue {
    typealias Place = Int

    private var entries = CircularBuffer<ServerMessage?>()
    /// The place of the first entry.
    private var firstPlace = 0
    /// Acks that are here and wait for the reply to an earlier request.
    private var heldAcks = 0

    /// Requests without a reply that was taken.
    var count: Int { entries.count }
    /// Whether an ack with a revision has come that cannot be sent yet.
    var holdsAck: Bool { heldAcks > 0 }

    /// Keeps a place for the reply to a request.
    mutating func begin() -> Place {
        entries.append(nil)
        return firstPlace + entries.count - 1
    }

    /// Fills a place, and returns what can be sent now, where it is that; `next` has what was held behind it.
    mutating func finish(
        _ place: Place,
        _ result: Result<Ack, RequestError>,
        _ tag: RequestTag
    ) -> ServerMessage? {
        let message = Self.message(result, tag)
        guard place == firstPlace else {
            let index = entries.index(entries.startIndex, offsetBy: place - firstPlace)
            entries[index] = message
            if message.isAck { heldAcks += 1 }
            return nil
        }
        entries.removeFirst()
        firstPlace += 1
        return message
    }

    /// The next one that was held.
    mutating func next() -> ServerMessage? {
        guard let first = entries.first, let message = first else { return nil }
        if message.isAck { heldAcks -= 1 }
        entries.removeFirst()
        firstPlace += 1
        return message
    }

    private static func message(
        _ result: Result<Ack, RequestError>,
        _ tag: RequestTag
    ) -> ServerMessage {
        switch result {
        case .success(let ack): .ack(ack, id: tag.id, session: tag.session)
        case .failure(let error): .error(error, id: tag.id)
        }
    }
}

extension ServerMessage {
    fileprivate var isAck: Bool { type == Self.ackType }
}

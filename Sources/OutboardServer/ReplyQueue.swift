import OutboardModel
import OutboardProtocol

/// Brings replies into the order of their requests.
struct ReplyQueue {
    typealias Place = Int

    private struct Entry {
        let id: String?
        var message: ServerMessage?
    }

    private var entries: [Entry] = []
    /// The place of the first entry.
    private var firstPlace = 0

    /// Keeps a place for the reply to a request.
    mutating func begin(_ id: String?) -> Place {
        entries.append(Entry(id: id))
        return firstPlace + entries.count - 1
    }

    /// Fills a place, and returns what can be sent now.
    mutating func finish(
        _ place: Place,
        _ result: Result<Ack, RequestError>,
        session: SessionID?
    ) -> [ServerMessage] {
        let index = place - firstPlace
        switch result {
        case .success(let ack):
            entries[index].message = .ack(ack, id: entries[index].id, session: session)
        case .failure(let error):
            entries[index].message = .error(error, id: entries[index].id)
        }
        let ready = entries.prefix { $0.message != nil }
        entries.removeFirst(ready.count)
        firstPlace += ready.count
        return ready.map { $0.message! }
    }
}

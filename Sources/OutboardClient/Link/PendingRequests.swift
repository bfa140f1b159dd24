import OutboardProtocol

/// Requests that were not answered, in the order in which they were asked.
struct PendingRequests {
    struct Entry {
        let id: String
        let text: [UInt8]
        /// When it was sent first, and in which epoch. nil: never.
        var sent: (at: Int64, epoch: String?)?
        /// On the connection that is open now.
        var isOut = false
        /// Nobody waits: it belongs to the link, and is not sent again.
        let isOwn: Bool
    }

    private(set) var entries: [Entry] = []

    mutating func add(_ entry: Entry) { entries.append(entry) }

    mutating func remove(_ id: String) -> Entry? {
        guard let index = entries.firstIndex(where: { $0.id == id }) else { return nil }
        return entries.remove(at: index)
    }

    /// The texts to send now, oldest first.
    mutating func takeUnsent(now: Int64, epoch: String?) -> [[UInt8]] {
        var texts: [[UInt8]] = []
        for index in entries.indices where !entries[index].isOut {
            entries[index].isOut = true
            if entries[index].sent == nil { entries[index].sent = (now, epoch) }
            texts.append(entries[index].text)
        }
        return texts
    }

    /// The connection has ended: nothing is out any more.
    mutating func noteLost() {
        entries.removeAll { $0.isOwn }
        for index in entries.indices { entries[index].isOut = false }
    }

    /// Takes out what can no longer be asked without perhaps being done twice: it was sent, and the server
    /// will not know it again.
    mutating func takeLost(before time: Int64, unlessIn epoch: String?) -> [Entry] {
        let isLost = { (entry: Entry) in
            guard let sent = entry.sent else { return false }
            return sent.at < time || (epoch != nil && sent.epoch != epoch)
        }
        let lost = entries.filter(isLost)
        entries.removeAll(where: isLost)
        return lost
    }
}

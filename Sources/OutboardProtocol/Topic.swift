/// What a client hears of. Replies, and what answers a client's own request, belong to no topic.
package enum Topic: String, Sendable, CaseIterable {
    /// One notification for each change of the session: `PLUGIN_PARAMETER_CHANGED` and its like.
    case changes
    /// The whole session once, and from then on what differs: `state_snapshot`, `state_delta`.
    case state
    case transport, loudness, recording, scan, engine
    case presence, chat, activity
    case latency, metrics, workflow
}

extension Set<Topic> {
    /// Of a client that never says which it wants.
    package static let plain: Set<Topic> = [
        .changes, .transport, .loudness, .recording, .scan, .engine, .chat, .presence,
    ]

    /// Of a client that identifies itself and does not say which it wants.
    package static let identified = plain.subtracting([.changes]).union([.state])
}

extension Notification {
    /// nil: it answers the client that gets it, whatever that listens to.
    package var topic: Topic? {
        // A history is of the topic whose it is.
        if case .event(let event) = self { event.topic } else { kind.row.topic }
    }
}

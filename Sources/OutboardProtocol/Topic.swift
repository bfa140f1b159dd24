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

/// Topics that a client listens to. Small: whoever tells a thousand clients asks each.
package struct TopicSet: Sendable, Equatable {
    /// A bit for each.
    private var bits: UInt16 = 0

    package init(_ topics: some Sequence<Topic>) {
        for topic in topics { insert(topic) }
    }

    private init(bits: UInt16) { self.bits = bits }

    /// In the order of declaration.
    package var all: [Topic] { Topic.allCases.filter(contains) }

    package func contains(_ topic: Topic) -> Bool { bits & topic.bit != 0 }

    package mutating func insert(_ topic: Topic) { bits |= topic.bit }

    package func union(_ other: TopicSet) -> TopicSet { TopicSet(bits: bits | other.bits) }

    package func subtracting(_ other: TopicSet) -> TopicSet { TopicSet(bits: bits & ~other.bits) }
}

extension TopicSet: ExpressibleByArrayLiteral {
    package init(arrayLiteral topics: Topic...) { self.init(topics) }
}

extension Topic {
    fileprivate var bit: UInt16 {
        switch self {
        case .changes: 1 << 0
        case .state: 1 << 1
        case .transport: 1 << 2
        case .loudness: 1 << 3
        case .recording: 1 << 4
        case .scan: 1 << 5
        case .engine: 1 << 6
        case .presence: 1 << 7
        case .chat: 1 << 8
        case .activity: 1 << 9
        case .latency: 1 << 10
        case .metrics: 1 << 11
        case .workflow: 1 << 12
        }
    }
}

extension TopicSet {
    /// Of a client that never says which it wants.
    package static let plain: TopicSet = [
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

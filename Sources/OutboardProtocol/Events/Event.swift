import OutboardJSON
import OutboardModel

/// What is told of people, jobs and the machine, beside the session's own changes.
package enum Event: Sendable, Equatable {
    /// A new entry, or one whose count went up.
    case activity(ActivityEntry)
    case chatMessage(ChatMessage)
    /// - Parameter isTyping: false: not any more.
    case chatTyping(user: String, isTyping: Bool)
    case chatRead(user: String, upToSequence: Int64)
    case presence(PresenceChange)
    case job(JobState)
    case workflowStats(WorkflowStats)
    case latencyTrace(LatencyTrace)
    case systemMetrics(SystemSample)
    /// What was told of a topic before: the oldest first, each as the `data` of its kind.
    case history(of: Topic, type: Notification.Kind, items: [JSONObject])

    package var kind: Notification.Kind {
        switch self {
        case .activity: .activityLog
        case .chatMessage: .chatMessage
        case .chatTyping: .chatTyping
        case .chatRead: .chatRead
        case .presence: .presence
        case .job: .job
        case .workflowStats: .workflowStats
        case .latencyTrace: .latencyTrace
        case .systemMetrics: .systemMetrics
        case .history: .history
        }
    }

    /// What is told each second is dropped where there is no room: the next one is there soon.
    var delivery: Delivery {
        switch self {
        case .chatMessage, .history: .reliable
        case .activity(let entry): .conflated(.activity(entry.sequence))
        case .chatTyping(let user, _): .conflated(.typing(user: user))
        case .chatRead(let user, _): .conflated(.readMark(user: user))
        case .presence(let change): change.only.map { .conflated(.presence($0)) } ?? .reliable
        case .job(let job): .conflated(.job(job.id))
        case .workflowStats: .conflated(.workflow)
        case .latencyTrace, .systemMetrics: .droppable
        }
    }

    package var topic: Topic {
        switch self {
        case .activity: .activity
        case .chatMessage, .chatTyping, .chatRead: .chat
        case .presence: .presence
        case .job, .workflowStats: .workflow
        case .latencyTrace: .latency
        case .systemMetrics: .metrics
        case .history(let topic, _, _): topic
        }
    }

    package var message: ServerMessage { ServerMessage(type: kind.rawValue, data: json) }

    private var json: JSONObject {
        switch self {
        case .activity(let it): it.json
        case .chatMessage(let it): it.json
        case .chatTyping(let user, let isTyping):
            ["user_id": .string(user), "typing": .bool(isTyping)]
        case .chatRead(let user, let sequence):
            ["user_id": .string(user), "up_to_seq": .integer(sequence)]
        case .presence(let it): it.json
        case .job(let it): it.json
        case .workflowStats(let it): it.json
        case .latencyTrace(let it): it.json
        case .systemMetrics(let it): it.json
        case .history(let topic, let kind, let items):
            [
                "topic": .string(topic.rawValue), "type": .string(kind.rawValue),
                "items": .array(items.map(JSONValue.object)),
            ]
        }
    }
}

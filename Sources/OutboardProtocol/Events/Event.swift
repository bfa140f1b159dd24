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
    case history(of: Topic, type: String, items: [JSONObject])

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

    package var message: ServerMessage {
        switch self {
        case .activity(let it): ServerMessage(type: "activity_log", data: it.json)
        case .chatMessage(let it): ServerMessage(type: "chat_message", data: it.json)
        case .chatTyping(let user, let isTyping):
            ServerMessage(
                type: "chat_typing",
                data: ["user_id": .string(user), "typing": .bool(isTyping)]
            )
        case .chatRead(let user, let sequence):
            ServerMessage(
                type: "chat_read",
                data: ["user_id": .string(user), "up_to_seq": .integer(sequence)]
            )
        case .presence(let it): ServerMessage(type: "presence", data: it.json)
        case .job(let it): ServerMessage(type: "job", data: it.json)
        case .workflowStats(let it): ServerMessage(type: "workflow_stats", data: it.json)
        case .latencyTrace(let it): ServerMessage(type: "latency_trace", data: it.json)
        case .systemMetrics(let it): ServerMessage(type: "system_metrics", data: it.json)
        case .history(let topic, let type, let items):
            ServerMessage(
                type: "history",
                data: [
                    "topic": .string(topic.rawValue), "type": .string(type),
                    "items": .array(items.map(JSONValue.object)),
                ]
            )
        }
    }
}

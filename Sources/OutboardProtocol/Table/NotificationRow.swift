/// What there is to know of one notification.
package struct NotificationRow: Sendable {
    /// One sentence.
    package let summary: String
    package let fields: [FieldRow]
    /// nil: it answers the client that gets it, whatever that listens to.
    package let topic: Topic?
    /// Who gets it, as the end of a sentence.
    package let audience: String
    /// What is to say beyond the summary, in Markdown. Empty: nothing.
    package let notes: String

    package init(
        _ summary: String,
        _ fields: [FieldRow],
        topic: Topic?,
        to audience: String,
        notes: String = ""
    ) {
        self.summary = summary
        self.fields = fields
        self.topic = topic
        self.audience = audience
        self.notes = notes
    }
}

extension Notification {
    /// The names on the wire.
    package enum Kind: String, Sendable, CaseIterable {
        case hello = "hello"
        case identified = "identified"
        case stateSnapshot = "state_snapshot"
        case stateDelta = "state_delta"
        case pluginParameterChanged = "PLUGIN_PARAMETER_CHANGED"
        case pluginPropertyChanged = "PLUGIN_PROPERTY_CHANGED"
        case presetLoaded = "PRESET_LOADED"
        case trackChanged = "TRACK_CHANGED"
        case sendChanged = "SEND_CHANGED"
        case sessionEdited = "SESSION_EDITED"
        case transportChanged = "TRANSPORT_CHANGED"
        case sessionLoaded = "SESSION_LOADED"
        case sessionSaved = "SESSION_SAVED"
        case libraryChanged = "LIBRARY_CHANGED"
        case notePlayed = "NOTE_PLAYED"
        case transport = "transport"
        case loudness = "loudness"
        case recording = "recording"
        case pluginScan = "plugin_scan"
        case engineState = "engine_state"
        case metersConfig = "meters_config"
        case activityLog = "activity_log"
        case chatMessage = "chat_message"
        case chatTyping = "chat_typing"
        case chatRead = "chat_read"
        case presence = "presence"
        case job = "job"
        case workflowStats = "workflow_stats"
        case latencyTrace = "latency_trace"
        case systemMetrics = "system_metrics"
        case history = "history"
    }

    package var kind: Kind {
        switch self {
        case .hello: .hello
        case .identified: .identified
        case .stateSnapshot: .stateSnapshot
        case .stateDelta: .stateDelta
        case .pluginParameterChanged: .pluginParameterChanged
        case .pluginPropertyChanged: .pluginPropertyChanged
        case .presetLoaded: .presetLoaded
        case .trackChanged: .trackChanged
        case .sendChanged: .sendChanged
        case .sessionEdited: .sessionEdited
        case .transportChanged: .transportChanged
        case .sessionSwitched: .sessionLoaded
        case .sessionSaved: .sessionSaved
        case .libraryChanged: .libraryChanged
        case .notePlayed: .notePlayed
        case .transport: .transport
        case .loudness: .loudness
        case .recording: .recording
        case .pluginScan: .pluginScan
        case .engineState: .engineState
        case .metersConfig: .metersConfig
        case .event(let event): event.kind
        }
    }
}

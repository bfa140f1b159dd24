import OutboardJSON
import OutboardModel

/// What is asked of the jobs, which are done beside the playing.
package enum JobRequest: Sendable, Equatable {
    case start(RenderOrder)
    case list
    case get(String)
    case cancel(String)

    var wire: (kind: Request.Kind, data: JSONObject) {
        switch self {
        case .start(let order): (.jobStart, order.json)
        case .list: (.jobList, [:])
        case .get(let id): (.jobGet, ["job_id": .string(id)])
        case .cancel(let id): (.jobCancel, ["job_id": .string(id)])
        }
    }
}

/// A file that is to be rendered of the session as it is now.
package struct RenderOrder: Sendable, Equatable {
    package static let secondsMax = 86_400.0

    /// The file's name beneath the renders' directory. nil: the session's id and the time.
    package var name: String?
    package var format: RecordRequest.Format
    /// Of the song. nil: from its start, and to the end of its longest file.
    package var fromSeconds: Double?
    package var toSeconds: Double?
    /// That strip alone, as it is heard in the mix. nil: all.
    package var track: TrackID?
    /// What has to be live. nil: whatever is.
    package var session: SessionID?

    package init(
        name: String? = nil,
        format: RecordRequest.Format = .wav24,
        fromSeconds: Double? = nil,
        toSeconds: Double? = nil,
        track: TrackID? = nil,
        session: SessionID? = nil
    ) {
        self.name = name
        self.format = format
        self.fromSeconds = fromSeconds
        self.toSeconds = toSeconds
        self.track = track
        self.session = session
    }

    var json: JSONObject {
        var data: JSONObject = [
            "kind": .string(JobState.Kind.render.rawValue), "format": .string(format.rawValue),
        ]
        data["to"] = name.map(JSONValue.string)
        data["from_seconds"] = fromSeconds.map(JSONValue.number)
        data["to_seconds"] = toSeconds.map(JSONValue.number)
        data["track_id"] = track.map { .string($0.text) }
        data["session_id"] = session.map { .string($0.text) }
        return data
    }

    init(wire data: JSONField) throws(RequestError) {
        self.init(
            name: data.wireOptionalText("to"),
            format: data.wireOptionalChoice("format") ?? .wav24,
            fromSeconds: data.wireOptionalNumber("from_seconds"),
            toSeconds: data.wireOptionalNumber("to_seconds"),
            track: data.wireOptionalText("track_id").map { TrackID($0) },
            session: data.wireOptionalText("session_id").map { SessionID($0) }
        )
        if let toSeconds, toSeconds <= fromSeconds ?? 0 {
            throw RequestError(
                .invalidParameter,
                "to_seconds must be later than from_seconds.",
                field: "to_seconds"
            )
        }
    }
}

/// Something that is done beside the playing: `job`.
package struct JobState: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        case render, scan
    }

    package enum Status: String, Sendable, CaseIterable {
        case queued, active, completed, failed, cancelled

        /// Nothing more comes of it.
        package var isOver: Bool { self != .queued && self != .active }
    }

    package var id: String
    package var kind: Kind
    package var status: Status
    /// What is done, for people.
    package var title: String
    package var user: String
    /// 0...1.
    package var progress: Double
    /// Since 1970 in UTC.
    package var queuedMilliseconds: Int64
    package var startedMilliseconds: Int64?
    package var endedMilliseconds: Int64?
    /// Of a file: its name, and how long it is.
    package var file: String?
    package var frames: Int?
    package var error: String?
    /// What could not be loaded, and the like.
    package var problems: [String]

    package init(id: String, kind: Kind, title: String, user: String, queuedMilliseconds: Int64) {
        self.id = id
        self.kind = kind
        self.title = title
        self.user = user
        self.queuedMilliseconds = queuedMilliseconds
        status = .queued
        progress = 0
        problems = []
    }

    package var json: JSONObject {
        var object: JSONObject = [
            "job_id": .string(id), "kind": .string(kind.rawValue),
            "status": .string(status.rawValue), "title": .string(title),
            "user_id": .string(user), "progress": .number(progress),
            "queued_at": .string(timestamp(milliseconds: queuedMilliseconds)),
        ]
        object["started_at"] = startedMilliseconds.map { .string(timestamp(milliseconds: $0)) }
        object["ended_at"] = endedMilliseconds.map { .string(timestamp(milliseconds: $0)) }
        object["file"] = file.map(JSONValue.string)
        object["frames"] = frames.map { .integer($0) }
        object["error"] = error.map(JSONValue.string)
        if !problems.isEmpty { object["problems"] = .array(problems.map(JSONValue.string)) }
        return object
    }
}

/// How many jobs there are, and were: `workflow_stats`.
package struct WorkflowStats: Sendable, Equatable {
    package var queued = 0
    package var active = 0
    package var completed = 0
    package var failed = 0
    package var cancelled = 0
    /// The active one that began first.
    package var current: JobState?

    package init() {}

    /// All that were asked for since the start.
    package var total: Int { queued + active + completed + failed + cancelled }

    package var json: JSONObject {
        [
            "queued": .integer(queued), "active": .integer(active),
            "completed": .integer(completed), "failed": .integer(failed),
            "cancelled": .integer(cancelled), "total": .integer(total),
            "current": current.map {
                [
                    "job_id": .string($0.id), "title": .string($0.title),
                    "progress": .number($0.progress),
                ]
            } ?? .null,
        ]
    }
}

import OutboardJSON
import OutboardModel

/// How much an entry of the activity log matters.
package enum ActivityLevel: String, Sendable, CaseIterable {
    case info = "INFO"
    case success = "SUCCESS"
    case warning = "WARNING"
    case error = "ERROR"
}

/// The part of the program that an entry comes from.
package enum ActivitySource: String, Sendable, CaseIterable {
    case people, session, engine, plugins, jobs, security, log
}

/// What has happened: the stable names of the wire.
package enum ActivityCode: String, Sendable, CaseIterable {
    case joined = "JOINED"
    case left = "LEFT"
    case edited = "EDITED"
    case presetLoaded = "PRESET_LOADED"
    case presetSaved = "PRESET_SAVED"
    case presetDeleted = "PRESET_DELETED"
    case sessionLoaded = "SESSION_LOADED"
    case sessionMade = "SESSION_MADE"
    case sessionDeleted = "SESSION_DELETED"
    case broughtBack = "BROUGHT_BACK"
    case sessionSaved = "SESSION_SAVED"
    case sessionNotSaved = "SESSION_NOT_SAVED"
    case recordingStarted = "RECORDING_STARTED"
    case recordingEnded = "RECORDING_ENDED"
    case recordingFailed = "RECORDING_FAILED"
    case engineStarted = "ENGINE_STARTED"
    case driverMissing = "DRIVER_MISSING"
    case driverLost = "DRIVER_LOST"
    case driverBack = "DRIVER_BACK"
    case driverChanged = "DRIVER_CHANGED"
    case driverRefused = "DRIVER_REFUSED"
    case xrun = "XRUN"
    case pluginMissing = "PLUGIN_MISSING"
    case pluginFault = "PLUGIN_FAULT"
    case pluginRecovered = "PLUGIN_RECOVERED"
    case pluginBlocked = "PLUGIN_BLOCKED"
    case scanEnded = "SCAN_ENDED"
    case scanFailed = "SCAN_FAILED"
    case jobStarted = "JOB_STARTED"
    case jobCompleted = "JOB_COMPLETED"
    case jobFailed = "JOB_FAILED"
    case jobCancelled = "JOB_CANCELLED"
    case authenticationFailed = "AUTHENTICATION_FAILED"
    case permissionDenied = "PERMISSION_DENIED"
    case originRefused = "ORIGIN_REFUSED"
    case addressBlocked = "ADDRESS_BLOCKED"
    case connectionClosed = "CONNECTION_CLOSED"
    case logDegraded = "LOG_DEGRADED"
    case logDamaged = "LOG_DAMAGED"
    case logRestored = "LOG_RESTORED"
}

/// What an entry is about.
package struct ActivitySubject: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable {
        case session, track, plugin, connection, job, address, file, log
    }

    package var kind: Kind
    package var id: String

    package init(_ kind: Kind, _ id: String) {
        self.kind = kind
        self.id = id
    }

    package static func track(_ id: TrackID) -> ActivitySubject { .init(.track, id.text) }
    package static func plugin(_ id: InsertID) -> ActivitySubject { .init(.plugin, id.text) }
    package static func session(_ id: SessionID) -> ActivitySubject { .init(.session, id.text) }
}

/// Something that is to be noted in the activity log.
package struct ActivityNote: Sendable, Equatable {
    package var level: ActivityLevel
    package var source: ActivitySource
    package var code: ActivityCode
    /// One sentence for people.
    package var text: String
    /// The person who did it. Empty: nobody did.
    package var actor: String
    package var subject: ActivitySubject?
    /// A page of the dashboard where more is to be seen.
    package var link: String?
    package var details: JSONObject
    /// How often, at least 1: what was gathered before it was told.
    package var times = 1

    package init(
        _ level: ActivityLevel,
        _ source: ActivitySource,
        _ code: ActivityCode,
        _ text: String,
        actor: String = "",
        subject: ActivitySubject? = nil,
        link: String? = nil,
        details: JSONObject = [:]
    ) {
        self.level = level
        self.source = source
        self.code = code
        self.text = text
        self.actor = actor
        self.subject = subject
        self.link = link
        self.details = details
    }
}

/// An entry of the activity log: what was noted, when, and how many times.
package struct ActivityEntry: Sendable, Equatable {
    /// +1 from entry to entry; it stays when the count goes up.
    package var sequence: Int64
    /// Since 1970 in UTC: of the first and of the last time that it happened.
    package var timeMilliseconds: Int64
    package var lastMilliseconds: Int64
    package var count: Int
    package var note: ActivityNote

    package init(
        sequence: Int64,
        timeMilliseconds: Int64,
        lastMilliseconds: Int64,
        count: Int,
        note: ActivityNote
    ) {
        self.sequence = sequence
        self.timeMilliseconds = timeMilliseconds
        self.lastMilliseconds = lastMilliseconds
        self.count = count
        self.note = note
    }

    package var json: JSONObject {
        var object: JSONObject = [
            "seq": .integer(sequence), "time": .string(timestamp(milliseconds: timeMilliseconds)),
            "last_time": .string(timestamp(milliseconds: lastMilliseconds)),
            "level": .string(note.level.rawValue), "source": .string(note.source.rawValue),
            "code": .string(note.code.rawValue), "text": .string(note.text),
            "count": .integer(count),
        ]
        if !note.actor.isEmpty { object["actor"] = .string(note.actor) }
        object["subject"] = note.subject.map {
            ["kind": .string($0.kind.rawValue), "id": .string($0.id)]
        }
        object["link"] = note.link.map(JSONValue.string)
        if !note.details.members.isEmpty { object["data"] = .object(note.details) }
        return object
    }
}

/// What is looked for in the activity log: entries that fulfil all that is given, the newest first.
package struct ActivityQuery: Sendable, Equatable {
    package static let limitMax = 100
    package static let levelsMax = 4

    /// Words that stand in the text, the code, the person or the object, or begin words there.
    package var text: String?
    /// Empty: all.
    package var levels: [ActivityLevel]
    package var actor: String?
    /// The id of an object.
    package var subject: String?
    /// Since 1970 in UTC, both included.
    package var fromMilliseconds: Int64?
    package var toMilliseconds: Int64?
    /// Entries before that one: the cursor of the page before.
    package var beforeSequence: Int64?
    package var limit: Int

    package init(
        text: String? = nil,
        levels: [ActivityLevel] = [],
        actor: String? = nil,
        subject: String? = nil,
        fromMilliseconds: Int64? = nil,
        toMilliseconds: Int64? = nil,
        beforeSequence: Int64? = nil,
        limit: Int = ActivityQuery.limitMax
    ) {
        self.text = text
        self.levels = levels
        self.actor = actor
        self.subject = subject
        self.fromMilliseconds = fromMilliseconds
        self.toMilliseconds = toMilliseconds
        self.beforeSequence = beforeSequence
        self.limit = limit
    }
}

/// What a search found.
package struct ActivityPage: Sendable, Equatable {
    /// The newest first.
    package var entries: [ActivityEntry]
    /// Where the next page begins. nil: this is the last one.
    package var nextBeforeSequence: Int64?

    package init(entries: [ActivityEntry], nextBeforeSequence: Int64?) {
        self.entries = entries
        self.nextBeforeSequence = nextBeforeSequence
    }

    package var json: JSONObject {
        [
            "entries": .array(entries.map { .object($0.json) }),
            "next_before_seq": nextBeforeSequence.map { .integer($0) } ?? .null,
        ]
    }
}

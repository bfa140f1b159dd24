import OutboardJSON
import OutboardModel

extension Notification.Kind {
    /// The row of the table of notifications. A notification without a row does not compile.
    package var row: NotificationRow {
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
        case .sessionLoaded: .sessionLoaded
        case .sessionSaved: .sessionSaved
        case .libraryChanged: .libraryChanged
        case .notePlayed: .notePlayed
        case .transport: .transport
        case .loudness: .loudness
        case .recording: .recording
        case .pluginScan: .pluginScan
        case .engineState: .engineState
        case .metersConfig: .metersConfig
        case .activityLog: .activityLog
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
}

extension FieldRow {
    static let connection = FieldRow(
        "connection_id",
        .text(0...64),
        "the connection",
        example: "c7"
    )
    static let user = FieldRow("user_id", .text(0...64), "who it speaks for", example: "ana")

    static let changedBy = FieldRow(
        "changed_by",
        .record("ChangedBy", [user, connection]),
        "who did it; `user_id` is `plugin` and `connection_id` empty where the plugin did it by itself"
    )
    static let originID = FieldRow(
        "origin_id",
        .text(1...128),
        "the id of the request that did it",
        example: "c1-42"
    ).optional

    /// In everything that tells of a change.
    static let origin = [revision, changedBy, originID]
}

/// A change of the session.
extension NotificationRow {
    private static func change(
        _ summary: String,
        _ fields: [FieldRow],
        notes: String = ""
    ) -> NotificationRow {
        NotificationRow(
            summary,
            fields + FieldRow.origin,
            topic: .changes,
            to: "all others of the session",
            notes: notes
        )
    }

    static let pluginParameterChanged = change(
        "A parameter has another value.",
        [
            .track, .insert, .parameter,
            FieldRow("parameter_value", .anyNumber, "in the parameter's own unit", example: -18),
            FieldRow("normalized_value", .number(0...1), "of the way from minimum to maximum"),
            FieldRow("text", .anyText, "as the plugin writes it", example: "-18.0 dB"),
        ],
        notes: "Told at most once in 50 ms for each parameter, and always of the last value."
    )

    static let pluginPropertyChanged = change(
        "A property of a plugin has another value.",
        [
            .track, .insert, .property,
            FieldRow("value", .scalar, "of a file elsewhere, its absolute path"),
        ],
        notes: "What can only be read raises no revision."
    )

    static let presetLoaded = change(
        "An insert has the values of a preset.",
        [
            .track, .insert, .preset,
            FieldRow("parameters", .map(.anyNumber), "plain values by the parameters' symbols"),
        ]
    )

    static let trackChanged = change(
        "Some of a strip's controls have other values.",
        [
            .track, FieldRow.level.optional, FieldRow.pan.optional, FieldRow.mute.optional,
            FieldRow.solo.optional,
        ]
    )

    static let sendChanged = change(
        "Some of a send's controls have other values.",
        [.track, .send, FieldRow.level.optional, FieldRow.pan.optional, FieldRow.mute.optional]
    )

    static let sessionEdited = change(
        "The session's structure changed.",
        [
            FieldRow("request", .identifier, "the type of an edit", example: "TRACK_RENAME"),
            FieldRow("data", .map(.anything), "the edit's data"),
        ]
    )

    static let transportChanged = change("The song was started, stopped or sent elsewhere.", [])

    static let sessionLoaded = change(
        "Another session is live, or the live one goes on as another.",
        [.session]
    )

    static let sessionSaved = change(
        "The disk has the session as it was at `revision`.",
        [.session]
    )

    static let libraryChanged = NotificationRow(
        "A list of sessions or presets is another one: look at it anew, or take this in.",
        [
            FieldRow("kind", .choice(of: LibraryChange.Kind.self), "which list"),
            FieldRow("id", .identifier, "the session's or the preset's", example: "friday"),
            FieldRow(
                "change",
                .choice(of: LibraryChange.Change.self),
                "`changed`: it has another name or content"
            ), FieldRow("name", .text(0...256), "what people see", example: "Friday").optional,
            .changedBy, .originID,
        ],
        topic: nil,
        to: "everybody, and who asked for it as well",
        notes: "Sessions and presets that somebody copies to the disk by hand are not told of."
    )

    static let notePlayed = change("Somebody plays.", [.track, .midi])
}

/// What goes on.
extension NotificationRow {
    static let transport = NotificationRow(
        "Where the song is.",
        [
            FieldRow("rolling", .boolean, "whether it rolls"),
            FieldRow("seconds", .number(0 ... .infinity), "from the start", unit: "s"),
            FieldRow("frame", .count, "of the song"), FieldRow("bar", .count, "0-based"),
            FieldRow("beat", .number(0 ... .infinity), "0-based, in the signature's unit"),
            FieldRow("bpm", .number(Song.beatsPerMinuteRange), "quarter notes a minute"),
        ],
        topic: .transport,
        to: "the session, four times a second while it changes"
    )

    static let loudness = NotificationRow(
        "How loud a strip is, by EBU R 128.",
        FieldRow.loudness,
        topic: .loudness,
        to:
            "the session, four times a second while it changes; of a strip that is not the master, those who "
            + "asked for it"
    )

    static let recording = NotificationRow(
        "A recording began or ended.",
        FieldRow.recording,
        topic: .recording,
        to: "the session, at both ends"
    )

    static let pluginScan = NotificationRow(
        "How far the scan of plugins is.",
        FieldRow.scan,
        topic: .scan,
        to: "the session, ten times a second while a scan is on its way, and at its end"
    )

    static let engineState = NotificationRow(
        "How the engine is.",
        [
            FieldRow(
                "state",
                .choice(of: EngineState.State.self),
                "`fallback`: on the embedded clock, because the driver that was asked for is not there; "
                    + "`stopped`: nothing renders"
            ),
            FieldRow("driver", .anyText, "its name", example: "jack"),
            FieldRow("device", .anyText, "the driver's name for it", example: "default"),
            FieldRow("message", .anyText, "what happened, where something did"), .sampleRate,
            FieldRow("quantum_frames", .count, "of a cycle", unit: "frames", example: 64),
            FieldRow(
                "load",
                .number(0 ... .infinity),
                "the worst cycle in the last second, as a part of its duration"
            ), FieldRow("xruns", .count, "deadlines missed since the start"),
            FieldRow("panic", .boolean, "PANIC has silenced everything"),
        ],
        topic: .engine,
        to: "all, on change and once a second"
    )
}

extension FieldRow {
    static let scan: [FieldRow] = [
        FieldRow("running", .boolean, "whether it goes on"),
        FieldRow("done", .count, "files and bundles that were tried"),
        FieldRow("total", .count, "of how many"),
        FieldRow("module", .anyText, "the path of the one done last; empty before there is one"),
        FieldRow("found", .count, "plugins that passed, in this scan"),
        FieldRow("blocked", .count, "plugins that did not"),
        FieldRow("problem", .anyText, "why it ended before its time").optional,
    ]
}

import OutboardJSON
import OutboardModel

extension FieldRow {
    fileprivate static let pluginName = FieldRow(
        "plugin",
        .identifier,
        "an installed plugin's id in its format, or an insert of the live session",
        example: "urn:outboard:eq"
    )
    fileprivate static func list(_ key: String, _ summary: String) -> FieldRow {
        FieldRow(key, .list(.anything, 0...1_000_000), summary)
    }
}

extension RequestRow {
    static let sessionList = RequestRow(
        .sessionList,
        .sessions,
        .viewer,
        "Lists the sessions, as `GET /api/sessions` does.",
        reply: [.list("sessions", "each with `id`, `name` and `live`")],
        cost: .fixed(4),
        needsSession: false
    )

    static let sessionRead = RequestRow(
        .sessionRead,
        .sessions,
        .viewer,
        "Reads the state of the live session, as `GET /api/sessions/{id}` does.",
        reply: [
            FieldRow("epoch", .anyText, "another with each load of a session"),
            FieldRow("session", .anything, "as in `state_snapshot`"),
        ],
        cost: .fixed(4)
    )

    static let presetList = RequestRow(
        .presetList,
        .parameters,
        .viewer,
        "Lists our own presets; with a plugin, those for it, and those that came with it.",
        [.pluginName.optional],
        reply: [.list("presets", "as `GET /api/presets` has them")],
        errors: [.pluginNotFound],
        cost: .fixed(4),
        needsSession: false
    )

    static let trashList = RequestRow(
        .trashList,
        .sessions,
        .viewer,
        "Lists what lies in the trash, as `GET /api/trash` does, the newest first.",
        reply: [
            .list(
                "entries",
                "each with `kind`: `session` or `preset`, `name` in the trash, the `id` that it had, "
                    + "and `removed_at`"
            )
        ],
        cost: .fixed(4),
        needsSession: false
    )

    static let pluginList = RequestRow(
        .pluginList,
        .plugins,
        .viewer,
        "Lists the installed plugins, as `GET /api/plugins` does.",
        reply: [
            .list("plugins", "those that may be loaded"),
            .list("blocked", "those that may not, and why"),
            FieldRow("scan", .anything, "as in `plugin_scan`"),
        ],
        cost: .fixed(4),
        needsSession: false
    )

    static let pluginDescribe = RequestRow(
        .pluginDescribe,
        .plugins,
        .viewer,
        "Describes a plugin and its parameters, as `GET /api/plugins/{id}` does.",
        [.pluginName],
        reply: [FieldRow("plugin", .anything, "the plugin")],
        errors: [.pluginNotFound, .pluginBlocked],
        cost: .fixed(4),
        needsSession: false
    )

    static let engineStatus = RequestRow(
        .engineStatus,
        .engine,
        .viewer,
        "Says how the engine is, as `GET /health` does.",
        reply: [FieldRow("health", .anything, "but for the number of connections")],
        cost: .fixed(4),
        needsSession: false
    )

    static let panic = RequestRow(
        .panic,
        .engine,
        .engineer,
        "Silences everything: all notes end, and all outputs fade out in 10 ms.",
        [FieldRow("off", .boolean, "lets everything be heard again").or(false)],
        tells: [.engineState],
        notes: """
            Nothing of the session changes. `engine_state` has `panic` until somebody says `off`, whatever device plays \
            meanwhile.
            """
    )

    static let parameterRamp = RequestRow(
        .parameterRamp,
        .parameters,
        .engineer,
        "Brings a parameter, a fader or a pan to a value in so much time.",
        FieldRow.target + [
            FieldRow(
                "value",
                .decibels(-.infinity ... .infinity),
                "plain, of a fader in dB; null is silence",
                example: -6
            ),
            FieldRow(
                "seconds",
                .number(RampRequest.secondsRange),
                "how long it takes",
                unit: "s",
                example: 4
            ),
        ],
        choices: FieldRow.targetChoices,
        reply: FieldRow.applied,
        tells: [.pluginParameterChanged, .trackChanged],
        errors: [.trackNotFound, .pluginNotFound],
        isUndoable: true,
        notes: """
            The way is straight: in the parameter's own unit, and in the gain of a fader. The session has the value at \
            once. A change on the way goes on from where the control is. What has steps is refused.
            """
    )
}

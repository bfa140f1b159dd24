import OutboardJSON
import OutboardModel

extension FieldRow {
    fileprivate static let batched = FieldRow(
        "requests",
        .edits(1...64),
        "in their order",
        example: [
            ["type": "TRACK_RENAME", "data": ["track_id": "vox", "name": "Lead"]],
            ["type": "TRACK_FADER", "data": ["track_id": "vox", "level_decibels": -6]],
        ]
    )
    static let step: [FieldRow] = [
        FieldRow("id", .count, "its number"),
        FieldRow("user_id", .anyText, "whose it is", example: "ana"),
        FieldRow("type", .anyText, "the request that it began with", example: "TRACK_FADER"),
        FieldRow("subject", .anyText, "what it changed", example: "strip/vox/fader"),
        FieldRow("text", .anyText, "the same in words", example: "Fader of Vocals"),
        FieldRow("undone", .boolean, "it has been taken back"),
    ]
    fileprivate static let history: [FieldRow] = [
        FieldRow("count", .integer(HistoryRequest.countRange), "how many steps").or(1),
        FieldRow("force", .boolean, "also where somebody else has changed the same since").or(
            false
        ),
    ]
    fileprivate static let steps = FieldRow(
        "steps",
        .list(.object(step), 0...500),
        "those that were taken, in that order"
    )
    fileprivate static let stopped = FieldRow(
        "stopped",
        .anything,
        "the error that ended it, where not all that was asked for was done"
    ).optional
}

extension RequestRow {
    static let batch = RequestRow(
        .batch,
        .history,
        .engineer,
        "Does several edits and moves of controls with one message.",
        [
            .batched,
            FieldRow(
                "mode",
                .choice(["atomic", "serial"]),
                "`atomic`: all or nothing, at one edge of a block, with one revision, one step to undo and one "
                    + "delta; `serial`: each on its own, and the ack has a result for each"
            ).or("atomic"),
        ],
        reply: FieldRow.applied + [
            .loadWarning,
            FieldRow(
                "results",
                .list(.anything, 1...64),
                "of `serial`: {ok: true, and what its ack has} or {ok: false, error}, in the order of requests"
            ).optional,
        ],
        tells: [.sessionEdited],
        errors: [
            .unknownType, .trackNotFound, .pluginNotFound, .pluginBlocked, .engineBusy,
            .feedbackLoop, .conflict,
        ],
        cost: .perElement(of: "requests"),
        isUndoable: true,
        notes: """
            What is in an atomic batch is done in its order; a plugin that it adds takes plain values only. It takes no \
            control from its curve, and knows no gestures.
            """
    )

    static let undo = RequestRow(
        .undo,
        .history,
        .musician,
        "Takes back what this user did last.",
        FieldRow.history,
        reply: FieldRow.applied + [.steps, .stopped],
        tells: [.sessionEdited],
        errors: [.conflict],
        notes: """
            The history is one for all, and each takes back what is theirs. A gesture is one step, and so are changes of \
            one control with less than 500 ms between them. Where somebody else has changed the same since, it is \
            `CONFLICT`, and `details.changed_by` says who; `force` does it all the same. What was removed comes back with \
            its values, sends, curves and the state of its plugin. 500 steps are kept, until another session is loaded.
            """
    )

    static let redo = RequestRow(
        .redo,
        .history,
        .musician,
        "Does again what this user took back last.",
        FieldRow.history,
        reply: FieldRow.applied + [.steps, .stopped],
        tells: [.sessionEdited],
        errors: [.conflict],
        notes: "A new change by the user ends what could be done again."
    )

    static let history = RequestRow(
        .history,
        .history,
        .viewer,
        "Lists the last steps of everybody.",
        [FieldRow("limit", .integer(1...500), "how many at the most").or(50)],
        reply: [FieldRow("steps", .list(.object(FieldRow.step), 0...500), "the oldest first")]
    )
}

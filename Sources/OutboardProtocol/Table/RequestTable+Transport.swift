extension RequestRow {
    static let transportPlay = RequestRow(
        .transportPlay,
        .transport,
        .engineer,
        "Lets the song roll. Streams fade in within 10 ms.",
        reply: FieldRow.applied,
        tells: [.transportChanged]
    )

    static let transportStop = RequestRow(
        .transportStop,
        .transport,
        .engineer,
        "Stops the song. Streams fade out within 10 ms.",
        reply: FieldRow.applied,
        tells: [.transportChanged]
    )

    static let transportLocate = RequestRow(
        .transportLocate,
        .transport,
        .engineer,
        "Goes to a place in the song.",
        [FieldRow("seconds", .number(0...86_400), "from the start", unit: "s", example: 12.25)],
        reply: FieldRow.applied,
        tells: [.transportChanged]
    )

    static let note = RequestRow(
        .note,
        .transport,
        .engineer,
        "Plays a MIDI message on a track whose source is notes.",
        [.track, .midi],
        reply: FieldRow.applied,
        tells: [.notePlayed],
        errors: [.trackNotFound]
    )

    // MARK: Sessions

    static let sessionLoad = RequestRow(
        .sessionLoad,
        .sessions,
        .engineer,
        "Makes another session the live one: it fades over within 10 ms.",
        [.session],
        reply: FieldRow.applied,
        tells: [.sessionLoaded],
        cost: .fixed(10),
        needsSession: false
    )

    static let sessionRename = RequestRow.edit(
        .sessionRename,
        .sessions,
        "Changes what people call the live session; its id stays.",
        [FieldRow("name", .text(1...256), "what people see", example: "Friday")],
        errors: []
    )

    static let sessionSave = RequestRow(
        .sessionSave,
        .sessions,
        .engineer,
        "Writes the live session to the disk, with the states of its plugins.",
        reply: [
            FieldRow(
                "path",
                .anyText,
                "the file that was written",
                example: "/var/lib/outboard/sessions/demo/session.json"
            ),
            FieldRow(
                "problems",
                .list(.anyText, 1...10_000),
                "plugins whose state could not be had; their last one is kept"
            ).optional,
        ],
        tells: [.sessionSaved],
        cost: .fixed(4),
        notes: """
            The ack comes when the disk has it. The session before is kept as `session.json.1`. `ENGINE_ERROR` with \
            the reason where it cannot be written.
            """
    )
}

import OutboardJSON

extension FieldRow {
    fileprivate static let newName = FieldRow(
        "name",
        .text(1...256),
        "what people see",
        example: "Friday"
    )

    fileprivate static func newID(_ key: String, example: JSONValue) -> FieldRow {
        FieldRow(
            key,
            .text(1...64),
            "letters, digits, `-`, `_` and `.`, a letter or a digit first, because it names a file; where it is "
                + "left out, a free one that resembles the name",
            example: example
        ).optional
    }

    fileprivate static let replaces = FieldRow(
        "replace",
        .boolean,
        "what has that id goes to the trash; else it is a `CONFLICT`"
    ).or(false)

    fileprivate static let madeSession: [FieldRow] = [
        .session.named("session_id", "its id"),
        FieldRow(
            "path",
            .anyText,
            "its directory",
            example: "/var/lib/outboard/Presets/Sessions/friday"
        ),
    ]
}

/// What makes, copies and deletes sessions and presets on the disk.
extension RequestRow {
    static let sessionNew = RequestRow(
        .sessionNew,
        .sessions,
        .engineer,
        "Makes an empty session, with a master and one stereo track, and fades over to it.",
        [
            .newName, .newID("session_id", example: "friday"),
            FieldRow("open", .boolean, "it becomes the live one").or(true),
        ],
        reply: FieldRow.applied + FieldRow.madeSession,
        tells: [.libraryChanged, .sessionLoaded],
        errors: [.conflict],
        cost: .fixed(10),
        needsSession: false,
        notes: """
            The track has no source yet, so nothing is heard before somebody gives it one. What was not saved of the \
            session before is lost. `CONFLICT` where the id is taken.
            """
    )

    static let sessionSaveAs = RequestRow(
        .sessionSaveAs,
        .sessions,
        .engineer,
        "Writes what plays now as another session, and goes on in that. Nothing of it is heard.",
        [.newName, .newID("session_id", example: "friday-2"), .replaces],
        reply: FieldRow.madeSession + [
            FieldRow(
                "problems",
                .list(.anyText, 1...10_000),
                "plugins whose state could not be had; their last one is kept"
            ).optional
        ],
        tells: [.libraryChanged, .sessionLoaded],
        errors: [.conflict],
        cost: .fixed(10),
        notes: """
            The session before stays on the disk as it was last saved. All files beneath its directory go along, as \
            second names of the same files where the file system has those. History, transport and recordings go on. \
            Everybody gets `SESSION_LOADED` and, in a new epoch, a snapshot with the new id; for \
            5 s, requests that name the id before are taken, too.
            """
    )

    static let sessionDelete = RequestRow(
        .sessionDelete,
        .sessions,
        .engineer,
        "Moves a session to the trash, with all of its files.",
        [.session],
        reply: [
            FieldRow(
                "path",
                .anyText,
                "where it is now",
                example: "/var/lib/outboard/Presets/Sessions/.trash/friday-2026-11-21T17-30-05Z"
            )
        ],
        tells: [.libraryChanged],
        errors: [.sessionNotFound, .conflict],
        cost: .fixed(4),
        needsSession: false,
        notes:
            "`CONFLICT` for the live session. `TRASH_RESTORE` brings it back."
    )

    static let presetSave = RequestRow(
        .presetSave,
        .parameters,
        .engineer,
        "Keeps what an insert is set to as a preset: its values, and the plugin's state.",
        [
            .track, .insert, .newName,
            .newID("preset_id", example: "vocal-comp"), .replaces,
        ],
        reply: [
            .preset.named("preset_id", "its id"),
            FieldRow(
                "path",
                .anyText,
                "the file that was written",
                example: "/var/lib/outboard/Presets/User/vocal-comp.json"
            ),
        ],
        tells: [.libraryChanged],
        errors: [.trackNotFound, .pluginNotFound, .conflict],
        cost: .fixed(4),
        notes: """
            Nothing of the session changes. `CONFLICT` where the id is taken; that of a preset that came with the \
            program or with the plugin is taken for good. Parameters that only act when they are set are left out.
            """
    )

    static let presetDelete = RequestRow(
        .presetDelete,
        .parameters,
        .engineer,
        "Moves a preset of your own to the trash.",
        [.preset],
        tells: [.libraryChanged],
        errors: [.presetNotFound, .readOnly],
        cost: .fixed(4),
        needsSession: false,
        notes: """
            `READ_ONLY` for what came with the program or with a plugin. `TRASH_RESTORE` brings it back.
            """
    )

    static let trashRestore = RequestRow(
        .trashRestore,
        .sessions,
        .engineer,
        "Brings back a session or a preset from the trash: what was deleted, or replaced by another.",
        [
            FieldRow("kind", .choice(of: LibraryChange.Kind.self), "what it is"),
            FieldRow(
                "name",
                .text(1...256),
                "what it is called in the trash, as `TRASH_LIST` has it",
                example: "friday-2026-11-21T17-30-05Z"
            ),
            .newID("id", example: "friday"),
        ],
        reply: [
            FieldRow("id", .anyText, "its id now", example: "friday"),
            FieldRow(
                "path",
                .anyText,
                "where it is now",
                example: "/var/lib/outboard/Presets/Sessions/friday"
            ),
        ],
        tells: [.libraryChanged],
        errors: [.sessionNotFound, .presetNotFound, .conflict],
        cost: .fixed(4),
        needsSession: false,
        notes: """
            Without `id` it gets the one that it had, or a free one like that. `CONFLICT` where `id` is taken. What \
            plays stays as it is.
            """
    )
}

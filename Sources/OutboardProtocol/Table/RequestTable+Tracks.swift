import OutboardModel

extension FieldRow {
    /// Where a track's signal comes from.
    static let source = FieldRow(
        "source",
        .tagged(
            "kind",
            [
                .init("none"),
                .init(
                    "input",
                    [
                        FieldRow(
                            "channels",
                            .list(.integer(0...1_023), 1...64),
                            "channels of the device, 0-based"
                        )
                    ]
                ),
                .init(
                    "file",
                    [
                        FieldRow(
                            "path",
                            .identifier,
                            "an audio file beneath the session's directory",
                            example: "audio/vox.wav"
                        ), FieldRow("loop", .boolean, "begins again at its end").or(false),
                    ]
                ),
                .init(
                    "notes",
                    [
                        FieldRow(
                            "channels",
                            .list(.integer(1...16), 0...16),
                            "channels of MIDI; all by default"
                        ).optional,
                        FieldRow(
                            "path",
                            .orNull(.text(0...1_024)),
                            "a standard MIDI file beneath the session's directory"
                        ).optional,
                    ]
                ),
            ]
        ),
        "where the signal comes from",
        example: ["kind": "input", "channels": [0, 1]]
    )
}

extension RequestRow {
    static let trackAdd = RequestRow.edit(
        .trackAdd,
        .tracks,
        "Adds a track.",
        [
            .track.named("track_id", "the new track's id"),
            .name.optional.named("name", "what people see; the id by default"),
            .source.or(["kind": "none"]), .index.optional,
        ] + FieldRow.strip,
        errors: [.feedbackLoop]
    )

    static let trackRemove = RequestRow.edit(
        .trackRemove,
        .tracks,
        "Removes a track with its inserts, sends and curves.",
        [.track.named("track_id", "a track")]
    )

    static let trackMove = RequestRow.edit(
        .trackMove,
        .tracks,
        "Gives a track another place among the tracks.",
        [.track.named("track_id", "a track"), .index]
    )

    static let trackRename = RequestRow.edit(
        .trackRename,
        .tracks,
        "Gives a track or a bus another name. The id stays.",
        [
            .track.named("track_id", "a track or a bus"),
            FieldRow("name", .text(1...256), "what people see", example: "Lead vocal"),
        ]
    )

    static let trackSource = RequestRow.edit(
        .trackSource,
        .tracks,
        "Sets where a track's signal comes from.",
        [.track.named("track_id", "a track"), .source]
    )

    static let trackOutput = RequestRow.edit(
        .trackOutput,
        .tracks,
        "Sets where a strip's signal goes.",
        [.track, .output],
        errors: [.trackNotFound, .feedbackLoop]
    )

    static let busAdd = RequestRow.edit(
        .busAdd,
        .tracks,
        "Adds a bus.",
        [
            FieldRow("track_id", .identifier, "the new bus's id", example: "verb"),
            .name.optional.named("name", "what people see; the id by default"),
            FieldRow("channels", .integer(1...64), "how many").or(2), .index.optional,
        ] + FieldRow.strip,
        errors: [.feedbackLoop]
    )

    static let busRemove = RequestRow.edit(
        .busRemove,
        .tracks,
        "Removes a bus. Strips that went there go to the master, and sends to it are removed.",
        [FieldRow("track_id", .identifier, "a bus", example: "verb")]
    )
}

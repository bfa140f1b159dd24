import OutboardModel

extension FieldRow {
    static let recording: [FieldRow] = [
        .track, FieldRow("path", .anyText, "the file", example: "takes/vox-1.wav"),
        FieldRow("running", .boolean, "whether it goes on"),
        FieldRow("frames", .count, "in the file"),
        FieldRow("dropped_frames", .count, "that the disk did not take in time"),
        FieldRow("first_frame", .count, "the engine's frame of the file's first").optional,
        FieldRow("error", .anyText, "why it ended before its time").optional,
    ]
}

extension RequestRow {
    static let recordStart = RequestRow(
        .recordStart,
        .recording,
        .engineer,
        "Begins to record a strip, behind its fader.",
        [
            .track,
            FieldRow(
                "name",
                .text(0...128),
                "the file's, without its ending; the track's id and the time by default",
                example: "take-1"
            ).optional,
            FieldRow("format", .choice(of: RecordRequest.Format.self), "the file's").or("wav24"),
        ],
        reply: FieldRow.applied + [
            FieldRow("path", .anyText, "the file", example: "takes/vox-1.wav")
        ],
        tells: [.recording],
        errors: [.trackNotFound],
        notes: "`applied_at_frame` is the file's first frame."
    )

    static let recordStop = RequestRow(
        .recordStop,
        .recording,
        .engineer,
        "Ends a recording. The ack comes when the file is complete.",
        [.track],
        reply: FieldRow.recording,
        tells: [.recording],
        errors: [.trackNotFound]
    )
}

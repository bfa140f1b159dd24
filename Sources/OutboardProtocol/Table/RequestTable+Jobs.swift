import OutboardModel

extension FieldRow {
    static let jobID = FieldRow("job_id", .identifier, "a job", example: "job-t3k2a0-1")
    static let job: [FieldRow] = [
        jobID, FieldRow("kind", .choice(of: JobState.Kind.self), "what it does"),
        FieldRow("status", .choice(of: JobState.Status.self), "how it is"),
        FieldRow("title", .anyText, "for people", example: "render \"demo\" to mix.wav"),
        FieldRow("user_id", .text(0...64), "who asked for it; empty: the program", example: "ana"),
        FieldRow("progress", .number(0...1), "how much of it is done", example: 0.4),
        time.named("queued_at", "when it was asked for"),
        time.named("started_at", "when it began").optional,
        time.named("ended_at", "when it ended").optional,
        FieldRow(
            "file",
            .anyText,
            "what it renders: `GET /api/jobs/{id}/file` once it is `completed`",
            example: "mix.wav"
        ).optional,
        FieldRow("frames", .count, "of the file").optional,
        FieldRow("error", .anyText, "why it failed").optional,
        FieldRow(
            "problems",
            .list(.anyText, 0...1_024),
            "what could not be loaded, and the like"
        ).optional,
    ]
    /// In acks, which have a `status` of their own.
    static let jobState = FieldRow("job", .record("Job", job), "how it is")
    static let workflowStats: [FieldRow] = [
        FieldRow("queued", .count, "jobs that wait"), FieldRow("active", .count, "on their way"),
        FieldRow("completed", .count, "since the start"),
        FieldRow("failed", .count, "since the start"),
        FieldRow("cancelled", .count, "since the start"),
        FieldRow("total", .count, "all of these together"),
        FieldRow(
            "current",
            .orNull(
                .object([
                    jobID, FieldRow("title", .anyText, "for people"),
                    FieldRow("progress", .number(0...1), "how much of it is done"),
                ])
            ),
            "the active one that began first"
        ),
    ]
}

extension RequestRow {
    static let jobStart = RequestRow(
        .jobStart,
        .jobs,
        .engineer,
        "Renders the session as it is now to a file, while it plays.",
        [
            FieldRow("kind", .choice(["render"]), "what it does", example: "render"),
            FieldRow("session_id", .text(1...128), "what has to be live", example: "demo").optional,
            FieldRow(
                "to",
                .text(0...128),
                "the file's name; the session's id and the time by default",
                example: "mix"
            ).optional,
            FieldRow("format", .choice(of: RecordRequest.Format.self), "the file's").or("wav24"),
            FieldRow(
                "from_seconds",
                .number(0...RenderOrder.secondsMax),
                "of the song; what sounds before it is heard in its echoes",
                unit: "s"
            ).or(0),
            FieldRow(
                "to_seconds",
                .number(0...RenderOrder.secondsMax),
                "of the song; the end of its longest file by default",
                unit: "s",
                example: 10
            ).optional,
            FieldRow(
                "track_id",
                .identifier,
                "that strip alone, as a solo would have it",
                example: "vox"
            ).optional,
        ],
        reply: [.jobState],
        tells: [.job, .workflowStats],
        errors: [.trackNotFound, .sessionNotFound, .conflict, .engineBusy],
        cost: .fixed(5),
        needsSession: false,
        notes:
            "The song is rendered from its start, straight through, by plugins of its own on a thread that runs "
            + "when nothing else wants to. One file is rendered at a time, and 16 may wait. `CONFLICT` where there "
            + "is such a file already."
    )

    static let jobList = RequestRow(
        .jobList,
        .jobs,
        .viewer,
        "Lists the jobs, the oldest first: those that wait or are on their way, and the last 100 that are over.",
        reply: [
            FieldRow("jobs", .list(.record("Job", FieldRow.job), 0...1_000), "as in `job`"),
            FieldRow("stats", .object(FieldRow.workflowStats), "as in `workflow_stats`"),
        ],
        needsSession: false
    )

    static let jobGet = RequestRow(
        .jobGet,
        .jobs,
        .viewer,
        "Looks how a job is.",
        [.jobID],
        reply: [.jobState],
        errors: [.notFound],
        needsSession: false
    )

    static let jobCancel = RequestRow(
        .jobCancel,
        .jobs,
        .engineer,
        "Ends a job. What it has written goes.",
        [.jobID],
        reply: [.jobState],
        tells: [.job, .workflowStats],
        errors: [.notFound, .conflict],
        needsSession: false,
        notes:
            "A job that is on its way is `active` in the answer, and `cancelled` a moment later. `CONFLICT` for "
            + "one that is over."
    )
}

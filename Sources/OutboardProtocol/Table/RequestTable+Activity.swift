import OutboardModel

extension FieldRow {
    static let activityEntry: [FieldRow] = [
        FieldRow("seq", .count, "the entry's number; it stays when the count goes up", example: 57),
        time.named("time", "when it happened first"),
        time.named("last_time", "when it happened last"),
        FieldRow("level", .choice(of: ActivityLevel.self), "how much it matters"),
        FieldRow("source", .choice(of: ActivitySource.self), "the part that it comes from"),
        FieldRow("code", .choice(of: ActivityCode.self), "what happened"),
        FieldRow("text", .anyText, "one sentence", example: "Track \"Vox\" was added."),
        FieldRow("count", .count, "how many times", example: 1),
        FieldRow("actor", .text(1...64), "who did it", example: "ana").optional,
        FieldRow(
            "subject",
            .object([
                FieldRow("kind", .choice(of: ActivitySubject.Kind.self), "what it is"),
                FieldRow("id", .anyText, "which one", example: "vox"),
            ]),
            "what it is about"
        ).optional,
        FieldRow("link", .anyText, "a page of the dashboard with more of it", example: "/chain/vox")
            .optional,
        FieldRow("data", .map(.anything), "what else there is to know").optional,
    ]
}

extension RequestRow {
    static let activitySearch = RequestRow(
        .activitySearch,
        .activity,
        .viewer,
        "Searches the activity log. What is given must all be so.",
        [
            FieldRow(
                "text",
                .text(0...256),
                "words of the text, the code, the person or the object, or how they begin",
                example: "vox"
            ).optional,
            FieldRow(
                "levels",
                .list(.choice(of: ActivityLevel.self), 0...ActivityQuery.levelsMax),
                "any of these; all by default",
                example: ["WARNING", "ERROR"]
            ).optional,
            FieldRow("actor", .text(0...64), "who did it", example: "ana").optional,
            FieldRow("subject", .text(0...256), "the id of what it is about", example: "vox")
                .optional,
            FieldRow.time.named("from", "no earlier than that").optional,
            FieldRow.time.named("to", "no later than that").optional,
            .beforeSequence,
            FieldRow("limit", .integer(1...ActivityQuery.limitMax), "entries a page").or(100),
        ],
        reply: [
            FieldRow(
                "entries",
                .list(.object(FieldRow.activityEntry), 0...ActivityQuery.limitMax),
                "the newest first"
            ),
            .nextBeforeSequence,
        ],
        cost: .fixed(2),
        needsSession: false,
        notes:
            "10,000 entries are kept, and none for longer than 30 days. The same thing (`code`), about the same "
            + "object, by the same person, within 5 s of the first time, is one entry with a `count`."
    )
}

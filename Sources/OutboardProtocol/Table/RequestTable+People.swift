import OutboardModel

extension FieldRow {
    private static let sequence = FieldRow(
        "seq",
        .count,
        "the message's number, +1 from one to the next",
        example: 12
    )
    private static let nonce = FieldRow(
        "nonce",
        .text(1...64),
        "chosen by the client: the same one again is the same message",
        example: "7f3a"
    )
    static let time = FieldRow(
        "time",
        .time,
        "when, as RFC 3339 writes it",
        example: "2026-11-20T20:00:00.123Z"
    )
    static let beforeSequence = FieldRow(
        "before_seq",
        .count,
        "what came before that one: `next_before_seq` of the page before",
        example: 200
    ).optional
    static let nextBeforeSequence = FieldRow(
        "next_before_seq",
        .orNull(.count),
        "`before_seq` of the next page; null: this is the last one"
    )
    static let chatMessage: [FieldRow] = [
        sequence, user,
        FieldRow("text", .anyText, "what was said", example: "Can I have more vocals?"), time,
        nonce,
    ]
    static let chatSend: [FieldRow] = [
        FieldRow(
            "text",
            .characters(1...ChatRequest.charactersMax),
            "what is said",
            example: "Can I have more vocals?"
        ),
        nonce,
    ]
    static let place = FieldRow(
        "place",
        .text(0...256),
        "a path of the dashboard, or nothing",
        example: "/chain/vox"
    )
    static let status = FieldRow(
        "status",
        .choice(of: PresencePlace.Status.self),
        "whether the person is at it"
    )
    static let focus = FieldRow(
        "focus",
        .orNull(.object([.track, .insert.optional, .parameter.optional])),
        "what the person looks at",
        example: ["track_id": "vox", "plugin_id": "comp"]
    ).optional
}

extension RequestRow {
    static let chatSend = RequestRow(
        .chatSend,
        .people,
        .viewer,
        "Says something to all who are here.",
        FieldRow.chatSend,
        reply: [
            FieldRow("seq", .count, "the message's number", example: 12), .time,
            FieldRow("duplicate", .boolean, "it had been sent before; nobody is told again")
                .optional,
        ],
        tells: [.chatMessage, .chatTyping],
        needsSession: false,
        notes:
            "Five messages in 2 s, then `RATE_LIMITED` with `retry_after_ms`. Characters are code points; the "
            + "limit of 8 KiB a text holds too. 10,000 messages are kept."
    )

    static let chatHistory = RequestRow(
        .chatHistory,
        .people,
        .viewer,
        "Reads back in the chat.",
        [
            .beforeSequence,
            FieldRow("limit", .integer(1...ChatRequest.pageMax), "messages a page").or(50),
        ],
        reply: [
            FieldRow(
                "messages",
                .list(.object(FieldRow.chatMessage), 0...ChatRequest.pageMax),
                "the newest first"
            ),
            .nextBeforeSequence,
        ],
        needsSession: false
    )

    static let chatTyping = RequestRow(
        .chatTyping,
        .people,
        .viewer,
        "Says that the person writes something now. It holds for 5 s, or until the message is there.",
        tells: [.chatTyping],
        needsSession: false
    )

    static let chatRead = RequestRow(
        .chatRead,
        .people,
        .viewer,
        "Says how far the person has read. The mark is kept, and only goes forward.",
        [FieldRow("up_to_seq", .count, "the last message that was read", example: 12)],
        tells: [.chatRead],
        needsSession: false
    )

    static let presenceSet = RequestRow(
        .presenceSet,
        .people,
        .viewer,
        "Says where the person is, and what they look at.",
        [.place, .focus, .status.or("active")],
        tells: [.presence],
        needsSession: false,
        notes:
            "A device is here from its first request on, and gone 30 s after its last one or when its "
            + "connection ends; who has nothing else to ask says this each 15 s. A person with two devices is "
            + "there twice. A hand on a control is told in `holds`: from `begin` to `end` of a gesture, and for "
            + "3 s after a change without one."
    )
}

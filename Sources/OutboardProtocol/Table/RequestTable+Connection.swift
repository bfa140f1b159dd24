extension RequestRow {
    static let identify = RequestRow(
        .identify,
        .connection,
        .viewer,
        "Says who the client is, and asks for the whole state.",
        [
            FieldRow("client", .text(0...256), "the program's name", example: "stage-box 2.1")
                .optional,
            FieldRow(
                "client_id",
                .text(1...IdentifyRequest.clientIDBytesMax),
                "chosen by the client, and kept by it over its connections",
                example: "stage-box-2f1c"
            ).optional,
            FieldRow(
                "protocol",
                .integer(1...1_000_000),
                "the version that it speaks; the server's by default"
            ).optional,
            FieldRow("token", .text(0...4_096), "the server's token, where one is needed").optional,
            topics.optional,
            FieldRow(
                "resume",
                .orNull(.object([.epoch, .revision])),
                "where it goes on, as `identified` and deltas named it"
            ).optional,
        ],
        errors: [.unsupportedVersion],
        needsSession: false,
        notes: """
            Behind the ack come `identified` and `engine_state`. When the envelope has a `session_id`, \
            `state_snapshot`, `transport` and `loudness` come between them, and `recording` for what is being \
            recorded.
            """
    )

    private static let topics = FieldRow(
        "subscribe",
        .list(.choice(of: Topic.self), 0...64),
        "the topics that it wants to hear of"
    )

    static let reidentify = RequestRow(
        .reidentify,
        .connection,
        .viewer,
        "Says anew what the client wants to hear of.",
        [topics],
        needsSession: false,
        notes:
            "Behind the ack comes what the new topics begin with: with `state`, a `state_snapshot`."
    )

    static let reauth = RequestRow(
        .reauth,
        .connection,
        .viewer,
        "Shows another token of the same person, before the one that the connection has expires.",
        [
            FieldRow(
                "token",
                .text(1...4_096),
                "the new token",
                example: "eyJhbGciOiJSUzI1NiJ9.e30.c2ln"
            )
        ],
        reply: [
            FieldRow("expires_at", .text(1...32), "when that expires, where it does").optional
        ],
        needsSession: false,
        notes: """
            A token that is refused leaves the connection as it is, until its own expires; then it is closed \
            with 4012.
            """
    )

    static let resync = RequestRow(
        .resync,
        .connection,
        .viewer,
        "Asks for the whole state again, because the client has lost its place.",
        cost: .fixed(4),
        notes:
            "`state_snapshot` comes behind the ack. The connection must listen to the topic `state`."
    )

    static let kick = RequestRow(
        .kick,
        .connection,
        .owner,
        "Puts a connection out: it is closed with 4011, behind which a client does not come back by itself.",
        [
            FieldRow(
                "connection_id",
                .identifier,
                "the connection, as `identified` named it",
                example: "c7"
            )
        ],
        errors: [.notFound],
        needsSession: false
    )

    static let ping = RequestRow(
        .ping,
        .connection,
        .viewer,
        "Asks whether the server is there: browsers cannot send WebSocket pings.",
        needsSession: false
    )
}

extension RequestRow {
    static let identify = RequestRow(
        .identify,
        .connection,
        .viewer,
        "Says who the client is, and asks for the whole state.",
        [
            FieldRow("client", .text(0...256), "the program's name", example: "stage-box 2.1")
                .optional,
            FieldRow("token", .text(0...4_096), "the server's token, where one is needed").optional,
        ],
        errors: [.unsupportedVersion],
        needsSession: false,
        notes: """
            Behind the ack come `identified` and `engine_state`. When the envelope has a `session_id`, \
            `state_snapshot`, `transport` and `loudness` come between them, and `recording` for what is being \
            recorded.
            """
    )

    static let ping = RequestRow(
        .ping,
        .connection,
        .viewer,
        "Asks whether the server is there: browsers cannot send WebSocket pings.",
        needsSession: false
    )
}

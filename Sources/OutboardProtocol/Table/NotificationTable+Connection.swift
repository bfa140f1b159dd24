import OutboardJSON

/// What a connection hears of itself.
extension NotificationRow {
    private static let protocolVersion = FieldRow(
        "protocol",
        .integer(1...1_000_000),
        "the protocol's version; it goes up when a client of the old one would break",
        example: 1
    )

    static let hello = NotificationRow(
        "Opens every connection.",
        [
            FieldRow("server", .choice(["outboard"]), "the program"),
            FieldRow("version", .anyText, "the program's", example: "0.1.0"), protocolVersion,
            .connection,
            FieldRow(
                "auth",
                .choice(["none", "token"]),
                "`token`: IDENTIFY with a token must come first"
            ),
            FieldRow(
                "heartbeat_ms",
                .count,
                "how often the server pings, and how long it waits",
                unit: "ms",
                example: 20_000
            ),
            FieldRow(
                "limits",
                .object([
                    FieldRow("message_bytes", .count, "of one message", example: 65_536),
                    FieldRow("messages_per_second", .count, "of one connection", example: 100),
                ]),
                "what is taken"
            ),
        ],
        topic: nil,
        to: "the connection, first of all"
    )

    static let identified = NotificationRow(
        "Answers IDENTIFY, behind its ack.",
        [.connection, .user, protocolVersion],
        topic: nil,
        to: "the connection"
    )

    static let stateSnapshot = NotificationRow(
        "The whole session.",
        [.revision, FieldRow("session", .record("Session", FieldRow.sessionState), "all of it")],
        topic: .state,
        to: "the connection, when it comes to the session and after every edit"
    )

    static let metersConfig = NotificationRow(
        "How to read the meter frames that follow.",
        [
            .stream, FieldRow("rate_hertz", .number(1...60), "how often", unit: "Hz", example: 30),
            FieldRow(
                "fields",
                .list(.identifier, 1...64),
                "the values of each channel, in their order",
                example: .array(MetersConfig.fields.map(JSONValue.string))
            ),
            FieldRow(
                "strips",
                .list(
                    .object([.track, FieldRow("channels", .integer(1...64), "that it has")]),
                    0...100_000
                ),
                "in the order of the frames"
            ),
        ],
        topic: nil,
        to: "a subscriber, before its frames and when the order changes"
    )
}

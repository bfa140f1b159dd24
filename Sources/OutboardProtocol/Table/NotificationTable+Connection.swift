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
            FieldRow(
                "protocols",
                .list(.integer(1...1_000_000), 1...64),
                "the versions that it speaks",
                example: [1]
            ), .connection,
            FieldRow.epoch.named("epoch", "of the live session, where one is live").optional,
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
                    FieldRow(
                        "requests_in_flight",
                        .count,
                        "requests of one connection that are not answered yet",
                        example: 256
                    ),
                ]),
                "what is taken"
            ),
        ],
        topic: nil,
        to: "the connection, first of all"
    )

    static let identified = NotificationRow(
        "Answers IDENTIFY, behind its ack.",
        [
            .connection, .user,
            FieldRow("role", .choice(of: Role.self), "what it may do: [roles](roles.md)"),
            protocolVersion, .epoch,
            .revision.named("revision", "of the session, now"),
            FieldRow(
                "resumed",
                .boolean,
                "the deltas come that it has missed, and no `state_snapshot`"
            ),
        ],
        topic: nil,
        to: "the connection"
    )

    static let stateSnapshot = NotificationRow(
        "The whole session.",
        [
            .epoch, .revision.named("revision", "that it is of"),
            FieldRow("session", .record("Session", FieldRow.sessionState), "all of it"),
        ],
        topic: .state,
        to: "the connection, when it comes to the session, and when it asks or has lost its place"
    )

    static let stateDelta = NotificationRow(
        "What makes the state at one revision of that at another.",
        [
            .revision.named("from", "the revision that it is applied to"),
            .revision.named("to", "the revision that comes of it"),
            FieldRow(
                "ops",
                .list(
                    .tagged(
                        "op",
                        [
                            .init("add", [.path, .patched]), .init("replace", [.path, .patched]),
                            .init("remove", [.path]),
                        ]
                    ),
                    0...1_000_000
                ),
                "a JSON Patch (RFC 6902) for the snapshot's `session`; no path has an index"
            ),
            FieldRow(
                "changes",
                .list(
                    .record(
                        "Change",
                        [
                            .revision, .changedBy, .originID,
                            FieldRow("type", .identifier, "the request's").optional,
                        ]
                    ),
                    0...1_000_000
                ),
                "the edits between the two"
            ),
        ],
        topic: .state,
        to: "who listens to the state, at most once a tick"
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

extension FieldRow {
    fileprivate static let path = FieldRow(
        "path",
        .anyText,
        "a JSON Pointer",
        example: "/tracks/vox/pan"
    )
    fileprivate static let patched = FieldRow("value", .anything, "what is there then")
}

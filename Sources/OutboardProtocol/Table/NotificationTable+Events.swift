import OutboardJSON

/// What is told of people, jobs and the machine.
extension NotificationRow {
    static let activityLog = NotificationRow(
        "An entry of the activity log: a new one, or one whose count went up.",
        FieldRow.activityEntry,
        topic: .activity,
        to: "who listens to it"
    )

    static let chatMessage = NotificationRow(
        "Somebody said something.",
        FieldRow.chatMessage,
        topic: .chat,
        to: "all, who said it too"
    )

    static let chatTyping = NotificationRow(
        "Somebody writes, or does not any more.",
        [.user, FieldRow("typing", .boolean, "false: not any more")],
        topic: .chat,
        to: "all others"
    )

    static let chatRead = NotificationRow(
        "Somebody has read the chat up to a message.",
        [.user, FieldRow("up_to_seq", .count, "the message's number", example: 12)],
        topic: .chat,
        to: "all"
    )

    static let presence = NotificationRow(
        "Who is here, by connection.",
        [
            FieldRow("whole", .boolean, "all who are here; else those who changed"),
            FieldRow("people", .map(.record("Person", FieldRow.person)), "by their connections"),
            FieldRow("gone", .list(.text(1...64), 0...100_000), "connections that are gone"),
        ],
        topic: .presence,
        to: "all; the whole to who comes"
    )

    static let job = NotificationRow(
        "How a job is.",
        FieldRow.job,
        topic: .workflow,
        to: "who listens to it, when it changes"
    )

    static let workflowStats = NotificationRow(
        "How many jobs there are, and what goes on.",
        FieldRow.workflowStats,
        topic: .workflow,
        to: "who listens to it, when it changes"
    )

    static let latencyTrace = NotificationRow(
        "How long requests took, by their kind and stage by stage.",
        [
            .time, FieldRow.stages("last_second", "of what was answered in the last second"),
            FieldRow.stages("totals", "since the start"),
        ],
        topic: .latency,
        to: "who listens to it, once a second"
    )

    static let systemMetrics = NotificationRow(
        "How the engine, the program and the machine were over some time.",
        FieldRow.system,
        topic: .metrics,
        to: "who listens to it, once a second"
    )

    static let history = NotificationRow(
        "What was told of a topic before, so that who comes late starts full.",
        [
            FieldRow("topic", .choice(of: Topic.self), "the topic"),
            FieldRow("type", .identifier, "the notification that each of them was"),
            FieldRow("items", .list(.map(.anything), 0...100_000), "their data, the oldest first"),
        ],
        topic: nil,
        to: "who begins to listen to a topic that has a history"
    )
}

extension FieldRow {
    fileprivate static let person: [FieldRow] = [
        user, FieldRow("role", .choice(of: Role.self), "what it may do"),
        time.named("since", "when the device came"), place, status, focus,
        FieldRow(
            "holds",
            .list(.object(target), 0...100_000),
            "the controls that it has a hand on"
        ),
    ]

    fileprivate static func stages(_ key: String, _ summary: String) -> FieldRow {
        let spread = FieldType.record(
            "Spread",
            [
                FieldRow("count", .count, "requests"),
                FieldRow("p50_us", .number(0 ... .infinity), "half took no longer", unit: "µs"),
                FieldRow("p99_us", .number(0 ... .infinity), "99 of 100 did not", unit: "µs"),
                FieldRow("max_us", .number(0 ... .infinity), "the longest", unit: "µs"),
            ]
        )
        return FieldRow(
            key,
            .map(
                .record(
                    "Stages",
                    LatencyTrace.Stage.allCases.map {
                        FieldRow($0.rawValue, spread, "this part of the way").optional
                    }
                )
            ),
            summary + ", by the request's type"
        )
    }

    private static func amount(_ key: String, _ summary: String, _ unit: String = "") -> FieldRow {
        FieldRow(key, .number(0 ... .infinity), summary, unit: unit)
    }

    fileprivate static let system: [FieldRow] = [
        time.named("time", "the end of that time"),
        FieldRow("seconds", .count, "how long that time was", unit: "s", example: 1),
        amount("load_p50", "half of the cycles took no longer, as a part of their duration"),
        amount("load_p99", "99 of 100 did not"), amount("load_worst", "the worst"),
        FieldRow("xruns", .count, "within that time"),
        amount("process_cpu", "of one core"), amount("machine_cpu", "of all cores together"),
        FieldRow("resident_bytes", .count, "of the program, in memory", unit: "bytes"),
        FieldRow("threads", .count, "of the program"),
        FieldRow(
            "temperature_celsius",
            .orNull(.anyNumber),
            "the warmest that the machine tells of",
            unit: "°C"
        ), FieldRow("connections", .count, "that are open"),
        amount("bytes_in_per_second", "from clients", "bytes/s"),
        amount("bytes_out_per_second", "to clients", "bytes/s"),
        amount("messages_in_per_second", "from clients"),
        amount("messages_out_per_second", "to clients"),
    ]
}

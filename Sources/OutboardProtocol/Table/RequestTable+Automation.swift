import OutboardModel

extension FieldRow {
    private static let control = FieldRow(
        "control",
        .choice(["fader", "pan"]),
        "a strip's own control, instead of a parameter"
    )
    static let target = [track, insert.optional, parameter.optional, control.optional]
    static let targetChoices = [["plugin_id", "parameter_id"], ["control"]]

    static let mode = FieldRow(
        "mode",
        .choice(of: AutomationCurve.Mode.self),
        "what the curve and hands do while the song rolls"
    )
    static let points = FieldRow(
        "points",
        .list(
            .tuple([
                FieldRow("seconds", .number(0 ... .infinity), "the place in the song", unit: "s"),
                FieldRow("value", .anyNumber, "plain, of a fader in dB"),
            ]),
            0...100_000
        ),
        "in the order of time",
        example: [[0, -6], [1.5, 0]]
    )
    static let song: [FieldRow] = [
        FieldRow(
            "tempos",
            .list(
                .object([
                    FieldRow("beat", .number(0...1e6), "in quarter notes from the start"),
                    FieldRow("bpm", .number(Song.beatsPerMinuteRange), "quarter notes a minute"),
                ]),
                1...10_000
            ),
            "from beat 0 on, in the order of time",
            example: [["beat": 0, "bpm": 120]]
        ),
        FieldRow(
            "signatures",
            .list(
                .object([
                    FieldRow("bar", .integer(0...1_000_000), "0-based"),
                    FieldRow("numerator", .integer(1...64), "beats of a bar", example: 4),
                    FieldRow(
                        "denominator",
                        .oneOfNumbers([1, 2, 4, 8, 16, 32, 64]),
                        "the note that is a beat",
                        example: 4
                    ),
                ]),
                1...10_000
            ),
            "from bar 0 on, in the order of time",
            example: [["bar": 0, "numerator": 4, "denominator": 4]]
        ),
        FieldRow(
            "loop",
            .orNull(
                .object([
                    FieldRow("from_seconds", .number(0...86_400), "its start", unit: "s"),
                    FieldRow("to_seconds", .number(0...86_400), "its end", unit: "s"),
                ])
            ),
            "at least 10 ms long; null is none",
            example: ["from_seconds": 1, "to_seconds": 9.5]
        ),
        FieldRow(
            "rolls_at_once",
            .boolean,
            "whether the song rolls as soon as the session is there"
        ),
    ]
}

extension RequestRow {
    static let automationSet = RequestRow.edit(
        .automationSet,
        .automation,
        "Sets the curve of a control. No points and `off` take it away.",
        FieldRow.target + [.mode.or("read"), .points.or([])],
        choices: FieldRow.targetChoices,
        errors: [.trackNotFound, .pluginNotFound],
        cost: .perElement(of: "points")
    )

    static let automationMode = RequestRow.edit(
        .automationMode,
        .automation,
        "Sets the mode of a control's curve. A control without one gets one without points.",
        FieldRow.target + [.mode],
        choices: FieldRow.targetChoices,
        errors: [.trackNotFound, .pluginNotFound]
    )

    static let songSet = RequestRow.edit(
        .songSet,
        .automation,
        "Sets the song's tempos, signatures and loop.",
        [
            FieldRow.song[0].or([["beat": 0, "bpm": 120]]),
            FieldRow.song[1].or([["bar": 0, "numerator": 4, "denominator": 4]]),
            FieldRow.song[2].or(nil), FieldRow.song[3].or(true),
        ],
        errors: []
    )
}

import OutboardModel

extension RequestRow {
    static let pluginParameter = RequestRow(
        .pluginParameter,
        .parameters,
        .engineer,
        "Sets a parameter of an insert, or begins or ends a gesture on it.",
        [
            .track, .insert, .parameter,
            FieldRow(
                "parameter_value",
                .anyNumber,
                "in the parameter's own unit; its range is the parameter's",
                example: -18
            ).optional,
            FieldRow(
                "normalized",
                .boolean,
                "the value is 0...1 of the way from minimum to maximum, by the parameter's law"
            ).or(false),
            FieldRow(
                "text",
                .text(0...256),
                "the value as a person writes it, instead: `-18 dB`, `2k`, `50%` of the way, a choice's label; "
                    + "the plugin reads it, where it can"
            ).optional,
            .gesture, .replyChoice,
        ],
        choices: [["parameter_value"], ["text"], ["gesture"]],
        exclusive: ["parameter_value", "text"],
        reply: FieldRow.applied,
        tells: [.pluginParameterChanged],
        errors: [.trackNotFound, .pluginNotFound],
        isUndoable: true,
        isValue: true,
        notes: """
            `details` of `INVALID_PARAMETER` has the parameter's own `minimum`, `maximum` and `unit`.
            """
    )

    static let pluginProperty = RequestRow(
        .pluginProperty,
        .parameters,
        .engineer,
        "Sets something that a plugin has beside its parameters: a file, a text, a switch.",
        [
            .track, .insert, .property,
            FieldRow(
                "value",
                .scalar,
                "a text is read as what it says where the property is a number or a switch; a file is named by its "
                    + "path beneath the session's directory, where it must be, and \"\" is no file",
                example: "audio/hall.wav"
            ),
        ],
        reply: FieldRow.applied,
        tells: [.pluginPropertyChanged],
        errors: [.trackNotFound, .pluginNotFound, .engineBusy],
        isUndoable: true
    )

    static let presetLoad = RequestRow(
        .presetLoad,
        .parameters,
        .engineer,
        "Brings an insert to the values of a preset.",
        [.track, .insert, .preset],
        reply: FieldRow.applied + [
            FieldRow("parameters", .count, "how many changed", example: 5)
        ],
        tells: [.presetLoaded],
        errors: [
            .trackNotFound, .pluginNotFound, .pluginBlocked, .presetNotFound, .presetLoadFailed,
        ],
        cost: .fixed(4),
        isUndoable: true
    )

    static let pluginParameters = RequestRow(
        .pluginParameters,
        .parameters,
        .engineer,
        "Sets several parameters at one edge of a block: all of them or none.",
        [
            FieldRow(
                "parameters",
                .list(FieldRow.oneParameter, 1...256),
                "the last counts of several for one parameter",
                example: [
                    [
                        "track_id": "vox", "plugin_id": "comp", "parameter_id": "threshold",
                        "parameter_value": -18,
                    ]
                ]
            )
        ],
        reply: FieldRow.applied,
        tells: [.pluginParameterChanged],
        errors: [.trackNotFound, .pluginNotFound],
        cost: .perElement(of: "parameters"),
        isUndoable: true
    )

    static let parameterReset = RequestRow(
        .parameterReset,
        .parameters,
        .engineer,
        "Brings a parameter to its default, or all parameters of a plugin.",
        [.track, .insert, .parameter.optional],
        reply: FieldRow.applied,
        tells: [.pluginParameterChanged],
        errors: [.trackNotFound, .pluginNotFound],
        isUndoable: true,
        isValue: true
    )
}

extension FieldRow {
    fileprivate static let replyChoice = FieldRow(
        "reply",
        .choice(of: ReplyChoice.self),
        "`applied`: the ack comes when the value is heard; `accepted`: as soon as it is on its way, with the revision of "
            + "that moment"
    ).or("applied")
    private static let address: [FieldRow] = [.track, .insert, .parameter]
    fileprivate static let oneParameter = FieldType.either([
        .object(
            [
                FieldRow("parameter_value", .anyNumber, "in the parameter's own unit"),
                FieldRow("normalized", .boolean, "the value is 0...1").or(false),
            ] + address
        ),
        .object([FieldRow("text", .text(0...256), "the value as a person writes it")] + address),
    ])
}

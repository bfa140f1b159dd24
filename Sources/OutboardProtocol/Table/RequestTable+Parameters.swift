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
            .gesture,
        ],
        choices: [["parameter_value"], ["text"], ["gesture"]],
        exclusive: ["parameter_value", "text"],
        reply: FieldRow.applied,
        tells: [.pluginParameterChanged],
        errors: [.trackNotFound, .pluginNotFound],
        isUndoable: true,
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
}

import OutboardModel

extension FieldRow {
    static let sideChain = FieldRow(
        "side_chain",
        .orNull(.object([.track, .preFader.or(false)])),
        "the strip that the plugin listens to; null is none",
        example: ["track_id": "kick", "pre_fader": true]
    )

    /// What a new insert is.
    static let plugin: [FieldRow] = [
        FieldRow(
            "uri",
            .identifier,
            "the plugin's id in its format",
            example: "http://calf.sourceforge.net/plugins/Compressor"
        ),
        FieldRow("format", .choice(of: PluginFormat.self), "the plugin's format").or("lv2"),
        .name.optional.named("name", "what people see; the id by default"),
        FieldRow("parameters", .map(.anyNumber), "plain values by the parameters' symbols")
            .optional,
        FieldRow("properties", .map(.scalar), "values by the properties' URIs").optional,
        FieldRow("bypass", .boolean, "whether it is bypassed").or(false),
        sideChain.or(nil),
    ]

    /// In the acks of what makes the engine do more.
    static let loadWarning = FieldRow(
        "warning",
        .object([
            FieldRow("load", .number(0 ... .infinity), "of the cycle, now"),
            FieldRow("added_load", .number(0 ... .infinity), "what the plugin takes"),
            FieldRow("expected_load", .number(0 ... .infinity), "both"),
            FieldRow("limit", .anyNumber, "what the server was told to allow"),
        ]),
        "where the engine expects that it will not fit"
    ).optional
}

extension RequestRow {
    private static let pluginErrors: [ErrorCode] = [
        .trackNotFound, .pluginNotFound, .pluginBlocked, .engineBusy, .feedbackLoop,
    ]

    static let pluginAdd = RequestRow.edit(
        .pluginAdd,
        .inserts,
        "Adds a plugin to a strip.",
        [.track, .insert.named("plugin_id", "the new insert's id")] + FieldRow.plugin
            + [.index.optional],
        reply: [.loadWarning],
        errors: pluginErrors,
        cost: .fixed(4),
        notes: """
            Where the engine expects that it will not fit, the ack has `warning`; where the server was started with \
            `--refuse-overload` it is refused with `ENGINE_BUSY` instead, with the same numbers in `details`.
            """
    )

    static let pluginRemove = RequestRow.edit(
        .pluginRemove,
        .inserts,
        "Removes an insert.",
        [
            .track, .insert,
            FieldRow(
                "ring_out_seconds",
                .number(0...60),
                "for so long its output is heard while its input is silent",
                unit: "s"
            ).optional,
        ],
        errors: [.trackNotFound, .pluginNotFound],
        notes: "In a batch it does not ring out."
    )

    static let pluginMove = RequestRow.edit(
        .pluginMove,
        .inserts,
        "Gives an insert another place, in its strip or in another.",
        [
            .track, .insert,
            FieldRow(
                "to_track_id",
                .identifier,
                "the strip that it goes to; the same by default",
                example: "drums"
            ).optional, .index,
        ],
        errors: [.trackNotFound, .pluginNotFound, .feedbackLoop]
    )

    static let pluginReplace = RequestRow.edit(
        .pluginReplace,
        .inserts,
        "Puts another plugin in an insert's place.",
        [
            .track, .insert,
            FieldRow(
                "new_plugin_id",
                .identifier,
                "the new insert's id; the old one's by default"
            ).optional,
        ] + FieldRow.plugin,
        reply: [.loadWarning],
        errors: pluginErrors,
        cost: .fixed(4)
    )

    static let pluginBypass = RequestRow.edit(
        .pluginBypass,
        .inserts,
        "Lets the dry signal pass, with the plugin's latency, or ends that.",
        [.track, .insert, FieldRow("bypass", .boolean, "whether it is bypassed")],
        errors: [.trackNotFound, .pluginNotFound]
    )

    static let pluginSideChain = RequestRow.edit(
        .pluginSideChain,
        .inserts,
        "Sets the strip that a plugin's side-chain listens to.",
        [.track, .insert, .sideChain.optional],
        errors: [.trackNotFound, .pluginNotFound, .feedbackLoop]
    )
}

import OutboardJSON
import OutboardModel

/// The session as clients see it.
extension FieldRow {
    private static let latency = FieldRow(
        "latency_frames",
        .count,
        "how late the signal is for plugins",
        unit: "frames"
    )
    private static let id = FieldRow("id", .identifier, "its id", example: "vox")

    static let sessionState: [FieldRow] = [
        id.named("id", "the session's id"), name,
        FieldRow("revision", .count, "its revision"), sampleRate,
        FieldRow("tracks", .list(.record("Strip", stripState), 0...100_000), "in their order"),
        FieldRow("buses", .list(.record("Strip", stripState), 0...100_000), "in their order"),
        FieldRow("master", .record("Strip", stripState), "the last strip"),
        FieldRow("song", .record("Song", song), "tempos, signatures and loop"),
        FieldRow("automation", .list(.record("Curve", curve), 0...100_000), "its curves"), latency,
    ]

    private static let stripState: [FieldRow] = [
        id.named("id", "the `track_id` of requests"), name,
        FieldRow("channels", .integer(1...64), "that it has", example: 2),
        source.named("source", "of a track").optional, level, pan, mute,
        solo.named("solo", "of all but the master").optional,
        FieldRow("inserts", .list(.record("Insert", insertState), 0...100_000), "in their order"),
        FieldRow("sends", .list(.record("Send", sendState), 0...100_000), "in their order"),
        output, latency,
    ]

    private static let sendState: [FieldRow] = [send, bus, level, pan, mute, preFader]

    private static let insertState: [FieldRow] = [
        id.named("id", "the `plugin_id` of requests"), name,
        FieldRow("format", .choice(of: PluginFormat.self), "the plugin's format"),
        FieldRow("uri", .identifier, "the plugin's id in its format"),
        FieldRow(
            "placeholder",
            .boolean,
            "stands for a plugin that is not there: audio passes, and its values are kept"
        ), FieldRow("reason", .anyText, "why it is a placeholder").optional, latency,
        FieldRow("bypass", .boolean, "whether it is bypassed"), sideChain.optional,
        FieldRow(
            "parameters",
            .list(.record("Parameter", parameterState), 0...100_000),
            "in the plugin's order"
        ),
        FieldRow(
            "properties",
            .list(.record("Property", propertyState), 0...100_000),
            "those that can be set"
        ).optional,
    ]

    static let parameterState: [FieldRow] = [
        id.named("id", "the `parameter_id` of requests"), name,
        FieldRow("value", .anyNumber, "in its own unit; of an insert").optional,
        FieldRow("normalized_value", .number(0...1), "of an insert").optional,
        FieldRow("text", .anyText, "as the plugin writes the value; of an insert").optional,
        FieldRow("minimum", .anyNumber, "the least"), FieldRow("maximum", .anyNumber, "the most"),
        FieldRow("default", .anyNumber, "where it starts"),
        FieldRow("unit", .anyText, "of value, minimum, maximum and default", example: "dB"),
        FieldRow("kind", .choice(of: ParameterDescriptor.Kind.self), "what it is like"),
        FieldRow(
            "law",
            .choice(of: ParameterDescriptor.Law.self),
            "how `normalized_value` maps to `value`"
        ),
        FieldRow(
            "choices",
            .list(
                .object([
                    FieldRow("value", .anyNumber, "what is set"),
                    FieldRow("label", .anyText, "what people see"),
                ]),
                0...100_000
            ),
            "the values that have names"
        ),
    ]

    static let propertyState: [FieldRow] = [
        FieldRow("id", .identifier, "its URI"), name,
        FieldRow("kind", .choice(of: PropertyDescriptor.Kind.self), "what it holds"),
        FieldRow("unit", .anyText, "of a number"),
        FieldRow("writable", .boolean, "whether it can be set"),
        FieldRow("minimum", .anyNumber, "of a number").optional,
        FieldRow("maximum", .anyNumber, "of a number").optional,
        FieldRow("value", .scalar, "what the plugin has; of a file the absolute path").optional,
    ]

    private static let curve: [FieldRow] = target + [mode, points]
}

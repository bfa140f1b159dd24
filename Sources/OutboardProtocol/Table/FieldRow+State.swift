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
    private static let order = FieldRow(
        "order",
        .anyNumber,
        "its place among those beside it, ascending; what comes between two gets a number between theirs",
        example: 1
    )
    private static let id = FieldRow("id", .identifier, "its id", example: "vox")

    static let sessionState: [FieldRow] = [
        id.named("id", "the session's id"), name,
        sampleRate, FieldRow("tracks", .map(.record("Strip", stripState)), "by their ids"),
        FieldRow("buses", .map(.record("Strip", stripState)), "by their ids"),
        FieldRow("master", .record("Strip", stripState), "the last strip"),
        FieldRow("song", .record("Song", song), "tempos, signatures and loop"),
        FieldRow(
            "automation",
            .map(.record("Curve", curve)),
            "by what they move: `track/fader`, `track/pan`, `track/plugin/parameter`; in an id, `~` is `~0` and "
                + "`/` is `~1`"
        ), latency,
    ]

    private static let stripState: [FieldRow] = [
        id.named("id", "the `track_id` of requests"), name, order,
        FieldRow("channels", .integer(1...64), "that it has", example: 2),
        source.named("source", "of a track").optional, level, pan, mute,
        solo.named("solo", "of all but the master").optional,
        FieldRow("inserts", .map(.record("Insert", insertState)), "by their ids"),
        FieldRow("sends", .map(.record("Send", sendState)), "by their ids"),
        output, latency,
    ]

    private static let sendState: [FieldRow] = [send, bus, order, level, pan, mute, preFader]

    private static let insertState: [FieldRow] = [
        id.named("id", "the `plugin_id` of requests"), name, order,
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
            .map(.record("Parameter", [order] + parameterState)),
            "by their symbols"
        ),
        FieldRow(
            "properties",
            .map(.record("Property", [order] + propertyState)),
            "those that can be set, by their URIs"
        ),
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

    private static let curve: [FieldRow] = target + [order, mode, points]
}

import OutboardJSON
import OutboardModel

// Fields that several requests and notifications have. A field means the same wherever it stands.

extension FieldRow {
    static let track = FieldRow(
        "track_id",
        .identifier,
        "a track, a bus or `master`",
        example: "vox"
    )
    static let insert = FieldRow(
        "plugin_id",
        .identifier,
        "an insert; ids of inserts are unique in a session",
        example: "comp"
    )
    static let send = FieldRow("send_id", .identifier, "a send of the strip", example: "vox-verb")
    static let bus = FieldRow("bus_id", .identifier, "the bus that it goes to", example: "verb")
    static let parameter = FieldRow(
        "parameter_id",
        .identifier,
        "the parameter's symbol",
        example: "threshold"
    )
    static let property = FieldRow(
        "property_id",
        .identifier,
        "the property's URI, or the end of it where no other property of the plugin ends so",
        example: "urn:outboard:ir"
    )
    static let preset = FieldRow(
        "preset_id",
        .identifier,
        "one of our own presets, or the URI of one that came with the plugin",
        example: "vocal-comp"
    )
    static let epoch = FieldRow(
        "epoch",
        .text(1...64),
        "one load of a session: revisions are counted anew in each",
        example: "5f2b9c1e"
    )
    static let session = FieldRow("session_id", .identifier, "a session", example: "demo")
    static let gesture = FieldRow(
        "gesture",
        .choice(of: Gesture.self),
        "the hand takes hold of the control or lets go of it; a change within a gesture says nothing"
    ).optional
    static let level = FieldRow(
        "level_decibels",
        .decibels(Strip.faderDecibelsRange),
        "the level",
        unit: "dB",
        example: -6
    )
    static let pan = FieldRow(
        "pan",
        .number(Strip.panRange),
        "-1 is left, 0 the centre, 1 right",
        example: -0.25
    )
    static let mute = FieldRow("mute", .boolean, "whether it is muted")
    static let solo = FieldRow("solo", .boolean, "whether it is soloed")
    static let preFader = FieldRow(
        "pre_fader",
        .boolean,
        "before the strip's fader, pan, mute and solo; else behind them"
    )
    static let name = FieldRow(
        "name",
        .text(0...256),
        "what people see",
        example: "Lead vocal"
    )
    static let index = FieldRow(
        "index",
        .integer(0...1_000_000),
        "the place, 0-based; beyond the last is the last",
        example: 0
    )
    static let strip: [FieldRow] = [
        level.or(0), pan.or(0), mute.or(false), solo.or(false), output.or("master"),
    ]
    static let output = FieldRow(
        "output",
        .either([
            .choice(["master", "none"]),
            .object([FieldRow("bus", .identifier, "a bus", example: "drums")]),
            .object([
                FieldRow(
                    "device_channel",
                    .integer(0...1_023),
                    "channels of the device from this one on, 0-based"
                )
            ]),
        ]),
        "where the signal goes",
        example: ["bus": "drums"]
    )
    static let midi = FieldRow(
        "bytes",
        .midi,
        "a channel message of MIDI",
        example: [144, 60, 100]
    )

    // MARK: Replies

    static let appliedAtFrame = FieldRow(
        "applied_at_frame",
        .count,
        "the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`"
    ).optional
    static let appliedAtSeconds = FieldRow(
        "applied_at_seconds",
        .number(0 ... .infinity),
        "the same as time since the engine started",
        unit: "s"
    ).optional
    static let applied = [appliedAtFrame, appliedAtSeconds]

    /// What every ack may have.
    package static let ackFields: [FieldRow] = [
        FieldRow(
            "status",
            .choice(of: Ack.Status.self),
            "`applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control "
                + "replaced it and was applied; `accepted`: done, with no frame to name"
        ),
        revision.optional,
    ]
    static let revision = FieldRow(
        "revision",
        .count,
        "the session's revision afterwards",
        example: 7
    )
}

extension FieldRow {
    private static func loudness(_ key: String, _ summary: String, _ unit: String) -> FieldRow {
        FieldRow(key, .orNull(.anyNumber), summary, unit: unit, example: -14.5)
    }

    /// A reading by EBU R 128.
    static let loudness: [FieldRow] = [
        .track, loudness("momentary_lufs", "of the last 400 ms; null is silence", "LUFS"),
        loudness("short_term_lufs", "of the last 3 s; null is silence", "LUFS"),
        loudness("integrated_lufs", "since the reset, gated; null is silence", "LUFS"),
        loudness("range_lu", "loudness range; null before there is one", "LU"),
        loudness("true_peak_dbtp", "since the reset; null is silence", "dBTP"),
        FieldRow(
            "correlation",
            .orNull(.number(-1...1)),
            "of left and right; null for a strip that is not stereo"
        ),
    ]
    static let stream = FieldRow(
        "stream",
        .integer(0...65_535),
        "of the binary frames' headers",
        example: 1
    )
    static let sampleRate = FieldRow(
        "sample_rate_hertz",
        .integer(0...1_000_000),
        "of the engine",
        unit: "Hz",
        example: 48_000
    )
}

extension RequestRow {
    static let loudnessStart = RequestRow(
        .loudnessStart,
        .measuring,
        .viewer,
        "Measures a strip's loudness behind its fader, until this client stops or ends.",
        [.track],
        reply: [.track, FieldRow("channels", .integer(1...8), "that it has", example: 2)],
        tells: [.loudness],
        errors: [.trackNotFound, .engineBusy],
        notes: """
            At most 8 strips beside the master are measured at a time; one more is refused with `ENGINE_BUSY` and \
            `details` {`limit`, `measured`: [track_id]}. A strip with more than 8 channels is refused with \
            `INVALID_PARAMETER`.
            """
    )

    static let loudnessStop = RequestRow(
        .loudnessStop,
        .measuring,
        .viewer,
        "Ends what LOUDNESS_START began, and answers with the last reading.",
        [.track],
        reply: FieldRow.loudness,
        errors: [.trackNotFound]
    )

    static let loudnessRead = RequestRow(
        .loudnessRead,
        .measuring,
        .viewer,
        "Answers with a strip's loudness.",
        [.track.or("master")],
        reply: FieldRow.loudness,
        errors: [.trackNotFound]
    )

    static let loudnessReset = RequestRow(
        .loudnessReset,
        .measuring,
        .engineer,
        "Begins a strip's integrated loudness, range and true peak anew, for all.",
        [.track.or("master")],
        tells: [.loudness],
        errors: [.trackNotFound],
        needsSession: false
    )

    static let metersSubscribe = RequestRow(
        .metersSubscribe,
        .measuring,
        .viewer,
        "Asks for levels as binary frames; meters_config says how to read them.",
        [FieldRow("rate_hertz", .number(1...60), "how often", unit: "Hz").or(30)],
        tells: [.metersConfig],
        needsSession: false
    )

    static let metersUnsubscribe = RequestRow(
        .metersUnsubscribe,
        .measuring,
        .viewer,
        "Ends what METERS_SUBSCRIBE began.",
        needsSession: false
    )

    static let listenStart = RequestRow(
        .listenStart,
        .measuring,
        .viewer,
        "Asks for what is heard, as binary frames.",
        reply: [.stream, .sampleRate, FieldRow("channels", .integer(1...64), "of a frame")],
        needsSession: false
    )

    static let listenStop = RequestRow(
        .listenStop,
        .measuring,
        .viewer,
        "Ends what LISTEN_START began.",
        needsSession: false
    )

    // MARK: Installed plugins

    static let pluginScan = RequestRow(
        .pluginScan,
        .plugins,
        .owner,
        "Looks what plugins there are, and tries them.",
        [
            FieldRow(
                "scope",
                .choice(of: ScanScope.self),
                "`changed`: plugins that are new or have changed; `blocked`: those, and what is blocked"
            ).or("changed")
        ],
        tells: [.pluginScan],
        cost: .fixed(10),
        needsSession: false,
        notes: "`plugin_scan` says how far it is. Scans are done one after the other."
    )
}

import OutboardJSON

extension FieldRow {
    private static let driver = FieldRow(
        "driver",
        .identifier,
        "a driver, by its name in ENGINE_DEVICES",
        example: "alsa"
    )
    private static let device = FieldRow(
        "device",
        .anyText,
        "the driver's own name for it",
        example: "hw:CARD=USB,DEV=0"
    )
    private static let rate = FieldRow(
        "sample_rate_hertz",
        .integer(0...1_000_000),
        "that it runs at",
        unit: "Hz",
        example: 48_000
    )
    private static let quantum = FieldRow(
        "quantum_frames",
        .count,
        "of a cycle",
        unit: "frames",
        example: 128
    )
    private static func channels(_ key: String) -> FieldRow {
        FieldRow(
            key,
            .integer(0...65_535),
            "channels; absent where that is known only once it is opened",
            example: 2
        ).optional
    }

    fileprivate static let deviceInUse: [FieldRow] = [
        driver.named("driver", "what calls the engine, `none` where nothing does"), device, rate,
        quantum,
    ]

    fileprivate static let drivers = FieldRow(
        "drivers",
        .list(
            .object([
                FieldRow("name", .identifier, "as requests name it", example: "alsa"),
                FieldRow(
                    "is_running",
                    .boolean,
                    "it could be opened: a server is there, or a card"
                ),
                FieldRow("problem", .anyText, "why not, and what to do").optional,
                FieldRow(
                    "devices",
                    .list(
                        .object([
                            FieldRow("id", .anyText, "as ENGINE_DEVICE takes it"),
                            FieldRow("name", .anyText, "as people know it"),
                            channels("inputs"), channels("outputs"),
                            FieldRow("is_default", .boolean, "what is opened where none is named"),
                            rate.named("sample_rate_hertz", "where the device decides on it")
                                .optional,
                            quantum.named("quantum_frames", "where the device decides on it")
                                .optional,
                        ]),
                        0...10_000
                    ),
                    "that it knows"
                ),
            ]),
            0...64
        ),
        "in the order in which `auto` tries them"
    )

    fileprivate static let wishedDevice: [FieldRow] = [
        driver.named("driver", "a driver, or `auto` for the first that opens"),
        FieldRow(
            "device",
            .text(1...1_024),
            "its `id`; absent is the one in use where the driver stays, and else the driver's default",
            example: "hw:CARD=USB,DEV=0"
        ).optional,
        FieldRow(
            "sample_rate_hertz",
            .integer(DeviceRequest.sampleRateRange),
            "the rate; absent is what was asked for last, or else as it is",
            unit: "Hz",
            example: 48_000
        ).optional,
        FieldRow(
            "quantum_frames",
            .integer(DeviceRequest.quantumRange),
            "frames of a cycle; absent is what was asked for last",
            unit: "frames",
            example: 128
        ).optional,
    ]
}

extension RequestRow {
    static let engineDevices = RequestRow(
        .engineDevices,
        .engine,
        .viewer,
        "Lists the drivers and their devices, with what is in use.",
        reply: FieldRow.deviceInUse + [.drivers],
        cost: .fixed(10),
        needsSession: false,
        notes: """
            Nothing is opened that others could hear, and nothing is started. A driver that does not answer within two \
            seconds is listed with a `problem`.
            """
    )

    static let engineDevice = RequestRow(
        .engineDevice,
        .engine,
        .owner,
        "Goes over to another driver, device, sample rate or quantum while the session lives on.",
        FieldRow.wishedDevice,
        reply: FieldRow.deviceInUse + [
            FieldRow(
                "problem",
                .anyText,
                "why the choice will not be known after a restart"
            ).optional
        ],
        tells: [.engineState, .activityLog],
        errors: [.conflict],
        cost: .fixed(10),
        needsSession: false,
        notes: """
            What is heard fades out, and fades in from the new device; the answer comes then, and says what the device \
            gives, which is the nearest to what was asked. What does not open leaves everything as it was, and is \
            refused with `ENGINE_ERROR` and what the driver said. A device that has to be given back first, such as \
            the same card with another quantum, is opened again as it was; where that fails, too, the embedded clock \
            stands in. While something is recorded it is refused with `CONFLICT`. JACK decides on its own rate and \
            quantum. The choice is kept for the next start; `auto` forgets it.
            """
    )
}

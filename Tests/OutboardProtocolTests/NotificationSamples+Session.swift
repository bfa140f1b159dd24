import OutboardModel

@testable import OutboardProtocol

extension NotificationSamples {
    /// A session with one of everything.
    static let snapshot = SessionSnapshot(
        id: "demo",
        name: "Demo",
        revision: 7,
        sampleRateHertz: 48_000,
        tracks: [
            strip("vox", source: .input(channels: [0, 1]), output: .bus(TrackID("verb"))),
            strip("keys", source: .file(path: "keys.flac", loops: true), output: .master),
            strip("synth", source: .notes(channels: [1], path: nil), output: .none),
            strip("spare", source: TrackSource.none, output: .device(channel: 2)),
        ],
        buses: [strip("verb", source: nil, output: .master)],
        master: strip("master", source: nil, output: .master),
        song: Song(loop: 1..<9.5),
        automation: [
            AutomationCurve(
                target: .fader(TrackID("vox")),
                mode: .touch,
                points: [.init(seconds: 0, value: -6)]
            ),
            AutomationCurve(
                target: .parameter(track: TrackID("vox"), insert: InsertID("comp"), symbol: "x"),
                mode: .read,
                points: []
            ),
        ],
        latencyFrames: 64
    )

    private static func strip(
        _ id: String,
        source: TrackSource?,
        output: StripOutput
    ) -> StripSnapshot {
        StripSnapshot(
            id: TrackID(id),
            name: id,
            channels: 2,
            source: source,
            levelDecibels: -6,
            pan: 0,
            isMuted: false,
            isSoloed: id == "master" ? nil : false,
            inserts: [insert(id, reason: nil), insert(id + "-lost", reason: "not installed")],
            sends: [
                Send(id: SendID(id + "-verb"), bus: TrackID("verb"), levelDecibels: -.infinity)
            ],
            output: output,
            latencyFrames: 64
        )
    }

    private static func insert(_ id: String, reason: String?) -> InsertSnapshot {
        InsertSnapshot(
            id: InsertID(id + "-comp"),
            name: "Comp",
            plugin: PluginID(format: .lv2, "urn:comp"),
            placeholderReason: reason,
            latencyFrames: 0,
            isBypassed: true,
            sideChain: reason == nil ? SideChain(strip: TrackID("keys"), isPreFader: true) : nil,
            parameters: [
                ParameterSnapshot(
                    descriptor: ParameterDescriptor(
                        symbol: "mode",
                        name: "Mode",
                        minimum: 0,
                        maximum: 1,
                        default: 0,
                        kind: .choice,
                        choices: [.init(value: 0, label: "Off")]
                    ),
                    value: .init(plain: 0, normalized: 0, text: "Off")
                )
            ],
            properties: [
                PropertySnapshot(
                    descriptor: PropertyDescriptor(
                        uri: "urn:x#n",
                        name: "N",
                        kind: .number,
                        unit: "Hz",
                        minimum: 0,
                        maximum: 10
                    ),
                    value: .number(3)
                )
            ]
        )
    }
}

import OutboardModel

@testable import OutboardProtocol

extension NotificationSamples {
    /// A session with one of everything.
    static let snapshot = SessionSnapshot(
        id: SessionID("demo"),
        name: "Demo",
        sampleRateHertz: 48_000,
        tracks: byID([
            strip("vox", source: .input(channels: [0, 1]), output: .bus(TrackID("verb"))),
            strip("keys", source: .file(path: "keys.flac", loops: true), output: .master),
            strip("synth", source: .notes(channels: [1], path: nil), output: .none),
            strip("spare", source: TrackSource.none, output: .device(channel: 2)),
        ]),
        buses: byID([strip("verb", source: nil, output: .master)]),
        master: strip("master", source: nil, output: .master),
        song: Song(loop: 1..<9.5),
        automation: [
            fader.target.key: CurveSnapshot(curve: fader, order: 1),
            gain.target.key: CurveSnapshot(curve: gain, order: 2),
        ],
        latencyFrames: 64
    )

    private static let fader = AutomationCurve(
        target: .fader(TrackID("vox")),
        mode: .touch,
        points: [.init(seconds: 0, value: -6)]
    )
    private static let gain = AutomationCurve(
        target: .parameter(track: TrackID("vox"), insert: InsertID("comp"), symbol: "a/b"),
        mode: .read,
        points: []
    )

    private static func byID(_ strips: [StripSnapshot]) -> [TrackID: StripSnapshot] {
        Dictionary(uniqueKeysWithValues: strips.map { ($0.id, $0) })
    }

    private static func strip(
        _ id: String,
        source: TrackSource?,
        output: StripOutput
    ) -> StripSnapshot {
        StripSnapshot(
            id: TrackID(id),
            name: id,
            order: 1.5,
            channels: 2,
            source: source,
            levelDecibels: -6,
            pan: 0,
            isMuted: false,
            isSoloed: id == "master" ? nil : false,
            inserts: [
                InsertID(id): insert(id, reason: nil),
                InsertID(id + "-lost"): insert(id + "-lost", reason: "not installed"),
            ],
            sends: [
                SendID("verb"): SendSnapshot(
                    send: Send(
                        id: SendID("verb"),
                        bus: TrackID("verb"),
                        levelDecibels: -.infinity
                    ),
                    order: 1
                )
            ],
            output: output,
            latencyFrames: 64
        )
    }

    private static func insert(_ id: String, reason: String?) -> InsertSnapshot {
        InsertSnapshot(
            id: InsertID(id),
            name: "Comp",
            order: 2,
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

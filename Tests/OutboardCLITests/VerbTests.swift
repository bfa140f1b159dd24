import OutboardJSON
import OutboardProtocol
import Testing

@testable import outboard

/// Every verb of the request table has a command that sends it, as the table wants it.
struct VerbTests {
    /// A line of each command whose requests are known before any is sent, and what it sends.
    static let lines: [(line: String, types: [Request.Kind])] = [
        ("track add a --input 0,1", [.trackAdd]), ("track rm vox", [.trackRemove]),
        ("track rm [vk]*", [.trackRemove, .trackRemove]), ("track mv keys 0", [.trackMove]),
        ("track rename keys Piano", [.trackRename]), ("track source keys --none", [.trackSource]),
        ("track out vox master", [.trackOutput]), ("track gain vox -6 dB", [.trackFader]),
        ("track gain vox --by -3dB", [.trackFader]), ("track pan vox L50", [.trackPan]),
        ("track mute * toggle", [.trackMute, .trackMute, .trackMute, .trackMute]),
        ("track solo keys", [.trackSolo]), ("bus add b --channels 1", [.busAdd]),
        ("bus rm fx", [.busRemove]), ("send add keys fx --level -6", [.sendAdd]),
        ("send rm vox/fx", [.sendRemove]), ("send set vox/fx --mute on", [.sendSet]),
        ("send tap vox/fx pre", [.sendTap]), ("insert add vox urn:x", [.pluginAdd]),
        ("insert rm vox/eq", [.pluginRemove]), ("insert rm vox/eq --ring-out 1", [.pluginRemove]),
        ("insert mv vox/eq 1", [.pluginMove]), ("insert replace vox/0 urn:y", [.pluginReplace]),
        ("insert bypass vox/comp toggle", [.pluginBypass]),
        ("insert sidechain vox/comp keys", [.pluginSideChain]),
        ("insert property vox/comp urn:x file.wav", [.pluginProperty]),
        ("param set vox/comp/threshold -18 dB", [.pluginParameter]),
        ("param set vox/eq/* 0", [.pluginParameters]),
        ("param set vox/eq/low --normalized 0.5", [.pluginParameter]),
        ("param set vox/eq/low --by -3", [.pluginParameter]),
        ("param reset vox/comp/threshold", [.parameterReset]),
        ("param ramp vox/comp/threshold -30 --over 2s", [.parameterRamp]),
        ("param ramp vox/fader -inf", [.parameterRamp]),
        ("preset load vox/comp gentle", [.presetLoad]),
        ("preset save vox/comp Gentle --id gentle --replace", [.presetSave]),
        ("preset rm gentle firm", [.presetDelete, .presetDelete]),
        ("trash restore a-2026-11-21T17-30-05Z --id b", [.trashRestore]),
        ("auto set vox/fader --points 0:-12,1.5:0", [.automationSet]),
        ("auto rm vox/fader", [.automationSet]), ("auto clear vox/pan", [.automationSet]),
        ("auto mode vox/comp/threshold touch", [.automationMode]), ("tempo 96", [.songSet]),
        ("signature 7/8", [.songSet]), ("loop 1 2.5", [.songSet]), ("play", [.transportPlay]),
        ("stop", [.transportStop]), ("locate 1.5", [.transportLocate]),
        ("undo 2 --force", [.undo]), ("redo", [.redo]), ("history -n 5", [.history]),
        ("session new Friday --id friday --no-open", [.sessionNew]),
        ("session save-as Friday --replace", [.sessionSaveAs]),
        ("session rm old older", [.sessionDelete, .sessionDelete]),
        ("session load other", [.sessionLoad]), ("session save", [.sessionSave]),
        ("session rename Friday", [.sessionRename]), ("record start vox", [.recordStart]),
        ("record stop vox", [.recordStop]), ("loudness reset", [.loudnessReset]),
        ("kick c7", [.kick]), ("engine use alsa --device hw:USB --quantum 64", [.engineDevice]),
        ("panic", [.panic]), ("panic off", [.panic]),
        ("chat send hello there", [.chatSend]),
        ("chat", [.chatHistory]), ("chat read 7", [.chatRead]),
        ("log vox --level warning,error --since 10m", [.activitySearch]),
        ("job ls", [.jobList]), ("job show j1", [.jobGet]), ("job cancel j1", [.jobCancel]),
        ("job render --track vox --from 1 --until 2", [.jobStart]),
    ]

    /// Verbs that belong to a conversation, or ask what commands read by HTTP.
    static let conversations: [Request.Kind: String] = [
        .identify: "watch", .ping: "tap", .resync: "watch", .reidentify: "request",
        .reauth: "request", .batch: "batch", .note: "note", .pluginScan: "plugin scan",
        .metersSubscribe: "meter", .metersUnsubscribe: "meter", .loudnessStart: "loudness",
        .loudnessStop: "loudness", .loudnessRead: "loudness", .sessionList: "session ls",
        .sessionRead: "session show", .presetList: "preset ls", .pluginList: "plugin ls",
        .pluginDescribe: "plugin show", .engineStatus: "status",
        .engineDevices: "engine devices", .trashList: "trash ls",
    ]

    /// Of no use to a command, which is gone at once: they hold for as long as a connection does, and a
    /// terminal plays no sound.
    static let ofConnections: Set<Request.Kind> = [
        .listenStart, .listenStop, .chatTyping, .presenceSet,
    ]

    @Test(arguments: lines)
    func lineSendsItsVerb(line: String, types: [Request.Kind]) throws {
        let asked = try BatchLine(line)?.asked(in: .sample)
        #expect(asked?.map(\.type) == types.map(\.rawValue))
        // By the request table, as the server would.
        for asked in asked ?? [] { _ = try asked.request }
    }

    @Test(arguments: Request.Kind.allCases)
    func verbIsReachedByACommand(kind: Request.Kind) {
        let isSent = Self.lines.contains { $0.types.contains(kind) }
        let places = [
            isSent, Self.conversations[kind] != nil, Self.ofConnections.contains(kind),
        ]
        #expect(places.count { $0 } == 1, "\(kind.rawValue) must stand in one of the three")
    }

    @Test func commandsOfConversationsAreThere() {
        for path in Self.conversations.values {
            var command: CommandTree? = .root
            for name in path.split(separator: " ") { command = command?.find(String(name)) }
            #expect(command != nil, "\(path)")
        }
    }

    /// What is sent is what was typed.
    @Test func valuesArriveAsTheyWereMeant() throws {
        func data(_ line: String) throws -> JSONObject? {
            try BatchLine(line)?.asked(in: .sample).first?.data
        }
        #expect(try data("track gain vox -6 dB")?["level_decibels"] == -6)
        #expect(try data("track gain keys --by -3dB")?["level_decibels"] == -9)
        #expect(try data("track gain keys --by 60")?["level_decibels"] == 10, "not beyond the top")
        #expect(try data("track pan keys R25")?["pan"] == 0.25)
        #expect(try data("track pan keys --by -3")?["pan"] == -1)
        #expect(try data("track mute keys toggle")?["mute"] == false)
        #expect(try data("track mute vox toggle")?["mute"] == true)
        #expect(try data("param set vox/comp/threshold -18 dB")?["text"] == "-18 dB")
        #expect(try data("param set vox/comp/threshold --by -3dB")?["parameter_value"] == -21)
        #expect(try data("param set vox/comp/threshold --by 99")?["parameter_value"] == 0)
        #expect(try data("param set vox/comp/threshold --normalized 1")?["normalized"] == true)
        for line in [
            "param set vox/comp/threshold", "param set vox/comp/threshold 1 --by 1",
            "param set vox/comp/threshold --by x", "param set vox/comp/threshold --normalized 1.1",
            "track gain vox -6 --by 1", "track pan vox L101", "send set vox/fx --mute toggle",
        ] {
            let error = #expect(throws: CommandError.self) { try data(line) }
            #expect(error?.exitCode == 64, "\(line)")
        }
    }
}

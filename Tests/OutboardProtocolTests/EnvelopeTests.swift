import OutboardJSON
import OutboardModel
import Testing

@testable import OutboardProtocol

struct EnvelopeTests {
    private func fault(_ text: String) -> Envelope.Fault? {
        do {
            _ = try Envelope(reading: Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }

    private func code(_ text: String) -> ErrorCode? { fault(text)?.error.code }

    private func message(_ type: String, _ data: String) -> String {
        "{\"id\":\"1\",\"type\":\"\(type)\",\"session_id\":\"demo\",\"data\":\(data)}"
    }

    @Test func everyRequestReadsBackAsItWasWritten() throws {
        let track = TrackID("t")
        let insert = InsertID("i")
        let requests: [Request] =
            [
                .identify(IdentifyRequest()),
                .identify(
                    IdentifyRequest(
                        client: "test",
                        clientID: "c-1",
                        protocolVersion: 1,
                        token: "secret",
                        topics: [.state, .chat],
                        resume: .init(epoch: "e", revision: 7)
                    )
                ),
                .identify(IdentifyRequest(topics: [])),
                .reidentify([.state, .presence]), .reidentify([]), .reauth(token: "other"),
                .ping, .kick(connection: "c7"), .resync, .read(.sessions), .read(.session),
                .read(.presets(plugin: nil)),
                .read(.presets(plugin: "urn:x")), .read(.plugins), .read(.plugin("urn:x")),
                .read(.engine), .panic(isOff: true), .panic(isOff: false),
                .ramp(RampRequest(target: .fader(track), value: -.infinity, seconds: 4)),
                .ramp(
                    RampRequest(
                        target: .parameter(track: track, insert: insert, symbol: "p"),
                        value: 1,
                        seconds: 0.5
                    )
                ), .undo(HistoryRequest()), .redo(HistoryRequest(count: 7, isForced: true)),
                .history(limit: 9), .parameterReset(insert, track: track, parameter: "p"),
                .parameterReset(insert, track: track, parameter: nil),
                .pluginParameters([
                    .setParameter(insert, strip: track, symbol: "p", .normalized(0.5)),
                    .setParameter(insert, strip: track, symbol: "q", .text("-3 dB")),
                ]),
                .batch(
                    BatchRequest(requests: [
                        .setControl(track, .fader(decibels: -.infinity)),
                        .setSend(SendID("s"), strip: track, SendControls(pan: 0.5)),
                        .setParameter(insert, strip: track, symbol: "p", nil),
                        .removeTrack(track),
                    ])
                ),
                .edit(.renameSession("Friday")),
                .edit(.all([.setControl(track, .mute(true)), .setControl(track, .solo(false))])),
                .pluginParameter(
                    PluginParameterRequest(
                        track: track,
                        insert: insert,
                        parameter: "p",
                        value: 1,
                        reply: .accepted
                    )
                ),
                .pluginParameter(
                    PluginParameterRequest(
                        track: track,
                        insert: insert,
                        parameter: "p",
                        value: -18.5,
                        isNormalized: true
                    )
                ),
                .pluginProperty(
                    PluginPropertyRequest(
                        track: track,
                        insert: insert,
                        property: "urn:x#file",
                        value: .text("a.wav")
                    )
                ),
                .pluginProperty(
                    PluginPropertyRequest(
                        track: track,
                        insert: insert,
                        property: "n",
                        value: .boolean(true)
                    )
                ),
                .presetLoad(PresetLoadRequest(track: track, insert: insert, preset: PresetID("x"))),
                .trackFader(track: track, levelDecibels: -6),
                .trackFader(track: .master, levelDecibels: -.infinity),
                .trackPan(track: track, pan: 0.5), .trackPan(track: track, pan: nil, gesture: .end),
                .trackFader(track: track, levelDecibels: -1, gesture: .begin),
                .pluginParameter(
                    PluginParameterRequest(
                        track: track,
                        insert: insert,
                        parameter: "p",
                        value: nil,
                        gesture: .begin
                    )
                ),
                .pluginParameter(
                    PluginParameterRequest(
                        track: track,
                        insert: insert,
                        parameter: "p",
                        value: nil,
                        text: "-18 dB"
                    )
                ), .trackMute(track: track, isMuted: true),
                .trackSolo(track: track, isSoloed: false), .metersSubscribe(rateHertz: 30),
                .metersUnsubscribe, .listenStart, .listenStop,
                .sendSet(SendRequest(track: track, send: SendID("s"), levelDecibels: -.infinity)),
                .pluginRingOut(insert, track: track, seconds: 2.5), .transportPlay, .transportStop,
                .transportLocate(seconds: 12.25), .note(track: track, bytes: [0x90, 60, 100]),
                .sessionLoad(SessionID("next")), .sessionSave, .recordStop(track: .master),
                .library(.newSession(SessionNewRequest(name: "Ж", opens: false))),
                .library(.newSession(SessionNewRequest(name: "n", session: SessionID("s")))),
                .library(.saveSessionAs(SessionSaveAsRequest(name: "n", replaces: true))),
                .library(.deleteSession(SessionID("old"))),
                .library(
                    .savePreset(
                        PresetSaveRequest(
                            track: track,
                            insert: insert,
                            name: "n",
                            preset: PresetID("p"),
                            replaces: true
                        )
                    )
                ), .library(.deletePreset(PresetID("p"))),
                .pluginScan(.changed), .pluginScan(.blocked), .pluginScan(.all),
                .loudnessStart(track: track), .loudnessStop(track: track),
                .loudnessRead(track: track), .loudnessReset(track: .master),
                .recordStart(RecordRequest(track: track, name: "take", format: .flac24)),
            ] + edits.map(Request.edit)
        for request in requests {
            let envelope = Envelope(
                id: "7",
                session: SessionID("demo"),
                user: "ana",
                request: request
            )
            #expect(try Envelope(reading: Array(envelope.text.utf8)) == envelope)
        }
    }

    /// One of each kind.
    private var edits: [DocumentEdit] {
        let track = TrackID("t")
        let bus = TrackID("b")
        let plugin = Insert(
            id: InsertID("i"),
            name: "I",
            plugin: PluginID(format: .lv2, "urn:x"),
            parameters: ["gain": -3],
            isBypassed: true,
            sideChain: SideChain(strip: bus, isPreFader: true)
        )
        let strip = Strip(faderDecibels: -6, pan: -0.5, isMuted: true, output: .bus(bus))
        let curve = AutomationCurve(
            target: .parameter(track: track, insert: plugin.id, symbol: "gain"),
            mode: .touch,
            points: [.init(seconds: 0, value: -6), .init(seconds: 1.5, value: 0)]
        )
        let song = Song(
            tempos: [
                .init(beat: 0, beatsPerMinute: 90), .init(beat: 16, beatsPerMinute: 180),
            ],
            signatures: [.init(bar: 0, numerator: 7, denominator: 8)],
            loop: 1..<9.5,
            rollsAtOnce: false
        )
        return [
            .addTrack(
                Track(id: track, name: "T", source: .input(channels: [0, 1]), strip: strip),
                index: 2
            ),
            .addTrack(
                Track(id: track, name: "T", source: .notes(channels: [1, 16], path: "song.mid")),
                index: nil
            ),
            .removeTrack(track), .moveTrack(track, index: 3),
            .rename(bus, "Group"),
            .setSource(track, .file(path: "audio/x.wav", loops: true)),
            .addBus(Bus(id: bus, name: "B", channelCount: 6), index: 0), .removeBus(bus),
            .setOutput(track, .device(channel: 4)), .setOutput(track, .none),
            .addSend(
                Send(id: SendID("s"), bus: bus, levelDecibels: -12, pan: 1, isPreFader: true),
                strip: track,
                index: nil
            ),
            .removeSend(SendID("s"), strip: track),
            .setSendTap(SendID("s"), strip: track, isPreFader: true),
            .addInsert(plugin, strip: track, index: 0),
            .removeInsert(plugin.id, strip: track),
            .moveInsert(plugin.id, from: track, to: bus, index: 1),
            .replaceInsert(InsertID("old"), strip: track, with: plugin),
            .setBypass(plugin.id, strip: track, true), .setSideChain(plugin.id, strip: track, nil),
            .setAutomation(curve.target, curve), .setAutomation(.fader(track), nil),
            .setAutomationMode(curve.target, .latch), .setAutomationMode(.pan(track), .off),
            .setSong(song), .all([.removeTrack(track), .removeBus(bus)]),
        ]
    }

    @Test func brokenEnvelopesAreRefusedWithTheirID() {
        #expect(code("{nope") == .invalidMessage)
        #expect(code("[]") == .invalidMessage)
        #expect(code("{}") == .invalidMessage)
        #expect(code("{\"type\":5}") == .invalidMessage)
        #expect(code("{\"type\":\"PING\",\"id\":5}") == .invalidMessage)
        #expect(code("{\"type\":\"PING\",\"id\":\"\"}") == .invalidMessage)
        #expect(code("{\"type\":\"PING\",\"data\":[]}") == .invalidMessage)
        #expect(code("{\"type\":\"PING\",\"session_id\":5}") == .invalidMessage)
        #expect(code("{\"type\":\"NOPE\"}") == .unknownType)
        #expect(fault(message("NOPE", "{}"))?.id == "1")
    }

    @Test func fieldsAreCheckedForTheirKind() {
        let address = "\"track_id\":\"t\",\"plugin_id\":\"i\",\"parameter_id\":\"p\""
        #expect(code(message("PLUGIN_PARAMETER", "{}")) == .invalidMessage)
        #expect(code(message("PLUGIN_PARAMETER", "{\(address)}")) == .invalidParameter)
        for bad in ["\"loud\"", "true", "null", "[1]", "{}"] {
            let data = "{\(address),\"parameter_value\":\(bad)}"
            #expect(code(message("PLUGIN_PARAMETER", data)) == .invalidParameter, "\(bad)")
        }
        for bad in ["NaN", "Infinity", "1e999"] {
            let data = "{\(address),\"parameter_value\":\(bad)}"
            #expect(code(message("PLUGIN_PARAMETER", data)) == .invalidMessage, "\(bad)")
        }
        #expect(code(message("TRACK_MUTE", "{\"track_id\":\"t\",\"mute\":1}")) == .invalidMessage)
        #expect(code(message("TRACK_MUTE", "{\"track_id\":\"t\"}")) == .invalidParameter)
        #expect(code(message("TRACK_PAN", "{\"track_id\":7,\"pan\":0}")) == .invalidMessage)
        for bad in ["0", "61", "-1"] {
            #expect(
                code(message("METERS_SUBSCRIBE", "{\"rate_hertz\":\(bad)}")) == .invalidParameter
            )
        }
    }

    @Test func gesturesAreBeginOrEnd() {
        let address = "\"track_id\":\"t\",\"plugin_id\":\"i\",\"parameter_id\":\"p\""
        let data = [
            ("PLUGIN_PARAMETER", address), ("TRACK_FADER", "\"track_id\":\"t\""),
            ("TRACK_PAN", "\"track_id\":\"t\""),
        ]
        for (type, address) in data {
            #expect(code(message(type, "{\(address),\"gesture\":\"end\"}")) == nil)
            #expect(code(message(type, "{\(address)}")) == .invalidParameter)
            for bad in ["\"grab\"", "true", "null", "1", "{}"] {
                let text = message(type, "{\(address),\"gesture\":\(bad)}")
                #expect(code(text) == .invalidParameter, "\(bad)")
                #expect(fault(text)?.error.field == "gesture")
            }
        }
        let bad = "{\"track_id\":\"t\",\"pan\":\"left\",\"gesture\":\"begin\"}"
        #expect(code(message("TRACK_PAN", bad)) == .invalidParameter)
        let mode = "{\"track_id\":\"t\",\"control\":\"pan\"}"
        #expect(code(message("AUTOMATION_MODE", mode)) == .invalidParameter)
    }

    @Test func unknownKeysAreIgnored() throws {
        let text = message("PING", "{\"future\":1}").replacing("{\"id\"", with: "{\"x\":[],\"id\"")
        #expect(try Envelope(reading: Array(text.utf8)).request == .ping)
    }

    @Test func ackAndErrorReadBackAsTheyWereWritten() throws {
        let ack = Ack(.applied, revision: 7, appliedAtFrame: 4_800, appliedAtSeconds: 0.1)
        let read = try Ack(reading: JSONField(.object(ack.json)))
        #expect(read.status == .applied && read.revision == 7 && read.appliedAtFrame == 4_800)
        let error = RequestError(
            .rateLimited,
            "Too many.",
            field: "x",
            retryAfterMilliseconds: 12,
            details: ["minimum": 1]
        )
        #expect(try RequestError(reading: JSONField(error.json)) == error)
    }

    /// As clients asked before other strips could be measured.
    @Test func loudnessIsTheMastersWhereNoTrackIsNamed() throws {
        for (type, wanted) in [
            ("LOUDNESS_RESET", Request.loudnessReset(track: .master)),
            ("LOUDNESS_READ", .loudnessRead(track: .master)),
        ] {
            let text = "{\"type\":\"\(type)\",\"session_id\":\"s\",\"data\":{}}"
            #expect(try Envelope(reading: Array(text.utf8)).request == wanted)
        }
        #expect(throws: Envelope.Fault.self) {
            try Envelope(reading: Array("{\"type\":\"LOUDNESS_START\",\"data\":{}}".utf8))
        }
    }

    @Test func binaryHeaderIsLittleEndianAndReadsBack() {
        let header = BinaryFrameHeader(
            kind: .audio,
            stream: 0x0102,
            sequence: 0x0304_0506,
            frame: 7
        )
        #expect(header.bytes == [2, 1, 2, 1, 6, 5, 4, 3, 7, 0, 0, 0, 0, 0, 0, 0])
        #expect(BinaryFrameHeader(header.bytes) == header)
        #expect(BinaryFrameHeader(header.bytes.prefix(8))?.sequence == 0x0304_0506)
        #expect(BinaryFrameHeader([1, 1, 0]) == nil)
        #expect(BinaryFrameHeader([9, 1, 0, 0, 0, 0, 0, 0]) == nil)
        #expect(BinaryFrameHeader([2, 2, 0, 0, 0, 0, 0, 0]) == nil)
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (-1, "1969-12-31T23:59:59.999Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        (1_763_668_800_123, "2025-11-20T20:00:00.123Z"),
    ])
    func timestampsFollowTheCalendar(milliseconds: Int64, text: String) {
        #expect(timestamp(milliseconds: milliseconds) == text)
    }
}

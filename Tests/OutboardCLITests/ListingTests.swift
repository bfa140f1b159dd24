import OutboardJSON
import OutboardModel
import Testing

@testable import outboard

/// What the server's JSON becomes on a terminal.
struct ListingTests {
    private static let session = SessionView([
        "tracks": [
            "keys": ["id": "keys", "name": "Keys", "order": 2, "sends": [:], "inserts": [:]],
            "drums": [
                "id": "drums", "name": "Drums", "order": 1,
                "sends": [
                    "fx": [
                        "send_id": "fx", "bus_id": "fx", "level_decibels": nil, "pan": 0.5,
                        "mute": true, "pre_fader": true, "order": 1,
                    ]
                ],
                "inserts": [
                    "comp": [
                        "id": "comp", "name": "Compressor", "uri": "urn:comp", "placeholder": false,
                        "bypass": true, "latency_frames": 64, "order": 1,
                        "side_chain": ["track_id": "keys", "pre_fader": true],
                    ]
                ],
            ],
        ],
        "buses": [
            "fx": [
                "id": "fx", "name": "Effects", "order": 1, "channels": 2, "level_decibels": -6.0,
                "pan": 0.0, "mute": false, "solo": false, "output": "master",
                "inserts": [
                    "gone": [
                        "id": "gone", "name": "Gone", "uri": "urn:x", "placeholder": true,
                        "order": 1,
                    ]
                ],
            ]
        ],
        "master": ["id": "master", "name": "Master", "output": ["device_channel": 2]],
        "automation": [
            "drums/comp/ratio": [
                "track_id": "drums", "plugin_id": "comp", "parameter_id": "ratio", "mode": "off",
                "points": [], "order": 2,
            ],
            "drums/fader": [
                "track_id": "drums", "control": "fader", "mode": "read",
                "points": [[0.0, -12.0], [1.5, 0.0]], "order": 1,
            ],
        ],
    ])

    @Test func stripsAreListedAsTheyStand() {
        let ids = Self.session.strips.map(\.id)
        #expect(ids == ["drums", "keys", "fx", "master"])
    }

    @Test func timeIsShownByPluginAndByStrip() {
        let text = DSPCommand.words([
            "quantum_frames": 240, "sample_rate_hertz": 48_000,
            "plugin_loads": [
                [
                    "track_id": "drums", "plugin_id": "eq", "load": 0.01, "microseconds": 50,
                    "worst_microseconds": 120.25,
                ],
                [
                    "track_id": "drums", "plugin_id": "comp", "load": 0.002, "microseconds": 10,
                    "worst_microseconds": 12,
                ],
            ],
            "strip_loads": ["drums": 0.012], "strip_microseconds": ["drums": 60],
        ])
        #expect(
            text == """
                STRIP  PLUGIN  LOAD    MICROSECONDS  WORST
                drums  eq      1.00 %  50.0          120.2
                drums  comp    0.20 %  10.0          12.0
                drums  all     1.20 %  60.0
                A cycle has 5000.0 microseconds.
                """
        )
    }

    @Test func loudnessIsShownInItsUnits() {
        let text = LoudnessCommand.Show.words([
            "momentary_lufs": -22.96, "short_term_lufs": -23.04, "integrated_lufs": nil,
            "range_lu": 4.21, "true_peak_dbtp": -1, "correlation": 0.456,
        ])
        #expect(
            text == """
                momentary    -23.0 LUFS
                short-term   -23.0 LUFS
                integrated   -inf LUFS
                range        4.2 LU
                true peak    -1.0 dBTP
                correlation  0.46
                """
        )
    }

    /// Of the whole tree: a command by itself cannot be parsed here, because what completes it waits for a server.
    private func parsed<Command>(_: Command.Type, _ words: [String]) throws -> Command {
        try #require(try Outboard.parseAsRoot(words) as? Command)
    }

    @Test func busShowsWhereItGoes() throws {
        let list = try parsed(BusCommand.List.self, ["bus", "ls"])
        let rows = list.values(in: Self.session).map(BusCommand.List.row)
        #expect(rows == [["fx", "Effects", "2", "-6.0 dB", "0.0", ".", ".", "master"]])
    }

    @Test func sendShowsItsTap() throws {
        let list = try parsed(SendCommand.List.self, ["send", "ls"])
        let rows = try list.values(in: Self.session).map(SendCommand.List.row)
        #expect(rows == [["drums", "fx", "fx", "-inf dB", "0.5", "M", "pre"]])
    }

    @Test func insertShowsItsStateAndWhatItListensTo() throws {
        let list = try parsed(InsertCommand.List.self, ["insert", "ls"])
        let rows = try list.values(in: Self.session).map(InsertCommand.List.row)
        #expect(
            rows == [
                ["drums", "comp", "Compressor", "bypassed", "64", "keys pre", "urn:comp"],
                ["fx", "gone", "Gone", "placeholder", "0", "", "urn:x"],
            ]
        )
    }

    @Test func listOfOneStripHasNothingOfOthers() throws {
        let list = try parsed(InsertCommand.List.self, ["insert", "ls", "effects"])
        #expect(try list.values(in: Self.session).compactMap { $0["id"]?.string } == ["gone"])
        let unknown = try parsed(InsertCommand.List.self, ["insert", "ls", "nothing"])
        #expect(throws: CommandError.self) { try unknown.values(in: Self.session) }
    }

    @Test func curveShowsWhatItMoves() throws {
        let list = try parsed(AutomationCommand.List.self, ["automation", "ls"])
        let rows = list.values(in: Self.session).map(AutomationCommand.List.row)
        #expect(
            rows == [
                ["drums/fader", "read", "0.0:-12.0,1.5:0.0"],
                ["drums/comp/ratio", "off", ""],
            ]
        )
    }

    @Test func longCurveIsCutShort() {
        let points = (0..<9).map { JSONValue.array([.integer($0), .number(0)]) }
        let row = AutomationCommand.List.row(["points": .array(points)])
        #expect(row[2].hasSuffix("5.0:0.0 and 3 more"))
    }

    @Test func outputReadsAsItIsWritten() {
        #expect(outputText("none") == "none")
        #expect(outputText(["bus": "fx"]) == "bus:fx")
        #expect(outputText(["device_channel": 2]) == "device:2")
    }

    @Test func sourceHasWords() {
        #expect(TrackSource.none.words == "none")
        #expect(TrackSource.input(channels: [0, 1]).words == "input 0,1")
        #expect(TrackSource.file(path: "a.wav", loops: true).words == "a.wav, again and again")
        #expect(TrackSource.notes(channels: [1], path: nil).words == "notes of 1")
        #expect(TrackSource.notes(channels: [], path: "a.mid").words == "notes in a.mid")
    }

    @Test func transportShowsTheSongAndWhereItIs() {
        var song = Song(loop: 1..<3)
        song.setTempo(90, atBeat: 8)
        let words = TransportCommand.words(song, ["rolling": true, "seconds": 1.5])
        #expect(words.hasPrefix("plays at 1.5 s\ntempo      120.0 bpm from beat 0.0\n"))
        #expect(words.contains("90.0 bpm from beat 8.0"))
        #expect(words.contains("4/4 from bar 0"))
        #expect(words.contains("loop       1.0 to 3.0 s"))
        #expect(TransportCommand.words(Song(), nil).hasPrefix("tempo"))
    }

    @Test func statusShowsLoadsAndFaults() {
        let words = Status.words([
            "engine": [
                "state": "running", "driver": "clock", "sample_rate_hertz": 48_000,
                "quantum_frames": 256, "load": 0.314, "load_p50": 0.1, "load_p99": 0.25,
                "xruns": 2, "overruns": 1, "faults": ["comp": "not finite"],
            ],
            "session": ["id": "demo"], "connections": 3,
        ])
        #expect(words.contains("DSP 31% (worst) 10% (p50) 25% (p99)  xruns 2  overruns 1"))
        #expect(words.hasSuffix("\nfault comp: not finite"))
    }
}

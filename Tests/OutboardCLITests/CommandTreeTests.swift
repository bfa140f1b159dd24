import Testing

@testable import outboard

/// Every command parses as it is documented, and refuses what it does not know.
struct CommandTreeTests {
    @Test(arguments: [
        "track ls", "track add vox --name Vox --input 0,1 --at 0",
        "track add a --file a.wav --loop",
        "track add n --notes 1,2 --midi-file a.mid", "track rm vox", "track mv vox 1",
        "track out vox bus:fx", "track source vox --none", "track source vox --input 0",
        "bus add fx --name Effects --channels 2", "bus rm fx", "bus ls", "bus ls --json",
        "send add vox fx --id s --level -6 --pan -0.5 --pre", "send rm vox/fx",
        "send set vox/fx --level -12dB --pan 0.5 --mute on", "send tap vox/fx pre", "send ls",
        "send ls vox", "insert add vox urn:x --id eq --at 0 --format lv2",
        "insert rm vox/eq --ring-out 2", "insert mv vox/eq --to keys 0", "insert mv vox/eq 1",
        "insert replace vox/eq urn:y", "insert bypass vox/eq on", "insert sidechain vox/eq keys",
        "insert sidechain vox/eq keys --pre", "insert ls", "insert ls vox", "play", "stop",
        "locate 1.5", "loop 1 2.5", "loop off", "tempo 120", "tempo 90 --at-beat 16",
        "signature 7/8", "signature 3/4 --at-bar 4", "transport", "transport --json",
        "automation set vox/fader --points 0:-12,1.5:0 --mode touch", "auto rm vox/pan",
        "automation mode vox/fader latch", "auto mode vox/eq/gain off",
        "automation move vox/fader --points 0:-12,1.5:0", "automation ls",
        "note vox C4 --velocity 90 --channel 2 --ms 10", "note vox 60 --on",
        "note vox 60 --off", "record start vox --name take --format wav24", "record stop vox",
        "session ls", "session load demo", "session save", "serve --journal journals",
        "replay j --takes again", "replay j --to out.wav --from 48000 --until 96000 --json", "dsp",
        "dsp --json", "loudness reset", "loudness",
        "loudness --track keys --seconds 2 --json", "loudness reset --track keys", "status",
        "meter",
        "meter --track keys --seconds 0.5 --json",
        "serve --recordings /tmp/takes", "serve --flight-dir /tmp/xruns --threads 2",
        "serve --load-limit 0.5 --refuse-overload", "request PING", "request --list",
        "request TRACK_PAN --help", "request -h",
        "request TRACK_PAN {\"track_id\":\"keys\",\"pan\":0.5}", "xrun ls", "xrun ls --dir /tmp",
        "plugin scan", "plugin scan --retry --json", "plugin scan --all --scan-cache /tmp/x",
        "plugin ls --blocked", "serve --no-scan --scan-cache /tmp/x",
        "xrun show", "xrun show a.ndjson", "xrun show --dir /tmp --cycles 3 --around 1",
    ])
    func commandParses(line: String) throws {
        _ = try Outboard.parseAsRoot(line.split(separator: " ").map(String.init))
    }

    @Test(arguments: [
        "track add", "track add a --loop", "track add a --input 0 --file a.wav",
        "send tap vox/fx middle", "insert add vox", "insert add vox urn:x --format tape",
        "insert bypass vox/eq maybe", "loop", "tempo 4", "tempo 991", "tempo 120 --at-beat=-1",
        "signature 3/4 --at-bar=-1", "automation set vox/fader",
        "automation mode vox/fader", "automation mode vox/fader loud", "automation move vox/fader",
        "note vox 60 --on --off",
        "automation set vox/fader --points 0:0 --mode loud", "note vox 60 --velocity 0",
        "note vox 60 --channel 17", "loudness nothing", "loudness --seconds=-1", "request",
        "replay", "replay j", "replay j --to out.flac", "replay j --to a.wav --from 5 --until 5",
        "xrun show --cycles 0", "plugin scan --retry --all",
        "xrun show --around=-1", "serve --threads 0", "serve --threads 65", "serve --split 0",
        "serve --load-limit 0",
        "serve --load-limit 1.5", "meter --seconds 0",
    ])
    func wrongUsageIsRefused(line: String) {
        #expect(throws: (any Error).self) {
            try Outboard.parseAsRoot(line.split(separator: " ").map(String.init))
        }
    }
}

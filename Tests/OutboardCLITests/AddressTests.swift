import OutboardClient
import OutboardJSON
import OutboardModel
import Testing

@testable import outboard

/// Things of a session are found by what people call them.
struct AddressTests {
    private let session = SessionView.sample

    @Test func stripsStandInTheirOrder() {
        #expect(session.strips.map(\.id) == ["vox", "keys", "fx", "master"])
    }

    @Test(arguments: [
        ("vox", "vox"), ("Lead Vocal", "vox"), ("0", "vox"), ("1", "keys"), ("2", "fx"),
        ("3", "master"), ("MASTER", "master"),
    ])
    func stripIsFoundByIDNameOrPlace(name: String, id: String) throws {
        #expect(try session.stripID(name) == TrackID(id))
    }

    @Test func patternFindsSeveral() throws {
        #expect(try session.strips(matching: "*").map(\.id) == ["vox", "keys", "fx", "master"])
        #expect(try session.strips(matching: "[kv]*").map(\.id) == ["vox", "keys"])
        #expect(try session.strips(matching: "lead*").map(\.id) == ["vox"])
        #expect(try session.inserts(matching: "*/*").map(\.text) == ["vox/eq", "vox/comp"])
        #expect(
            try session.parameters(matching: "*/comp*/*").map(\.text)
                == ["vox/comp/threshold", "vox/comp/makeup"]
        )
    }

    @Test func nameOfSeveralIsAmbiguousAndSaysWhich() throws {
        let error = #expect(throws: CommandError.self) {
            try session.parameters(matching: "vox/eq/Gain")
        }
        #expect(error?.exitCode == 64)
        #expect(error?.message == "\"Gain\" could be low, high.")
        let several = #expect(throws: CommandError.self) { try session.insert("vox/*") }
        #expect(several?.exitCode == 64)
        #expect(several?.message == "\"vox/*\" could be vox/eq, vox/comp.")
    }

    @Test func whatIsNotThereHasANearestName() throws {
        let error = #expect(throws: CommandError.self) {
            try session.parameters(matching: "vox/comp/treshold")
        }
        #expect(error?.exitCode == 66)
        #expect(error?.hint == "Did you mean \"threshold\"?")
        let strip = #expect(throws: CommandError.self) { try session.strip("vux") }
        #expect(strip?.name == "TRACK_NOT_FOUND")
        #expect(strip?.exitCode == 66)
        let insert = #expect(throws: CommandError.self) { try session.insert("vox/camp") }
        #expect(insert?.name == "PLUGIN_NOT_FOUND")
        #expect(throws: CommandError.self) { try session.strip("4") }
        #expect(throws: CommandError.self) { try session.strip("-1") }
        #expect(throws: CommandError.self) { try session.strips(matching: "x*") }
    }

    @Test(arguments: ["", "vox", "vox/", "/comp", "vox//threshold", "a/b"])
    func addressOfAParameterHasThreeParts(text: String) {
        let error = #expect(throws: CommandError.self) { try session.parameters(matching: text) }
        #expect(error?.exitCode == 64)
    }

    @Test func controlIsFaderPanOrAParameter() throws {
        #expect(try session.control("vox/fader") == .fader(TrackID("vox")))
        #expect(try session.control("1/pan") == .pan(TrackID("keys")))
        #expect(
            try session.control("vox/1/threshold")
                == .parameter(
                    track: TrackID("vox"),
                    insert: InsertID("comp"),
                    symbol: "threshold"
                )
        )
        #expect(try session.control("vox/1/threshold").address == "vox/comp/threshold")
        #expect(throws: CommandError.self) { try session.control("vox") }
        #expect(throws: CommandError.self) { try session.control("vox/comp") }
    }

    @Test func sendIsFoundOnItsStrip() throws {
        let (track, send) = try session.send("vox/fx")
        #expect(track == TrackID("vox") && send == SendID("fx"))
        #expect(throws: CommandError.self) { try session.send("keys/fx") }
    }

    @Test(arguments: [
        ("http://box", "box", 8350, false), ("ws://box:9000/ws", "box", 9000, false),
        ("box:81", "box", 81, false), ("https://desk.example/", "desk.example", 443, true),
        ("wss://[::1]:8350/ws", "::1", 8350, true), ("https://10.0.0.1", "10.0.0.1", 443, true),
    ])
    func serversAreNamedByTheirAddress(text: String, host: String, port: Int, isSecure: Bool) throws
    {
        let address = try #require(ServerAddress(text))
        #expect(address.host == host && address.port == port && address.isSecure == isSecure)
        for wrong in ["", "ftp://box", "https://", "https://box:0", "box:x"] {
            #expect(ServerAddress(wrong) == nil, "\(wrong)")
        }
    }

    @Test func certificatesAreForServersByTLS() throws {
        let secure = try ServerOptions.of(["--host", "https://box", "--ca", "/tmp/ca.pem"])
        #expect(try secure.address().authorities == "/tmp/ca.pem")
        let plain = try ServerOptions.of(["--host", "http://box", "--ca", "/tmp/ca.pem"])
        let error = #expect(throws: CommandError.self) { try plain.address() }
        #expect(error?.exitCode == 64 && error?.hint.contains("https://") == true)
    }

    /// As servers of before had them.
    @Test func listsAreReadToo() throws {
        let session = SessionView([
            "id": "demo", "master": ["id": "master"],
            "tracks": [["id": "b", "name": "B"], ["id": "a", "name": "A"]],
        ])
        #expect(session.strips.map(\.id) == ["b", "a", "master"])
        #expect(try session.stripID("0") == TrackID("b"))
    }
}

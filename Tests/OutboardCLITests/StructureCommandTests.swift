import OutboardModel
import OutboardProtocol
import Testing

@testable import outboard

struct StructureCommandTests {
    @Test func outputsAreRead() throws {
        #expect(try stripOutput("master") == .master)
        #expect(try stripOutput("none") == .none)
        #expect(try stripOutput("bus:verb") == .bus(TrackID("verb")))
        #expect(try stripOutput("device:4") == .device(channel: 4))
        #expect(throws: CommandError.self) { try stripOutput("device:-1") }
        #expect(throws: CommandError.self) { try stripOutput("verb") }
    }

    @Test(arguments: [("60", 60), ("C4", 60), ("a4", 69), ("F#3", 54), ("Bb2", 46), ("C-1", 0)])
    func notesAreRead(text: String, number: Int) throws {
        #expect(try noteNumber(text) == UInt8(number))
    }

    @Test(arguments: ["128", "H4", "C", "G12", "", "-1"])
    func whatIsNoNoteIsRefused(text: String) {
        #expect(throws: CommandError.self) { try noteNumber(text) }
    }

    @Test func curvesAreRead() throws {
        #expect(
            try curvePoints("0:-12,1.5:0")
                == [.init(seconds: 0, value: -12), .init(seconds: 1.5, value: 0)]
        )
        #expect(throws: CommandError.self) { try curvePoints("1,2") }
    }

    @Test func levelsAreRead() throws {
        #expect(try decibels("-6 dB") == -6)
        #expect(try decibels("-inf") == -.infinity)
        #expect(throws: CommandError.self) { try decibels("loud") }
    }

    @Test func formatOfAPluginIsInFrontOfItsNameOrGivenByItself() {
        let zam = PluginID(format: .ladspa, "ZamComp-ladspa:ZamComp")
        #expect(PluginID(argument: "ladspa:ZamComp-ladspa:ZamComp", format: nil) == zam)
        #expect(PluginID(argument: "ladspa:ZamComp-ladspa:ZamComp", format: .ladspa) == zam)
        #expect(PluginID(argument: "ZamComp-ladspa:ZamComp", format: .ladspa) == zam)
        #expect(PluginID(argument: "urn:x", format: nil) == PluginID(format: .lv2, "urn:x"))
        #expect(
            PluginID(argument: "ladspa:x", format: .lv2) == PluginID(format: .lv2, "ladspa:x")
        )
    }
}

import OutboardHost
import OutboardModel
import Testing

@testable import OutboardHostLV2

@Suite struct ProgramTests {
    let rig: FixtureRig

    init() throws { rig = try FixtureRig() }

    @Test func programsAreListedAsPresets() throws {
        #expect(
            try rig.host.presets(of: FixtureRig.id("programs")) == [
                InstalledPreset(id: PresetID("program:0:0"), name: "Soft"),
                InstalledPreset(id: PresetID("program:1:7"), name: "1:7"),
            ]
        )
        #expect(try rig.host.presets(of: FixtureRig.id("worker")).isEmpty)
    }

    @Test func programGivesTheValuesThatThePluginSets() throws {
        let id = FixtureRig.id("programs")
        let preset = try rig.host.preset(PresetID("program:1:7"), of: id)
        #expect(preset.parameters == ["level": 0.75])
        #expect(preset.plugin == id)
        #expect(preset.state == nil)
    }

    @Test(arguments: ["program:0:1", "program:0", "program:0:0:0", "program:-1:0", "program::"])
    func whatIsNoProgramIsNotFound(_ text: String) throws {
        let error = #expect(throws: HostError.self) {
            try rig.host.preset(PresetID(text), of: FixtureRig.id("programs"))
        }
        #expect(error?.code == .presetNotFound)
    }

    @Test func outputsOfControlAreReadings() throws {
        let loaded = try rig.load("programs")
        #expect(
            loaded.instance.descriptor.properties.map(\.uri) == ["twice", "above", "live"]
        )
        #expect(loaded.instance.descriptor.properties.allSatisfy { !$0.isWritable })
        #expect(loaded.instance.descriptor.properties[0].unit == "dB")
        loaded.set("level", 0.75)
        loaded.run(1)
        #expect(loaded.instance.knownProperties["twice"] == .number(1.5))
        #expect(loaded.instance.knownProperties["above"] == .boolean(true))
        #expect(loaded.instance.attend().isEmpty)
    }

    @Test(arguments: [true, false])
    func pluginIsToldThatItPlaysLiveWhereItDoes(_ isOffline: Bool) throws {
        let loaded = try rig.load("programs", isOffline: isOffline)
        loaded.run(1)
        #expect(loaded.instance.knownProperties["live"] == .number(isOffline ? 0 : 1))
    }

    @Test func pluginOfTheOldEventInterfaceIsRefusedWithTheReason() throws {
        let error = #expect(throws: HostError.self) { try rig.load("old-events") }
        #expect(error?.code == .unsupported)
        #expect(error?.message.contains("atom ports have replaced") == true)
    }
}

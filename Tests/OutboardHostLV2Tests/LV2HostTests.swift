import OutboardHost
import OutboardModel
import Testing

@testable import OutboardHostLV2

@Suite struct LV2HostTests {
    let rig: FixtureRig
    let host: PluginLibrary

    init() throws {
        rig = try FixtureRig()
        host = rig.host
    }

    @Test func installedPluginsAreThoseOnTheSearchPathInOrder() {
        let ids = host.installedPlugins().map(\.id.text)
        #expect(ids.count == 22)
        #expect(ids == ids.sorted())
    }

    @Test func oneDescriptionEqualsThatInTheList() throws {
        for descriptor in host.installedPlugins() {
            let fresh = try FixtureRig()
            #expect(try fresh.host.descriptor(of: descriptor.id) == descriptor)
        }
    }

    @Test func descriptorTellsNameVendorAndChannels() throws {
        let gain = try host.descriptor(of: FixtureRig.id("gain"))
        #expect(gain.name == "Gain")
        #expect(gain.vendor == "Outboard")
        #expect((gain.audioInputs, gain.audioOutputs) == (2, 2))
        #expect(gain.parameters.map(\.symbol) == ["gain"])
    }

    @Test(arguments: ["urn:outboard:fixture:absent", "not a URI", ""])
    func absentPluginIsNotInstalled(_ text: String) {
        let error = #expect(throws: HostError.self) {
            _ = try host.descriptor(of: PluginID(format: .lv2, text))
        }
        #expect(error?.code == .notInstalled)
    }

    @Test func pluginOfAnotherFormatIsNotInstalled() {
        let error = #expect(throws: HostError.self) {
            _ = try host.descriptor(of: PluginID(format: .clap, "urn:outboard:fixture:gain"))
        }
        #expect(error?.code == .notInstalled)
    }

    @Test func unknownRequiredFeatureIsNamed() {
        let error = #expect(throws: HostError.self) { _ = try rig.load("demanding") }
        #expect(error?.code == .unsupported)
        #expect(error?.message.contains("urn:outboard:fixture:no-such-feature") == true)
    }

    @Test func refusalToLoadIsAnError() {
        let error = #expect(throws: HostError.self) { _ = try rig.load("refusing") }
        #expect(error?.code == .instantiationFailed)
        #expect(error?.subject == "urn:outboard:fixture:refusing")
    }
}

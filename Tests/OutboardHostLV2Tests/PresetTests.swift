import CLilv
import OutboardHost
import OutboardModel
import Testing

@testable import OutboardHostLV2

@Suite struct PresetTests {
    let rig: FixtureRig

    init() throws { rig = try FixtureRig() }

    private func preset(_ name: String, of plugin: String) throws(HostError) -> Preset {
        try rig.host.preset(PresetID("urn:outboard:fixture:" + name), of: FixtureRig.id(plugin))
    }

    @Test func presetsOfAPluginAreListedByName() throws {
        let found = try rig.host.presets(of: FixtureRig.id("state"))
        #expect(found.map(\.name) == ["Deep", "Plain", "Refused"])
        #expect(found[0].id == PresetID("urn:outboard:fixture:state-deep"))
        #expect(try rig.host.presets(of: FixtureRig.id("delay")).isEmpty)
    }

    @Test func presetHoldsValuesOfParametersAndNoOtherPorts() throws {
        let deep = try preset("state-deep", of: "state")
        #expect(deep.name == "Deep")
        #expect(deep.parameters == ["level": 5])
        let plain = try preset("state-plain", of: "state")
        #expect(plain.parameters == ["level": 7])
        #expect(plain.state == nil)
    }

    @Test func stateOfAPresetIsTakenByAPlugin() throws {
        let state = try #require(try preset("state-deep", of: "state").state)
        let loaded = try rig.load("state")
        #expect(loaded.run(1) == [0])
        try loaded.instance.restoreState(state)
        #expect(loaded.run(1) == [0.25])
    }

    @Test func filesOfAPresetAreThoseBesideIt() throws {
        let state = try #require(try preset("state-deep", of: "state").state)
        let table = rig.table
        let read = try LV2StateReader.read(state, plugin: FixtureRig.id("state").text, table: table)
        let file = try #require(
            read.properties.first { table.uri(of: $0.key) == "urn:outboard:fixture:file" }
        )
        let path = String(decoding: file.value.prefix { $0 != 0 }, as: UTF8.self)
        #expect(path.hasPrefix("/"))
        #expect(path.hasSuffix(".lv2/impulse.wav"))
    }

    @Test func presetOfAnotherPluginIsNotFound() throws {
        let error = #expect(throws: HostError.self) { try preset("gain-loud", of: "state") }
        #expect(error?.code == .presetNotFound)
    }

    @Test func presetThatNamesNoPortOfThePluginIsRefused() {
        let error = #expect(throws: HostError.self) { try preset("gain-foreign", of: "gain") }
        #expect(error?.code == .presetUnreadable)
    }

    @Test func portsThatThePluginLacksAreLeftOut() throws {
        #expect(try preset("gain-later", of: "gain").parameters == ["gain": 2])
    }

    @Test func filesBeneathTheDirectoryAreNamedByTheirPathsInIt() {
        let paths = LV2StatePaths(directory: "/band/session")
        func mapped(
            _ map:
                @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?) ->
                UnsafeMutablePointer<CChar>?,
            _ path: String
        ) -> String? {
            guard let text = map(paths.map.pointee.handle, path) else { return nil }
            defer { ob_lv2_free_text(text) }
            return String(cString: text)
        }
        let abstract = paths.map.pointee.abstract_path!
        let absolute = paths.map.pointee.absolute_path!
        #expect(mapped(abstract, "/band/session/files/hall.wav") == "files/hall.wav")
        #expect(mapped(absolute, "files/hall.wav") == "/band/session/files/hall.wav")
        for foreign in ["/band/sessions/a.wav", "/band/session/../a.wav", "/usr/a.wav", ""] {
            #expect(mapped(abstract, foreign) == foreign)
        }
        for kept in ["/usr/a.wav", "../a.wav", ""] { #expect(mapped(absolute, kept) == kept) }
    }
}

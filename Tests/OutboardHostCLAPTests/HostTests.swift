import Foundation
import HostRig
import OutboardHost
import OutboardModel
import Testing

@testable import OutboardHostCLAP

@Suite(.serialized) struct HostTests {
    @Test func librariesAreFoundBeneathTheFolders() throws {
        let folder = try LibraryFolder()
        try folder.addFixtures("b/deep/fixtures.clap")
        try folder.write("no library", as: "a.clap")
        try folder.write("no library", as: "plugin.so")
        // A circle ends.
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/b/again",
            withDestinationPath: folder.path
        )
        let host = CLAPHost(searchPath: folder.path + ":relative:" + folder.path)
        #expect(
            host.modules().map(\.path) == [
                folder.path + "/a.clap", folder.path + "/b/deep/fixtures.clap",
            ]
        )
        let error = #expect(throws: HostError.self) { try host.plugins(in: host.modules()[0]) }
        #expect(error?.code == .instantiationFailed)
    }

    @Test func pluginsAreListedOnce() throws {
        let rig = try FixtureRig()
        let ids = try rig.host.plugins(in: rig.module).map(\.text)
        #expect(ids.count == 10)
        #expect(ids.first == "test.gain")
        #expect(Set(ids).count == ids.count)
        let library = PluginLibrary([rig.host])
        #expect(library.installedPlugins().map(\.id.text).contains("test.bare"))
        #expect(!library.installedPlugins().map(\.id.text).contains("test.failing"))
        #expect(try library.descriptor(of: clap("test.notes")).eventInputs == 1)
    }

    @Test func libraryThatLacksSomethingIsRefused() throws {
        let folder = try LibraryFolder()
        try folder.compile("int nothing;", as: "empty")
        try folder.compile("struct { int v[3]; void *p[3]; } clap_entry = {{1, 2, 0}};", as: "bare")
        try folder.compile("struct { int v[3]; void *p[3]; } clap_entry = {{0, 9, 0}};", as: "old")
        let host = CLAPHost(searchPath: folder.path)
        for module in host.modules() {
            #expect(throws: HostError.self) { try host.plugins(in: module) }
        }
        #expect(host.modules().count == 3)
    }

    @Test func callsFromOtherThreadsAreRefusedAndLogged() async throws {
        let instance = try FixtureRig().instance("mover")
        // SAFETY: the host's functions are for all threads; the instance outlives the other one.
        nonisolated(unsafe) let host = instance.plugin.hostMemory.host
        await withCheckedContinuation { done in
            Thread.detachNewThread {
                clapHostParamsRescan(host, 1)
                clapHostStateMarkDirty(host)
                var timer: UInt32 = 0
                if clapHostRegisterTimer(host, 10, &timer) { Issue.record("a timer was made") }
                if clapHostIsMainThread(host) { Issue.record("this is not the main thread") }
                clapHostLog(host, 3, "broken")
                done.resume()
            }
        }
        #expect(instance.plugin.hostMemory.main.takeNews() == CLAPMainCalls.News())
        #expect(instance.takeLog().map(\.level) == [.warning, .warning, .warning, .error])
        #expect(instance.takeLog() == [])
    }

    @Test func presetsAreFoundAndLoaded() throws {
        let rig = try FixtureRig(isCopy: true)
        let folder = rig.folder.path + "/presets"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        try rig.folder.write("1.5", as: "presets/Middle.fxpreset")
        try rig.folder.write("nothing", as: "presets/Broken.fxpreset")
        try rig.folder.write("2", as: "presets/Other.txt")
        let presets = try rig.host.presets(in: rig.module)
        #expect(Set(presets.keys) == [clap("test.gain")])
        let listed = try #require(presets[clap("test.gain")])
        #expect(listed.map(\.name) == ["Broken.fxpreset", "Loud", "Middle.fxpreset", "Soft"])
        func load(_ name: String) throws -> Preset {
            let id = listed.first { $0.name == name }!.id
            return try rig.host.preset(id, of: clap("test.gain"), in: rig.module)
        }
        #expect(try load("Loud").parameters["gain"] == 3)
        #expect(try load("Soft").parameters["gain"] == 0.25)
        let middle = try load("Middle.fxpreset")
        #expect(middle.parameters["gain"] == 1.5)
        #expect(middle.name == "Middle.fxpreset")
        let instance = try rig.instance("gain")
        try instance.restoreState(middle.state!)
        #expect(instance.bank.pointee.values[0] == 1.5)
        let error = #expect(throws: HostError.self) { try load("Broken.fxpreset") }
        #expect(error?.code == .presetUnreadable)
        #expect(error?.message == "the file holds no number")
        // Only what the library told of is opened.
        let unknown = #expect(throws: HostError.self) {
            try rig.host.preset(
                PresetID(folder + "/Other.txt"),
                of: clap("test.gain"),
                in: rig.module
            )
        }
        #expect(unknown?.code == .presetNotFound)
    }
}

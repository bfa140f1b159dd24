import FixtureBundles
import Foundation
import OutboardHost
import OutboardHostLV2
import OutboardIO
import OutboardModel
import OutboardProtocol
import OutboardRender
import OutboardStore
import Testing

@testable import OutboardSession

/// What a plugin keeps beside its parameters: by presets that came with it, and with the session.
@Suite(.serialized)
struct PluginStateTests {
    private static let session = """
        {"version":1,"id":"test","name":"Test","tracks":[
          {"id":"in","name":"In","source":{"kind":"none"},
           "inserts":[{"id":"state","name":"State",
             "plugin":{"format":"lv2","id":"urn:outboard:fixture:state"}}]}],
         "master":{}}
        """

    private func load(_ preset: String) -> Request {
        .presetLoad(
            PresetLoadRequest(
                track: TrackID("in"),
                insert: InsertID("state"),
                preset: PresetID("urn:outboard:fixture:state-" + preset)
            )
        )
    }

    private func save(_ fixture: EngineFixture) async throws -> Ack {
        let answer = await fixture.ask(.sessionSave)
        for _ in 0..<2_000 where answer.result == nil {
            try await Task.sleep(for: .milliseconds(1))
        }
        return try #require(answer.result).get()
    }

    /// What it sounds like, long after everything has faded.
    private func level(_ fixture: EngineFixture) async throws -> Float {
        try await fixture.advance(frames: 4_096)
        return try #require(fixture.output.last)
    }

    @Test func presetWithStateIsHeardAndFadesIn() async throws {
        let fixture = try EngineFixture(session: Self.session)
        try await fixture.start()
        #expect(try await level(fixture) == 0)
        let ack = try await fixture.perform(load("deep"))
        #expect(ack.extra["parameters"]?.number == 1)
        let heard = try await level(fixture)
        #expect(heard > 0.1)
        #expect(fixture.output.roughness < 0.01)
        #expect((await fixture.document).tracks[0].strip.inserts[0].parameters == ["level": 5])
        // Values alone leave the state as it is.
        _ = try await fixture.perform(load("plain"))
        #expect(try await level(fixture) == heard)
        #expect((await fixture.document).tracks[0].strip.inserts[0].parameters == ["level": 7])
        await fixture.engine.stop()
    }

    @Test func refusedPresetChangesNothing() async throws {
        let fixture = try EngineFixture(session: Self.session)
        try await fixture.start()
        _ = try await fixture.perform(load("deep"))
        let heard = try await level(fixture)
        let before = await fixture.document
        for preset in ["refused", "nowhere"] {
            let error = await #expect(throws: RequestError.self) {
                try await fixture.perform(load(preset))
            }
            #expect(error?.code == .presetLoadFailed)
        }
        #expect(try await level(fixture) == heard)
        #expect(await fixture.document == before)
        await fixture.engine.stop()
    }

    @Test func savedSessionSoundsTheSame() async throws {
        let fixture = try EngineFixture(session: Self.session)
        try await fixture.start()
        _ = try await fixture.perform(load("deep"))
        let heard = try await level(fixture)
        #expect(try await save(fixture).extra["problems"] == nil)
        await fixture.engine.stop()

        let store = SessionStore(root: fixture.directory + "/Sessions")
        let kept = try store.load(SessionID("test"))
        #expect(kept.document.tracks[0].strip.inserts[0].statePath != nil)
        let rig = try PlayerRig(kept.document, directory: kept.directory) { _, _ in 0 }
        #expect(rig.player.session.problems.isEmpty)
        try rig.advance(frames: 4_096)
        #expect(rig.output[0].last == heard)
    }

    @Test func stateThatIsDamagedOnDiskIsSaidAndKept() async throws {
        let fixture = try EngineFixture(session: Self.session)
        try await fixture.start()
        _ = try await save(fixture)
        await fixture.engine.stop()
        let store = SessionStore(root: fixture.directory + "/Sessions")
        var kept = try store.load(SessionID("test"))
        let path = try #require(kept.document.tracks[0].strip.inserts[0].statePath)
        try Data([1, 2, 3]).write(to: URL(fileURLWithPath: kept.directory + "/" + path))

        let rig = try PlayerRig(kept.document, directory: kept.directory) { _, _ in 0 }
        #expect(rig.player.session.problems.contains { $0.contains("no state of an LV2 plugin") })
        try store.save(rig.player.session.bundleNow)
        kept = try store.load(SessionID("test"))
        #expect(kept.document.tracks[0].strip.inserts[0].statePath == path)
        #expect(FileManager.default.fileExists(atPath: kept.directory + "/" + path))
    }

    /// As when the device comes back at another sample rate.
    @Test func stateGoesOnWithASessionThatIsMadeAnew() throws {
        let document = SessionDocument(
            id: SessionID("test"),
            name: "Test",
            tracks: [
                Track(
                    id: TrackID("in"),
                    name: "In",
                    source: .none,
                    strip: Strip(inserts: [PlayerRig.insert("state", "state")])
                )
            ]
        )
        let rig = try PlayerRig(document) { _, _ in 0 }
        guard case .presetLoad(let request) = load("deep") else { return }
        _ = try rig.perform(LoadPreset(request))
        try rig.advance(frames: 4_096)
        let bundle = rig.player.session.bundleNow
        let anew = try SessionPlayer(
            bundle,
            library: PluginLibrary([LV2Host(searchPath: rig.bundles.searchPath)]),
            sampleRateHertz: 44_100,
            isOffline: true,
            fadeFrames: 480
        )
        let insert = try #require(anew.session.insert(InsertID("state")))
        let first = try #require(rig.player.session.insert(InsertID("state")))
        #expect(try insert.currentState() == first.currentState())
        #expect(try insert.currentState() != nil)
    }

    @Test func journalKeepsTheStateOfAPreset() async throws {
        let fixture = try EngineFixture(session: Self.session) {
            $0.journalDirectory = $0.recordingsDirectory! + "-journals"
        }
        try await fixture.start()
        _ = try await fixture.perform(load("deep"))
        _ = try await level(fixture)
        await fixture.engine.stop()
        let root = fixture.directory + "/Recordings-journals"
        let name = try #require(FileManager.default.contentsOfDirectory(atPath: root).first)
        let replay = try Replay(
            directory: root + "/" + name,
            library: PluginLibrary([LV2Host(searchPath: fixture.bundles.searchPath)])
        )
        var again: [Float] = []
        replay.consume = { outputs, _, frames, _ in
            again += UnsafeBufferPointer(start: outputs[0], count: frames)
        }
        _ = try replay.render()
        #expect(again == Array(fixture.output.prefix(again.count)))
        #expect(again.last.map { $0 > 0.1 } == true)
    }

    @Test func presetsOfAPluginAreListedWithOurOwn() async throws {
        let own = """
            {"version":1,"name":"Own","plugin":{"format":"lv2","id":"urn:outboard:fixture:state"},
             "parameters":{"level":1}}
            """
        let fixture = try EngineFixture(session: Self.session, presets: ["own": own])
        let found = try await fixture.engine.presets(of: "urn:outboard:fixture:state")
        #expect(
            found.map { "\($0.source) \($0.id.text)" } == [
                "factory own", "lv2 urn:outboard:fixture:state-deep",
                "lv2 urn:outboard:fixture:state-plain", "lv2 urn:outboard:fixture:state-refused",
            ]
        )
        let error = await #expect(throws: RequestError.self) {
            try await fixture.engine.presets(of: "urn:nowhere")
        }
        #expect(error?.code == .pluginNotFound)
    }
}

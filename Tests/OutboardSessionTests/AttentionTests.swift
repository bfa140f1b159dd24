import Foundation
import OutboardHost
import OutboardModel
import OutboardProtocol
import Testing

@testable import OutboardSession

/// What plugins do by themselves reaches the session, its people and its journal.
@Suite(.serialized) struct AttentionTests {
    private static let session = """
        {"version":1,"id":"test","name":"Test","sample_rate_hertz":48000,"buses":[],
         "master":{"level_decibels":0,"pan":0,"mute":false,"solo":false,"inserts":[],"sends":[]},
         "tracks":[{"id":"in","name":"In","source":{"kind":"input","channels":[0,1]},
           "inserts":[{"id":"gain","name":"gain","parameters":{"gain":0.5},
             "plugin":{"format":"lv2","id":"urn:outboard:fixture:gain"}}]}]}
        """

    private let script = NoticingHost.Script()
    private let fixture: EngineFixture

    init() throws {
        fixture = try EngineFixture(session: Self.session, script: script) {
            $0.journalDirectory = $0.recordingsDirectory! + "-journals"
        }
    }

    /// Longer than the engine waits before it looks again.
    private func look() async throws {
        await fixture.wait(milliseconds: 40)
        try await fixture.advance(frames: 64)
    }

    @Test func parameterThatThePluginMovesIsInTheDocumentAndTold() async throws {
        try await fixture.start()
        let inbox = Inbox()
        fixture.engine.attach("b", as: Principal(user: "ben", role: .owner)) { inbox.add($0) }
        _ = await fixture.ask(.ping, from: "b")
        try await fixture.advance(frames: 64)
        script.say(.parameterMoved(index: 0, value: 0.75), .parameterMoved(index: 0, value: 0.25))
        try await look()
        let insert = await fixture.document.tracks[0].strip.inserts[0]
        #expect(insert.parameters["gain"] == 0.25)
        let told = inbox.notifications.compactMap { notification -> ParameterChange? in
            if case .pluginParameterChanged(let change) = notification { change } else { nil }
        }
        try #require(told.count == 1)
        #expect(told[0].value == 0.25)
        #expect(told[0].parameter == "gain")
        #expect(told[0].origin.changedBy == .plugin)
    }

    @Test func restartThatThePluginWantsIsNotHeard() async throws {
        try await fixture.start()
        try await fixture.advance(frames: 4_800)
        let before = script.instanceCount
        script.say(.restartWanted)
        try await look()
        #expect(script.instanceCount == before + 1)
        for _ in 0..<100 { try await fixture.advance(frames: 64) }
        let heard = fixture.output.dropFirst(4_800)
        #expect(heard.allSatisfy { abs($0 - 0.25) < 1e-4 })
    }

    @Test func restartThatIsWantedAgainAndAgainIsGivenOnceASecond() async throws {
        try await fixture.start()
        try await fixture.advance(frames: 64)
        let before = script.instanceCount
        for _ in 0..<150 {
            script.say(.restartWanted)
            await fixture.wait(milliseconds: 40)
            try await fixture.advance(frames: 960)
        }
        // 144,000 frames are three seconds.
        #expect(script.instanceCount - before <= 4)
        #expect(script.instanceCount - before >= 3)
    }

    @Test func journalRepeatsMovesAndRestarts() async throws {
        try await fixture.start()
        try await fixture.advance(frames: 640)
        script.say(.parameterMoved(index: 0, value: 0.125))
        try await look()
        script.say(.restartWanted)
        try await look()
        for _ in 0..<40 { try await fixture.advance(frames: 64) }
        await fixture.engine.stop()
        let root = fixture.directory + "/Recordings-journals"
        let name = try #require(FileManager.default.contentsOfDirectory(atPath: root).first)
        let searchPath = fixture.bundles.searchPath
        // The plugins of the replay do nothing by themselves.
        let replay = try Replay(
            directory: root + "/" + name,
            library: PluginLibrary([NoticingHost(searchPath: searchPath, .init())])
        )
        var again: [Float] = []
        replay.consume = { outputs, _, frames, _ in
            again += UnsafeBufferPointer(start: outputs[0], count: frames)
        }
        _ = try replay.render()
        // A move is the plugin's own, and only the value that the next instance begins with is ours.
        let end = again.count - 64
        #expect(abs(again[end] - 0.0625) < 1e-4)
        #expect(abs(again[end] - fixture.output[end]) < 1e-6)
    }
}

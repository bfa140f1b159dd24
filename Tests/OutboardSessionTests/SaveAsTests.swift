import Foundation
import OutboardHost
import OutboardHostLV2
import OutboardModel
import OutboardProtocol
import OutboardStore
import Testing

@testable import OutboardSession

/// A session that goes on as another one while it plays.
@Suite(.serialized)
struct SaveAsTests {
    private let track = TrackID("in")

    private static let stateful = """
        {"version":1,"id":"test","name":"Test","tracks":[
          {"id":"in","name":"In","source":{"kind":"none"},
           "inserts":[{"id":"state","name":"State",
             "plugin":{"format":"lv2","id":"urn:outboard:fixture:state"}}]},
          {"id":"notes","name":"Notes","source":{"kind":"notes","path":"midi/song.mid"}}],
         "master":{}}
        """

    private let deep = Request.presetLoad(
        PresetLoadRequest(
            track: TrackID("in"),
            insert: InsertID("state"),
            preset: PresetID("urn:outboard:fixture:state-deep")
        )
    )

    @Test func savedAsItGoesOnUnheard() async throws {
        let fixture = try EngineFixture(session: Self.stateful)
        let midi = fixture.directory + "/Sessions/test/midi"
        try FileManager.default.createDirectory(atPath: midi, withIntermediateDirectories: true)
        try Data([1, 2, 3]).write(to: URL(fileURLWithPath: midi + "/song.mid"))
        try await fixture.start()
        let changesInbox = try await fixture.inbox()
        _ = try await fixture.perform(deep)
        _ = try await fixture.perform(.trackFader(track: track, levelDecibels: -3))
        try await fixture.advance(frames: 4_096)
        let heard = try #require(fixture.output.last)
        let before = await fixture.document
        let first = try await fixture.engine.snapshot(of: SessionID("test"))
        let from = fixture.output.count

        let ack = try await fixture.performOnDisk(
            .saveSessionAs(SessionSaveAsRequest(name: "Encore", session: SessionID("encore")))
        )
        try await fixture.advance(frames: 4_096)
        #expect(fixture.output[from...].allSatisfy { $0 == heard }, "nothing of it is heard")
        #expect(ack.extra["session_id"] == "encore")
        let revision = try #require(ack.revision)
        #expect(revision == first.revision + 1)

        var expected = before
        expected.id = SessionID("encore")
        expected.name = "Encore"
        let kept = try fixture.sessions.load(SessionID("encore"))
        let state = try #require(kept.document.tracks[0].strip.inserts[0].statePath)
        expected.tracks[0].strip.inserts[0].statePath = state
        #expect(await fixture.document == expected)
        let second = try await fixture.engine.snapshot(of: SessionID("encore"))
        #expect(second.epoch != first.epoch && second.revision == revision)
        #expect(second.session.name == "Encore")
        #expect(kept.document.tracks[0].strip.faderDecibels == -3)
        #expect(try kept.readState(at: "midi/song.mid") == [1, 2, 3])
        // The one before is as it was.
        let old = try fixture.sessions.load(SessionID("test"))
        #expect(old.document.tracks[0].strip.faderDecibels == 0)
        #expect(changesInbox.libraryChanges == ["session encore added Encore"])
        let switched = changesInbox.notifications.contains {
            if case .sessionSwitched(let id, _) = $0 { id.text == "encore" } else { false }
        }
        #expect(switched)

        // What was done before is taken back as ever, by who has not heard and by who has.
        _ = try await fixture.perform(.undo(HistoryRequest(count: 1)))
        #expect((await fixture.document).tracks[0].strip.faderDecibels == 0)
        let save = await fixture.ask(.sessionSave, session: "encore")
        for _ in 0..<5_000 where save.result == nil { try await Task.sleep(for: .milliseconds(1)) }
        _ = try #require(save.result).get()
        #expect(
            try fixture.sessions.load(SessionID("encore")).document.tracks[0].strip.faderDecibels
                == 0
        )
        await fixture.wait(milliseconds: 5_001)
        let late = await fixture.ask(.trackMute(track: track, isMuted: true))
        if case .failure(let error)? = late.result {
            #expect(error.code == .sessionNotFound)
        } else {
            Issue.record("the id before is understood for ever")
        }
        await fixture.engine.stop()

        let rig = try PlayerRig(kept.document, directory: kept.directory) { _, _ in 0 }
        try rig.advance(frames: 4_096)
        #expect(rig.output[0].last == heard, "the copy sounds the same")
    }

    @Test func savedAsWhatIsTakenIsAConflictUnlessItIsReplaced() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try fixture.addSession(
            "other",
            #"{"version":1,"id":"other","name":"Old","tracks":[],"master":{}}"#
        )
        try await fixture.start()
        var request = SessionSaveAsRequest(name: "New", session: SessionID("other"))
        #expect(await fixture.refusal(.saveSessionAs(request))?.code == .conflict)
        #expect((await fixture.document).id == SessionID("test"))
        #expect(try fixture.sessions.load(SessionID("other")).document.name == "Old")
        let own = SessionSaveAsRequest(name: "x", session: SessionID("test"), replaces: true)
        #expect(await fixture.refusal(.saveSessionAs(own))?.code == .conflict)
        request.replaces = true
        _ = try await fixture.performOnDisk(.saveSessionAs(request))
        #expect((await fixture.document).id == SessionID("other"))
        #expect(try fixture.sessions.load(SessionID("other")).document.name == "New")
        let trash = fixture.directory + "/Sessions/.trash"
        #expect(try FileManager.default.contentsOfDirectory(atPath: trash).count == 1)
        await fixture.engine.stop()
    }

    /// The disk takes its time, and the band plays on.
    @Test func whatIsDoneMeanwhileGoesAlong() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        savingQueue.suspend()
        let answer = await fixture.ask(
            .library(.saveSessionAs(SessionSaveAsRequest(name: "One", session: SessionID("one"))))
        )
        let midi = fixture.directory + "/Sessions/test/late.mid"
        _ = FileManager.default.createFile(atPath: midi, contents: Data([7]))
        _ = try await fixture.perform(.trackFader(track: track, levelDecibels: -6))
        let late = Track(
            id: TrackID("late"),
            name: "Late",
            source: .notes(channels: [1], path: nil)
        )
        _ = try await fixture.perform(.edit(.addTrack(late, index: nil)))
        _ = await fixture.ask(
            .edit(.setSource(TrackID("late"), .notes(channels: [1], path: "late.mid")))
        )
        let other = SessionSaveAsRequest(name: "Two")
        #expect(await fixture.refusal(.saveSessionAs(other))?.code == .conflict)
        #expect(answer.result == nil)
        savingQueue.resume()
        for _ in 0..<5_000 where answer.result == nil {
            try await fixture.advance(frames: 64)
            try await Task.sleep(for: .milliseconds(1))
        }
        _ = try #require(answer.result).get()
        let document = await fixture.document
        #expect(document.id == SessionID("one") && document.tracks.count == 3)
        #expect(document.tracks[0].strip.faderDecibels == -6)
        let kept = try fixture.sessions.load(SessionID("one"))
        #expect(kept.document.tracks[0].strip.faderDecibels == 0, "as it was when it was asked for")
        #expect(try kept.readState(at: "late.mid") == [7])
        await fixture.engine.stop()
    }

    @Test func whatIsLoadedMeanwhileStaysLive() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try fixture.addSession(
            "other",
            #"{"version":1,"id":"other","name":"Old","tracks":[],"master":{}}"#
        )
        try await fixture.start()
        savingQueue.suspend()
        let saving = await fixture.ask(
            .library(.saveSessionAs(SessionSaveAsRequest(name: "One", session: SessionID("one"))))
        )
        let leaving = await fixture.ask(.library(.deleteSession(SessionID("other"))))
        let refused = await fixture.ask(.sessionLoad(SessionID("other")))
        if case .failure(let error)? = refused.result {
            #expect(error.code == .sessionNotFound, "it is on its way to the trash")
        } else {
            Issue.record("a session that is being deleted was loaded")
        }
        try fixture.addSession(
            "third",
            #"{"version":1,"id":"third","name":"3","tracks":[],"master":{}}"#
        )
        _ = try await fixture.perform(.sessionLoad(SessionID("third")))
        savingQueue.resume()
        for _ in 0..<5_000 where saving.result == nil || leaving.result == nil {
            try await fixture.advance(frames: 64)
            try await Task.sleep(for: .milliseconds(1))
        }
        guard case .failure(let error)? = saving.result else {
            Issue.record("another session went on as the one that was saved")
            return
        }
        #expect(error.code == .conflict && error.hint.contains("SESSION_LOAD"))
        #expect((await fixture.document).id == SessionID("third"))
        #expect(
            fixture.sessions.list().map(\.id.text) == ["one", "test", "third"],
            "it is saved all the same"
        )
        await fixture.engine.stop()
    }

    @Test func ofTwoWhoSaveAsOneIDOneGetsIt() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        let request = SessionSaveAsRequest(name: "One", session: SessionID("one"))
        let answers = [
            await fixture.ask(.library(.saveSessionAs(request)), from: "a"),
            await fixture.ask(.library(.saveSessionAs(request)), from: "b"),
            await fixture.ask(
                .library(.newSession(SessionNewRequest(name: "One", session: SessionID("one")))),
                from: "c"
            ),
        ]
        for _ in 0..<5_000 where answers.contains(where: { $0.result == nil }) {
            try await fixture.advance(frames: 64)
            try await Task.sleep(for: .milliseconds(1))
        }
        let codes = answers.map { answer -> ErrorCode? in
            if case .failure(let error)? = answer.result { error.code } else { nil }
        }
        #expect(codes == [nil, .conflict, .conflict])
        #expect((await fixture.document).id == SessionID("one"))
        await fixture.engine.stop()
    }

    @Test func whereNothingCanBeWrittenEverythingGoesOn() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        let before = await fixture.document
        // Even root cannot write beneath a file.
        let root = fixture.directory + "/Sessions"
        try FileManager.default.moveItem(atPath: root, toPath: root + "-away")
        try "".write(toFile: root, atomically: true, encoding: .utf8)
        let requests: [LibraryRequest] = [
            .saveSessionAs(SessionSaveAsRequest(name: "x")),
            .newSession(SessionNewRequest(name: "x")),
        ]
        for request in requests {
            let error = await fixture.refusal(request)
            #expect(error?.code == .engineError)
            #expect(error?.hint.contains("try again") == true)
        }
        #expect(await fixture.document == before)
        // The next one is not held up by the one that failed.
        try FileManager.default.removeItem(atPath: root)
        try FileManager.default.moveItem(atPath: root + "-away", toPath: root)
        _ = try await fixture.performOnDisk(.saveSessionAs(SessionSaveAsRequest(name: "x")))
        #expect((await fixture.document).id == SessionID("x"))
        await fixture.engine.stop()
    }

    @Test func whatIsJournaledOfSavingAsIsRenderedAgain() async throws {
        let fixture = try EngineFixture(session: Self.stateful) {
            $0.journalDirectory = $0.recordingsDirectory! + "-journals"
        }
        try await fixture.start()
        _ = try await fixture.perform(deep)
        _ = try await fixture.performOnDisk(
            .saveSessionAs(SessionSaveAsRequest(name: "Encore", session: SessionID("encore")))
        )
        let preset = PresetSaveRequest(track: track, insert: InsertID("state"), name: "Kept")
        _ = try await fixture.performOnDisk(.savePreset(preset), session: "encore")
        _ = try await fixture.perform(.trackFader(track: track, levelDecibels: -6))
        try await fixture.advance(frames: 4_096)
        await fixture.engine.stop()
        let root = fixture.directory + "/Recordings-journals"
        let name = try #require(FileManager.default.contentsOfDirectory(atPath: root).first)
        let text = try String(
            contentsOfFile: root + "/" + name + "/journal.ndjson",
            encoding: .utf8
        )
        #expect(text.contains("SESSION_SAVE_AS") && !text.contains("PRESET_SAVE"))
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
        #expect(again.last.map { $0 > 0.05 } == true)
    }
}

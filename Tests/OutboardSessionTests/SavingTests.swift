import Foundation
import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardStore
import Testing

@testable import OutboardSession

/// What is kept of a session, and what is refused before it becomes part of it.
@Suite(.serialized)
struct SavingTests {
    private let track = TrackID("in")
    private let gain = InsertID("gain")

    private func refusal(_ fixture: EngineFixture, _ request: Request) async -> RequestError? {
        do {
            _ = try await fixture.perform(request)
            return nil
        } catch {
            return error as? RequestError
        }
    }

    @Test func whatIsSavedIsThereAfterARestart() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        let inbox = Inbox()
        fixture.engine.attach("b", as: Principal(user: "bo", role: .owner)) { inbox.add($0) }
        _ = try await fixture.perform(.ping, from: "b")
        _ = try await fixture.perform(.trackFader(track: track, levelDecibels: -7.25, gesture: nil))
        // Still in the debouncer's window when the save is asked for.
        for value in [0.3, 0.6] {
            _ = await fixture.ask(
                .pluginParameter(
                    PluginParameterRequest(
                        track: track,
                        insert: gain,
                        parameter: "gain",
                        value: value
                    )
                )
            )
        }
        let answer = await fixture.ask(.sessionSave)
        for _ in 0..<2_000 where answer.result == nil {
            try await Task.sleep(for: .milliseconds(1))
        }
        let ack = try #require(answer.result).get()
        let path = try #require(ack.extra["path"]?.string)
        #expect(FileManager.default.fileExists(atPath: path + ".1"))
        let kept = try SessionStore(root: fixture.directory + "/Sessions").load(SessionID("test"))
        #expect(kept.document == (await fixture.document))
        #expect(kept.document.tracks[0].strip.faderDecibels == -7.25)
        #expect(kept.document.tracks[0].strip.inserts[0].parameters["gain"] == 0.6)
        let told = inbox.notifications.contains {
            if case .sessionSaved(let origin) = $0 {
                origin.revision == ack.revision
            } else {
                false
            }
        }
        #expect(told)
        await fixture.engine.stop()
    }

    @Test func savingWhereNothingCanBeWrittenSaysSo() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        _ = try await fixture.perform(.trackPan(track: track, pan: 0.5, gesture: nil))
        // Even root cannot write beneath a file.
        let directory = fixture.directory + "/Sessions/test"
        try FileManager.default.removeItem(atPath: directory)
        try "".write(toFile: directory, atomically: true, encoding: .utf8)
        let answer = await fixture.ask(.sessionSave)
        for _ in 0..<2_000 where answer.result == nil {
            try await Task.sleep(for: .milliseconds(1))
        }
        guard case .failure(let error) = try #require(answer.result) else {
            Issue.record("it was said to be saved")
            return
        }
        #expect(error.code == .engineError)
        #expect(error.message.contains("not saved"))
        await fixture.engine.stop()
    }

    @Test func whatCannotBeHadIsRefused() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        let file = Track(
            id: TrackID("new"),
            name: "New",
            source: .file(path: "nowhere.wav", loops: false)
        )
        let source = await refusal(fixture, .edit(.addTrack(file, index: nil)))
        #expect(source?.code == .invalidParameter)
        #expect(source?.field == "source")
        let sideChain = await refusal(
            fixture,
            .edit(.setSideChain(gain, strip: track, SideChain(strip: TrackID("other"))))
        )
        #expect(sideChain?.code == .invalidParameter)
        #expect(sideChain?.field == "side_chain")
        #expect((await fixture.document).tracks.count == 2)
        // What was wrong from the start is still known after edits.
        _ = try await fixture.perform(.edit(.setBypass(gain, strip: track, true)))
        let problems = await fixture.engine.health().problems
        #expect(problems.contains { $0.contains("gone") && $0.contains("placeholder") })
        await fixture.engine.stop()
    }

    @Test func whatIsOnlyHeardMakesNoRevision() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        let before = try await fixture.perform(.transportStop).revision
        for request in [Request.transportPlay, .transportLocate(seconds: 1)] {
            #expect(try await fixture.perform(request).revision == before)
        }
        let pan = try await fixture.perform(.trackPan(track: track, pan: 0.5, gesture: nil))
        #expect(try pan.revision == #require(before) + 1)
        await fixture.engine.stop()
    }

    @Test func fractionsOfBarsAreRefused() throws {
        for text in [
            #"{"type":"SONG_SET","data":{"signatures":[{"bar":0.5,"numerator":4,"denominator":4}]}}"#,
            #"{"type":"TRACK_MOVE","data":{"track_id":"a","index":1.5}}"#,
        ] {
            #expect(throws: Envelope.Fault.self) { try Envelope(reading: Array(text.utf8)) }
        }
    }
}

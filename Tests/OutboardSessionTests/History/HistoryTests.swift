import OutboardJSON
import OutboardModel
import OutboardProtocol
import Testing

@testable import OutboardSession

struct HistoryTests {
    private let track = TrackID("in")

    private func fixture() async throws -> EngineFixture {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        for user in ["ana", "ben"] {
            fixture.engine.attach(user, as: Principal(user: user, role: .owner)) { _ in }
        }
        return fixture
    }

    private func fader(_ level: Double, _ gesture: Gesture? = nil) -> Request {
        .trackFader(track: track, levelDecibels: level, gesture: gesture)
    }

    private func undo(_ count: Int = 1, force: Bool = false) -> Request {
        .undo(HistoryRequest(count: count, isForced: force))
    }

    private func steps(_ fixture: EngineFixture) async throws -> [JSONValue] {
        try await fixture.perform(.history(limit: 500), from: "ana").extra["steps"]?.array ?? []
    }

    private func level(_ fixture: EngineFixture) async -> Double? {
        await fixture.document.strip(track)?.faderDecibels
    }

    private func refusal(_ fixture: EngineFixture, _ request: Request, _ user: String) async
        -> RequestError?
    {
        do {
            _ = try await fixture.perform(request, from: user)
            return nil
        } catch { return error as? RequestError }
    }

    @Test func gestureIsOneStep() async throws {
        let fixture = try await fixture()
        _ = try await fixture.perform(fader(-1, .begin), from: "ana")
        for value in [-2.0, -3, -4] {
            _ = try await fixture.perform(fader(value), from: "ana")
            await fixture.wait(milliseconds: 2_000)
        }
        _ = try await fixture.perform(fader(-5, .end), from: "ana")
        // The next is another, however soon.
        _ = try await fixture.perform(fader(-6), from: "ana")
        #expect(try await steps(fixture).count == 2)
        _ = try await fixture.perform(undo(), from: "ana")
        #expect(await level(fixture) == -5)
        _ = try await fixture.perform(undo(), from: "ana")
        #expect(await level(fixture) == 0)
        let nothing = await refusal(fixture, undo(), "ana")
        #expect(nothing?.code == .conflict)
        _ = try await fixture.perform(.redo(HistoryRequest(count: 2)), from: "ana")
        #expect(await level(fixture) == -6)
        await fixture.engine.stop()
    }

    @Test(arguments: [(500, 1), (501, 2)])
    func looseChangesCloseToEachOtherAreOneStep(milliseconds: Int64, count: Int) async throws {
        let fixture = try await fixture()
        try await fixture.advance(frames: 64)
        _ = await fixture.ask(fader(-1), from: "ana")
        await fixture.wait(milliseconds: milliseconds)
        _ = await fixture.ask(fader(-2), from: "ana")
        #expect(try await steps(fixture).count == count)
        await fixture.engine.stop()
    }

    /// A switch is thrown, and not moved: each time counts.
    @Test func switchesAndEditsAreStepsOfTheirOwn() async throws {
        let fixture = try await fixture()
        for isMuted in [true, false] {
            _ = await fixture.ask(.trackMute(track: track, isMuted: isMuted), from: "ana")
        }
        for name in ["A", "B"] { _ = await fixture.ask(.edit(.rename(track, name)), from: "ana") }
        #expect(try await steps(fixture).count == 4)
        await fixture.engine.stop()
    }

    @Test func everybodyTakesBackTheirOwn() async throws {
        let fixture = try await fixture()
        _ = try await fixture.perform(fader(-10), from: "ana")
        _ = try await fixture.perform(.trackPan(track: track, pan: 0.5), from: "ben")
        _ = try await fixture.perform(.edit(.rename(track, "Voice")), from: "ben")
        let ack = try await fixture.perform(undo(), from: "ana")
        #expect(ack.extra["steps"]?.array?.first?["type"] == "TRACK_FADER")
        #expect(ack.status == .applied)
        #expect(await level(fixture) == 0)
        #expect(await fixture.document.strip(track)?.pan == 0.5)
        _ = try await fixture.perform(undo(2), from: "ben")
        #expect(await fixture.document.strip(track)?.pan == 0)
        #expect(await fixture.document.tracks[0].name == "In")
        let listed = try await steps(fixture)
        #expect(listed.map { $0["user_id"] } == ["ana", "ben", "ben"])
        #expect(listed.allSatisfy { $0["undone"] == true })
        #expect(listed[0]["subject"] == "strip/in/fader")
        #expect(listed[0]["text"] == "Track fader of In")
        await fixture.engine.stop()
    }

    @Test func whatSomebodyElseHasChangedSinceIsAConflict() async throws {
        let fixture = try await fixture()
        _ = try await fixture.perform(fader(-10), from: "ana")
        _ = try await fixture.perform(fader(-20), from: "ben")
        let refused = await refusal(fixture, undo(), "ana")
        #expect(refused?.code == .conflict)
        #expect(refused?.details?["changed_by"] == "ben")
        #expect(await level(fixture) == -20)
        _ = try await fixture.perform(undo(force: true), from: "ana")
        #expect(await level(fixture) == 0)
        // Ben's is beneath ana's now.
        let other = await refusal(fixture, undo(), "ben")
        #expect(other?.details?["changed_by"] == "ana")
        await fixture.engine.stop()
    }

    /// An insert contains its values: who takes it away again takes away what others did to it.
    @Test func partsAreOfTheSameAsTheWhole() async throws {
        let fixture = try await fixture()
        let plugin = PluginID(format: .lv2, "urn:outboard:fixture:gain")
        let added = Insert(id: InsertID("new"), name: "New", plugin: plugin)
        _ = try await fixture.perform(
            .edit(.addInsert(added, strip: track, index: nil)),
            from: "ana"
        )
        let set = PluginParameterRequest(
            track: track,
            insert: added.id,
            parameter: "gain",
            value: 0.5
        )
        _ = try await fixture.perform(.pluginParameter(set), from: "ben")
        let refused = await refusal(fixture, undo(), "ana")
        #expect(refused?.details?["changed_by"] == "ben")
        _ = try await fixture.perform(undo(), from: "ben")
        // Ben took it back, and that is a change, too.
        #expect(await refusal(fixture, undo(), "ana")?.code == .conflict)
        _ = try await fixture.perform(undo(force: true), from: "ana")
        #expect(await fixture.document.place(of: added.id) == nil)
        await fixture.engine.stop()
    }

    @Test func newChangeEndsWhatCouldBeDoneAgain() async throws {
        let fixture = try await fixture()
        _ = try await fixture.perform(fader(-10), from: "ana")
        _ = try await fixture.perform(undo(), from: "ana")
        _ = try await fixture.perform(.trackPan(track: track, pan: 1), from: "ben")
        _ = try await fixture.perform(.redo(HistoryRequest()), from: "ana")
        #expect(await level(fixture) == -10)
        _ = try await fixture.perform(undo(), from: "ana")
        _ = try await fixture.perform(.trackMute(track: track, isMuted: true), from: "ana")
        #expect(await refusal(fixture, .redo(HistoryRequest()), "ana")?.code == .conflict)
        #expect(try await steps(fixture).count == 2)
        await fixture.engine.stop()
    }

    @Test func moreThanThereIsSaysWhereItStopped() async throws {
        let fixture = try await fixture()
        _ = try await fixture.perform(fader(-10), from: "ana")
        _ = try await fixture.perform(.trackMute(track: track, isMuted: true), from: "ana")
        let ack = try await fixture.perform(undo(500), from: "ana")
        #expect(ack.extra["steps"]?.array?.count == 2)
        #expect(ack.extra["stopped"]?["code"] == "CONFLICT")
        #expect(await level(fixture) == 0)
        await fixture.engine.stop()
    }

    @Test func undoRightBehindAChangeMeansIt() async throws {
        let fixture = try await fixture()
        _ = try await fixture.perform(.trackPan(track: track, pan: 1), from: "ana")
        let parameter = PluginParameterRequest(
            track: track,
            insert: InsertID("gain"),
            parameter: "gain",
            value: 0.5
        )
        // Nothing is heard yet, and the second one waits in its window.
        _ = await fixture.ask(.pluginParameter(parameter), from: "ana")
        var held = parameter
        held.value = 0.25
        let waiting = await fixture.ask(.pluginParameter(held), from: "ana")
        let answer = await fixture.ask(undo(), from: "ana")
        for _ in 0..<4 { try await fixture.advance(frames: 512) }
        #expect(try waiting.result?.get().status == .applied)
        #expect(try answer.result?.get().status == .applied)
        let document = await fixture.document
        #expect(document.strip(track)?.inserts[0].parameters["gain"] == 1)
        #expect(document.strip(track)?.pan == 1)
        await fixture.engine.stop()
    }

    @Test func changeThatIsRefusedBehindItsBackIsNoStep() async throws {
        let fixture = try await fixture()
        _ = try await fixture.perform(fader(-10), from: "ana")
        try await fixture.advance(frames: 64)
        _ = await fixture.ask(.trackPan(track: track, pan: 1), from: "ana")
        await fixture.engine.refuseEverythingOnItsWay()
        #expect(try await steps(fixture).count == 1)
        // So is taking one back.
        _ = await fixture.ask(undo(), from: "ana")
        await fixture.engine.refuseEverythingOnItsWay()
        #expect(try await steps(fixture).first?["undone"] == false)
        #expect(await level(fixture) == -10)
        _ = try await fixture.perform(undo(), from: "ana")
        #expect(await level(fixture) == 0)
        await fixture.engine.stop()
    }

    @Test func transportNotesAndSavingAreNoSteps() async throws {
        let fixture = try await fixture()
        _ = try await fixture.perform(.transportStop, from: "ana")
        _ = try await fixture.perform(.transportLocate(seconds: 1), from: "ana")
        #expect(try await steps(fixture).isEmpty)
        #expect(await refusal(fixture, undo(), "ana")?.code == .conflict)
        await fixture.engine.stop()
    }

    @Test func limitsHold() {
        func steps(_ limits: History.Limits, _ count: Int, bytes: Int = 0) -> [UInt64] {
            var history = History(limits: limits)
            for group in 0..<UInt64(count) {
                let edit = DocumentEdit.rename(TrackID("t"), "N")
                let verb = EditDocument(
                    restoring: edit,
                    states: bytes > 0 ? [InsertID("i"): Array(repeating: 0, count: bytes)] : [:]
                )
                let kept = Kept(verb: verb)
                _ = history.note(kept, on: kept.subjects, by: "ana", group: group, text: "")
            }
            return history.steps.map(\.id)
        }
        #expect(History.Limits().steps == 500)
        #expect(steps(.init(steps: 3), 3) == [1, 2, 3])
        #expect(steps(.init(steps: 3), 4) == [2, 3, 4])
        #expect(steps(.init(steps: 0), 1) == [])
        #expect(steps(.init(bytes: 30), 3, bytes: 10) == [1, 2, 3])
        #expect(steps(.init(bytes: 29), 3, bytes: 10) == [2, 3])
        #expect(steps(.init(bytes: 0), 1, bytes: 10) == [])
    }

    /// Is its own inverse, so that what it keeps is what the test gave it.
    private struct Kept: Verb {
        let verb: EditDocument
        mutating func prepare(
            _ player: SessionPlayer,
            _ context: EditContext
        ) throws(RequestError) -> Preparation { Preparation() }
        func complete(_ session: LiveSession, _ origin: ChangeOrigin) -> Completion {
            Completion(notification: .transportChanged(origin))
        }
        var inverse: any Verb { verb }
        var subjects: Set<Subject> { [Subject("x")] }
        var kind: Request.Kind { .trackRename }
        var journaled: JSONObject? { nil }
    }
}

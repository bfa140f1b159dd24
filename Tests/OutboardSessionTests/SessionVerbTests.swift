import OutboardJSON
import OutboardModel
import OutboardProtocol
import Testing

@testable import OutboardSession

/// `SESSION_RENAME`, `PLUGIN_LIST`, `ENGINE_STATUS` and `PANIC`, asked of an engine.
struct SessionVerbTests {
    private func started() async throws -> (EngineFixture, Inbox) {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        let inbox = Inbox()
        fixture.engine.attach("ben", as: Principal(user: "ben", role: .owner)) { inbox.add($0) }
        fixture.engine.attach("ana", as: Principal(user: "ana", role: .owner)) { _ in }
        _ = await fixture.ask(.read(.sessions), from: "ben")
        return (fixture, inbox)
    }

    @Test func aSessionIsRenamedToldOfAndTakenBack() async throws {
        let (fixture, inbox) = try await started()
        let reader = StateReader("r")
        await reader.attach(to: fixture)
        let ack = try await fixture.perform(.edit(.renameSession("Friday")), from: "ana")
        #expect(ack.revision == 1)
        #expect(await fixture.document.name == "Friday")
        await fixture.wait(milliseconds: 20)
        let delta = try #require(reader.state.deltas.last)
        #expect(delta.patch.operations == [.replace(JSONPointer(["name"]), "Friday")])
        #expect(delta.changes.map(\.type) == ["SESSION_RENAME"])
        let told = inbox.notifications.compactMap { notification -> String? in
            guard case .sessionEdited(.renameSession(let name), let origin) = notification else {
                return nil
            }
            return name + " by " + origin.changedBy.user
        }
        #expect(told == ["Friday by ana"])
        // The id stays: it is the folder's name, and what everybody asks by.
        #expect(try await fixture.perform(.read(.session)).extra["session"]?["id"] == "test")
        _ = try await fixture.perform(.undo(HistoryRequest()), from: "ana")
        #expect(await fixture.document.name == "Test")
        _ = try await fixture.perform(.redo(HistoryRequest()), from: "ana")
        #expect(await fixture.document.name == "Friday")
        // A name changes nothing that sounds, so nobody's view of the structure is stale by it.
        #expect(DocumentEdit.renameSession("x").isOnlyValues)
        try await fixture.advance(frames: 512)
        #expect(fixture.output.allSatisfy { $0 == 0.5 })
        await fixture.engine.stop()
    }

    @Test func aNameOutlivesTheEngineWhereItIsSaved() async throws {
        let (fixture, _) = try await started()
        _ = try await fixture.perform(.edit(.renameSession("Friday")), from: "ana")
        let answer = await fixture.ask(.sessionSave)
        while answer.result == nil {
            await Task.yield()
            _ = await fixture.engine.engineState()
        }
        _ = try answer.result?.get()
        let rows = try await fixture.perform(.read(.sessions)).extra["sessions"]?.array
        #expect(rows?.first?["name"] == "Friday")
        _ = try await fixture.perform(.sessionLoad(SessionID("test")))
        #expect(await fixture.document.name == "Friday")
        await fixture.engine.stop()
    }

    private func heardGain(_ fixture: EngineFixture) async throws -> JSONValue {
        let path = ["tracks", "in", "inserts", "gain", "parameters", "gain", "value"]
        let session = try await fixture.engine.snapshot(of: SessionID("test")).session.json
        return try session.value(at: JSONPointer(path))
    }

    /// Values that wait when another session comes are answered too: whoever asked waits for it, with all that
    /// was asked behind it.
    @Test func anotherSessionLeavesNothingUnanswered() async throws {
        let (fixture, _) = try await started()
        func gain(_ value: Double) -> Request {
            .pluginParameter(
                PluginParameterRequest(
                    track: TrackID("in"),
                    insert: InsertID("gain"),
                    parameter: "gain",
                    value: value
                )
            )
        }
        // The first goes through, and the second waits for its time.
        let before = [
            await fixture.ask(gain(0.5), from: "ana"), await fixture.ask(gain(0.25), from: "ana"),
        ]
        let load = await fixture.ask(.sessionLoad(SessionID("test")), from: "ben")
        for _ in 0..<10 {
            try await fixture.advance(frames: 512)
            await fixture.wait(milliseconds: 10)
        }
        for answer in before + [load] { _ = try #require(answer.result).get() }
        // They were the old session's.
        #expect(try await heardGain(fixture) == 1)
        // On its way, and not heard yet: what is moved now is the new one's.
        let next = await fixture.ask(.sessionLoad(SessionID("test")), from: "ben")
        let after = [
            await fixture.ask(gain(0.75), from: "ana"), await fixture.ask(gain(0.5), from: "ana"),
        ]
        for _ in 0..<10 {
            try await fixture.advance(frames: 512)
            await fixture.wait(milliseconds: 10)
        }
        for answer in [next] + after { _ = try #require(answer.result).get() }
        #expect(try await heardGain(fixture) == 0.5)
        await fixture.engine.stop()
    }

    @Test func pluginsAreListedWithWhatTheyAre() async throws {
        let (fixture, _) = try await started()
        let answer = await fixture.ask(.read(.plugins))
        // It is answered by the catalogue's own thread.
        for _ in 0..<100_000 where answer.result == nil { await Task.yield() }
        while answer.result == nil { try await Task.sleep(for: .milliseconds(10)) }
        let extra = try #require(try answer.result?.get()).extra
        let rows = try #require(extra["plugins"]?.array)
        let gain = try #require(rows.first { $0["id"] == "urn:outboard:fixture:gain" })
        #expect(gain["format"] == "lv2")
        #expect((gain["audio_inputs"]?.number ?? 0) >= 1)
        #expect((gain["parameters"]?.number ?? 0) >= 1)
        #expect(extra["blocked"] == .array([]))
        #expect(!rows.contains { $0["id"] == "urn:outboard:not-there" })
        await fixture.engine.stop()
    }

    @Test func statusCountsWhoIsConnected() async throws {
        let (fixture, _) = try await started()
        func connections() async throws -> JSONValue? {
            try await fixture.perform(.read(.engine)).extra["health"]?["connections"]
        }
        #expect(try await connections() == 0)
        let line = Traffic.Line()
        fixture.engine.traffic.open(line)
        #expect(try await connections() == 1)
        fixture.engine.traffic.close(line)
        fixture.engine.traffic.close(line)
        #expect(try await connections() == 0)
        await fixture.engine.stop()
    }

    @Test func panicIsNobodysEditAndIsToldToAll() async throws {
        let (fixture, inbox) = try await started()
        _ = try await fixture.perform(.trackPan(track: TrackID("in"), pan: 0.5), from: "ana")
        let before = try await fixture.engine.snapshot(of: SessionID("test"))
        // Twice is as good as once.
        for _ in 0..<2 { _ = try await fixture.perform(.panic(isOff: false), from: "ben") }
        try await fixture.advance(frames: 1_024)
        #expect(fixture.output.suffix(64).allSatisfy { $0 == 0 })
        let after = try await fixture.engine.snapshot(of: SessionID("test"))
        #expect(after.revision == before.revision && after.session == before.session)
        // Edits go on behind it, and are not heard.
        _ = try await fixture.perform(.trackPan(track: TrackID("in"), pan: -1), from: "ana")
        try await fixture.advance(frames: 1_024)
        #expect(fixture.output.suffix(64).allSatisfy { $0 == 0 })
        // What is taken back is the edit, and not the panic.
        _ = try await fixture.perform(.undo(HistoryRequest()), from: "ana")
        #expect(await fixture.engine.engineState().isPanicking)
        _ = try await fixture.perform(.panic(isOff: true), from: "ben")
        try await fixture.advance(frames: 2_048)
        #expect(fixture.output.suffix(64).allSatisfy { $0 > 0 })
        let told = inbox.notifications.compactMap { notification -> Bool? in
            if case .engineState(let state) = notification { state.isPanicking } else { nil }
        }
        #expect(told.contains(true) && told.last == false)
        await fixture.engine.stop()
    }
}

import JSONPatchJudge
import OutboardJSON
import OutboardModel
import OutboardProtocol
import Testing

@testable import OutboardSession

struct StateTests {
    private func seed() -> UInt64 {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        return seed
    }

    private func gain(_ value: Double) -> Request {
        .pluginParameter(
            PluginParameterRequest(
                track: TrackID("in"),
                insert: InsertID("gain"),
                parameter: "gain",
                value: value
            )
        )
    }

    /// What is in the document is what clients have made of snapshots and deltas.
    private func check(
        _ fixture: EngineFixture,
        _ readers: [StateReader],
        _ comment: Comment
    ) async throws {
        for _ in 0..<8 {
            try await fixture.advance(frames: 512)
            await fixture.wait(milliseconds: 20)
        }
        let id = await fixture.document.id
        let mirror = try await fixture.engine.snapshot(of: id)
        let truth = await fixture.engine.freshSnapshot
        #expect(mirror.session == truth, comment)
        let text = mirror.session.json.compactText
        let wire = try JSONValue(parsing: Array(text.utf8), limits: .file)
        for reader in readers {
            #expect(reader.state.session == wire, comment)
            #expect(reader.state.revision == mirror.revision, comment)
            #expect(reader.state.epoch == mirror.epoch, comment)
        }
    }

    @Test func deltasMakeTheStateOfEverySnapshot() async throws {
        let seed = seed()
        var requests = RandomRequests(seed: seed)
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        let first = StateReader("first")
        await first.attach(to: fixture)
        var readers = [first]
        for round in 0..<40 {
            for _ in 0..<10 {
                _ = await fixture.ask(requests.request())
                if Bool.random(using: &requests.random) { try await fixture.advance(frames: 64) }
                if Int.random(in: 0..<3, using: &requests.random) == 0 {
                    await fixture.wait(milliseconds: 5)
                }
            }
            if round % 10 == 5 {
                let late = StateReader("late\(round)")
                await late.attach(to: fixture)
                readers.append(late)
            }
            try await check(fixture, readers, "seed \(seed), round \(round)")
        }
        #expect(first.state.snapshotCount == 1)
        // Another's library makes the same of it.
        let told: JSONValue = [
            "document": first.state.firstSession ?? .null,
            "patches": .array(first.state.deltas.map(\.patch.json)),
            "result": first.state.session ?? .null,
        ]
        #expect(try jsonPatchVerdict([told.compactText]) == "1", "seed \(seed)")
        #expect(first.state.deltas.count > 40)
        await fixture.engine.stop()
    }

    @Test func parameterIsAFewOperations() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        let reader = StateReader("r")
        await reader.attach(to: fixture)
        let ack = try await fixture.perform(gain(0.5), from: "ana")
        await fixture.wait(milliseconds: 20)
        let delta = try #require(reader.state.deltas.last)
        #expect(delta.to == ack.revision)
        let change = StateDelta.Change(
            revision: delta.to,
            changedBy: ChangedBy(user: "", connection: "ana"),
            requestID: "1",
            type: "PLUGIN_PARAMETER"
        )
        #expect(delta.changes == [change])
        let path = ["tracks", "in", "inserts", "gain", "parameters", "gain"]
        let known = Set(["value", "normalized_value", "text"].map { JSONPointer(path + [$0]) })
        for operation in delta.patch.operations {
            guard case .replace(let pointer, _) = operation else {
                Issue.record("\(operation)")
                continue
            }
            #expect(known.contains(pointer))
        }
        #expect(
            reader.state.session.flatMap { try? $0.value(at: JSONPointer(path + ["value"])) } == 0.5
        )
        await fixture.engine.stop()
    }

    @Test func thereIsOneDeltaInSixteenMilliseconds() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        let reader = StateReader("r")
        await reader.attach(to: fixture)
        await fixture.wait(milliseconds: 100)
        for step in 0..<40 {
            _ = await fixture.ask(.trackPan(track: TrackID("in"), pan: Double(step) / 40))
            try await fixture.advance(frames: 64)
            await fixture.wait(milliseconds: 4)
        }
        await fixture.wait(milliseconds: 16)
        // 160 ms and the first.
        #expect((9...12).contains(reader.state.deltas.count), "\(reader.state.deltas.count)")
        #expect(reader.state.revision == 40)
        await fixture.engine.stop()
    }

    /// No client hears of an edit before its author has the answer, nor of one behind an edit that is open.
    @Test func acknowledgementComesBeforeTheDelta() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        let reader = StateReader("r")
        await reader.attach(to: fixture)
        let open = await fixture.ask(.trackPan(track: TrackID("in"), pan: 0.5))
        await fixture.wait(milliseconds: 50)
        #expect(open.result == nil)
        #expect(reader.state.deltas.isEmpty)
        // A send to where it is needs nobody's report, and is behind the open one all the same.
        let placeholder = Request.edit(.setBypass(InsertID("gone"), strip: TrackID("other"), true))
        _ = await fixture.ask(placeholder)
        await fixture.wait(milliseconds: 50)
        #expect(reader.state.revision == 0)
        try await check(fixture, [reader], "both")
        #expect(reader.state.revision == 2)
        await fixture.engine.stop()
    }

    @Test func refusedEditsLeaveNoTrace() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        let reader = StateReader("r")
        await reader.attach(to: fixture)
        let before = reader.state.session
        let wrong: [Request] = [
            gain(11), .trackFader(track: TrackID("nobody"), levelDecibels: 0),
            .edit(.removeTrack(TrackID("nobody"))),
            .edit(.all([.rename(TrackID("in"), "X"), .removeBus(TrackID("in"))])),
        ]
        for request in wrong { _ = await fixture.ask(request) }
        try await check(fixture, [reader], "refused")
        #expect(reader.state.session == before)
        #expect(reader.state.revision == 0)
        await fixture.engine.stop()
    }

    /// A command that the render thread refuses is taken back, and clients are told what stands.
    @Test func editThatIsTakenBackIsTakenBackForClients() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        let reader = StateReader("r")
        await reader.attach(to: fixture)
        try await fixture.advance(frames: 64)
        let moved = await fixture.ask(gain(0.25))
        await fixture.engine.refuseEverythingOnItsWay()
        #expect(throws: RequestError.self) { try moved.result?.get() }
        try await check(fixture, [reader], "taken back")
        let path = JSONPointer(["tracks", "in", "inserts", "gain", "parameters", "gain", "value"])
        #expect(reader.state.session.flatMap { try? $0.value(at: path) } == 1)
        await fixture.engine.stop()
    }

    @Test func otherSessionIsAnotherEpoch() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        try fixture.addSession(
            "next",
            gainSession.replacing("\"id\":\"test\"", with: "\"id\":\"next\"")
        )
        let reader = StateReader("r")
        await reader.attach(to: fixture)
        let before = reader.state
        _ = await fixture.ask(.trackPan(track: TrackID("in"), pan: 0.5))
        _ = try await fixture.perform(.sessionLoad(SessionID("next")))
        try await check(fixture, [reader], "next")
        #expect(reader.state.snapshotCount == 2)
        #expect(reader.state.epoch != before.epoch)
        #expect(reader.state.session?["id"] == "next")
        await fixture.engine.stop()
    }

    @Test func whoHasLostItsPlaceGetsTheWhole() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        let reader = StateReader("r")
        await reader.attach(to: fixture)
        _ = try await fixture.perform(.trackPan(track: TrackID("in"), pan: 0.5))
        let answer = await fixture.ask(.resync, from: "r")
        #expect(try answer.result?.get().revision == 1)
        #expect(reader.state.snapshotCount == 2)
        try await check(fixture, [reader], "resync")
        fixture.engine.attach("plain", as: Principal(user: "p", role: .owner)) { _ in }
        let refused = await fixture.ask(.resync, from: "plain")
        #expect(throws: RequestError.self) { try refused.result?.get() }
        await fixture.engine.stop()
    }
}

extension Engine {
    /// The session anew, with the places that the mirror has.
    var freshSnapshot: SessionSnapshot {
        player!.capture.snapshot(after: state!.mirror.session, [:])
    }

    /// As if no plan had the plugins of any command that is on its way.
    func refuseEverythingOnItsWay() {
        for sequence in editOfCommand.keys.sorted() { note(sequence: sequence, applied: nil) }
    }
}

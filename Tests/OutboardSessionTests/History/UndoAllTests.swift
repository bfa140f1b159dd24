import JSONPatchJudge
import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardStore
import Testing

@testable import OutboardSession

/// Everything that people did is taken back, and done again.
@Suite(.serialized)
struct UndoAllTests {
    private let all = HistoryRequest(count: 500)

    @Test func undoAllIsTheStartAndRedoAllIsTheEnd() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var requests = RandomRequests(seed: seed)
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        let reader = StateReader("reader")
        await reader.attach(to: fixture)
        fixture.engine.attach("ana", as: Principal(user: "ana", role: .owner)) { _ in }
        let start = await fixture.document
        for _ in 0..<150 {
            _ = await fixture.ask(requests.request(), from: "ana")
            try await fixture.advance(frames: 512)
            if Bool.random(using: &requests.random) { await fixture.wait(milliseconds: 300) }
        }
        let end = await fixture.document
        for _ in 0..<2 {
            _ = try await fixture.perform(.undo(all), from: "ana")
            #expect(same(await fixture.document, start), "seed \(seed)")
            _ = try await fixture.perform(.redo(all), from: "ana")
            #expect(same(await fixture.document, end), "seed \(seed)")
        }
        for _ in 0..<8 {
            try await fixture.advance(frames: 512)
            await fixture.wait(milliseconds: 20)
        }
        let truth = await fixture.engine.freshSnapshot
        #expect(try await fixture.engine.snapshot(of: SessionID("test")).session == truth)
        // What clients were told of it makes the same, by another's library too.
        let known = reader.state
        #expect(known.snapshotCount == 1)
        #expect(known.revision > 0 && known.deltas.count > 4)
        let text = truth.json.compactText
        #expect(try known.session == JSONValue(parsing: Array(text.utf8), limits: .file))
        let told: JSONValue = [
            "document": known.firstSession ?? .null,
            "patches": .array(known.deltas.map(\.patch.json)), "result": known.session ?? .null,
        ]
        #expect(try jsonPatchVerdict([told.compactText]) == "1", "seed \(seed)")
        await fixture.engine.stop()
    }

    /// Curves have no order, and a value that the document did not have is one at its default.
    private func same(_ left: SessionDocument, _ right: SessionDocument) -> Bool {
        normal(left) == normal(right)
    }

    private func normal(_ document: SessionDocument) -> SessionDocument {
        var document = document
        document.automation.sort { $0.target.key < $1.target.key }
        return document
    }

    private static let session = """
        {"version":1,"id":"test","name":"Test","tracks":[
          {"id":"in","name":"In","source":{"kind":"none"},
           "inserts":[{"id":"state","name":"State",
             "plugin":{"format":"lv2","id":"urn:outboard:fixture:state"}}],
           "sends":[{"id":"s","bus":"verb","level_decibels":-7}]}],
         "buses":[{"id":"verb","name":"Verb"}],
         "automation":[{"track":"in","control":"pan","points":[[0,0.5],[1,0.5]]}],
         "master":{}}
        """

    /// What a removal takes with it comes back: values, the plugin's state, sends and curves.
    @Test(arguments: [
        DocumentEdit.removeTrack(TrackID("in")),
        .removeInsert(InsertID("state"), strip: TrackID("in")),
        .all([.removeBus(TrackID("verb")), .removeTrack(TrackID("in"))]),
    ]) func removalIsTakenBackWhole(removal: DocumentEdit) async throws {
        let fixture = try EngineFixture(session: Self.session)
        try await fixture.start()
        let load = PresetLoadRequest(
            track: TrackID("in"),
            insert: InsertID("state"),
            preset: PresetID("urn:outboard:fixture:state-deep")
        )
        _ = try await fixture.perform(.presetLoad(load), from: "ana")
        try await fixture.advance(frames: 4_096)
        let heard = try #require(fixture.output.last)
        #expect(heard > 0.05)
        let before = await fixture.document
        let state = try await fixture.engine.state(of: InsertID("state"))
        #expect(state?.isEmpty == false)
        _ = try await fixture.perform(.edit(removal), from: "ana")
        try await fixture.advance(frames: 4_096)
        #expect(fixture.output.last == 0)
        _ = try await fixture.perform(.undo(HistoryRequest()), from: "ana")
        try await fixture.advance(frames: 4_096)
        #expect(await fixture.document == before)
        #expect(try await fixture.engine.state(of: InsertID("state")) == state)
        #expect(abs(try #require(fixture.output.last) - heard) < 1e-6)
        // Once more, by the other way round.
        _ = try await fixture.perform(.redo(HistoryRequest()), from: "ana")
        _ = try await fixture.perform(.undo(HistoryRequest()), from: "ana")
        try await fixture.advance(frames: 4_096)
        #expect(abs(try #require(fixture.output.last) - heard) < 1e-6)
        await fixture.engine.stop()
    }
}

extension Engine {
    fileprivate func state(of insert: InsertID) throws -> [UInt8]? {
        try player!.session.insert(insert)?.currentState()
    }
}

import Foundation
import OutboardModel
import Testing

@testable import OutboardStore

/// States of plugins are saved with the session that names them, or not at all.
@Suite struct StateSavingTests {
    private let insert = InsertID("eq/1")

    private func document() -> SessionDocument {
        var document = SessionDocument(id: TemporarySession.id, name: "S")
        let plugin = Insert(id: insert, name: "EQ", plugin: PluginID(format: .lv2, "urn:x:eq"))
        document.tracks = [
            Track(
                id: TrackID("a"),
                name: "A",
                source: .none,
                strip: Strip(inserts: [plugin])
            )
        ]
        return document
    }

    private func save(_ state: [UInt8], in session: TemporarySession) throws -> SessionDocument {
        let bundle = SessionBundle(directory: session.directory, document: document())
        return try session.store.save(bundle.replacing(document(), states: [insert: state]))
    }

    private func states(of session: TemporarySession) -> [String] {
        directoryEntries(session.directory + "/state")
    }

    @Test func stateComesBackWithTheSession() throws {
        let session = try TemporarySession()
        let saved = try save([1, 2, 3], in: session)
        let loaded = try session.store.load(TemporarySession.id)
        #expect(loaded.document == saved)
        let plugin = try #require(loaded.document.tracks[0].strip.inserts.first)
        #expect(plugin.statePath?.hasPrefix("state/eq_1-") == true)
        #expect(try loaded.state(of: plugin) == [1, 2, 3])
        #expect(try loaded.readingStates.states == [insert: [1, 2, 3]])
    }

    @Test func stateOfTheSessionBeforeIsKeptAndOlderOnesGo() throws {
        let session = try TemporarySession()
        let first = try save([1], in: session)
        let second = try save([2], in: session)
        #expect(states(of: session).count == 2)
        try "mine".write(
            toFile: session.directory + "/state/mine.state",
            atomically: true,
            encoding: .utf8
        )
        let third = try save([3], in: session)
        let names = [second, third].compactMap { $0.tracks[0].strip.inserts[0].statePath }
        #expect(Set(states(of: session).map { "state/" + $0 }) == Set(names + ["state/mine.state"]))
        #expect(!names.contains(try #require(first.tracks[0].strip.inserts[0].statePath)))
    }

    @Test func sameStateIsOneFile() throws {
        let session = try TemporarySession()
        #expect(try save([1], in: session) == save([1], in: session))
        #expect(states(of: session).count == 1)
    }

    @Test func stateThatCannotBeWrittenLeavesTheSessionAsItWas() throws {
        let session = try TemporarySession()
        try "".write(toFile: session.directory + "/state", atomically: true, encoding: .utf8)
        #expect(throws: StoreError.self) { try save([1], in: session) }
        #expect(try session.names() == ["state"])
    }
}

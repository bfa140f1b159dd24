import Foundation
import OutboardHost
import OutboardHostLV2
import OutboardModel
import OutboardProtocol
import OutboardStore
import Testing

@testable import OutboardSession

/// Sessions that are made and deleted while one plays.
@Suite(.serialized)
struct LibrarySessionTests {
    private let track = TrackID("in")

    // MARK: New

    @Test func aNewSessionIsLiveAndEmpty() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        let inbox = try await fixture.inbox()
        let ack = try await fixture.performOnDisk(
            .newSession(SessionNewRequest(name: "Пятница, поздно"))
        )
        let id = try #require(ack.extra["session_id"]?.string)
        #expect(LibraryID.isSafe(id))
        #expect(id != "session", "other scripts are spelled in ours")
        #expect(ack.appliedAtFrame != nil)
        let document = await fixture.document
        #expect(document.id == SessionID(id))
        #expect(document.name == "Пятница, поздно")
        #expect(document.tracks.count == 1 && document.buses.isEmpty)
        let snapshot = try await fixture.engine.snapshot(of: SessionID(id))
        #expect(snapshot.session.tracks.values.first?.channels == 2)
        #expect(try fixture.sessions.load(SessionID(id)).document == document)
        try await fixture.advance(frames: 4_096)
        #expect(fixture.output.last == 0, "nothing is plugged in")
        #expect(fixture.output.roughness < 0.01)
        #expect(inbox.libraryChanges == ["session \(id) added Пятница, поздно"])
        let listed = await fixture.engine.sessions()
        #expect(listed.map(\.isLive) == [true, false] || listed.map(\.isLive) == [false, true])
        #expect(listed.first(where: \.isLive)?.name == "Пятница, поздно")
        await fixture.engine.stop()
    }

    @Test func aNewSessionThatIsNotOpenedChangesNothing() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try await fixture.start()
        let before = await fixture.document
        let request = SessionNewRequest(name: "Other", session: SessionID("other"), opens: false)
        let ack = try await fixture.performOnDisk(.newSession(request))
        #expect(ack.extra["session_id"] == "other")
        #expect(ack.extra["path"]?.string == fixture.directory + "/Sessions/other")
        #expect(await fixture.document == before)
        #expect(await fixture.engine.sessions().map(\.id.text) == ["other", "test"])
        let taken = await fixture.refusal(.newSession(request))
        #expect(taken?.code == .conflict)
        #expect(taken?.field == "session_id")
        for bad in [".trash", "../x", "a/b", "é"] {
            let request = SessionNewRequest(name: "x", session: SessionID(bad))
            #expect(
                await fixture.refusal(.newSession(request))?.code == .invalidParameter,
                "\(bad)"
            )
        }
        let free = try await fixture.performOnDisk(
            .newSession(SessionNewRequest(name: "Other", opens: false))
        )
        #expect(free.extra["session_id"] == "other-2")
        await fixture.engine.stop()
    }

    // MARK: Delete, and what lists say

    @Test func whatIsDeletedIsInTheTrashAndTheLiveOneIsNot() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try fixture.addSession(
            "other",
            #"{"version":1,"id":"other","name":"Old","tracks":[],"master":{}}"#
        )
        try await fixture.start()
        let inbox = try await fixture.inbox()
        let live = await fixture.refusal(.deleteSession(SessionID("test")))
        #expect(live?.code == .conflict)
        #expect(live?.hint.contains("Load another") == true)
        let ack = try await fixture.performOnDisk(.deleteSession(SessionID("other")))
        let place = try #require(ack.extra["path"]?.string)
        #expect(place.hasPrefix(fixture.directory + "/Sessions/.trash/other-2"))
        #expect(FileManager.default.fileExists(atPath: place + "/session.json"))
        #expect(inbox.libraryChanges == ["session other removed Old"])
        for gone in ["other", "..", ".trash", "nowhere"] {
            let error = await fixture.refusal(.deleteSession(SessionID(gone)))
            #expect(error?.code == .sessionNotFound, "\(gone)")
        }
        #expect(await fixture.engine.sessions().map(\.id.text) == ["test"])
        await fixture.engine.stop()
    }

    @Test func whatWasDeletedComesBackAndEverybodyHearsOfIt() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try fixture.addSession(
            "other",
            #"{"version":1,"id":"other","name":"Old","tracks":[],"master":{}}"#
        )
        try await fixture.start()
        let inbox = try await fixture.inbox()
        _ = try await fixture.performOnDisk(.deleteSession(SessionID("other")))
        let entry = try #require(fixture.engine.trash().first)
        #expect(entry.kind == .session && entry.id == "other")
        let request = TrashRestoreRequest(.session, name: entry.name)
        let ack = try await fixture.performOnDisk(.bringBack(request))
        #expect(ack.extra["id"] == "other")
        #expect(ack.extra["path"]?.string == fixture.directory + "/Sessions/other")
        #expect(inbox.libraryChanges == ["session other removed Old", "session other added Old"])
        #expect(await fixture.engine.sessions().map(\.id.text) == ["other", "test"])
        #expect(fixture.engine.trash().isEmpty)
        let gone = await fixture.refusal(.bringBack(request))
        #expect(gone?.code == .sessionNotFound)
        #expect(gone?.hint.contains("TRASH_LIST") == true)
        // The live session's id is taken, and another one is not.
        _ = try await fixture.performOnDisk(.deleteSession(SessionID("other")))
        var again = TrashRestoreRequest(.session, name: fixture.engine.trash()[0].name, id: "test")
        #expect(await fixture.refusal(.bringBack(again))?.code == .conflict)
        again.id = "../x"
        #expect(await fixture.refusal(.bringBack(again))?.code == .invalidParameter)
        again.id = "new"
        _ = try await fixture.performOnDisk(.bringBack(again))
        #expect(try fixture.sessions.load(SessionID("new")).document.name == "Old")
        await fixture.engine.stop()
    }

    @Test func listsHaveTheNameThatTheLiveSessionHasNow() async throws {
        let fixture = try EngineFixture(session: gainSession)
        try fixture.addSession(
            "other",
            #"{"version":1,"id":"other","name":"Old","tracks":[],"master":{}}"#
        )
        try await fixture.start()
        let inbox = try await fixture.inbox(.identified)
        _ = try await fixture.perform(.edit(.renameSession("Friday")))
        _ = try await fixture.perform(.trackPan(track: track, pan: 0.5))
        #expect(await fixture.engine.sessions().map(\.name) == ["Old", "Friday"])
        _ = try await fixture.perform(.undo(HistoryRequest(count: 2)))
        _ = try await fixture.perform(.edit(.renameSession("Saturday")))
        // It was not saved, so it is called as it was.
        _ = try await fixture.perform(.sessionLoad(SessionID("other")))
        #expect(await fixture.engine.sessions().map(\.name) == ["Old", "Test"])
        #expect(
            inbox.libraryChanges == [
                "session test changed Friday", "session test changed Test",
                "session test changed Saturday", "session test changed -",
            ]
        )
        await fixture.engine.stop()
    }
}

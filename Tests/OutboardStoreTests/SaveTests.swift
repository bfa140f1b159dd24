import Foundation
import OutboardModel
import Testing

@testable import OutboardStore

struct SaveTests {
    private func document(_ name: String) -> SessionDocument {
        SessionDocument(id: TemporarySession.id, name: name)
    }

    @Test func onePreviousDocumentIsKept() throws {
        let session = try TemporarySession()
        try session.save(document("1"))
        #expect(try session.names() == ["session.json"])
        try session.save(document("2"))
        try session.save(document("3"))
        #expect(try session.names() == ["session.json", "session.json.1"])
        #expect(try session.load().name == "3")
        #expect(try session.text(session.previousPath).contains("\"name\": \"2\""))
    }

    @Test func savingTwiceKeepsTheOneBefore() throws {
        let session = try TemporarySession()
        for name in ["1", "2", "2"] { try session.save(document(name)) }
        #expect(try session.text(session.previousPath).contains("\"name\": \"1\""))
    }

    @Test func whatPeopleWroteIsKeptToTheLetter() throws {
        let text = "{\"version\":1, \"id\":\"s\", \"name\":\"S\", \"tracks\":[], \"master\":{}}"
        let session = try TemporarySession(text)
        try session.save(document("2"))
        #expect(try session.text(session.previousPath) == text)
    }

    @Test func aBrokenFileIsReplacedAndKept() throws {
        let session = try TemporarySession("{")
        try session.save(document("2"))
        #expect(try session.load().name == "2")
        #expect(try session.text(session.previousPath) == "{")
    }

    @Test(arguments: [0o600, 0o640, 0o644])
    func permissionsStay(mode: Int) throws {
        let session = try TemporarySession("{}")
        chmod(session.path, mode_t(mode))
        try session.save(document("2"))
        for path in [session.path, session.previousPath] {
            let found = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
            #expect((found as? NSNumber)?.intValue == mode)
        }
    }

    // MARK: What fails

    /// Expects a save to fail and to leave everything as it was.
    private func expectRefused(
        _ session: TemporarySession,
        _ document: SessionDocument,
        _ code: StoreError.Code,
        naming part: String = ""
    ) throws {
        let names = try session.names()
        let before = try session.text(session.path)
        do {
            try session.save(document)
            Issue.record("it was saved")
        } catch {
            #expect(error.code == code)
            #expect("\(error)".contains(part), "\(error)")
        }
        #expect(try session.text(session.path) == before)
        #expect(try session.names() == names)
    }

    @Test func aReadOnlyDirectoryLeavesTheOldFile() throws {
        let session = try TemporarySession()
        try session.save(document("1"))
        chmod(session.directory, 0o555)
        try withoutPrivileges {
            try expectRefused(session, document("2"), .unwritable, naming: "denied")
        }
        #expect(try session.load().name == "1")
    }

    @Test func aNameThatCannotBeTakenLeavesTheOldFile() throws {
        let session = try TemporarySession()
        try session.save(document("1"))
        try FileManager.default.createDirectory(
            atPath: session.previousPath,
            withIntermediateDirectories: false
        )
        try expectRefused(session, document("2"), .unwritable, naming: "session.json.1")
    }

    @Test func aDirectoryThatIsGoneIsAnError() throws {
        let session = try TemporarySession()
        try FileManager.default.removeItem(atPath: session.directory)
        #expect(throws: StoreError.self) { try session.save(document("1")) }
        #expect(!FileManager.default.fileExists(atPath: session.directory))
    }

    @Test func whatIsNoFileIsNotReplaced() throws {
        let session = try TemporarySession()
        try FileManager.default.createDirectory(
            atPath: session.path,
            withIntermediateDirectories: false
        )
        #expect(throws: StoreError.self) { try session.save(document("1")) }
        #expect(try session.names() == ["session.json"])
    }

    @Test func anotherSessionIsNotSavedHere() throws {
        let session = try TemporarySession()
        try session.save(document("1"))
        try expectRefused(
            session,
            SessionDocument(id: SessionID("t"), name: "T"),
            .malformed,
            naming: "\"t\""
        )
    }

    @Test func whatCouldNotBeReadBackIsNotSaved() throws {
        let session = try TemporarySession()
        try session.save(document("1"))
        var dangling = document("2")
        dangling.master.sends = [Send(id: SendID("s"), bus: TrackID("gone"))]
        try expectRefused(session, dangling, .malformed, naming: "master.sends[0].bus")
        var loud = document("2")
        loud.master.faderDecibels = 11
        try expectRefused(session, loud, .malformed, naming: "master.level_decibels")
        for number in [Double.nan, .infinity] {
            var endless = document("2")
            endless.master.faderDecibels = number
            try expectRefused(session, endless, .malformed, naming: "finite")
        }
    }

    @Test func aDocumentAtTheLimitOfSizeIsSavedAndNoLargerOne() throws {
        let session = try TemporarySession()
        // A text has a limit of its own, so the size is made of many.
        var large = document("")
        large.tracks = (0..<31).map {
            Track(id: TrackID("\($0)"), name: String(repeating: "x", count: 1 << 19))
        }
        let rest = SessionBundle.documentBytesMax - large.json.canonicalText.utf8.count
        #expect(rest > 0 && rest < 1 << 20)
        large.name = String(repeating: "x", count: rest)
        try session.save(large)
        large.name += "x"
        try expectRefused(session, large, .malformed, naming: "larger")
    }

    /// Runs with the rights of nobody in particular: permissions do not bind the superuser. On Linux the
    /// identity towards files is the thread's own, so the other tests keep theirs.
    private func withoutPrivileges(_ body: () throws -> Void) throws {
        guard geteuid() == 0 else { return try body() }
        typealias SetIdentity = @convention(c) (uid_t) -> Int32
        let symbol = try #require(dlsym(nil, "setfsuid"))
        let setIdentity = unsafeBitCast(symbol, to: SetIdentity.self)
        _ = setIdentity(65_534)
        defer { _ = setIdentity(0) }
        try body()
    }
}

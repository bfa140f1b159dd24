import Foundation
import OutboardModel
import Testing

@testable import OutboardStore

/// Sessions that come and go: all of one or nothing, and never two of one id.
struct LibraryStoreTests {
    private let stamp = "2026-11-21T17-30-05Z"

    private func document(_ name: String = "N") -> SessionDocument {
        SessionDocument(id: SessionID(""), name: name)
    }

    private func names(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    private func put(_ text: String, _ path: String) throws {
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent,
            withIntermediateDirectories: true
        )
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    @Test func idsThatAreSafe() {
        for id in ["a", "A1", "demo.2", "a-b_c", "0", String(repeating: "x", count: 64)] {
            #expect(LibraryID.isSafe(id), "\(id)")
        }
        for id in [
            "", ".", "..", ".trash", "-a", "_a", "a/b", "a b", "é", "a\u{0}", "a\n",
            String(repeating: "x", count: 65),
        ] {
            #expect(!LibraryID.isSafe(id), "\(id)")
        }
    }

    @Test func anyNameGivesASafeID() {
        #expect(LibraryID.slug("Friday, late set!", usual: "x") == "friday-late-set")
        #expect(LibraryID.slug("  ..--  ", usual: "session") == "session")
        #expect(LibraryID.slug("", usual: "session") == "session")
        #expect(LibraryID.slug("🎸🎸", usual: "preset") == "preset")
        for name in [
            "../../etc/passwd", "a\u{0}b", "\u{202E}x", String(repeating: "é1", count: 300), "ﬁ",
            "٣",
        ] {
            #expect(LibraryID.isSafe(LibraryID.slug(name, usual: "x")), "\(name)")
        }
    }

    @Test func whatIsAddedIsThereWithStatesAndFiles() throws {
        let temporary = try TemporarySession()
        let store = temporary.store
        try put("audio", temporary.directory + "/audio/deep/a.wav")
        try put("old state", temporary.directory + "/state/gone-0123456789abcdef.state")
        try put("{}", temporary.directory + "/session.json")
        try put("{}", temporary.directory + "/session.json.1")
        try put("half", temporary.directory + "/.outboard-1")
        try FileManager.default.createSymbolicLink(
            atPath: temporary.directory + "/link.wav",
            withDestinationPath: "audio/deep/a.wav"
        )
        #expect(mkfifo(temporary.directory + "/pipe", 0o600) == 0)
        var wanted = document("Ж 🎸")
        let insert = InsertID("i")
        wanted.tracks = [
            Track(
                id: TrackID("t"),
                name: "T",
                source: .file(path: "audio/deep/a.wav", loops: false),
                strip: Strip(inserts: [
                    Insert(id: insert, name: "I", plugin: PluginID(format: .lv2, "urn:x"))
                ])
            )
        ]
        let new = NewSession(wanted, states: [insert: [1, 2, 3]], filesOf: temporary.directory)
        let made = try store.add(new, as: .free(like: "copy"), stamp: stamp)
        #expect(made.directory == store.root + "/copy")
        let read = try store.load(SessionID("copy"))
        #expect(read.document == made.document)
        #expect(read.document.name == "Ж 🎸")
        let saved = try #require(read.document.tracks[0].strip.inserts[0].statePath)
        #expect(try read.readState(at: saved) == [1, 2, 3])
        #expect(try names(made.directory) == ["audio", "link.wav", "session.json", "state"])
        #expect(try names(made.directory + "/state").count == 1, "only what the document names")
        #expect(try readFile(read.path(of: "link.wav"), subject: "", bytesMax: 99).count == 5)
        // Nothing is left of how it was made, and nothing of the first has changed.
        #expect(try names(store.root) == ["copy", "s"])
        #expect(try temporary.names().contains("session.json.1"))
    }

    /// Another disk has no second names for the files of this one.
    @Test(.enabled(if: Self.otherDisk != nil))
    func filesAreCopiedWhereTheyCannotBeLinked() throws {
        let temporary = try TemporarySession("{}")
        try put("audio", temporary.directory + "/a/b.wav")
        try FileManager.default.createSymbolicLink(
            atPath: temporary.directory + "/link",
            withDestinationPath: "a/b.wav"
        )
        chmod(temporary.directory + "/a/b.wav", 0o640)
        let other = try #require(Self.otherDisk) + "/outboard-store-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: other) }
        let store = SessionStore(root: other)
        try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
        let new = NewSession(document(), filesOf: temporary.directory)
        let made = try store.add(new, as: .free(like: "copy"), stamp: stamp)
        #expect(try String(contentsOfFile: made.directory + "/a/b.wav", encoding: .utf8) == "audio")
        #expect(permissions(of: made.directory + "/a/b.wav") == 0o640)
        #expect(
            try FileManager.default.destinationOfSymbolicLink(atPath: made.directory + "/link")
                == "a/b.wav"
        )
    }

    private static var otherDisk: String? {
        var (here, there) = (stat(), stat())
        guard stat(NSTemporaryDirectory(), &here) == 0, stat("/dev/shm", &there) == 0,
            here.st_dev != there.st_dev, access("/dev/shm", W_OK) == 0
        else { return nil }
        return "/dev/shm"
    }

    @Test func aTakenIDIsAConflictAndTouchesNothing() throws {
        let temporary = try TemporarySession("{}")
        let store = temporary.store
        let id = TemporarySession.id.text
        let error = #expect(throws: StoreError.self) {
            try store.add(NewSession(document()), as: .exactly(id, replaces: false), stamp: stamp)
        }
        #expect(error?.code == .taken)
        #expect(try temporary.text(temporary.path) == "{}")
        #expect(try names(store.root) == ["s"])
        let next = try store.add(NewSession(document()), as: .free(like: id), stamp: stamp)
        #expect(next.document.id.text == "s-2")
        for bad in ["", ".trash", "a/b", "../x", "é"] {
            let error = #expect(throws: StoreError.self) {
                try store.add(
                    NewSession(document()),
                    as: .exactly(bad, replaces: true),
                    stamp: stamp
                )
            }
            #expect(error?.code == .badID, "\(bad)")
        }
    }

    @Test func whatIsReplacedIsInTheTrash() throws {
        let temporary = try TemporarySession("first")
        let store = temporary.store
        for name in ["second", "third"] {
            let choice = IDChoice.exactly("s", replaces: true)
            _ = try store.add(NewSession(document(name)), as: choice, stamp: stamp)
            #expect(try store.load(TemporarySession.id).document.name == name)
        }
        let trash = store.root + "/.trash"
        #expect(try names(trash) == ["s-\(stamp)", "s-\(stamp)-2"])
        #expect(try temporary.text(trash + "/s-\(stamp)/session.json") == "first")
        #expect(store.list().map(\.id.text) == ["s"])
        // Where there is nothing to replace, it is just added.
        _ = try store.add(NewSession(document()), as: .exactly("t", replaces: true), stamp: stamp)
        #expect(store.list().map(\.id.text) == ["s", "t"])
    }

    @Test func whatIsRemovedIsInTheTrashWithItsFiles() throws {
        let temporary = try TemporarySession("{}")
        try put("a", temporary.directory + "/a.wav")
        let store = temporary.store
        let place = try store.remove(TemporarySession.id, stamp: stamp)
        #expect(place == store.root + "/.trash/s-" + stamp)
        #expect(try names(place) == ["a.wav", "session.json"])
        #expect(store.list().isEmpty)
        for id in ["s", "", ".trash", ".trash/s-\(stamp)", "..", "../x"] {
            let error = #expect(throws: StoreError.self) {
                try store.remove(SessionID(id), stamp: stamp)
            }
            #expect(error != nil, "\(id)")
        }
        // A directory that is no session is somebody's own.
        try put("mine", store.root + "/notes/text")
        let error = #expect(throws: StoreError.self) {
            try store.remove(SessionID("notes"), stamp: stamp)
        }
        #expect(error?.code == .notFound)
        #expect(try names(store.root) == [".trash", "notes"])
    }

    @Test func whatWasRemovedComesBack() throws {
        let temporary = try TemporarySession()
        let store = temporary.store
        let id = SessionID("t")
        for name in ["first", "second"] {
            let choice = IDChoice.exactly("t", replaces: true)
            _ = try store.add(NewSession(document(name)), as: choice, stamp: stamp)
            try put("audio", store.root + "/t/a.wav")
        }
        try store.remove(id, stamp: "2030-01-02T03-04-05Z")
        try put("mine", store.root + "/.trash/notes")
        // The newest first, and nothing that was not removed here.
        #expect(store.trash().map(\.name) == ["t-2030-01-02T03-04-05Z", "t-\(stamp)"])
        #expect(store.trash().map(\.id) == ["t", "t"])
        #expect(store.trash().first?.removedAt == "2030-01-02T03:04:05Z")
        #expect(try store.bringBack("t-2030-01-02T03-04-05Z") == id)
        #expect(try store.load(id).document.name == "second")
        #expect(try temporary.text(store.root + "/t/a.wav") == "audio")
        // Its id is taken now: it gets one like it, and one that is asked for is a conflict.
        let taken = #expect(throws: StoreError.self) {
            try store.bringBack("t-\(stamp)", as: .exactly("t", replaces: false))
        }
        #expect(taken?.code == .taken)
        #expect(try store.bringBack("t-\(stamp)").text == "t-2")
        let back = try store.load(SessionID("t-2")).document
        #expect(back.name == "first" && back.id == SessionID("t-2"))
        #expect(store.trash().isEmpty)
        #expect(try names(store.root + "/.trash") == ["notes"])
    }

    @Test func whatIsNotInTheTrashDoesNotComeBack() throws {
        let temporary = try TemporarySession("{}")
        let store = temporary.store
        try put("mine", store.root + "/.trash/notes")
        try put("mine", store.root + "/.trash/no-session-\(stamp)/text")
        try put("mine", store.root + "/x-\(stamp)/session.json")
        try FileManager.default.createSymbolicLink(
            atPath: store.root + "/.trash/link-\(stamp)",
            withDestinationPath: store.root + "/x-\(stamp)"
        )
        for name in [
            "", ".", "..", "notes", "s", "no-session-\(stamp)", "gone-\(stamp)", "../x-\(stamp)",
            "link-\(stamp)", "x-\(stamp)\u{0}",
        ] {
            let error = #expect(throws: StoreError.self) { try store.bringBack(name) }
            #expect(error != nil, "\(name)")
        }
        try store.remove(TemporarySession.id, stamp: stamp)
        for id in ["", ".trash", "../x", "a/b", "é"] {
            let error = #expect(throws: StoreError.self) {
                try store.bringBack("s-\(stamp)", as: .exactly(id, replaces: false))
            }
            #expect(error?.code == .badID, "\(id)")
        }
        // What cannot be read keeps its id, and cannot get another.
        let error = #expect(throws: StoreError.self) {
            try store.bringBack("s-\(stamp)", as: .exactly("t", replaces: false))
        }
        #expect(error?.code == .malformed)
        #expect(try store.bringBack("s-\(stamp)") == TemporarySession.id)
        #expect(try temporary.text(temporary.path) == "{}")
    }

    @Test func aLinkInPlaceOfTheTrashIsRefused() throws {
        let temporary = try TemporarySession("{}")
        let elsewhere = temporary.store.root + "/elsewhere"
        try FileManager.default.createDirectory(
            atPath: elsewhere,
            withIntermediateDirectories: true
        )
        try FileManager.default.createSymbolicLink(
            atPath: temporary.store.root + "/.trash",
            withDestinationPath: elsewhere
        )
        let error = #expect(throws: StoreError.self) {
            try temporary.store.remove(TemporarySession.id, stamp: stamp)
        }
        #expect(error?.code == .unwritable)
        #expect(try names(elsewhere).isEmpty)
        #expect(try temporary.text(temporary.path) == "{}")
    }

    @Test func whatCannotBeWrittenLeavesNothing() throws {
        let temporary = try TemporarySession("{}")
        let store = temporary.store
        // A document that could not be read back.
        var bad = document()
        bad.master.faderDecibels = .nan
        let error = #expect(throws: StoreError.self) {
            try store.add(NewSession(bad), as: .free(like: "bad"), stamp: stamp)
        }
        #expect(error?.code == .malformed)
        // Files that are not there, and a root that is no directory: even root cannot write beneath a file.
        let missing = NewSession(document(), filesOf: store.root + "/nowhere")
        #expect(throws: StoreError.self) {
            try store.add(missing, as: .free(like: "bad"), stamp: stamp)
        }
        #expect(try names(store.root) == ["s"])
        let error2 = #expect(throws: StoreError.self) {
            try SessionStore(root: temporary.path).add(
                NewSession(document()),
                as: .free(like: "bad"),
                stamp: stamp
            )
        }
        #expect(error2?.code == .unwritable)
    }

    @Test func ofManyWhoWantOneIDOneGetsIt() async throws {
        let temporary = try TemporarySession()
        let store = temporary.store
        let stamp = stamp
        let won = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<16 {
                group.addTask {
                    let document = SessionDocument(id: SessionID(""), name: "\(number)")
                    let new = NewSession(document)
                    do throws(StoreError) {
                        _ = try store.add(new, as: .exactly("one", replaces: false), stamp: stamp)
                        return true
                    } catch {
                        #expect(error.code == .taken)
                        return false
                    }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(won == 1)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    let new = NewSession(SessionDocument(id: SessionID(""), name: "N"))
                    #expect(throws: Never.self) {
                        try store.add(new, as: .free(like: "many"), stamp: stamp)
                    }
                }
            }
        }
        #expect(store.list().count == 17)
        #expect(try names(store.root).filter { $0.hasPrefix(".") }.isEmpty)
    }
}

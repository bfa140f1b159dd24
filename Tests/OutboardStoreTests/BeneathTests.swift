import CFiles
import Foundation
import OutboardModel
import Testing

@testable import OutboardStore

/// Files of a session, of a stranger's session above all, are the session's own.
struct BeneathTests {
    private let root = NSTemporaryDirectory() + "outboard-beneath-" + UUID().uuidString

    private func remove() { try? FileManager.default.removeItem(atPath: root) }

    private func write(_ path: String, _ text: String) throws {
        let file = URL(fileURLWithPath: root + "/" + path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: file)
    }

    private func link(_ path: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: root + "/" + path,
            withDestinationPath: target
        )
    }

    private func read(_ path: String) throws(StoreError) -> String {
        let bytes = try readFile(beneath: root + "/in", path, subject: path, bytesMax: 100)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func linksLeadNowhereElse() throws {
        defer { remove() }
        try write("secret", "secret")
        try write("in/file", "file")
        try write("in/deep/er/file", "deep")
        try write("out/file", "secret")
        for (name, target) in [
            ("up", "../secret"), ("absolute", root + "/secret"),
            ("own-absolute", root + "/in/file"),
            ("folder", "../out"), ("root", "/"), ("parent", ".."), ("self", "/proc/self/root"),
            ("fd", "/proc/self/cwd"), ("loop", "loop"), ("deep/up", "../../secret"),
            ("chain", "up"),
            ("back", "../in/file"),
        ] { try link("in/" + name, to: target) }
        try link("in/fine", to: "deep/er/file")
        try link("in/deep/fine", to: "../file")
        try link("in/near", to: "deep/../file")
        #expect(try read("file") == "file")
        #expect(try read("deep/er/file") == "deep")
        #expect(try read("./deep//er/./file") == "deep")
        #expect(try read("fine") == "deep")
        #expect(try read("deep/fine") == "file")
        #expect(try read("near") == "file")
        for path in [
            "up", "absolute", "own-absolute", "folder/file", "root/etc/passwd", "parent/secret",
            "self/etc/passwd", "fd/Package.swift", "loop", "deep/up", "chain", "back", "../secret",
            "deep/../../secret", "/etc/passwd", root + "/in/file", "", "..", "file/../../secret",
            "up\0", "file\0/../../secret", ".", "deep", "fine/x", "..\\secret", "%2e%2e/secret",
            "..%2fsecret", "..%c0%afsecret", "....//secret", "．．/secret",
        ] {
            #expect(throws: StoreError.self, "\(path)") { try read(path) }
        }
    }

    /// Where there is no openat2.
    @Test func withoutTheSystemsHelpNoLinkIsFollowed() throws {
        defer { remove() }
        try write("secret", "secret")
        try write("in/deep/er/file", "deep")
        try link("in/up", to: "../secret")
        try link("in/fine", to: "deep/er/file")
        try link("in/folder", to: "deep")
        func open(_ path: String) -> Int32 { ob_open_beneath_without_links(root + "/in", path) }
        for path in ["deep/er/file", "deep//er/file", "./deep/./er/file"] {
            let descriptor = open(path)
            #expect(descriptor >= 0, "\(path)")
            close(descriptor)
        }
        for path in ["up", "fine", "folder/er/file", "../secret", "deep/../../secret", "/etc", ""] {
            #expect(open(path) == -EXDEV, "\(path)")
        }
        #expect(open("deep/nothing") == -ENOENT)
        #expect(open("nothing/deep") == -ENOENT)
        #expect(open("deep/er/file/x") < 0)
        #expect(open(String(repeating: "x", count: 300)) < 0)
    }

    @Test func sessionsAndPresetsDoNotLeadOut() throws {
        defer { remove() }
        let document = #"{"version":1,"id":"s","name":"S","master":{},"tracks":[]}"#
        try write("Sessions/s/session.json", document)
        try write("Outside/s/session.json", document)
        try write("Outside/preset.json", "{}")
        try write("Outside/state", "secret")
        let store = SessionStore(root: root + "/Sessions")
        let bundle = try store.load(SessionID("s"))
        try write("Sessions/s/own", "own")
        try link("Sessions/s/other", to: "../../Outside/state")
        #expect(try bundle.readState(at: "own") == Array("own".utf8))
        #expect(try bundle.pathOfFile("own") == root + "/Sessions/s/own")
        #expect(throws: StoreError.self) { try bundle.readState(at: "other") }
        #expect(throws: StoreError.self) { try bundle.pathOfFile("other") }
        #expect(throws: StoreError.self) { try bundle.path(of: "other") }
        // What is not there yet is somebody else's to miss.
        #expect(try bundle.path(of: "nothing") == root + "/Sessions/s/nothing")
        try link("Sessions/t", to: "../Outside/s")
        for id in ["t", "..", ".", "", "../Outside/s", "s/../s", "s\0", "/etc", "s/"] {
            #expect(throws: StoreError.self, "\(id)") { try store.load(SessionID(id)) }
        }
        try FileManager.default.createDirectory(
            atPath: root + "/Sessions/u",
            withIntermediateDirectories: true
        )
        try link("Sessions/u/session.json", to: "../../Outside/s/session.json")
        #expect(throws: StoreError.self) { try store.load(SessionID("u")) }
        try FileManager.default.createDirectory(
            atPath: root + "/Presets",
            withIntermediateDirectories: true
        )
        try link("Presets/p.json", to: "../Outside/preset.json")
        let presets = PresetStore(root: root + "/Presets", source: "test")
        for id in ["p", "../Outside/preset", "..", "p\0", "/etc/passwd"] {
            #expect(throws: StoreError.self, "\(id)") { try presets.load(PresetID(id)) }
        }
    }

    /// A session that brings a link in the place of the folder that states are written to.
    @Test func statesAreNotWrittenElsewhere() throws {
        defer { remove() }
        try write("Outside/kept-0123456789abcdef.state", "x")
        let document = """
            {"version":1,"id":"s","name":"S","master":{"inserts":[
              {"id":"gain","plugin":{"format":"lv2","id":"urn:x"}}]},"tracks":[]}
            """
        try write("Sessions/s/session.json", document)
        try link("Sessions/s/state", to: "../../Outside")
        let store = SessionStore(root: root + "/Sessions")
        var bundle = try store.load(SessionID("s"))
        bundle.states = [InsertID("gain"): [1, 2, 3]]
        #expect(throws: StoreError.self) { try store.save(bundle) }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: root + "/Outside")
                == ["kept-0123456789abcdef.state"]
        )
    }
}

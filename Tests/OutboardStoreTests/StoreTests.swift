import Foundation
import OutboardModel
import Testing

@testable import OutboardStore

struct StoreTests {
    private static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    private func load(_ text: String) throws -> SessionDocument {
        let root = NSTemporaryDirectory() + "outboard-store-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: root) }
        try FileManager.default.createDirectory(
            atPath: root + "/s",
            withIntermediateDirectories: true
        )
        try text.write(toFile: root + "/s/session.json", atomically: true, encoding: .utf8)
        return try SessionStore(root: root).load(SessionID("s")).document
    }

    private func session(_ tracks: String, _ more: String = "") -> String {
        "{\"version\":1,\"id\":\"s\",\"name\":\"S\",\"tracks\":[\(tracks)],\"master\":{}\(more)}"
    }

    @Test func everythingThatShipsLoads() throws {
        let sessions = SessionStore(root: Self.repository + "/Presets/Sessions")
        #expect(sessions.list().map(\.id.text).contains("demo"))
        let demo = try sessions.load(SessionID("demo"))
        #expect(demo.document.tracks.count == 2)
        for track in demo.document.tracks {
            guard case .file(let path, true) = track.source else {
                Issue.record("\(track.id) does not loop a file")
                continue
            }
            #expect(FileManager.default.fileExists(atPath: try demo.path(of: path)))
        }
        let inserts = (demo.document.tracks.map(\.strip) + [demo.document.master]).flatMap(
            \.inserts
        )
        let presets = PresetStore(root: Self.repository + "/Presets/Factory", source: "factory")
        let listed = presets.list()
        #expect(listed.count >= inserts.count)
        for (id, preset) in listed {
            let plugin = try preset.get().plugin
            #expect(inserts.contains { $0.plugin == plugin }, "\(id) is for no plugin of the demo")
        }
    }

    @Test func levelOfNullIsSilence() throws {
        let track =
            "{\"id\":\"a\",\"name\":\"A\",\"source\":{\"kind\":\"none\"},\"level_decibels\":null}"
        #expect(try load(session(track)).tracks[0].strip.faderDecibels == -.infinity)
    }

    @Test(arguments: [
        "", "[]", "{}", "{\"version\":2}",
        "{\"version\":1,\"id\":\"other\",\"name\":\"S\",\"tracks\":[],\"master\":{}}",
    ])
    func brokenDocumentsAreRefused(text: String) {
        #expect(throws: StoreError.self) { try load(text) }
    }

    @Test(arguments: [
        "5", "{\"id\":\"a\"}", "{\"id\":\"a\",\"name\":\"A\",\"source\":{\"kind\":\"tape\"}}",
        "{\"id\":\"a\",\"name\":\"A\",\"source\":{\"kind\":\"input\",\"channels\":[]}}",
        "{\"id\":\"a\",\"name\":\"A\",\"source\":{\"kind\":\"input\",\"channels\":[-1]}}",
        "{\"id\":\"a\",\"name\":\"A\",\"source\":{\"kind\":\"none\"},\"pan\":2}",
        "{\"id\":\"a\",\"name\":\"A\",\"source\":{\"kind\":\"none\"},\"level_decibels\":11}",
        "{\"id\":\"master\",\"name\":\"A\",\"source\":{\"kind\":\"none\"}}",
        "{\"id\":\"a\",\"name\":\"A\",\"source\":{\"kind\":\"none\"},\"inserts\":[{\"id\":\"x\",\"plugin\":{\"format\":\"au\",\"id\":\"u\"}}]}",
        "{\"id\":\"a\",\"name\":\"A\",\"source\":{\"kind\":\"none\"},\"inserts\":[{\"id\":\"x\",\"plugin\":{\"format\":\"lv2\",\"id\":\"u\"},\"parameters\":{\"p\":\"1\"}}]}",
    ])
    func brokenTracksAreRefused(track: String) {
        #expect(throws: StoreError.self) { try load(session(track)) }
    }

    @Test func errorNamesThePlaceInTheFile() {
        let track = "{\"id\":\"a\",\"name\":\"A\",\"source\":{\"kind\":\"none\"},\"pan\":\"left\"}"
        do {
            _ = try load(session(track))
            Issue.record("it was accepted")
        } catch {
            #expect("\(error)".contains("tracks[0].pan"))
        }
    }

    @Test(arguments: ["../s", "/etc", "a/../../b", "", "a/b", "."])
    func idsDoNotLeaveTheStore(id: String) {
        let store = SessionStore(root: Self.repository + "/Presets/Sessions/demo")
        #expect(throws: StoreError.self) { try store.load(SessionID(id)) }
        let presets = PresetStore(root: Self.repository + "/Presets/Factory", source: "factory")
        #expect(throws: StoreError.self) { try presets.load(PresetID(id)) }
    }

    @Test func filesOfASessionStayBeneathIt() throws {
        let demo = try SessionStore(root: Self.repository + "/Presets/Sessions").load(
            SessionID("demo")
        )
        for path in ["../demo/session.json", "/etc/passwd", "audio/../../x", ""] {
            #expect(throws: StoreError.self) { try demo.path(of: path) }
        }
    }
}

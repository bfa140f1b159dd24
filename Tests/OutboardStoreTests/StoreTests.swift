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

struct RoutedSessionTests {
    private func document(_ text: String) throws -> SessionDocument {
        let directory = NSTemporaryDirectory() + "outboard-routed-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true
        )
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try text.write(toFile: directory + "/session.json", atomically: true, encoding: .utf8)
        return try SessionBundle(directory: directory).document
    }

    private func session(_ members: String, track: String = "") -> String {
        """
        {"version":1,"id":"s","name":"S","tracks":[{"id":"a","name":"A",
         "source":{"kind":"notes","channels":[1],"path":"x.mid"}\(track)}],
         "buses":[{"id":"verb","name":"Verb","channels":2}],"master":{}\(members)}
        """
    }

    @Test func routingSongAndAutomationAreRead() throws {
        let read = try document(
            session(
                """
                ,"song":{"tempos":[{"beat":0,"bpm":96}],"loop":{"from_seconds":1,"to_seconds":9},
                 "rolls_at_once":false},
                "automation":[{"track":"a","control":"fader","mode":"touch","points":[[0,-6],[1,0]]}]
                """,
                track: """
                    ,"output":{"bus":"verb"},"sends":[{"id":"s","bus":"verb","level_decibels":null,
                     "pre_fader":true}],"inserts":[{"id":"i","plugin":{"format":"lv2","id":"urn:x"},
                     "bypass":true,"side_chain":{"track":"verb"}}]
                    """
            )
        )
        #expect(read.tracks[0].source == .notes(channels: [1], path: "x.mid"))
        #expect(read.tracks[0].strip.output == .bus(TrackID("verb")))
        #expect(read.tracks[0].strip.sends[0].levelDecibels == -.infinity)
        #expect(read.tracks[0].strip.sends[0].isPreFader)
        #expect(read.tracks[0].strip.inserts[0].isBypassed)
        #expect(read.tracks[0].strip.inserts[0].sideChain == SideChain(strip: TrackID("verb")))
        #expect(read.song.loop == 1..<9)
        #expect(!read.song.rollsAtOnce)
        #expect(read.automation[0].mode == .touch)
        #expect(read.automation[0].points.count == 2)
        #expect(read.master.output == .device(channel: 0))
    }

    @Test(arguments: [
        (",\"song\":{\"tempos\":[{\"beat\":1,\"bpm\":96}]}", ""),
        (",\"song\":{\"tempos\":[{\"beat\":0,\"bpm\":1}]}", ""),
        (",\"song\":{\"loop\":{\"from_seconds\":1,\"to_seconds\":1.001}}", ""),
        (",\"automation\":[{\"track\":\"a\",\"control\":\"gain\",\"points\":[]}]", ""),
        (",\"automation\":[{\"track\":\"a\",\"control\":\"pan\",\"points\":[[1,0],[0,0]]}]", ""),
        ("", ",\"output\":{\"bus\":\"nowhere\"}"), ("", ",\"output\":\"nowhere\""),
        ("", ",\"sends\":[{\"id\":\"s\",\"bus\":\"nowhere\"}]"),
        ("", ",\"sends\":[{\"id\":\"s\",\"bus\":\"verb\"},{\"id\":\"s\",\"bus\":\"verb\"}]"),
    ])
    func whatDoesNotFitIsRefused(members: String, track: String) {
        #expect(throws: StoreError.self) { try document(session(members, track: track)) }
    }
}

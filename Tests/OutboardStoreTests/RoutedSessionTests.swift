import Foundation
import OutboardModel
import Testing

@testable import OutboardStore

/// Buses, sends, side-chains, the song and automation, as files have them.
struct RoutedSessionTests {
    /// A session with a track `a` that holds an insert `i`, and two buses, `verb` and `drums`.
    private func session(
        _ members: String = "",
        track: String = "",
        bus: String = "",
        insert: String = "",
        master: String = "",
        source: String = "{\"kind\":\"notes\",\"channels\":[1],\"path\":\"x.mid\"}"
    ) -> String {
        """
        {"version":1,"id":"s","name":"S","tracks":[{"id":"a","name":"A","source":\(source),
         "inserts":[{"id":"i","plugin":{"format":"lv2","id":"urn:x"}\(insert)}]\(track)}],
         "buses":[{"id":"verb","name":"Verb"\(bus)},{"id":"drums","name":"Drums","channels":64}],
         "master":{\(master)}\(members)}
        """
    }

    private func read(_ text: String) throws -> SessionDocument {
        try TemporarySession(text).load()
    }

    @Test func routingSongAndAutomationAreRead() throws {
        let read = try read(
            session(
                """
                ,"song":{"tempos":[{"beat":0,"bpm":96},{"beat":8.5,"bpm":120}],
                 "signatures":[{"bar":0,"numerator":7,"denominator":8}],
                 "loop":{"from_seconds":1,"to_seconds":9},"rolls_at_once":false},
                "automation":[{"track":"a","control":"fader","mode":"touch","points":[[0,-6],[1,0]]},
                 {"track":"a","insert":"i","parameter":"gain","points":[]},
                 {"track":"master","control":"pan","mode":"off","points":[[0.5,-1]]}]
                """,
                track: """
                    ,"output":{"bus":"drums"},"sends":[{"id":"s","bus":"verb","level_decibels":null,
                     "pan":-1,"mute":true,"pre_fader":true},{"id":"t","bus":"verb"}]
                    """,
                bus: ",\"level_decibels\":-3,\"output\":\"none\",\"solo\":true",
                insert: ",\"bypass\":true,\"side_chain\":{\"track\":\"verb\",\"pre_fader\":true}",
                master: "\"output\":{\"device_channel\":2}"
            )
        )
        let strip = read.tracks[0].strip
        #expect(read.tracks[0].source == .notes(channels: [1], path: "x.mid"))
        #expect(strip.output == .bus(TrackID("drums")))
        #expect(
            strip.sends == [
                Send(
                    id: SendID("s"),
                    bus: TrackID("verb"),
                    levelDecibels: -.infinity,
                    pan: -1,
                    isMuted: true,
                    isPreFader: true
                ), Send(id: SendID("t"), bus: TrackID("verb")),
            ]
        )
        #expect(strip.inserts[0].isBypassed)
        #expect(strip.inserts[0].sideChain == SideChain(strip: TrackID("verb"), isPreFader: true))
        #expect(read.buses.map(\.channelCount) == [2, 64])
        #expect(
            read.buses[0].strip == Strip(faderDecibels: -3, isSoloed: true, output: .none)
        )
        #expect(read.master.output == .device(channel: 2))
        #expect(read.song.tempos[1] == Song.Tempo(beat: 8.5, beatsPerMinute: 120))
        #expect(read.song.signatures == [Song.Signature(bar: 0, numerator: 7, denominator: 8)])
        #expect(read.song.loop == 1..<9)
        #expect(!read.song.rollsAtOnce)
        #expect(read.automation.map(\.mode) == [.touch, .read, .off])
        #expect(read.automation[0].points.map(\.value) == [-6, 0])
        #expect(read.automation[2].target == .pan(.master))
    }

    @Test func whatAFileDoesNotSayIsAtItsDefault() throws {
        let read = try read(
            "{\"version\":1,\"id\":\"s\",\"name\":\"S\",\"tracks\":[],\"master\":{}}"
        )
        #expect(read == SessionDocument(id: SessionID("s"), name: "S"))
        #expect(read.master.output == .device(channel: 0))
        #expect(read.song == Song())
        let notes = try self.read(session(source: "{\"kind\":\"notes\"}"))
        #expect(notes.tracks[0].source == .notes(channels: Array(1...16), path: nil))
    }

    @Test(arguments: [1, 64])
    func inputsAreOneToSixtyFour(count: Int) throws {
        let channels = Array(0..<count)
        let read = try read(session(source: "{\"kind\":\"input\",\"channels\":\(channels)}"))
        #expect(read.tracks[0].source == .input(channels: channels))
    }

    @Test(arguments: ["5", "990"])
    func limitsAreIncluded(tempo: String) throws {
        _ = try read(
            session(
                ",\"song\":{\"tempos\":[{\"beat\":0,\"bpm\":\(tempo)}],"
                    + "\"loop\":{\"from_seconds\":0,\"to_seconds\":0.01}}",
                track: ",\"level_decibels\":10,\"pan\":-1,\"output\":{\"device_channel\":1023}",
                bus: ",\"channels\":1,\"level_decibels\":-140,\"pan\":1"
            )
        )
    }

    // MARK: Errors

    private func expectError(_ text: String, at path: String) {
        do {
            _ = try read(text)
            Issue.record("it was accepted; expected an error at \(path)")
        } catch {
            #expect("\(error)".contains(": \(path) "), "\(error)")
        }
    }

    @Test(arguments: [
        (",\"channels\":0", "buses[0].channels"),
        (",\"channels\":65", "buses[0].channels"), (",\"channels\":1.5", "buses[0].channels"),
        (",\"pan\":2", "buses[0].pan"), (",\"level_decibels\":11", "buses[0].level_decibels"),
        (",\"output\":{\"bus\":\"gone\"}", "buses[0].output.bus"),
        (
            ",\"inserts\":[{\"id\":\"i\",\"plugin\":{\"format\":\"lv2\",\"id\":\"u\"}}]",
            "buses[0].inserts[0].id"
        ),
    ])
    func brokenBusesAreRefused(bus: String, path: String) {
        expectError(session(bus: bus), at: path)
    }

    @Test(arguments: ["a", "master", "verb"])
    func tracksAndBusesShareTheSpaceOfIds(id: String) {
        let text = session().replacingOccurrences(of: "\"id\":\"drums\"", with: "\"id\":\"\(id)\"")
        expectError(text, at: "buses[1].id")
    }

    @Test(arguments: [
        ("5", "output"), ("\"nowhere\"", "output"), ("{}", "output"), ("null", "output"),
        ("{\"bus\":\"verb\",\"device_channel\":1}", "output"), ("{\"bus\":5}", "output.bus"),
        ("{\"bus\":\"gone\"}", "output.bus"), ("{\"bus\":\"a\"}", "output.bus"),
        ("{\"device_channel\":-1}", "output.device_channel"),
        ("{\"device_channel\":1024}", "output.device_channel"),
        ("{\"device_channel\":1.5}", "output.device_channel"),
    ])
    func brokenOutputsAreRefused(output: String, path: String) {
        expectError(session(track: ",\"output\":\(output)"), at: "tracks[0].\(path)")
        expectError(session(master: "\"output\":\(output)"), at: "master.\(path)")
    }

    @Test(arguments: [
        ("\"bus\":\"verb\"", "id"), ("\"id\":\"s\"", "bus"),
        ("\"id\":\"s\",\"bus\":\"gone\"", "bus"), ("\"id\":\"s\",\"bus\":\"master\"", "bus"),
        ("\"id\":\"s\",\"bus\":\"verb\",\"level_decibels\":11", "level_decibels"),
        ("\"id\":\"s\",\"bus\":\"verb\",\"level_decibels\":\"loud\"", "level_decibels"),
        ("\"id\":\"s\",\"bus\":\"verb\",\"pan\":-1.1", "pan"),
        ("\"id\":\"s\",\"bus\":\"verb\",\"mute\":1", "mute"),
        ("\"id\":\"s\",\"bus\":\"verb\",\"pre_fader\":null", "pre_fader"),
        ("\"id\":\"r\",\"bus\":\"verb\"", "id"),
    ])
    func brokenSendsAreRefused(send: String, member: String) {
        let sends = ",\"sends\":[{\"id\":\"r\",\"bus\":\"verb\"},{\(send)}]"
        expectError(session(track: sends), at: "tracks[0].sends[1].\(member)")
    }

    @Test(arguments: [
        (",\"bypass\":1", "bypass"), (",\"side_chain\":null", "side_chain"),
        (",\"side_chain\":{}", "side_chain.track"),
        (",\"side_chain\":{\"track\":\"gone\"}", "side_chain.track"),
        (",\"side_chain\":{\"track\":\"verb\",\"pre_fader\":1}", "side_chain.pre_fader"),
    ])
    func brokenInsertsAreRefused(insert: String, member: String) {
        expectError(session(insert: insert), at: "tracks[0].inserts[0].\(member)")
    }

    @Test(arguments: [
        ("{\"kind\":\"tape\"}", "kind"), ("{\"kind\":\"input\",\"channels\":[]}", "channels"),
        ("{\"kind\":\"input\",\"channels\":[0,1024]}", "channels[1]"),
        ("{\"kind\":\"input\",\"channels\":\(Array(0...64))}", "channels"),
        ("{\"kind\":\"notes\",\"channels\":[0]}", "channels[0]"),
        ("{\"kind\":\"notes\",\"channels\":[1,17]}", "channels[1]"),
        ("{\"kind\":\"notes\",\"channels\":16}", "channels"),
        ("{\"kind\":\"notes\",\"path\":null}", "path"),
    ])
    func brokenSourcesAreRefused(source: String, member: String) {
        expectError(session(source: source), at: "tracks[0].source.\(member)")
    }

    @Test(arguments: [
        ("\"tempos\":[]", "tempos"), ("\"tempos\":[{\"beat\":1,\"bpm\":96}]", "tempos[0].beat"),
        ("\"tempos\":[{\"beat\":0,\"bpm\":4.9}]", "tempos[0].bpm"),
        ("\"tempos\":[{\"beat\":0,\"bpm\":990.1}]", "tempos[0].bpm"),
        ("\"tempos\":[{\"beat\":0,\"bpm\":96},{\"beat\":0,\"bpm\":96}]", "tempos[1].beat"),
        ("\"signatures\":[]", "signatures"),
        ("\"signatures\":[{\"bar\":1,\"numerator\":4,\"denominator\":4}]", "signatures[0].bar"),
        ("\"signatures\":[{\"bar\":0.5,\"numerator\":4,\"denominator\":4}]", "signatures[0].bar"),
        (
            "\"signatures\":[{\"bar\":0,\"numerator\":0,\"denominator\":4}]",
            "signatures[0].numerator"
        ),
        (
            "\"signatures\":[{\"bar\":0,\"numerator\":4,\"denominator\":3}]",
            "signatures[0].denominator"
        ),
        ("\"loop\":{\"from_seconds\":1,\"to_seconds\":1.009}", "loop"),
        ("\"loop\":{\"from_seconds\":2,\"to_seconds\":1}", "loop"),
        ("\"loop\":{\"from_seconds\":-1,\"to_seconds\":1}", "loop.from_seconds"),
        ("\"loop\":{\"from_seconds\":1}", "loop.to_seconds"), ("\"loop\":5", "loop"),
        ("\"rolls_at_once\":1", "rolls_at_once"),
    ])
    func brokenSongsAreRefused(song: String, member: String) {
        expectError(session(",\"song\":{\(song)}"), at: "song.\(member)")
    }

    @Test(arguments: [
        ("\"control\":\"pan\",\"points\":[]", "track"),
        ("\"track\":\"gone\",\"control\":\"pan\",\"points\":[]", "track"),
        ("\"track\":\"a\",\"control\":\"gain\",\"points\":[]", "control"),
        ("\"track\":\"a\",\"control\":\"pan\",\"insert\":\"i\",\"points\":[]", "insert"),
        ("\"track\":\"a\",\"points\":[]", "insert"),
        ("\"track\":\"a\",\"insert\":\"i\",\"points\":[]", "parameter"),
        ("\"track\":\"a\",\"insert\":\"gone\",\"parameter\":\"p\",\"points\":[]", "insert"),
        ("\"track\":\"a\",\"control\":\"pan\",\"mode\":\"loud\",\"points\":[]", "mode"),
        ("\"track\":\"a\",\"control\":\"pan\"", "points"),
        ("\"track\":\"a\",\"control\":\"pan\",\"points\":[[0]]", "points[0]"),
        ("\"track\":\"a\",\"control\":\"pan\",\"points\":[[-1,0]]", "points[0]"),
        ("\"track\":\"a\",\"control\":\"pan\",\"points\":[[0,null]]", "points[0][1]"),
        ("\"track\":\"a\",\"control\":\"pan\",\"points\":[[1,0],[1,0]]", "points[1]"),
    ])
    func brokenCurvesAreRefused(curve: String, member: String) {
        expectError(session(",\"automation\":[{\(curve)}]"), at: "automation[0].\(member)")
    }

    @Test func oneControlHasOneCurve() {
        let curve = "{\"track\":\"a\",\"control\":\"pan\",\"points\":[]}"
        expectError(session(",\"automation\":[\(curve),\(curve)]"), at: "automation[1]")
    }
}

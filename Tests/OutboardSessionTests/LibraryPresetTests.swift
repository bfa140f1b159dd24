import Foundation
import OutboardHost
import OutboardModel
import OutboardProtocol
import OutboardStore
import Testing

@testable import OutboardSession

/// Presets that people save from what plays.
@Suite(.serialized)
struct LibraryPresetTests {
    private static let session = """
        {"version":1,"id":"test","name":"Test","tracks":[
          {"id":"in","name":"In","source":{"kind":"input","channels":[0,1]},
           "inserts":[{"id":"gain","name":"Gain","parameters":{"gain":1},
             "plugin":{"format":"lv2","id":"urn:outboard:fixture:gain"}}]},
          {"id":"st","name":"State","source":{"kind":"none"},
           "inserts":[{"id":"state","name":"State",
             "plugin":{"format":"lv2","id":"urn:outboard:fixture:state"}}]},
          {"id":"no","name":"No","source":{"kind":"none"},
           "inserts":[{"id":"gone","name":"Gone","plugin":{"format":"lv2","id":"urn:x"}}]}],
         "master":{}}
        """
    private static let factory = """
        {"version":1,"name":"Half","plugin":{"format":"lv2","id":"urn:outboard:fixture:gain"},
         "parameters":{"gain":0.5}}
        """
    private let deepID = PresetID("urn:outboard:fixture:state-deep")

    private func save(
        _ insert: String = "gain",
        on track: String = "in",
        name: String = "Mine",
        id: String? = nil,
        replaces: Bool = false
    ) -> LibraryRequest {
        .savePreset(
            PresetSaveRequest(
                track: TrackID(track),
                insert: InsertID(insert),
                name: name,
                preset: id.map { PresetID($0) },
                replaces: replaces
            )
        )
    }

    private func load(_ preset: PresetID, into insert: String = "gain", on track: String = "in")
        -> Request
    {
        .presetLoad(
            PresetLoadRequest(track: TrackID(track), insert: InsertID(insert), preset: preset)
        )
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

    private func parameters(_ fixture: EngineFixture, _ place: Int) async -> [String: Double] {
        (await fixture.document).tracks[place].strip.inserts[0].parameters
    }

    @Test func whatIsSavedIsLoadedToTheBit() async throws {
        let fixture = try EngineFixture(session: Self.session, presets: ["half": Self.factory])
        try await fixture.start()
        let inbox = Inbox()
        fixture.engine.attach("b", as: Principal(user: "bo", role: .owner)) { inbox.add($0) }
        _ = try await fixture.perform(.ping, from: "b")
        let value = 1.0 / 3
        _ = try await fixture.perform(gain(value))
        let before = await fixture.document
        let ack = try await fixture.performOnDisk(save(name: "Ein Drittel – ⅓"))
        #expect(await fixture.document == before, "saving changes nothing")
        let id = PresetID(try #require(ack.extra["preset_id"]?.string))
        #expect(id.text.hasPrefix("ein-drittel"))
        #expect(FileManager.default.fileExists(atPath: try #require(ack.extra["path"]?.string)))
        let told = inbox.notifications.contains {
            guard case .libraryChanged(let it) = $0 else { return false }
            return it.kind == .preset && it.id == id.text && it.change == .added
                && it.name == "Ein Drittel – ⅓" && it.changedBy.connection == "a"
        }
        #expect(told)
        let listed = fixture.engine.presets()
        #expect(listed.map(\.source) == ["user", "factory"])
        #expect(
            listed[0].content
                == .preset(
                    name: "Ein Drittel – ⅓",
                    plugin: PluginID(format: .lv2, "urn:outboard:fixture:gain"),
                    parameterCount: 1
                )
        )
        _ = try await fixture.perform(gain(0.9))
        _ = try await fixture.perform(load(id))
        let loaded = await parameters(fixture, 0)
        #expect(loaded["gain"]?.bitPattern == value.bitPattern)
        await fixture.engine.stop()
    }

    /// In the debouncer's window, too: what was asked for before is in it.
    @Test func whatIsOnItsWayIsSavedWithIt() async throws {
        let fixture = try EngineFixture(session: Self.session)
        try await fixture.start()
        for value in [0.1, 0.2, 0.7] { _ = await fixture.ask(gain(value)) }
        let ack = try await fixture.performOnDisk(save(id: "p"))
        #expect(ack.extra["preset_id"] == "p")
        let store = PresetStore(root: fixture.directory + "/User", source: "user")
        #expect(try store.load(PresetID("p")).parameters == ["gain": 0.7])
        await fixture.engine.stop()
    }

    @Test func aStateComesBackWithThePreset() async throws {
        let fixture = try EngineFixture(session: Self.session)
        try await fixture.start()
        func level() async throws -> Float {
            try await fixture.advance(frames: 8_192)
            return try #require(fixture.output.last)
        }
        _ = try await fixture.perform(.trackMute(track: TrackID("in"), isMuted: true))
        _ = try await fixture.perform(load(deepID, into: "state", on: "st"))
        let deep = try await level()
        #expect(deep > 0.1)
        _ = try await fixture.performOnDisk(save("state", on: "st", name: "Deep", id: "deep"))
        // A session that has never had this state.
        try fixture.addSession(
            "next",
            Self.session.replacing("\"id\":\"test\"", with: "\"id\":\"next\"")
        )
        _ = try await fixture.perform(.sessionLoad(SessionID("next")))
        let mute = await fixture.ask(
            .trackMute(track: TrackID("in"), isMuted: true),
            session: "next"
        )
        try await fixture.advance(frames: 64)
        _ = try #require(mute.result).get()
        #expect(try await level() == 0)
        let answer = await fixture.ask(
            load(PresetID("deep"), into: "state", on: "st"),
            session: "next"
        )
        #expect(try await level() == deep)
        _ = try #require(answer.result).get()
        await fixture.engine.stop()
    }

    @Test func aDamagedStateChangesNothing() async throws {
        let fixture = try EngineFixture(session: Self.session)
        try await fixture.start()
        let ack = try await fixture.performOnDisk(save("state", on: "st", id: "p"))
        let path = try #require(ack.extra["path"]?.string)
        let good = try String(contentsOfFile: path, encoding: .utf8)
        let before = await fixture.document
        let others = Data("OBL2 of nobody".utf8).base64EncodedString()
        for bad in [
            good.replacing("\"checksum\": \"", with: "\"checksum\": \"0"),
            good.replacing("\"base64\": \"T0", with: "\"base64\": \"T1"),
            good.replacing("\"base64\": \"", with: "\"base64\": \"\(others)"),
            String(good.dropLast(40)), "",
        ] {
            #expect(bad != good)
            try bad.write(toFile: path, atomically: true, encoding: .utf8)
            let error = await #expect(throws: RequestError.self) {
                try await fixture.perform(load(PresetID("p"), into: "state", on: "st"))
            }
            #expect(error?.code == .presetLoadFailed)
            #expect(await fixture.document == before)
        }
        // Whole by its checksum, and no state of this plugin: the plugin's host finds out.
        let store = PresetStore(root: fixture.directory + "/User", source: "user", isWritable: true)
        let forged = Preset(
            id: PresetID("p"),
            name: "Forged",
            plugin: PluginID(format: .lv2, "urn:outboard:fixture:state"),
            parameters: [:],
            state: Array("OBL2 of nobody".utf8)
        )
        _ = try store.save(forged, as: .exactly("q", replaces: false), stamp: "x")
        let error = await #expect(throws: RequestError.self) {
            try await fixture.perform(load(PresetID("q"), into: "state", on: "st"))
        }
        #expect(error?.code == .presetLoadFailed)
        #expect(await fixture.document == before)
        await fixture.engine.stop()
    }

    @Test func idsDoNotCollideInSilence() async throws {
        let fixture = try EngineFixture(session: Self.session, presets: ["half": Self.factory])
        try await fixture.start()
        // The program's, and the plugin's own, are nobody's to take.
        for replaces in [false, true] {
            let error = await fixture.refusal(save(id: "half", replaces: replaces))
            #expect(error?.code == .conflict)
            #expect(error?.field == "preset_id")
        }
        let free = try await fixture.performOnDisk(save(name: "Half"))
        #expect(free.extra["preset_id"] == "half-2")
        #expect(await fixture.refusal(save(id: "half-2"))?.code == .conflict)
        _ = try await fixture.performOnDisk(save(name: "Again", id: "half-2", replaces: true))
        for bad in ["..", ".x", "a/b", "é", "-"] {
            #expect(await fixture.refusal(save(id: bad))?.code == .invalidParameter, "\(bad)")
        }
        // One that somebody put there by hand is taken first, and the list says so.
        let user = fixture.directory + "/User"
        try Self.factory.replacing("0.5", with: "0.25")
            .write(toFile: user + "/half.json", atomically: true, encoding: .utf8)
        _ = try await fixture.perform(load(PresetID("half")))
        #expect(await parameters(fixture, 0) == ["gain": 0.25])
        let hidden = fixture.engine.presets().filter { $0.id == PresetID("half") }
        #expect(hidden.map(\.source) == ["user", "factory"])
        guard case .unreadable(let reason) = hidden[1].content else {
            Issue.record("the other one is listed as if it could be had")
            return
        }
        #expect(reason.contains("user"))
        await fixture.engine.stop()
    }

    @Test func onlyOnesOwnAreDeleted() async throws {
        let fixture = try EngineFixture(session: Self.session, presets: ["half": Self.factory])
        try await fixture.start()
        _ = try await fixture.performOnDisk(save(id: "mine"))
        _ = try await fixture.performOnDisk(.deletePreset(PresetID("mine")))
        #expect(fixture.engine.presets().map(\.id.text) == ["half"])
        let trash = fixture.directory + "/User/.trash"
        #expect(try FileManager.default.contentsOfDirectory(atPath: trash).count == 1)
        #expect(await fixture.refusal(.deletePreset(PresetID("mine")))?.code == .presetNotFound)
        let entry = try #require(fixture.engine.trash().first)
        let back = try await fixture.performOnDisk(
            .bringBack(TrashRestoreRequest(.preset, name: entry.name))
        )
        #expect(back.extra["id"] == "mine")
        #expect(fixture.engine.presets().map(\.id.text) == ["mine", "half"])
        // What came with the program is not taken the id of.
        _ = try await fixture.performOnDisk(.deletePreset(PresetID("mine")))
        let wanted = TrashRestoreRequest(
            .preset,
            name: fixture.engine.trash()[0].name,
            id: "half"
        )
        #expect(await fixture.refusal(.bringBack(wanted))?.code == .conflict)
        let none = TrashRestoreRequest(.preset, name: "no")
        #expect(await fixture.refusal(.bringBack(none))?.code == .presetNotFound)
        #expect(await fixture.refusal(.deletePreset(PresetID("../x")))?.code == .presetNotFound)
        #expect(await fixture.refusal(.deletePreset(PresetID("half")))?.code == .readOnly)
        #expect(await fixture.refusal(.deletePreset(deepID))?.code == .readOnly)
        #expect(fixture.engine.presets().map(\.id.text) == ["half"])
        await fixture.engine.stop()
    }

    @Test func whatIsThereIsNeededAndWhatCannotBeWrittenIsSaid() async throws {
        let fixture = try EngineFixture(session: Self.session)
        try await fixture.start()
        #expect(await fixture.refusal(save("gone", on: "no"))?.code == .pluginNotFound)
        #expect(await fixture.refusal(save("none"))?.code == .pluginNotFound)
        #expect(await fixture.refusal(save(on: "none"))?.code == .trackNotFound)
        try "".write(toFile: fixture.directory + "/User", atomically: true, encoding: .utf8)
        let error = await fixture.refusal(save())
        #expect(error?.code == .engineError)
        #expect(error?.hint.contains("right to write") == true)
        await fixture.engine.stop()
    }
}

import Foundation
import OutboardClient
import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardServer
import Testing

/// Sessions and presets made over a WebSocket, as the dashboard does it.
@Suite(.serialized)
struct LibraryTests {
    private func ids(_ value: JSONValue?) -> [String] {
        (value?.array ?? []).compactMap { $0["id"]?.string }
    }

    @Test func everybodyHearsOfWhatIsMadeAndListsHaveItAtOnce() async throws {
        let fixture = try ServerFixture()
        try await fixture.start()
        let ana = try await OutboardClient.connect(to: fixture.address, user: "ana")
        let jo = try await OutboardClient.connect(to: fixture.address, user: "jo")
        // One that listens to the state alone, as pages do.
        _ = try await jo.request(
            .identify(IdentifyRequest(client: "test", topics: [.state])),
            session: SessionID("test")
        )
        let preset = PresetSaveRequest(
            track: TrackID("in"),
            insert: InsertID("gain"),
            name: "Unity"
        )
        let saved = try await fixture.request(.library(.savePreset(preset)), on: ana)
        #expect(saved.extra["preset_id"] == "unity")
        let presets = try await OutboardClient.get("/api/presets", from: fixture.address)
        #expect(presets["presets"]?.array?.first?["source"] == "user")
        #expect(presets["presets"]?.array?.first?["plugin"]?["id"] == "urn:outboard:fixture:gain")
        let listed = try await fixture.request(.read(.presets(plugin: nil)), on: ana)
        #expect(ids(listed.extra["presets"]) == ["unity"])

        let new = SessionNewRequest(name: "Other", opens: false)
        _ = try await fixture.request(.library(.newSession(new)), on: ana)
        #expect(
            ids(try await fixture.request(.read(.sessions), on: ana).extra["sessions"])
                == ["other", "test"]
        )
        let saveAs = SessionSaveAsRequest(name: "Encore")
        let ack = try await fixture.request(.library(.saveSessionAs(saveAs)), on: ana)
        #expect(ack.extra["session_id"] == "encore")
        // Jo may not have heard yet, and says the id before.
        let fader = Request.trackFader(track: TrackID("in"), levelDecibels: -6)
        #expect(try await fixture.request(fader, on: jo).status == .applied)
        let sessions = try await OutboardClient.get("/api/sessions", from: fixture.address)
        #expect(ids(sessions["sessions"]) == ["encore", "other", "test"])
        _ = try await fixture.request(.library(.deleteSession(SessionID("other"))), on: ana)
        _ = try await fixture.request(.library(.deletePreset(PresetID("unity"))), on: ana)
        let trash = try await OutboardClient.get("/api/trash", from: fixture.address)
        #expect(Set(ids(trash["entries"])) == ["other", "unity"])
        let entries = try await fixture.request(.read(.trash), on: ana).extra["entries"]
        #expect(entries == trash["entries"])
        let name = try #require(
            entries?.array?.first { $0["kind"] == "preset" }?["name"]?.string
        )
        let restore = TrashRestoreRequest(.preset, name: name)
        let back = try await fixture.request(.library(.bringBack(restore)), on: ana)
        #expect(back.extra["id"] == "unity")

        var told: [String] = []
        var epochs: [String] = []
        for await message in jo.notifications {
            if message.type == "state_snapshot" {
                epochs.append(message.data["epoch"]?.string ?? "")
                if epochs.count > 1 { #expect(message.data["session"]?["id"] == "encore") }
            }
            guard message.type == "LIBRARY_CHANGED" else { continue }
            #expect(message.data["changed_by"]?["user_id"] == "ana")
            told.append(
                ["kind", "id", "change"].compactMap { message.data[$0]?.string }
                    .joined(separator: " ")
            )
            if told.count == 6 { break }
        }
        #expect(
            told == [
                "preset unity added", "session other added", "session encore added",
                "session other removed", "preset unity removed", "preset unity added",
            ]
        )
        #expect(Set(epochs).count == 2, "a snapshot of what it goes on as, in an epoch of its own")
        await ana.close()
        await jo.close()
        await fixture.stop()
    }

    @Test func refusalsSayWhatToDo() async throws {
        let fixture = try ServerFixture()
        try await fixture.start()
        let client = try await OutboardClient.connect(to: fixture.address)
        func refusal(_ request: LibraryRequest) async throws -> RequestError? {
            do {
                _ = try await fixture.request(.library(request), on: client)
                return nil
            } catch let error as RequestError {
                return error
            }
        }
        let cases: [(LibraryRequest, ErrorCode)] = [
            (.deleteSession(SessionID("test")), .conflict),
            (.deleteSession(SessionID("nowhere")), .sessionNotFound),
            (.deletePreset(PresetID("nowhere")), .presetNotFound),
            (.newSession(SessionNewRequest(name: "x", session: SessionID("test"))), .conflict),
            (
                .newSession(SessionNewRequest(name: "x", session: SessionID(".."))),
                .invalidParameter
            ),
            (
                .saveSessionAs(SessionSaveAsRequest(name: "x", session: SessionID("test"))),
                .conflict
            ),
        ]
        for (request, code) in cases {
            let error = try await refusal(request)
            #expect(error?.code == code, "\(request)")
            #expect(error?.hint.isEmpty == false)
        }
        // A name is anything but nothing.
        #expect(try await refusal(.newSession(SessionNewRequest(name: ""))) != nil)
        let long = String(repeating: "x", count: 257)
        #expect(try await refusal(.newSession(SessionNewRequest(name: long))) != nil)
        await client.close()
        await fixture.stop()
    }
}

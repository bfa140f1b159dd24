import OutboardAccess
import OutboardClient
import OutboardJSON
import OutboardModel
import OutboardProtocol
import Testing

/// Who may send what: the table's rows, held against a server that is asked by each role.
@Suite(.serialized)
struct RoleTests {
    private static let session = SessionID("test")

    /// A request of each kind that is understood, about things that there are not: who may is told that.
    private static let samples: [(Request.Kind, JSONObject)] = [
        (.ping, [:]), (.identify, [:]), (.reidentify, ["subscribe": []]),
        (.loudnessRead, [:]), (.metersSubscribe, [:]), (.metersUnsubscribe, [:]),
        (.listenStart, [:]), (.listenStop, [:]),
        (.loudnessStart, ["track_id": "no"]), (.loudnessStop, ["track_id": "no"]),
        (.loudnessReset, ["track_id": "no"]),
        (.trackFader, ["track_id": "no", "level_decibels": -6]),
        (.trackPan, ["track_id": "no", "pan": 0]), (.trackMute, ["track_id": "no", "mute": true]),
        (.sendSet, ["track_id": "no", "send_id": "no", "mute": true]),
        (.trackSolo, ["track_id": "no", "solo": true]), (.undo, [:]), (.redo, [:]),
        (
            .pluginParameter,
            ["track_id": "no", "plugin_id": "no", "parameter_id": "x", "parameter_value": 1]
        ),
        (
            .pluginProperty,
            ["track_id": "no", "plugin_id": "no", "property_id": "x", "value": 1]
        ),
        (.presetLoad, ["track_id": "no", "plugin_id": "no", "preset_id": "x"]),
        (.trackAdd, ["track_id": "in"]), (.trackRemove, ["track_id": "no"]),
        (.trackMove, ["track_id": "no", "index": 0]),
        (.trackRename, ["track_id": "no", "name": "x"]),
        (.trackSource, ["track_id": "no", "source": ["kind": "none"]]),
        (.trackOutput, ["track_id": "no", "output": "master"]), (.busAdd, ["track_id": "in"]),
        (.busRemove, ["track_id": "no"]),
        (.sendAdd, ["track_id": "no", "send_id": "s", "bus_id": "no"]),
        (.sendRemove, ["track_id": "no", "send_id": "s"]),
        (.sendTap, ["track_id": "no", "send_id": "s", "pre_fader": true]),
        (.pluginAdd, ["track_id": "no", "plugin_id": "x", "uri": "urn:x"]),
        (.pluginRemove, ["track_id": "no", "plugin_id": "x"]),
        (.pluginMove, ["track_id": "no", "plugin_id": "x", "index": 0]),
        (.pluginReplace, ["track_id": "no", "plugin_id": "x", "uri": "urn:x"]),
        (.pluginBypass, ["track_id": "no", "plugin_id": "x", "bypass": true]),
        (.pluginSideChain, ["track_id": "no", "plugin_id": "x", "side_chain": .null]),
        (.automationSet, ["track_id": "no", "control": "fader", "points": [[0, 0]]]),
        (.automationMode, ["track_id": "no", "control": "fader", "mode": "read"]),
        (.batch, ["requests": [["type": "TRACK_REMOVE", "data": ["track_id": "no"]]]]),
        (.note, ["track_id": "no", "bytes": [144, 60, 100]]), (.sessionLoad, ["session_id": "no"]),
        (.sessionNew, ["name": "x", "session_id": "-"]),
        (.sessionSaveAs, ["name": "x", "session_id": "-"]), (.sessionDelete, ["session_id": "no"]),
        (.presetSave, ["track_id": "no", "plugin_id": "no", "name": "x"]),
        (.presetDelete, ["preset_id": "no"]),
        (.trashRestore, ["kind": "preset", "name": "no"]),
        (.recordStart, ["track_id": "no"]), (.recordStop, ["track_id": "no"]),
        (.kick, ["connection_id": "no"]),
    ]

    /// What is not to become anybody's by a slip in the table.
    @Test func rowsGiveNoMoreThanTheyShould() {
        let musicians: Set<Request.Kind> = [.trackFader, .trackPan, .trackMute, .sendSet]
        for kind in Request.Kind.allCases {
            let row = kind.row
            if row.isEdit { #expect(row.role >= .engineer, "\(kind)") }
            if musicians.contains(kind) { #expect(row.role == .musician, "\(kind)") }
        }
        for kind: Request.Kind in [.kick, .pluginScan] { #expect(kind.row.role == .owner) }
        for kind: Request.Kind in [
            .batch, .sessionLoad, .sessionSave, .recordStart, .recordStop, .transportPlay,
            .transportStop, .transportLocate, .songSet, .note, .pluginParameter, .pluginProperty,
            .presetLoad, .presetSave, .presetDelete, .trashRestore, .sessionNew, .sessionSaveAs,
            .sessionDelete,
            .trackSolo,
        ] { #expect(kind.row.role == .engineer, "\(kind)") }
    }

    @Test func everyRoleMayWhatItsRowSaysAndNothingElse() async throws {
        let fixture = try ServerFixture(hasAccess: true) {
            $0.token = "shared"
            $0.messagesPerSecond = 1_000
            $0.offencesPerMinuteMax = 1_000
        }
        try await fixture.start()
        for role in Role.allCases {
            let token = try await fixture.token(Principal(user: "ana", role: role))
            let client = try await OutboardClient.connect(
                to: fixture.address,
                token: token
            )
            for (kind, data) in Self.samples {
                // Nothing of it reaches the renderer.
                let code = try await self.code(kind, data) {
                    try await client.request($0, session: Self.session)
                }
                let isAllowed = role >= kind.row.role
                // A musician has no mix here, so of strips and sends only those that there are not are asked for.
                let isTheirs = role == .musician && kind.row.role == .musician
                if isTheirs, ![.sendSet, .undo, .redo].contains(kind) {
                    #expect(code == .forbidden, "\(kind.rawValue) by \(role)")
                } else {
                    #expect(
                        (code == .forbidden) != isAllowed,
                        "\(kind.rawValue) by \(role): \(code as Any)"
                    )
                }
            }
            await client.close()
        }
        await fixture.stop()
    }

    private func code(
        _ kind: Request.Kind,
        _ data: JSONObject,
        _ ask: (Request) async throws -> Ack
    ) async throws -> ErrorCode? {
        let request = try Request(kind, JSONField(.object(data)))
        do {
            _ = try await ask(request)
            return nil
        } catch let error as RequestError {
            if error.code == .forbidden, kind.row.role > .musician {
                #expect(error.details?["needed"]?.string == kind.row.role.rawValue)
            }
            return error.code
        }
    }

    @Test func aMusicianSetsTheirOwnMix() async throws {
        let fixture = try ServerFixture(hasAccess: true) { $0.token = "shared" }
        try await fixture.start()
        let owner = try await OutboardClient.connect(to: fixture.address, token: "shared")
        for (kind, data) in [
            (Request.Kind.busAdd, ["track_id": "ears"] as JSONObject),
            (.busAdd, ["track_id": "wedge"]),
            (.sendAdd, ["track_id": "in", "send_id": "mine", "bus_id": "ears"]),
            (.sendAdd, ["track_id": "in", "send_id": "theirs", "bus_id": "wedge"]),
        ] {
            #expect(
                try await code(kind, data) { try await fixture.request($0, on: owner) } == nil,
                "\(kind)"
            )
        }
        let principal = Principal(user: "ana", role: .musician, mix: TrackID("ears"))
        let token = try await fixture.token(principal)
        let ana = try await OutboardClient.connect(to: fixture.address, token: token)
        for (kind, data, expected) in [
            (
                Request.Kind.sendSet,
                ["track_id": "in", "send_id": "mine", "mute": true] as JSONObject, nil
            ),
            (.sendSet, ["track_id": "in", "send_id": "theirs", "mute": true], ErrorCode.forbidden),
            (.trackFader, ["track_id": "ears", "level_decibels": -6], nil),
            (.trackPan, ["track_id": "ears", "pan": 0.5], nil),
            (.trackMute, ["track_id": "ears", "mute": true], nil),
            (.trackFader, ["track_id": "ears", "gesture": "begin"], nil),
            (.undo, [:], nil), (.redo, [:], nil),
            (.trackFader, ["track_id": "wedge", "level_decibels": -6], .forbidden),
            (.trackFader, ["track_id": "wedge", "gesture": "begin"], .forbidden),
            (.trackFader, ["track_id": "in", "level_decibels": -6], .forbidden),
            (.trackPan, ["track_id": "master", "pan": 0.5], .forbidden),
            (.trackMute, ["track_id": "master", "mute": true], .forbidden),
            (.sendTap, ["track_id": "in", "send_id": "mine", "pre_fader": true], .forbidden),
            (.busRemove, ["track_id": "ears"], .forbidden),
            (.trackSolo, ["track_id": "ears", "solo": true], .forbidden),
        ] {
            #expect(
                try await code(kind, data) { try await fixture.request($0, on: ana) } == expected,
                "\(kind) \(data)"
            )
        }
        let shown = try await OutboardClient.get(
            "/api/sessions/test",
            from: fixture.address,
            token: token
        )
        #expect(shown["session"]?["id"] == "test")
        await owner.close()
        await ana.close()
        await fixture.stop()
    }
}

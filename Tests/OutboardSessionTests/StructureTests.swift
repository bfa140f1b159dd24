import OutboardModel
import OutboardProtocol
import Testing

@testable import OutboardSession

@Suite(.serialized)
struct StructureTests {
    private func half(_ channel: Int, _ frame: Int) -> Float { channel == 0 ? 0.5 : 0.25 }

    private func document(_ strip: Strip = Strip(), channels: [Int] = [0, 1]) -> SessionDocument {
        SessionDocument(
            id: SessionID("s"),
            name: "S",
            tracks: [
                Track(id: TrackID("a"), name: "A", source: .input(channels: channels), strip: strip)
            ],
            buses: [Bus(id: TrackID("x"), name: "X"), Bus(id: TrackID("y"), name: "Y")]
        )
    }

    /// The last frame of both outputs, when everything has come to rest.
    private func settled(_ rig: PlayerRig) throws -> [Float] {
        try rig.advance(frames: 2_048)
        return rig.output.map { $0.last! }
    }

    @Test func feedbackIsRefusedAndNamesItsLoop() throws {
        let rig = try PlayerRig(document(), input: half)
        try rig.edit(.setOutput(TrackID("x"), .bus(TrackID("y"))))
        do {
            try rig.edit(.setOutput(TrackID("y"), .bus(TrackID("x"))))
            Issue.record("a circle was accepted")
        } catch let error as RequestError {
            #expect(error.code == .feedbackLoop)
            let loop = error.details?["loop"]?.array?.compactMap(\.string) ?? []
            #expect(Set(loop) == ["x", "y"])
        }
        #expect(rig.player.session.document.strip(TrackID("y"))?.output == .master)
        #expect(try settled(rig) == [0.5, 0.25])
    }

    @Test func insertRemoveBypassReplaceAndReorderTakeEffect() throws {
        let rig = try PlayerRig(document(), input: half)
        let track = TrackID("a")
        let undo = try rig.edit(
            .addInsert(PlayerRig.insert("g", "gain", ["gain": 0.5]), strip: track, index: nil)
        )
        #expect(try settled(rig) == [0.25, 0.125])
        try rig.edit(.setBypass(InsertID("g"), strip: track, true))
        #expect(try settled(rig) == [0.5, 0.25])
        try rig.edit(.setBypass(InsertID("g"), strip: track, false))
        try rig.edit(
            .addInsert(PlayerRig.insert("d", "delay", ["frames": 10]), strip: track, index: 0)
        )
        try rig.edit(.moveInsert(InsertID("d"), from: track, to: track, index: 1))
        #expect(try settled(rig) == [0.25, 0.125])
        try rig.edit(
            .replaceInsert(
                InsertID("g"),
                strip: track,
                with: PlayerRig.insert("g", "gain-mono", ["gain": 0.25])
            )
        )
        #expect(try settled(rig) == [0.125, 0.0625])
        _ = try rig.perform(undo)
        #expect(try settled(rig) == [0.5, 0.25])
    }

    @Test func tracksAndBusesAreRenamedAndBack() throws {
        let rig = try PlayerRig(document(), input: half)
        try rig.edit(.rename(TrackID("a"), "Voice"))
        let undo = try rig.edit(.rename(TrackID("x"), "Hall"))
        #expect(rig.player.session.document.tracks[0].name == "Voice")
        #expect(rig.player.session.document.buses[0].name == "Hall")
        _ = try rig.perform(undo)
        #expect(rig.player.session.document.buses[0].name == "X")
        #expect(throws: RequestError.self) { try rig.edit(.rename(TrackID("master"), "M")) }
        #expect(try settled(rig) == [0.5, 0.25])
    }

    @Test func sendsAddToTheirBus() throws {
        let rig = try PlayerRig(document(Strip(faderDecibels: -.infinity)), input: half)
        let send = Send(id: SendID("s"), bus: TrackID("x"), isPreFader: true)
        try rig.edit(.addSend(send, strip: TrackID("a"), index: nil))
        #expect(try settled(rig) == [0.5, 0.25])
        _ = try rig.perform(
            SetSend(SendRequest(track: TrackID("a"), send: SendID("s"), pan: 1))
        )
        #expect(try settled(rig) == [0, 0.25])
        try rig.edit(.setSendTap(SendID("s"), strip: TrackID("a"), isPreFader: false))
        #expect(try settled(rig) == [0, 0])
    }

    @Test func soloKeepsWhatLeadsToAndFromIt() throws {
        var strip = Strip(output: .bus(TrackID("x")))
        strip.sends = [Send(id: SendID("s"), bus: TrackID("y"))]
        var document = document(strip)
        document.tracks.append(
            Track(id: TrackID("b"), name: "B", source: .input(channels: [0, 1]))
        )
        let rig = try PlayerRig(document, input: half)
        #expect(try settled(rig) == [1.5, 0.75])
        let undo = try rig.perform(SetStrip(track: TrackID("a"), .solo(true)))
        #expect(try settled(rig) == [1, 0.5])
        _ = try rig.perform(undo)
        _ = try rig.perform(SetStrip(track: TrackID("x"), .solo(true)))
        #expect(try settled(rig) == [0.5, 0.25])
    }

    @Test func widthsMeetByTheRules() throws {
        // Mono into stereo is panned with constant power, and into mono it is not.
        let mono = try PlayerRig(document(channels: [0]), input: half)
        #expect(try settled(mono).allSatisfy { abs($0 - 0.5 * 0.707_106_8) < 1e-6 })
        var narrow = document(channels: [0])
        narrow.buses = [Bus(id: TrackID("x"), name: "X", channelCount: 1)]
        narrow.tracks[0].strip.output = .bus(TrackID("x"))
        narrow.buses[0].strip.pan = -1
        #expect(try settled(PlayerRig(narrow, input: half)) == [0.5, 0])
        // Stereo into mono is half the sum.
        var folded = narrow
        folded.tracks[0].source = .input(channels: [0, 1])
        #expect(try settled(PlayerRig(folded, input: half)) == [0.375, 0])
        // Four channels into two: 0 and 2 meet on the left, 1 and 3 on the right.
        var wide = document(channels: [0, 0, 1, 1])
        wide.tracks[0].strip.pan = 1
        #expect(try settled(PlayerRig(wide, input: half)) == [0.375, 0.375])
    }

    @Test func stripsGoToTheDevicesChannels() throws {
        var document = document()
        document.tracks[0].strip.output = .device(channel: 2)
        let rig = try PlayerRig(document, channelCount: 4, input: half)
        #expect(try settled(rig) == [0, 0, 0.5, 0.25])
        try rig.edit(.setOutput(TrackID("a"), .master))
        #expect(try settled(rig) == [0.5, 0.25, 0, 0])
    }

    @Test func removedBusSendsItsStripsToTheMaster() throws {
        let rig = try PlayerRig(document(Strip(output: .bus(TrackID("x")))), input: half)
        let start = rig.player.session.document
        let undo = try rig.edit(.removeBus(TrackID("x")))
        #expect(rig.player.session.document.tracks[0].strip.output == .master)
        #expect(try settled(rig) == [0.5, 0.25])
        _ = try rig.perform(undo)
        #expect(rig.player.session.document == start)
    }

    @Test func removedPluginMayRingOut() throws {
        let track = TrackID("a")
        let delay = PlayerRig.insert("d", "delay", ["frames": 4_000])
        let rig = try PlayerRig(document(Strip(inserts: [delay]))) { _, frame in
            frame == 5_000 ? 1 : 0
        }
        try rig.advance(frames: 6_400)
        _ = try rig.perform(RemoveRinging(InsertID("d"), on: track, seconds: 0.1))
        try rig.advance(frames: 9_600)
        // What was in the plugin is still heard, 4,000 frames after it went in.
        #expect(rig.output[0][9_000] == 1)
        #expect(rig.player.session.loaded.ringing.isEmpty)
        #expect(rig.player.session.document.tracks[0].strip.inserts.isEmpty)
    }

    @Test func anotherSessionFadesOver() throws {
        let rig = try PlayerRig(document(), input: half)
        try rig.advance(frames: 640)
        var next = document(Strip(pan: 1))
        next.id = SessionID("next")
        rig.forgetOutput()
        _ = try rig.perform(SwitchSession(.init(directory: "/nonexistent", document: next)))
        #expect(try settled(rig) == [0, 0.25])
        #expect(rig.output.map(\.roughness).max()! < 0.003)
        #expect(rig.player.session.document.id == SessionID("next"))
    }

    /// A delay's length is a step: within the plugin it would be a jump of the signal.
    @Test func presetThatStepsAParameterDoesNotClick() throws {
        let track = TrackID("a")
        let strip = Strip(inserts: [PlayerRig.insert("d", "delay", ["frames": 16])])
        let rig = try PlayerRig(document(strip), input: Storm.input)
        try rig.advance(frames: 9_600)
        let request = PresetLoadRequest(
            track: track,
            insert: InsertID("d"),
            preset: PresetID("far")
        )
        rig.forgetOutput()
        var undo: [any Verb] = []
        for frames in [200.0, 33, 4_000, 0] {
            undo.append(try rig.perform(LoadPreset(request, values: [(0, frames)], state: nil)))
            try rig.advance(frames: 9_600)
            let insert = rig.player.session.insert(InsertID("d"))!
            #expect(insert.values[0] == frames)
            #expect(insert.latencyFrames == Int(frames))
            #expect(
                rig.player.session.document.tracks[0].strip.inserts[0].parameters == [
                    "frames": frames
                ]
            )
        }
        for verb in undo.reversed() {
            _ = try rig.perform(verb)
            try rig.advance(frames: 9_600)
        }
        #expect(rig.player.session.insert(InsertID("d"))!.values[0] == 16)
        #expect(rig.output.map(\.roughness).max()! < 0.0002)
        #expect(rig.output.map { $0.suffix(480).max()! }.min()! > 0.0099)
        #expect(rig.hits.ours == 0)
    }

    @Test func nothingIsLeftBehindByAThousandEdits() throws {
        let rig = try PlayerRig(document(), input: half)
        let track = TrackID("a")
        for round in 0..<200 {
            try rig.edit(
                .addInsert(PlayerRig.insert("n\(round)", "gain"), strip: track, index: 0)
            )
            try rig.advance(frames: 640)
            try rig.edit(.removeInsert(InsertID("n\(round)"), strip: track))
            try rig.advance(frames: 640)
        }
        // Slots are used again, so they do not run out.
        try rig.edit(.addInsert(PlayerRig.insert("last", "gain"), strip: track, index: 0))
        let slot = rig.player.session.insert(InsertID("last"))!.lanes[0].slot.first
        #expect(slot < 8)
    }
}

import OutboardModel
import OutboardProtocol
import Testing

@testable import OutboardSession

/// An impulse through every path of a session comes out in one frame.
@Suite(.serialized)
struct AlignmentTests {
    @Test func impulsesMeetInOneFrame() throws {
        var random = SplitMix(state: UInt64.random(in: .min ... .max))
        print("seed \(random.state)")
        for _ in 0..<40 {
            let document = topology(&random)
            try expectOneFrame(document)
        }
    }

    /// A plugin that changes its latency while it runs, and one that is bypassed.
    @Test func changedLatencyIsCompensated() throws {
        let at = 9_600
        let document = SessionDocument(
            id: SessionID("a"),
            name: "A",
            tracks: [
                track("late", [PlayerRig.insert("d", "delay", ["frames": 100])]), track("dry", []),
            ]
        )
        let rig = try PlayerRig(document) { _, frame in frame == 300 || frame == at ? 1 : 0 }
        try rig.advance(frames: 640)
        #expect(rig.player.latencyFrames == 100)
        #expect(rig.output[0].firstIndex { $0 != 0 } == 400)
        #expect(rig.output[0][400] == 2)
        let request = PluginParameterRequest(
            track: TrackID("late"),
            insert: InsertID("d"),
            parameter: "frames",
            value: 250
        )
        _ = try rig.perform(SetPluginParameter(request, in: rig.player.session))
        try rig.advance(frames: 4_160)
        try rig.edit(.setBypass(InsertID("d"), strip: TrackID("late"), true))
        try rig.advance(frames: 6_400)
        #expect(rig.player.latencyFrames == 250)
        let heard = rig.output[0].indices.dropFirst(5_000).filter { rig.output[0][$0] != 0 }
        #expect(heard == [at + 250])
        #expect(rig.output[0][at + 250] == 2)
        #expect(rig.player.stripLatencies[TrackID("dry")] == 0)
        #expect(rig.player.stripLatencies[TrackID("late")] == 250)
    }

    private func expectOneFrame(_ document: SessionDocument) throws {
        let rig = try PlayerRig(document) { _, frame in frame == 1_000 ? 1 : 0 }
        try rig.advance(frames: 4_096)
        for channel in 0..<2 {
            let heard = rig.output[channel].indices.filter { rig.output[channel][$0] != 0 }
            #expect(heard == [1_000 + rig.player.latencyFrames], "\(document)")
            // All gains are 1, so the impulse is as high as there are paths.
            let pathCount = document.tracks.reduce(0) { $0 + paths(from: $1.strip, document) }
            #expect(heard.map { rig.output[channel][$0] } == [Float(pathCount)])
        }
    }

    private func paths(from strip: Strip, _ document: SessionDocument) -> Int {
        var count = 0
        for bus in strip.sends.map(\.bus) { count += paths(from: document.strip(bus)!, document) }
        switch strip.output {
        case .master: count += 1
        case .bus(let bus): count += paths(from: document.strip(bus)!, document)
        default: break
        }
        return count
    }

    private func track(_ id: String, _ inserts: [Insert], _ strip: Strip = Strip()) -> Track {
        var strip = strip
        strip.inserts = inserts
        return Track(
            id: TrackID(id),
            name: id,
            source: .input(channels: [0, 1]),
            strip: strip
        )
    }

    /// Tracks, buses that feed later buses, sends before and behind the fader, late plugins anywhere.
    private func topology(_ random: inout SplitMix) -> SessionDocument {
        var counter = 0
        func inserts(_ random: inout SplitMix) -> [Insert] {
            (0..<Int.random(in: 0...3, using: &random)).map { _ in
                counter += 1
                let frames = Double([0, 1, 17, 64, 100, 333].randomElement(using: &random)!)
                var insert =
                    Bool.random(using: &random)
                    ? PlayerRig.insert("d\(counter)", "delay", ["frames": frames])
                    : PlayerRig.insert("g\(counter)", "gain")
                insert.isBypassed = Int.random(in: 0..<4, using: &random) == 0
                return insert
            }
        }
        let buses = (0..<4).map { TrackID("b\($0)") }
        func strip(_ random: inout SplitMix, later: ArraySlice<TrackID>) -> Strip {
            var strip = Strip(inserts: inserts(&random))
            if let bus = later.randomElement(using: &random), Bool.random(using: &random) {
                strip.output = .bus(bus)
            }
            for (index, bus) in later.shuffled(using: &random).prefix(2).enumerated() {
                guard Bool.random(using: &random) else { continue }
                strip.sends.append(
                    Send(
                        id: SendID("s\(index)"),
                        bus: bus,
                        isPreFader: Bool.random(using: &random)
                    )
                )
            }
            return strip
        }
        let tracks = (0..<Int.random(in: 1...8, using: &random)).map { index in
            Track(
                id: TrackID("t\(index)"),
                name: "T",
                source: .input(channels: [0, 1]),
                strip: strip(&random, later: buses[...])
            )
        }
        return SessionDocument(
            id: SessionID("a"),
            name: "A",
            tracks: tracks,
            buses: buses.indices.map { index in
                Bus(
                    id: buses[index],
                    name: "B",
                    strip: strip(&random, later: buses[(index + 1)...])
                )
            },
            master: Strip(inserts: inserts(&random))
        )
    }
}

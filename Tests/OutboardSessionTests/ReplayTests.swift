import CRealtime
import FixtureBundles
import Foundation
import OutboardHost
import OutboardHostLV2
import OutboardIO
import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardStore
import Testing

@testable import OutboardSession

/// What a journal says is rendered again, to the bit.
@Suite(.serialized)
struct ReplayTests {
    /// Inputs, notes and sends, on which everything can be done.
    private static func document() -> SessionDocument {
        var document = Storm.document(trackCount: 6)
        document.tracks.append(
            Track(
                id: TrackID("keys"),
                name: "Keys",
                source: .notes(channels: [1, 2], path: nil),
                strip: Strip(inserts: [PlayerRig.insert("keys", "instrument")])
            )
        )
        // One with a bypass of its own, and one with properties.
        document.tracks[0].strip.inserts.append(PlayerRig.insert("own", "grouped"))
        document.tracks.append(
            Track(
                id: TrackID("props"),
                name: "Properties",
                source: .none,
                strip: Strip(
                    inserts: [PlayerRig.insert("props", "properties", ["gain_2": 0.1])],
                    faderDecibels: -40
                )
            )
        )
        return document
    }

    private static func fixture(runsByItself: Bool) throws -> EngineFixture {
        try EngineFixture(
            session: document().json.canonicalText
                .replacingOccurrences(of: "\"storm\"", with: "\"test\""),
            presets: [
                "far": """
                {"version":1,"name":"Far","plugin":{"format":"lv2","id":"urn:outboard:fixture:delay"},
                 "parameters":{"frames":120}}
                """
            ],
            runsByItself: runsByItself
        ) {
            $0.journalDirectory = $0.recordingsDirectory! + "-journals"
            $0.fadesDrivers = true
            $0.quantumFrames = 64
            $0.threadCount = runsByItself ? 2 : 1
        }
    }

    private static func journal(of fixture: EngineFixture) throws -> String {
        let root = fixture.directory + "/Recordings-journals"
        let names = try FileManager.default.contentsOfDirectory(atPath: root)
        return root + "/" + (try #require(names.first))
    }

    private static func replay(_ fixture: EngineFixture) throws -> Replay {
        try Replay(
            directory: journal(of: fixture),
            library: PluginLibrary([LV2Host(searchPath: fixture.bundles.searchPath)])
        )
    }

    /// Something to ask for that a storm would do.
    private static func request(
        _ storm: inout Storm,
        _ document: SessionDocument,
        _ random: inout SplitMix
    ) -> Request {
        switch Int.random(in: 0..<29, using: &random) {
        case 0: return .transportPlay
        case 1: return .transportStop
        case 2: return .transportLocate(seconds: Double.random(in: 0...2, using: &random))
        case 3:
            let key = UInt8.random(in: 40...80, using: &random)
            return .note(
                track: TrackID("keys"),
                bytes: [Bool.random(using: &random) ? 0x90 : 0x80, key, 90]
            )
        case 4:
            guard let strip = document.tracks.first(where: { !$0.strip.inserts.isEmpty }) else {
                return .ping
            }
            return .pluginRingOut(strip.strip.inserts[0].id, track: strip.id, seconds: 0.05)
        case 5:
            let delays = document.tracks.flatMap { track in
                track.strip.inserts.filter { $0.plugin.text.hasSuffix("delay") }
                    .map { (track.id, $0.id) }
            }
            guard let (track, insert) = delays.randomElement(using: &random) else { return .ping }
            return .presetLoad(
                PresetLoadRequest(track: track, insert: insert, preset: PresetID("far"))
            )
        case 6:
            let track = document.tracks.randomElement(using: &random)!.id
            let target: AutomationCurve.Target =
                Bool.random(using: &random) ? .fader(track) : .pan(track)
            let modes: [AutomationCurve.Mode] = [.read, .touch, .latch, .write]
            let points = (0..<Int.random(in: 1...20, using: &random)).map { index in
                AutomationCurve.Point(
                    seconds: Double(index) * 0.05,
                    value: Double.random(in: -1...1, using: &random)
                )
            }
            return .edit(
                .setAutomation(
                    target,
                    AutomationCurve(
                        target: target,
                        mode: modes.randomElement(using: &random)!,
                        points: points
                    )
                )
            )
        case 25, 26: return .undo(HistoryRequest(count: 2, isForced: true))
        case 27: return .redo(HistoryRequest(isForced: true))
        case 28:
            let track = document.tracks.randomElement(using: &random)!.id
            let level = Double.random(in: -20...0, using: &random)
            return .edit(.all([.setControl(track, .fader(decibels: level)), .rename(track, "R")]))
        case 22, 23:
            guard let place = document.place(of: InsertID("props")) else { return .ping }
            return .pluginProperty(
                PluginPropertyRequest(
                    track: place.strip,
                    insert: InsertID("props"),
                    property: "count",
                    value: .number(Double(Int.random(in: -3...3, using: &random)))
                )
            )
        case 24:
            guard let place = document.place(of: InsertID("own")) else { return .ping }
            let isBypassed = Bool.random(using: &random)
            return .edit(.setBypass(InsertID("own"), strip: place.strip, isBypassed))
        case 7, 8:
            guard let curve = document.automation.randomElement(using: &random) else {
                return .ping
            }
            let gesture: Gesture? = [nil, .begin, .end].randomElement(using: &random)!
            let value = Double.random(in: -1...1, using: &random)
            switch curve.target {
            case .fader(let track):
                return .trackFader(track: track, levelDecibels: value, gesture: gesture)
            case .pan(let track): return .trackPan(track: track, pan: value, gesture: gesture)
            case .parameter: return .ping
            }
        case 9:
            let inserts = document.tracks.flatMap { track in
                track.strip.inserts.filter { $0.plugin.text.hasSuffix("gain") }
                    .map { (track.id, $0.id) }
            }
            guard let (track, insert) = inserts.randomElement(using: &random) else { return .ping }
            return .pluginParameter(
                PluginParameterRequest(
                    track: track,
                    insert: insert,
                    parameter: "gain",
                    value: Double.random(in: 0...1, using: &random)
                )
            )
        case 10, 11:
            // Meters come and go, and what is rendered again has none.
            let strip = document.stripIDs.randomElement(using: &random)!
            return Bool.random(using: &random)
                ? .loudnessStart(track: strip) : .loudnessStop(track: strip)
        default:
            let wire = storm.next(document).journaled!
            let kind = Request.Kind(rawValue: wire["type"]!.string!)!
            return try! Request(kind, JSONField(wire["data"]!))
        }
    }

    @Test func whatTheDriverGotIsRenderedAgainBitForBit() async throws {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var random = SplitMix(state: seed)
        var storm = Storm(seed: seed &+ 1)
        let fixture = try Self.fixture(runsByItself: false)
        try await fixture.start()
        // Noise, so that no frame is like another, and notes of the device.
        var noise = SplitMix(state: seed &+ 2)
        fixture.driver.prepare = { inputs, frames in
            for channel in 0..<2 {
                for offset in 0..<frames {
                    inputs[channel][offset] = Float.random(in: -0.1...0.1, using: &noise)
                }
            }
        }
        var keys = SplitMix(state: seed &+ 3)
        fixture.driver.events = { frames in
            guard Int.random(in: 0..<8, using: &keys) == 0 else { return [] }
            var event = ob_event()
            event.frame = UInt32.random(in: 0..<UInt32(frames), using: &keys)
            event.size = 3
            event.bytes.0 = Bool.random(using: &keys) ? 0x91 : 0x81
            event.bytes.1 = UInt8.random(in: 30...70, using: &keys)
            event.bytes.2 = 80
            return [event]
        }
        for turn in 0..<1_500 {
            let document = await fixture.document
            if turn % 500 == 100 {
                let take = RecordRequest(
                    track: TrackID("group0"),
                    name: "t\(turn)",
                    format: .wav32Float
                )
                _ = await fixture.ask(.recordStart(take))
            } else if turn % 500 == 400 {
                _ = await fixture.ask(.recordStop(track: TrackID("group0")))
            } else {
                _ = await fixture.ask(Self.request(&storm, document, &random))
            }
            if turn % 4 == 0 {
                let frames = Int.random(in: 1...2_000, using: &random)
                try fixture.driver.advance(quanta: [frames, frames, 64])
            }
            if turn % 3 == 0 { await fixture.wait(milliseconds: 25) }
        }
        await fixture.engine.stop()

        // Hands took controls from their curves, and gave them back.
        let lines = try JournalFile(directory: Self.journal(of: fixture)).steps.map(\.line)
        #expect(lines.contains { if case .send(_, holds: true) = $0 { true } else { false } })
        #expect(lines.contains { if case .hold = $0 { true } else { false } })
        #expect(lines.contains { if case .release = $0 { true } else { false } })
        let replay = try Self.replay(fixture)
        replay.takesDirectory = fixture.directory + "/Again"
        var again: [Float] = []
        replay.consume = { outputs, _, frames, _ in
            again += UnsafeBufferPointer(start: outputs[0], count: frames)
        }
        let report = try replay.render()
        #expect(report.problems.isEmpty)
        #expect(again.count == fixture.output.count)
        #expect(again.contains { $0 != 0 })
        let different = zip(again, fixture.output).enumerated()
            .first { $1.0.bitPattern != $1.1.bitPattern }
        #expect(different == nil, "frame \(different?.offset ?? 0) of \(again.count)")
        #expect(report.takes.count == 3)
        for take in report.takes { try Self.expectSameTake(take.path, fixture) }
    }

    /// On two render threads, with the engine and the disk on theirs: what is done meets the blocks as it
    /// may.
    @Test func whatPlayedInRealTimeIsRenderedAgainBitForBit() async throws {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var random = SplitMix(state: seed)
        var storm = Storm(seed: seed &+ 1)
        let fixture = try Self.fixture(runsByItself: true)
        try await fixture.engine.start(SessionID("test"))
        fixture.engine.run()
        _ = await fixture.ask(
            .recordStart(RecordRequest(track: .master, name: "m", format: .wav32Float))
        )
        for _ in 0..<800 {
            let document = await fixture.document
            _ = await fixture.ask(Self.request(&storm, document, &random))
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...5, using: &random)))
        }
        let stop = await fixture.ask(.recordStop(track: .master))
        for _ in 0..<2_000 where stop.result == nil {
            try await Task.sleep(for: .milliseconds(1))
        }
        #expect(try stop.result?.get().extra["dropped_frames"]?.number == 0)
        await fixture.engine.stop()

        let replay = try Self.replay(fixture)
        replay.takesDirectory = fixture.directory + "/Again"
        let report = try replay.render()
        #expect(report.problems.isEmpty)
        #expect(report.takes.count == 1)
        for take in report.takes { try Self.expectSameTake(take.path, fixture) }
    }

    private static func expectSameTake(_ path: String, _ fixture: EngineFixture) throws {
        let name = (path as NSString).lastPathComponent
        let again = try #require(FileManager.default.contents(atPath: path))
        let first = FileManager.default.contents(atPath: "\(fixture.directory)/Recordings/\(name)")
        #expect(again.count > 10_000)
        #expect(again == first, "\(name)")
    }

    @Test func whatIsNoJournalIsRefusedByTheLine() async throws {
        let fixture = try Self.fixture(runsByItself: false)
        try await fixture.start()
        try await fixture.advance(frames: 640)
        await fixture.engine.stop()
        let directory = try Self.journal(of: fixture)
        let path = directory + "/journal.ndjson"
        let whole = try String(contentsOfFile: path, encoding: .utf8)
        func message(_ text: String) throws -> String {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            do {
                return "\(try JournalFile(directory: directory).steps.count) steps"
            } catch {
                return "\(error)"
            }
        }
        #expect(try message(whole).hasSuffix("steps"))
        #expect(try message("").contains("empty"))
        #expect(try message("{\"journal\":2}\n").contains("journal is not 1"))
        #expect(try message(whole + "{\"do\":\"fly\"}\n").contains("which is not known here"))
        #expect(try message(whole + "nonsense\n").contains("journal.ndjson:"))
        // A crash cuts the last line short: what came before it stands.
        #expect(try message(whole + "{\"do\":\"pub").hasSuffix("steps"))
    }
}

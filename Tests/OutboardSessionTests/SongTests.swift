import CRealtime
import Foundation
import OutboardIO
import OutboardModel
import OutboardProtocol
import OutboardRender
import Testing

@testable import OutboardSession

/// Notes, automation and the song's time, through the renderer.
@Suite(.serialized)
struct SongTests {
    private func instrument(channels: [Int] = [1]) -> SessionDocument {
        SessionDocument(
            id: SessionID("s"),
            name: "S",
            tracks: [
                Track(
                    id: TrackID("keys"),
                    name: "Keys",
                    source: .notes(channels: channels, path: nil),
                    strip: Strip(inserts: [PlayerRig.insert("synth", "instrument")], pan: -1)
                )
            ]
        )
    }

    private func message(_ frame: Int, _ bytes: [UInt8]) -> ob_event {
        var event = ob_event()
        event.frame = UInt32(frame)
        event.size = UInt8(bytes.count)
        event.bytes.0 = bytes[0]
        event.bytes.1 = bytes[1]
        event.bytes.2 = bytes[2]
        return event
    }

    @Test func deviceNotesSoundAtTheirFrame() throws {
        let rig = try PlayerRig(instrument()) { _, _ in 0 }
        var cycle = 0
        rig.driver.events = { [self] _ in
            defer { cycle += 1 }
            return switch cycle {
            case 10: [message(17, [0x90, 69, 127]), message(40, [0x91, 80, 127])]
            case 12: [message(5, [0x80, 69, 0])]
            default: []
            }
        }
        try rig.advance(frames: 64 * 20)
        let sounding = rig.output[0].indices.filter { rig.output[0][$0] != 0 }
        // A sine begins at zero, one frame before it is anything else. Channel 2 is filtered out.
        #expect(sounding.first == 10 * 64 + 17 + 1)
        #expect(sounding.last == 12 * 64 + 5 - 1)
    }

    @Test func notesFromPeopleSound() throws {
        let rig = try PlayerRig(instrument()) { _, _ in 0 }
        try rig.advance(frames: 640)
        let track = TrackID("keys")
        _ = try rig.perform(PlayNote(track, [0x90, 69, 127], in: rig.player.session))
        try rig.advance(frames: 640)
        _ = try rig.perform(PlayNote(track, [0x80, 69, 0], in: rig.player.session))
        try rig.advance(frames: 640)
        let sounding = rig.output[0].indices.filter { rig.output[0][$0] != 0 }
        #expect(sounding.first == 641)
        #expect(sounding.last.map { (1_270..<1_280).contains($0) } == true)
    }

    /// Two quarter notes at 120 bpm: the second one begins half a second after the first.
    @Test func midiFilePlaysWithTheSong() throws {
        let directory = NSTemporaryDirectory() + "outboard-song-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true
        )
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let events: [UInt8] = [
            0x00, 0x90, 69, 127, 0x30, 0x80, 69, 0, 0x30, 0x90, 69, 127, 0x30, 0x80, 69, 0, 0x00,
            0xFF, 0x2F, 0x00,
        ]
        let file: [UInt8] =
            [0x4D, 0x54, 0x68, 0x64, 0, 0, 0, 6, 0, 0, 0, 1, 0, 0x60]
            + [0x4D, 0x54, 0x72, 0x6B, 0, 0, 0, UInt8(events.count)] + events
        try Data(file).write(to: URL(fileURLWithPath: directory + "/song.mid"))
        var document = instrument()
        document.tracks[0].source = .notes(channels: [], path: "song.mid")
        let rig = try PlayerRig(document, directory: directory) { _, _ in 0 }
        #expect(rig.player.session.problems.isEmpty)
        try rig.advance(frames: 48_000)
        let sounding = rig.output[0].map { $0 != 0 }
        #expect(sounding[1] && sounding[11_000])
        #expect(!sounding[12_001..<24_000].contains(true))
        #expect(sounding[24_001])
        // Stopping ends what sounds.
        _ = try rig.perform(DriveSong(action: .stop))
        _ = try rig.perform(DriveSong(action: .locate(seconds: 0)))
        try rig.advance(frames: 4_800)
        rig.forgetOutput()
        try rig.advance(frames: 4_800)
        #expect(rig.output[0].allSatisfy { $0 == 0 })
    }

    @Test func loopRepeatsItsPart() throws {
        var document = instrument()
        document.song.loop = 0..<0.02
        let rig = try PlayerRig(document) { _, _ in 0 }
        try rig.advance(frames: 960 * 3 + 100)
        #expect(rig.player.renderer.song.frame == 100)
    }

    private func constant(_ curves: [AutomationCurve]) -> SessionDocument {
        SessionDocument(
            id: SessionID("s"),
            name: "S",
            tracks: [
                Track(
                    id: TrackID("a"),
                    name: "A",
                    source: .input(channels: [0, 1]),
                    strip: Strip(inserts: [PlayerRig.insert("g", "gain")])
                )
            ],
            automation: curves
        )
    }

    @Test(arguments: [32, 64, 100, 512])
    func fadersFollowTheirCurveAtEveryQuantum(quantum: Int) throws {
        let curve = AutomationCurve(
            target: .fader(TrackID("a")),
            points: [.init(seconds: 0.1, value: 0), .init(seconds: 0.3, value: -20)]
        )
        let rig = try PlayerRig(constant([curve]), quantumFrames: quantum) { _, _ in 1 }
        try rig.advance(frames: 19_200)
        #expect(rig.output[0][..<4_700].allSatisfy { $0 == 1 })
        #expect(abs(rig.output[0][9_599] - 0.316_227_8) < 0.003)
        #expect(rig.output[0][15_000...].allSatisfy { abs($0 - 0.1) < 1e-6 })
        let slope = zip(rig.output[0], rig.output[0].dropFirst()).map { ($0 - $1).magnitude }.max()!
        #expect(slope < 0.000_5)
    }

    @Test func parametersFollowTheirCurve() throws {
        let curve = AutomationCurve(
            target: .parameter(track: TrackID("a"), insert: InsertID("g"), symbol: "gain"),
            points: [.init(seconds: 0.1, value: 1), .init(seconds: 0.2, value: 2)]
        )
        let rig = try PlayerRig(constant([curve])) { _, _ in 0.25 }
        try rig.advance(frames: 14_400)
        #expect(rig.output[0][..<4_700].allSatisfy { $0 == 0.25 })
        #expect(abs(rig.output[0][7_200] - 0.375) < 0.003)
        #expect(rig.output[0][9_700...].allSatisfy { $0 == 0.5 })
        // In steps of 32 frames at the most.
        let steps = zip(rig.output[0], rig.output[0].dropFirst()).map { ($0 - $1).magnitude }
        #expect(steps.max()! < 0.25 * 32 / 4_800 * 1.01)
    }

    @Test func stoppedSongLeavesTheControlsAlone() throws {
        let curve = AutomationCurve(
            target: .fader(TrackID("a")),
            points: [.init(seconds: 0, value: -20)]
        )
        var document = constant([curve])
        document.song.rollsAtOnce = false
        let rig = try PlayerRig(document) { _, _ in 1 }
        try rig.advance(frames: 960)
        #expect(rig.output[0].last == 1)
    }

    /// A directory with a file whose every frame tells its place: frame / 2^17.
    private func directoryWithRamp() throws -> String {
        let directory = NSTemporaryDirectory() + "outboard-song-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true
        )
        let writer = try AudioFileWriter(
            path: directory + "/ramp.wav",
            encoding: .wavFloat,
            sampleRateHertz: 48_000,
            channelCount: 2
        )
        var samples = (0..<96_000).map { Float($0) / 131_072 }
        try samples.withUnsafeMutableBufferPointer { samples in
            var channels = [
                UnsafePointer(samples.baseAddress!), UnsafePointer(samples.baseAddress!),
            ]
            try writer.write(&channels, frames: samples.count)
        }
        try writer.finish()
        return directory
    }

    private func place(_ sample: Float) -> Int { Int((sample * 131_072).rounded()) }

    private let ramp = Track(
        id: TrackID("ramp"),
        name: "Ramp",
        source: .file(path: "ramp.wav", loops: false)
    )

    @Test func fileThatIsAddedMidSongIsWhereTheSongIs() throws {
        let directory = try directoryWithRamp()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let rig = try PlayerRig(instrument(), directory: directory) { _, _ in 0 }
        try rig.advance(frames: 10_000)
        try rig.edit(.addTrack(ramp, index: nil))
        // A second edit has to wait for the first: it, too, begins where the song is then.
        var second = ramp
        second.id = TrackID("second")
        second.strip.faderDecibels = -.infinity
        try rig.edit(.addTrack(second, index: nil))
        try rig.advance(frames: 4_800)
        _ = try rig.perform(SetStrip(track: second.id, .fader(decibels: 0)))
        _ = try rig.perform(SetStrip(track: ramp.id, .mute(true)))
        let before = rig.output[0].count
        #expect(place(rig.output[0][before - 1]) == before - 1)
        try rig.advance(frames: 4_800)
        let after = rig.output[0].count
        #expect(place(rig.output[0][after - 1]) == after - 1)
    }

    @Test func loopMayBeSetWhileTheSongRolls() throws {
        let directory = try directoryWithRamp()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        var document = instrument()
        document.tracks = [ramp]
        let rig = try PlayerRig(document, directory: directory) { _, _ in 0 }
        try rig.advance(frames: 4_800)
        var song = document.song
        song.loop = 0..<0.5
        try rig.edit(.setSong(song))
        try rig.advance(frames: 24_000)
        #expect(rig.player.renderer.song.frame == 4_800)
        #expect(place(rig.output[0].last!) == 4_799)
        _ = try rig.perform(DriveSong(action: .locate(seconds: 0.25)))
        try rig.advance(frames: 6_400)
        let frame = rig.player.renderer.song.frame
        #expect(place(rig.output[0].last!) == Int(frame) - 1)
    }
}

import CRealtime
import OutboardHost
import OutboardModel
import Testing

@testable import OutboardHostLV2

/// When a plugin is told of the song, and what.
@Suite struct SongPositionTests {
    let rig: FixtureRig
    let plugin: PluginBench

    init() throws {
        rig = try FixtureRig()
        plugin = try rig.load("position")
    }

    /// 96 beats a minute are 30,000 frames a beat.
    private func song(frame: Int = 0, isRolling: Bool = true) -> ob_transport {
        ob_transport(
            frame: Int64(frame),
            beat: Double(frame) / 30_000,
            beats_per_minute: 96,
            bar_beat: 0,
            bar: 0,
            numerator: 4,
            denominator: 4,
            is_rolling: isRolling,
            generation: 7
        )
    }

    private func told(_ song: ob_transport?, frames: Int = 16, offset: Int = 0) -> Int {
        Int(plugin.run(frames, offset: offset, transport: song)[frames - 1])
    }

    @Test func everyFieldArrives() {
        var song = song(frame: 75_000)
        song.beat = 13.5
        song.bar_beat = 12
        song.bar = 4
        song.numerator = 7
        // Tempo, frame, speed, bar, beat within the bar, unit, beats in a bar, frame of the block.
        #expect(plugin.run(16, transport: song)[..<8] == [96, 75_000, 1, 4, 1.5, 4, 7, 0])
        song.is_rolling = false
        song.bar = -2
        #expect(plugin.run(16, transport: song)[..<8] == [96, 75_000, 0, -2, 1.5, 4, 7, 0])
    }

    @Test func beatsAreOfTheUnitThatTheMetreCounts() {
        var song = song()
        song.beat = 4
        song.bar_beat = 3
        song.numerator = 6
        song.denominator = 8
        // A quarter is two eighths: twice as many of them in a minute, and in what has passed of the bar.
        #expect(plugin.run(16, transport: song)[..<8] == [192, 0, 1, 0, 2, 8, 6, 0])
    }

    @Test func itIsToldOnceWhileTheSongGoesOn() {
        var random = SeededRandom(seed: 5)
        var frame = 0
        for _ in 0..<500 {
            let frames = Int.random(in: 16...256, using: &random)
            #expect(told(song(frame: frame), frames: frames) == 1)
            frame += frames
        }
    }

    @Test func itIsToldOnceWhileTheSongStands() {
        for _ in 0..<10 { #expect(told(song(frame: 999, isRolling: false)) == 1) }
    }

    @Test func itIsToldAtThePieceOfTheBlockWhereItChanges() {
        #expect(told(song(), frames: 32) == 1)
        #expect(told(song(frame: 32), frames: 32, offset: 32) == 1)
        #expect(plugin.run(32, offset: 64, transport: song(frame: 500))[..<2] == [96, 500])
        // The call's first frame is its frame 0.
        #expect(plugin.run(32, offset: 96, transport: song(frame: 900))[7] == 0)
    }

    @Test func firstGenerationIsToldWhateverItIs() {
        var first = song()
        first.generation = 0
        #expect(told(first) == 1)
    }

    @Test(
        arguments: [
            { $0.generation += 1 }, { $0.frame += 1 }, { $0.frame -= 16 },
            { $0.is_rolling = false },
            { $0.beats_per_minute = 97 }, { $0.numerator = 3 }, { $0.denominator = 8 },
            { $0.beat += 0.5 }, { $0.bar += 1 }, { $0.bar_beat += 1 },
        ] as [@Sendable (inout ob_transport) -> Void]
    )
    func itIsToldOfWhatTimeAloneDoesNotDo(_ change: @Sendable (inout ob_transport) -> Void) {
        #expect(told(song()) == 1)
        var next = song(frame: 16)
        change(&next)
        #expect(told(next) == 2)
    }

    @Test func newBarIsNoNews() {
        // The bar ends after 4 beats.
        #expect(told(song(frame: 119_990)) == 1)
        var next = song(frame: 120_006)
        next.bar = 1
        next.bar_beat = 4
        #expect(told(next) == 1)
    }

    @Test func tempoThatTheSongReachesIsTold() {
        #expect(told(song(frame: 29_990)) == 1)
        var next = song(frame: 30_006)
        next.beats_per_minute = 192
        next.beat = 1 + 6.0 / 15_000
        #expect(told(next) == 2)
        next.frame += 16
        next.beat += 16.0 / 15_000
        #expect(told(next) == 2)
    }

    @Test func itIsToldAgainAfterAnActivation() throws {
        #expect(told(song()) == 1)
        plugin.instance.deactivate()
        try plugin.instance.activate()
        #expect(told(song(frame: 16)) == 2)
    }

    @Test func itIsToldAgainOnceSomethingIsKnownAgain() {
        #expect(told(song()) == 1)
        #expect(told(nil) == 1)
        #expect(told(song(frame: 32)) == 2)
    }

    @Test func positionComesBeforeTheMessagesOfItsFrame() throws {
        let crossing = try rig.load("midi-crossing")
        crossing.run(16, events: [ob_event(frame: 0, [0x90, 1, 1])], transport: song())
        #expect(crossing.seenEvents(input: 0).map(\.isMIDI) == [false, true])
        #expect(crossing.seenEvents(input: 1).isEmpty)
    }
}

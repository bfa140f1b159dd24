import Testing

@testable import OutboardMIDI

struct MIDIFileTimeTests {
    private let note: [UInt8] = [0x90, 60, 1]

    @Test func tempoChangesInMidFile() throws {
        // A beat of a second, two beats of half a second, then a quarter of a second for ever.
        let track: [UInt8] =
            [0] + FileBytes.tempo(1_000_000) + [0] + note + [48] + note + [48]
            + FileBytes.tempo(500_000) + [0] + note + [0x81, 0x40]
            + FileBytes.tempo(250_000) + [96] + note
        let read = try MIDIFile(reading: FileBytes.file(division: 96, endDelta: 96, track))
        #expect(read.tracks[0].events.map(\.beat) == [0, 0.5, 1, 4])
        #expect(read.tracks[0].events.map(\.seconds) == [0, 0.5, 1, 2.25])
        #expect(read.lengthSeconds == 2.5)
        #expect(
            read.tempos == [
                .init(beat: 0, microsecondsPerBeat: 1_000_000),
                .init(beat: 1, microsecondsPerBeat: 500_000),
                .init(beat: 3, microsecondsPerBeat: 250_000),
            ]
        )
    }

    @Test func beforeTheFirstTempoThereAre120BeatsAMinute() throws {
        let track: [UInt8] = [96] + FileBytes.tempo(1_000_000) + [96] + note
        let read = try MIDIFile(reading: FileBytes.file(division: 96, track))
        #expect(read.tempos.map(\.beat) == [0, 1])
        #expect(read.tempos.map(\.microsecondsPerBeat) == [500_000, 1_000_000])
        #expect(read.lengthSeconds == 1.5)
    }

    @Test func temposOfEveryTrackCountForAll() throws {
        let read = try MIDIFile(
            reading: FileBytes.file(
                division: 96,
                [96] + note + [96] + note,
                [96] + FileBytes.tempo(2_000_000),
                [0] + FileBytes.tempo(1_000_000)
            )
        )
        #expect(read.tempos.map(\.microsecondsPerBeat) == [1_000_000, 2_000_000])
        #expect(read.tracks[0].events.map(\.seconds) == [1, 3])
    }

    @Test func ofTwoTemposAtOneTickTheLaterInTheFileHolds() throws {
        let first = [96] + FileBytes.tempo(1) + [0] + FileBytes.tempo(2)
        let read = try MIDIFile(
            reading: FileBytes.file(division: 96, first, [96] + FileBytes.tempo(3))
        )
        #expect(read.tempos.map(\.beat) == [0, 1])
        #expect(read.tempos.map(\.microsecondsPerBeat) == [500_000, 3])
    }

    @Test func signaturesHoldFromTheirBeat() throws {
        let signature = { FileBytes.meta(0x58, [$0, $1, 24, 8]) }
        let track = [0] + signature(3, 2) + [96] + signature(7, 3) + [96] + signature(255, 7)
        let read = try MIDIFile(reading: FileBytes.file(division: 96, track))
        #expect(
            read.signatures == [
                .init(beat: 0, numerator: 3, denominator: 4),
                .init(beat: 1, numerator: 7, denominator: 8),
                .init(beat: 2, numerator: 255, denominator: 128),
            ]
        )
    }

    /// Frames per second as the file has them, and ten seconds in ticks of 40 a frame. 29.97 frames
    /// a second are 30 000 / 1001, so 12 000 ticks are 10.01 s.
    @Test(arguments: [
        (0xE8, 9_600, 10.0), (0xE7, 10_000, 10), (0xE3, 12_000, 10.01), (0xE2, 12_000, 10),
    ])
    func smpteDivisionsCountSeconds(frames: Int, ticks: Int, seconds: Double) throws {
        let track = [0] + FileBytes.tempo(1) + FileBytes.variable(ticks) + note
        let read = try MIDIFile(reading: FileBytes.file(division: frames << 8 | 40, track))
        #expect(read.tracks[0].events.map(\.seconds) == [seconds])
        #expect(read.tracks[0].events.map(\.beat) == [seconds * 2])
        #expect(read.tempos == [.init(beat: 0, microsecondsPerBeat: 500_000)])
        #expect(read.lengthSeconds == seconds)
    }

    @Test func secondsDoNotDriftOverManyTempos() throws {
        // A third of a million us a beat, told a hundred thousand times or once.
        let tempo = FileBytes.tempo(333_333)
        var many: [UInt8] = []
        for _ in 0..<100_000 { many += [1] + tempo }
        let once = [0] + tempo + FileBytes.variable(100_000)
        let read = try MIDIFile(reading: FileBytes.file(division: 7, [0] + tempo + many))
        #expect(
            try read.lengthSeconds
                == MIDIFile(reading: FileBytes.file(division: 7, once + note)).lengthSeconds
        )
    }
}

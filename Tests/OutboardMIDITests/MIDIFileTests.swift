import Testing

@testable import OutboardMIDI

struct MIDIFileTests {
    private func bytes(_ track: [UInt8]) throws -> [[UInt8]] {
        try MIDIFile(reading: FileBytes.file(track)).tracks[0].events.map(\.bytes.all)
    }

    @Test func readsABareFile() throws {
        let file: [UInt8] = [
            0x4D, 0x54, 0x68, 0x64, 0, 0, 0, 6, 0, 0, 0, 1, 0, 96,
            0x4D, 0x54, 0x72, 0x6B, 0, 0, 0, 12,
            0x00, 0x90, 60, 100, 0x60, 0x80, 60, 64, 0x00, 0xFF, 0x2F, 0x00,
        ]
        let read = try MIDIFile(reading: file)
        #expect(read.tempos == [.init(beat: 0, microsecondsPerBeat: 500_000)])
        #expect(read.signatures == [.init(beat: 0, numerator: 4, denominator: 4)])
        let events: [MIDIFile.Event] = [
            .init(beat: 0, seconds: 0, bytes: MIDIBytes(0x90, 60, 100)),
            .init(beat: 1, seconds: 0.5, bytes: MIDIBytes(0x80, 60, 64)),
        ]
        #expect(read.tracks == [.init(name: "", events: events)])
        #expect(read.name == "")
        #expect(read.lengthBeats == 1)
        #expect(read.lengthSeconds == 0.5)
    }

    @Test func readsAnyCollection() throws {
        let file = FileBytes.file([0, 0x90, 60, 1])
        let read = try MIDIFile(reading: file)
        #expect(try MIDIFile(reading: ([1, 2, 3] + file).dropFirst(3)) == read)
        #expect(try file.withUnsafeBytes { try MIDIFile(reading: $0) } == read)
    }

    @Test func everyChannelMessageHasItsSize() throws {
        let messages: [[UInt8]] = [
            [0x81, 1, 2], [0x92, 3, 4], [0xA3, 5, 6], [0xB4, 7, 8], [0xC5, 9], [0xDF, 127],
            [0xE0, 0, 127],
        ]
        #expect(try bytes(messages.flatMap { [0] + $0 }) == messages)
    }

    @Test func runningStatusStandsForTheStatusByte() throws {
        let track: [UInt8] = [0, 0x90, 60, 1, 5, 61, 2, 5, 62, 3, 0, 0xC1, 7, 0, 8]
        #expect(
            try bytes(track) == [
                [0x90, 60, 1], [0x90, 61, 2], [0x90, 62, 3], [0xC1, 7], [0xC1, 8],
            ]
        )
    }

    @Test(arguments: [
        FileBytes.meta(0x01, [65]), [0xF0, 2, 1, 0xF7], [0xF7, 1, 0xF8],
    ])
    func metaAndSystemExclusiveEventsEndRunningStatus(event: [UInt8]) throws {
        let before: [UInt8] = [0, 0x90, 60, 1, 0]
        #expect(try bytes(before + event + [0, 0x90, 61, 1]).count == 2)
        #expect(throws: MIDIFileError.self) { try bytes(before + event + [0, 61, 1]) }
    }

    @Test func runningStatusDoesNotReachTheNextTrack() throws {
        #expect(throws: MIDIFileError.self) {
            try MIDIFile(reading: FileBytes.file([0, 0x90, 60, 1], [0, 60, 1]))
        }
    }

    @Test func othersAreSkipped() throws {
        let track: [UInt8] =
            [0] + FileBytes.meta(0x7F, [UInt8](repeating: 0xFF, count: 200))
            + [0] + FileBytes.meta(0x59, [0, 1]) + [10, 0xF0, 3, 0x7E, 0x7F, 0xF7]
            + [10, 0xF7, 2, 0xF3, 1] + [10, 0x90, 60, 1]
        let read = try MIDIFile(reading: FileBytes.file(division: 30, track))
        #expect(read.tracks[0].events.map(\.beat) == [1])
    }

    @Test func unknownChunksAndLongerHeadersAreSkipped() throws {
        let track = FileBytes.chunk("MTrk", [0, 0x90, 60, 1, 0] + FileBytes.end)
        let header = FileBytes.chunk("MThd", [0, 1, 0, 2, 0, 96, 1, 2, 3])
        let unknown = FileBytes.chunk("XFIH", Array("MTrk and more".utf8))
        let read = try MIDIFile(
            reading: header + unknown + track + unknown + FileBytes.chunk("MTr ", []) + track
        )
        #expect(read.tracks.count == 2)
        #expect(read.events().count == 2)
    }

    @Test func whatFollowsTheLastTrackIsNotLookedAt() throws {
        let file = FileBytes.file([0, 0x90, 60, 1])
        #expect(try MIDIFile(reading: file + [1, 2, 3]) == MIDIFile(reading: file))
        let padded = FileBytes.header(type: 0, tracks: 1, division: 480)
        let track = FileBytes.chunk("MTrk", [0, 0x90, 60, 1, 0] + FileBytes.end + [0xFF, 0xFF])
        #expect(try MIDIFile(reading: padded + track) == MIDIFile(reading: file))
    }

    @Test func namesAreThoseOfTheTracks() throws {
        let named = { (text: [UInt8]) in [0] + FileBytes.meta(0x03, text) }
        let read = try MIDIFile(
            reading: FileBytes.file(
                named(Array("Größe".utf8)) + named(Array("later".utf8)),
                named([0x47, 0x72, 0xF6, 0xDF, 0x65, 0]),
                named([UInt8](repeating: 0x41, count: 257)),
                []
            )
        )
        #expect(read.name == "Größe")
        let long = String(repeating: "A", count: 256)
        #expect(read.tracks.map(\.name) == ["Größe", "Größe", long, ""])
    }

    @Test func ofTypeTwoTheFirstSequenceIsRead() throws {
        let file = FileBytes.file(
            type: 2,
            [0, 0x90, 60, 1],
            [0] + FileBytes.tempo(1) + [0, 0x90, 61, 1]
        )
        let read = try MIDIFile(reading: file)
        #expect(read.tracks.count == 1)
        #expect(read.tempos.map(\.microsecondsPerBeat) == [500_000])
        #expect(read.events().map(\.bytes) == [MIDIBytes(0x90, 60, 1)])
    }

    @Test func aTrackWithoutEventsHasALengthAllTheSame() throws {
        let read = try MIDIFile(reading: FileBytes.file(endDelta: 960, []))
        #expect(read.tracks == [.init(name: "", events: [])])
        #expect(read.lengthBeats == 2)
        #expect(read.lengthSeconds == 1)
        #expect(try MIDIFile(reading: FileBytes.file([])).lengthSeconds == 0)
    }
}

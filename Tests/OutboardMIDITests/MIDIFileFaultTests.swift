import Testing

@testable import OutboardMIDI

struct MIDIFileFaultTests {
    private let header = FileBytes.header(type: 0, tracks: 1, division: 480)

    private func expect(
        _ code: MIDIFileError.Code,
        at offset: Int,
        _ message: String,
        of file: [UInt8],
        _ limits: MIDIFileLimits = MIDIFileLimits(),
        _ location: SourceLocation = #_sourceLocation
    ) {
        let expected = MIDIFileError(code: code, offset: offset, message: message)
        #expect(throws: expected, sourceLocation: location) {
            try MIDIFile(reading: file, limits: limits)
        }
    }

    /// Of a track that begins at byte 22.
    private func expect(
        _ code: MIDIFileError.Code = .malformed,
        at offset: Int,
        _ message: String,
        ofTrack track: [UInt8],
        _ location: SourceLocation = #_sourceLocation
    ) {
        let file = header + FileBytes.chunk("MTrk", track)
        expect(code, at: offset, message, of: file, MIDIFileLimits(), location)
    }

    @Test func theHeader() {
        let missing = "the file does not begin with MThd: not a standard MIDI file"
        expect(.notMIDI, at: 0, missing, of: [])
        expect(.notMIDI, at: 0, missing, of: Array("RIFFxxxxRMID".utf8))
        expect(.notMIDI, at: 0, missing, of: Array(header.dropFirst()))
        for count in 4..<14 {
            expect(
                .truncated,
                at: count,
                "the file ends within the header",
                of: Array(header.prefix(count))
            )
        }
        let short = FileBytes.chunk("MThd", [0, 0, 0, 1, 0])
        expect(.malformed, at: 4, "the header has 5 bytes, not 6", of: short)
        let wrong: [(Int, Int, Int, Int, String)] = [
            (3, 1, 480, 8, "the file is of type 3, not 0, 1 or 2"),
            (1, 0, 480, 10, "the header counts no tracks"),
            (0, 2, 480, 10, "a file of type 0 has one track, not 2"),
            (0, 1, 0, 12, "the division is 0"),
            (0, 1, 0xE700, 12, "the division has 0 ticks per SMPTE frame"),
            (
                0, 1, 0xE628, 12,
                "the division has 26 SMPTE frames a second, not 24, 25, 29 or 30"
            ),
            (
                0, 1, 0x8001, 12,
                "the division has 128 SMPTE frames a second, not 24, 25, 29 or 30"
            ),
        ]
        for (type, tracks, division, offset, message) in wrong {
            let file = FileBytes.header(type: type, tracks: tracks, division: division)
            expect(.malformed, at: offset, message, of: file)
        }
    }

    @Test func chunksThatAreCut() {
        let track = FileBytes.chunk("MTrk", [0] + FileBytes.end)
        expect(.truncated, at: 14, "the file ends before track 1 of 1", of: header)
        let two = FileBytes.header(type: 1, tracks: 2, division: 1)
        expect(.truncated, at: 26, "the file ends before track 2 of 2", of: two + track)
        for count in 1..<4 {
            let file = header + track.prefix(count)
            expect(.truncated, at: 14 + count, "the file ends within a chunk's name", of: file)
        }
        for count in 4..<8 {
            let file = header + track.prefix(count)
            expect(.truncated, at: 14 + count, "the file ends within a chunk's size", of: file)
        }
        for count in 8..<12 {
            let message = "a track has 4 bytes, and the file \(count - 8) more"
            expect(.truncated, at: 14, message, of: header + track.prefix(count))
        }
        let huge = Array("huge".utf8) + [255, 255, 255, 255]
        let message = "a chunk has 4294967295 bytes, and the file 0 more"
        expect(.truncated, at: 14, message, of: header + huge)
    }

    @Test func tracksThatAreCut() {
        let noEnd = "the track has no end of track event"
        expect(.truncated, at: 22, noEnd, ofTrack: [])
        expect(.truncated, at: 26, noEnd, ofTrack: [0, 0x90, 60, 1])
        expect(.truncated, at: 23, "the track ends within a delta time", ofTrack: [0x80])
        expect(.truncated, at: 23, "the track ends behind a delta time", ofTrack: [0])
        expect(.truncated, at: 24, "the track ends within a message", ofTrack: [0, 0x90])
        expect(.truncated, at: 25, "the track ends within a message", ofTrack: [0, 0x90, 60])
        expect(.truncated, at: 24, "the track ends within a meta event", ofTrack: [0, 0xFF])
        let size = "the track ends within the size of a meta event"
        expect(.truncated, at: 25, size, ofTrack: [0, 0xFF, 0x2F])
        expect(
            .truncated,
            at: 27,
            "the track ends within a meta event",
            ofTrack: [0, 0xFF, 1, 2, 65]
        )
        expect(
            .truncated,
            at: 26,
            "the track ends within a system exclusive event",
            ofTrack: [0, 0xF0, 2, 1]
        )
    }

    @Test func bytesThatAreOutOfPlace() {
        let noStatus = "0x3C stands where a status byte belongs, and there is no running status"
        expect(at: 23, noStatus, ofTrack: [0, 60, 1])
        let data = "a message has the status byte 0x80 where data belongs"
        expect(at: 24, data, ofTrack: [0, 0x90, 0x80, 1])
        expect(at: 25, data, ofTrack: [0, 0x90, 60, 0x80])
        expect(at: 24, data, ofTrack: [0, 0xC0, 0x80, 1])
        expect(at: 28, data, ofTrack: [0, 0xB0, 1, 1, 0, 1, 0x80])
        let meta = "a meta event has the status byte 0xFF where data belongs"
        expect(at: 24, meta, ofTrack: [0, 0xFF, 0xFF, 0])
        for status: UInt8 in [0xF1, 0xF2, 0xF3, 0xF4, 0xF5, 0xF6, 0xF8, 0xFA, 0xFE] {
            let message = "the status byte \(hexadecimal(status)) is not allowed in a file"
            expect(at: 23, message, ofTrack: [0, status, 1, 1])
        }
    }

    @Test func metaEventsThatCannotBe() {
        expect(at: 22, "a tempo is 0 microseconds per beat", ofTrack: [0] + FileBytes.tempo(0))
        let short = [0] + FileBytes.meta(0x51, [1, 1])
        expect(at: 22, "a tempo has 2 bytes, not 3", ofTrack: short)
        let signature = { [0] + FileBytes.meta(0x58, $0) }
        let message = "a time signature has 3 bytes, not 4"
        expect(at: 22, message, ofTrack: signature([4, 2, 24]))
        let noBeats = "a time signature has 0 beats a bar"
        expect(at: 22, noBeats, ofTrack: signature([0, 2, 24, 8]))
        let denominator = "a time signature's denominator is 2^8, over 128"
        expect(at: 22, denominator, ofTrack: signature([4, 8, 24, 8]))
    }

    @Test func numbersOfMoreThanFourBytes() throws {
        let longest: [UInt8] = [0xFF, 0xFF, 0xFF, 0x7F]
        let read = try MIDIFile(reading: FileBytes.file(division: 1, longest + [0x90, 60, 1]))
        #expect(read.lengthBeats == 268_435_455)
        let padded: [UInt8] = [0x80, 0x80, 0x80, 0x00, 0x90, 60, 1]
        #expect(try MIDIFile(reading: FileBytes.file(padded)).lengthBeats == 0)
        let delta = "a delta time is longer than 4 bytes"
        expect(at: 22, delta, ofTrack: [0x80, 0x80, 0x80, 0x80, 0])
        let size = "the size of a meta event is longer than 4 bytes"
        expect(at: 25, size, ofTrack: [0, 0xFF, 1, 0x80, 0x80, 0x80, 0x80, 0])
    }

    @Test func deltasThatOverflow() throws {
        // 2^32 - 1 = 16 x (2^28 - 1) + 15.
        var track: [UInt8] = [0, 0xC0, 1]
        for _ in 0..<16 { track += [0xFF, 0xFF, 0xFF, 0x7F, 1] }
        let fits = try MIDIFile(
            reading: FileBytes.file(
                division: 1,
                [0] + FileBytes.tempo(0xFF_FFFF) + track + [15, 0xC0, 1]
            )
        )
        #expect(fits.lengthBeats == 4_294_967_295)
        #expect(abs(fits.lengthSeconds / (4_294_967_295 * 16.777215) - 1) < 1e-15)
        let message = "the delta times add up to more than 2^32 - 1 ticks"
        expect(.tooLarge, at: 22 + track.count, message, ofTrack: track + [16, 1])
    }

    @Test func limitsHoldExactly() throws {
        #expect(MIDIFileLimits() == MIDIFileLimits(bytes: 67_108_864, events: 10_000_000))
        // Three events in each of two tracks, with those that are skipped and the ends.
        let track: [UInt8] = [0, 0x90, 60, 1, 0, 0xF0, 0]
        let file = FileBytes.file(track, track)
        _ = try MIDIFile(reading: file, limits: .init(bytes: file.count, events: 6))
        let events = "more than 5 events"
        expect(.tooLarge, at: file.count - 4, events, of: file, .init(events: 5))
        expect(.tooLarge, at: 22, "more than 0 events", of: file, .init(events: 0))
        let bytes = "the file is larger than \(file.count - 1) bytes"
        expect(.tooLarge, at: file.count - 1, bytes, of: file, .init(bytes: file.count - 1))
        expect(.tooLarge, at: 0, "the file is larger than 0 bytes", of: file, .init(bytes: 0))
    }

    @Test func sixtyFourMebibytesAreReadAndOneMoreIsNot() throws {
        let track = FileBytes.chunk("MTrk", [0] + FileBytes.end)
        let rest = (64 << 20) - header.count - 8 - track.count
        let file = header + FileBytes.chunk("fill", [UInt8](repeating: 0, count: rest)) + track
        #expect(try MIDIFile(reading: file).tracks.count == 1)
        let message = "the file is larger than 67108864 bytes"
        expect(.tooLarge, at: 64 << 20, message, of: file + [0])
    }

    @Test func anErrorSaysWhere() {
        let error = MIDIFileError(code: .malformed, offset: 12, message: "the division is 0")
        #expect("\(error)" == "byte 12: the division is 0")
    }
}

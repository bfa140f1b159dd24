import Testing

@testable import OutboardMIDI

struct MIDIFileMergingTests {
    private func merged(_ tracks: [UInt8]..., of chosen: Set<Int>? = nil) throws -> [[UInt8]] {
        var file = FileBytes.header(type: 1, tracks: tracks.count, division: 96)
        for track in tracks { file += FileBytes.chunk("MTrk", track + [0] + FileBytes.end) }
        return try MIDIFile(reading: file).events(ofTracks: chosen).map(\.bytes.all)
    }

    @Test func tracksMergeInTime() throws {
        let first: [UInt8] = [0, 0xB0, 1, 1, 10, 0xB0, 1, 3]
        let second: [UInt8] = [5, 0xB1, 1, 2, 10, 0xB1, 1, 4]
        let expected: [[UInt8]] = [[0xB0, 1, 1], [0xB1, 1, 2], [0xB0, 1, 3], [0xB1, 1, 4]]
        #expect(try merged(first, second) == expected)
        #expect(try merged(second, first) == expected)
    }

    @Test func chosenTracksAlone() throws {
        let tracks: [[UInt8]] = (0..<3).map { [0, 0xB0, 1, $0] }
        #expect(try merged(tracks[0], tracks[1], tracks[2], of: [2, 0]).map { $0[2] } == [0, 2])
        #expect(try merged(tracks[0], tracks[1], tracks[2], of: []) == [])
        #expect(try merged(tracks[0], tracks[1], tracks[2], of: [-1, 1, 3]).map { $0[2] } == [1])
    }

    @Test func equalTimesKeepTheOrderOfTracksAndFile() throws {
        let first: [UInt8] = [0, 0xB0, 0, 1, 0, 0xB0, 32, 2, 0, 0xC0, 3]
        let second: [UInt8] = [0, 0xB0, 0, 4, 0, 0xC0, 5]
        #expect(
            try merged(first, second)
                == [[0xB0, 0, 1], [0xB0, 32, 2], [0xC0, 3], [0xB0, 0, 4], [0xC0, 5]]
        )
    }

    @Test(arguments: [[0x80, 60, 64], [0x90, 60, 0]] as [[UInt8]])
    func noteOffsComeBeforeNoteOns(off: [UInt8]) throws {
        let on: [UInt8] = [0x90, 60, 100]
        // The new note stands before the end of the old one, in the file or in an earlier track.
        #expect(try merged([0] + on + [9] + on + [0] + off) == [on, off, on])
        #expect(try merged([9] + on, [0] + on + [9] + off) == [on, off, on])
    }

    @Test func programsAndControllersComeBeforeNoteOns() throws {
        let events = try merged([0, 0x90, 60, 1], [0, 0xC0, 5, 0, 0xB0, 7, 100])
        #expect(events == [[0xC0, 5], [0xB0, 7, 100], [0x90, 60, 1]])
    }

    @Test func aPedalKeepsItsPlaceAmongNoteOffs() throws {
        let track: [UInt8] = [0, 0x90, 60, 1, 9, 0xB0, 64, 127, 0, 0x80, 60, 0]
        #expect(try merged(track) == [[0x90, 60, 1], [0xB0, 64, 127], [0x80, 60, 0]])
    }

    @Test func notesWithoutLengthEnd() throws {
        let on: [UInt8] = [0x90, 36, 100]
        let off: [UInt8] = [0x80, 36, 0]
        #expect(try merged([0] + on + [0] + off) == [on, off])
        #expect(try merged([0] + on + [0] + off + [0] + on + [9] + off) == [on, off, on, off])
        // An old note of the key ends at the time of the one without length.
        #expect(
            try merged([0] + on + [9] + on + [0] + off + [0] + off) == [on, off, on, off]
        )
        #expect(try merged([0] + on + [9] + off + [9] + on + [0] + off) == [on, off, on, off])
    }

    @Test func aPressureOnAKeyStaysBehindItsNote() throws {
        let track: [UInt8] = [0, 0x90, 60, 1, 0, 0xA0, 60, 9, 0, 0xA0, 61, 9]
        #expect(try merged(track) == [[0xA0, 61, 9], [0x90, 60, 1], [0xA0, 60, 9]])
    }

    /// Notes that follow each other on each key, some of them without length, with their ends now
    /// before and now behind the next note's beginning: each must end when it did.
    @Test func everyNoteKeepsItsLength() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var random = SplitMix(state: seed)
        for _ in 0..<300 {
            var notes: [[Int]] = []
            var events: [(tick: Int, bytes: [UInt8])] = []
            for key in 60..<UInt8(64) { makeNotes(of: key, &notes, &events, &random) }
            var track: [UInt8] = []
            var tick = 0
            let order = events.indices.sorted { (events[$0].tick, $0) < (events[$1].tick, $1) }
            for event in order.map({ events[$0] }) {
                track += FileBytes.variable(event.tick - tick) + event.bytes
                tick = event.tick
            }
            let merged = try MIDIFile(reading: FileBytes.file(division: 1, track)).events()
            #expect(try heard(in: merged) == Set(notes))
        }
    }

    /// A note is its key, its beginning and its end in ticks.
    private func makeNotes(
        of key: UInt8,
        _ notes: inout [[Int]],
        _ events: inout [(tick: Int, bytes: [UInt8])],
        _ random: inout SplitMix
    ) {
        var tick = 0
        for _ in 0..<10 {
            let start = tick + Int.random(in: 0...1, using: &random)
            tick = start + Int.random(in: 0...2, using: &random)
            // Of two equal notes without length nothing could be told.
            if notes.last == [Int(key), start, tick] { tick += 1 }
            let canSwap = notes.last.map { $0[0] == Int(key) && $0[1] < $0[2] && $0[2] == start }
            let swaps = (canSwap ?? false) && Bool.random(using: &random)
            let on = (tick: start, bytes: [0x90, key, 1] as [UInt8])
            events.insert(on, at: swaps ? events.count - 1 : events.count)
            events.append((tick, [0x80, key, 0]))
            notes.append([Int(key), start, tick])
        }
    }

    private func heard(in events: [MIDIFile.Event]) throws -> Set<[Int]> {
        var sounding: [Int: Int] = [:]
        var notes: Set<[Int]> = []
        for event in events {
            let key = Int(event.bytes.data1)
            if event.bytes.isNoteOn {
                #expect(sounding[key] == nil)
                sounding[key] = Int(event.beat)
            } else {
                let start = try #require(sounding[key])
                sounding[key] = nil
                notes.insert([key, start, Int(event.beat)])
            }
        }
        #expect(sounding.isEmpty)
        return notes
    }
}

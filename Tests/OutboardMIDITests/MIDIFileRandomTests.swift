import Testing

@testable import OutboardMIDI

/// Files that are made up, read back, and broken.
struct MIDIFileRandomTests {
    @Test func randomFilesComeBack() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var random = SplitMix(state: seed)
        for _ in 0..<300 {
            let made = MadeFile(&random)
            let read = try MIDIFile(reading: made.written(&random))
            #expect(read.tracks.map(\.name) == made.tracks.map(\.name))
            #expect(read.tempos == made.expectedTempos)
            for (track, source) in zip(read.tracks, made.tracks) {
                #expect(track.events.map(\.bytes) == source.messages.map(\.bytes))
                for (event, message) in zip(track.events, source.messages) {
                    #expect(event.beat == Double(message.tick) / Double(made.division))
                    #expect(abs(event.seconds - made.seconds(message.tick)) < 1e-6)
                }
            }
            expectOrdered(read)
            #expect(read.events().count == made.tracks.map(\.messages.count).reduce(0, +))
        }
    }

    @Test func mutatedFilesAreReadOrRefused() {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var random = SplitMix(state: seed)
        var refused = 0
        var sources: [[UInt8]] = []
        for _ in 0..<50 { sources.append(MadeFile(&random).written(&random)) }
        for index in 0..<10_000 {
            var bytes = sources[index % sources.count]
            for _ in 0...Int.random(in: 0..<4, using: &random) { mutate(&bytes, &random) }
            do throws(MIDIFileError) {
                expectOrdered(try MIDIFile(reading: bytes))
            } catch {
                refused += 1
                if !(0...bytes.count).contains(error.offset) || error.message.isEmpty {
                    Issue.record("\(error) of \(bytes.count) bytes")
                }
            }
        }
        // Both kinds must have been there, or nothing was shown.
        #expect(refused > 1_000 && refused < 10_000)
    }

    @Test func noiseBehindAHeaderIsReadOrRefused() {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var random = SplitMix(state: seed)
        for _ in 0..<2_000 {
            let noise = (0..<Int.random(in: 0..<64, using: &random)).map { _ in
                UInt8.random(in: .min ... .max, using: &random)
            }
            let header = FileBytes.header(type: 0, tracks: 1, division: 96)
            _ = try? MIDIFile(reading: noise)
            _ = try? MIDIFile(reading: header + noise)
            _ = try? MIDIFile(reading: header + FileBytes.chunk("MTrk", noise))
        }
    }

    /// What is true of every file that could be read.
    private func expectOrdered(_ file: MIDIFile) {
        let events = file.events()
        var isOrdered = file.tempos[0].beat == 0 && file.signatures[0].beat == 0
        for list in file.tracks.map(\.events) + [events] {
            for (before, after) in zip(list, list.dropFirst()) {
                isOrdered = isOrdered && before.beat <= after.beat
                isOrdered = isOrdered && before.seconds <= after.seconds
            }
            if let last = list.last {
                isOrdered = isOrdered && last.beat <= file.lengthBeats
                isOrdered = isOrdered && last.seconds <= file.lengthSeconds
            }
        }
        isOrdered = isOrdered && events.count == file.tracks.map(\.events.count).reduce(0, +)
        isOrdered = isOrdered && file.lengthSeconds.isFinite
        if !isOrdered { Issue.record("times that are not in order") }
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix) {
        // Half of what is done is done near the beginning, where the header is.
        let reach = Bool.random(using: &random) ? bytes.count : min(bytes.count, 40)
        let place = Int.random(in: 0...reach, using: &random)
        let some = (0..<Int.random(in: 1...8, using: &random)).map { _ in
            UInt8.random(in: .min ... .max, using: &random)
        }
        switch Int.random(in: 0..<5, using: &random) {
        case 0 where place < bytes.count:
            bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1 where place < bytes.count: bytes[place] = some[0]
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + some.count))
        case 3: bytes.insert(contentsOf: some, at: place)
        default: bytes += some
        }
    }
}

import OutboardMIDI

/// A random file of type 1 before it is written.
struct MadeFile {
    struct Message {
        var tick: Int
        var bytes: MIDIBytes
    }

    struct Track {
        var name: String
        var messages: [Message]
        var tempos: [(tick: Int, microseconds: Int)]
    }

    let division: Int
    let tracks: [Track]

    init(_ random: inout SplitMix) {
        division = [1, 24, 96, 480, 32_767].randomElement(using: &random)!
        var tracks: [Track] = []
        for index in 0..<Int.random(in: 1...5, using: &random) {
            tracks.append(Self.track(index, division, &random))
        }
        self.tracks = tracks
    }

    private static func track(_ index: Int, _ division: Int, _ random: inout SplitMix) -> Track {
        var track = Track(name: "track \(index) ♪", messages: [], tempos: [])
        var tick = 0
        for _ in 0..<Int.random(in: 0..<40, using: &random) {
            if Bool.random(using: &random) {
                tick += Int.random(in: 0...division * 4, using: &random)
            }
            if Int.random(in: 0..<8, using: &random) == 0 {
                track.tempos.append((tick, Int.random(in: 1...0xFF_FFFF, using: &random)))
            }
            // Often the last one again, so that there is something to leave out.
            let fresh = UInt8.random(in: 0x80...0xEF, using: &random)
            let last = track.messages.last?.bytes.status
            let status = Bool.random(using: &random) ? last ?? fresh : fresh
            let isShort = (0xC0..<0xE0).contains(status)
            let bytes = MIDIBytes(
                status: status,
                data1: .random(in: 0..<128, using: &random),
                data2: isShort ? 0 : .random(in: 0..<128, using: &random),
                size: isShort ? 2 : 3
            )
            track.messages.append(Message(tick: tick, bytes: bytes))
        }
        return track
    }

    /// The tempos of all tracks, one a tick.
    private var changes: [(tick: Int, microseconds: Int)] {
        var byTick = [0: 500_000]
        for tempo in tracks.flatMap(\.tempos) { byTick[tempo.tick] = tempo.microseconds }
        return byTick.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    var expectedTempos: [MIDIFile.Tempo] {
        changes.map {
            .init(beat: Double($0.tick) / Double(division), microsecondsPerBeat: $0.microseconds)
        }
    }

    /// Adds up what each tempo lasts, the plain way.
    func seconds(_ tick: Int) -> Double {
        let changes = changes
        var seconds = 0.0
        for (index, change) in changes.enumerated() where change.tick < tick {
            let end = index + 1 < changes.count ? min(tick, changes[index + 1].tick) : tick
            let beats = Double(end - change.tick) / Double(division)
            seconds += beats * Double(change.microseconds) / 1e6
        }
        return seconds
    }

    /// As a file, with things between that are to be skipped, and running status now and then.
    func written(_ random: inout SplitMix) -> [UInt8] {
        var file = FileBytes.header(type: 1, tracks: tracks.count, division: division)
        for track in tracks {
            if Bool.random(using: &random) { file += FileBytes.chunk("JUNK", [1, 2, 3]) }
            file += FileBytes.chunk("MTrk", content(of: track, &random))
        }
        return file
    }

    private func content(of track: Track, _ random: inout SplitMix) -> [UInt8] {
        var bytes = [0] + FileBytes.meta(0x03, Array(track.name.utf8))
        var tick = 0
        var running: UInt8?
        var tempos = track.tempos[...]
        for message in track.messages {
            while let tempo = tempos.first, tempo.tick <= message.tick {
                bytes += FileBytes.variable(tempo.tick - tick) + FileBytes.tempo(tempo.microseconds)
                tick = tempo.tick
                running = nil
                tempos.removeFirst()
            }
            if Int.random(in: 0..<10, using: &random) == 0 {
                bytes += [0, 0xF0, 3, 0x7D, 1, 0xF7, 0] + FileBytes.meta(0x06, [0x41])
                running = nil
            }
            bytes += FileBytes.variable(message.tick - tick)
            tick = message.tick
            let canOmit = running == message.bytes.status && Bool.random(using: &random)
            bytes += message.bytes.all.dropFirst(canOmit ? 1 : 0)
            running = message.bytes.status
        }
        return bytes + [0] + FileBytes.end
    }
}

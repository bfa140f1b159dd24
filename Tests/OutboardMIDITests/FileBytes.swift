import OutboardMIDI

/// Writes standard MIDI files, right ones and wrong ones.
enum FileBytes {
    static func integer(_ value: Int, size: Int) -> [UInt8] {
        (0..<size).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    /// A delta time or a size.
    static func variable(_ value: Int) -> [UInt8] {
        var bytes = [UInt8(value & 0x7F)]
        var rest = value >> 7
        while rest > 0 {
            bytes.insert(UInt8(rest & 0x7F) | 0x80, at: 0)
            rest >>= 7
        }
        return bytes
    }

    static func chunk(_ letters: String, _ content: [UInt8]) -> [UInt8] {
        Array(letters.utf8) + integer(content.count, size: 4) + content
    }

    /// `division` as it stands in the file: 480, or 0xE728 for 25 frames of 40 ticks.
    static func header(type: Int, tracks: Int, division: Int) -> [UInt8] {
        chunk(
            "MThd",
            integer(type, size: 2) + integer(tracks, size: 2) + integer(division, size: 2)
        )
    }

    static func meta(_ kind: UInt8, _ content: [UInt8]) -> [UInt8] {
        [0xFF, kind] + variable(content.count) + content
    }

    static func tempo(_ microseconds: Int) -> [UInt8] {
        meta(0x51, integer(microseconds, size: 3))
    }

    static let end = meta(0x2F, [])

    /// A whole file. Each track is its bytes without the end of track event, which comes `endDelta`
    /// ticks later.
    static func file(
        type: Int = 1,
        division: Int = 480,
        endDelta: Int = 0,
        _ tracks: [UInt8]...
    ) -> [UInt8] {
        header(type: type, tracks: tracks.count, division: division)
            + tracks.flatMap { chunk("MTrk", $0 + variable(endDelta) + end) }
    }
}

extension MIDIBytes {
    init(_ status: UInt8, _ data1: UInt8, _ data2: UInt8) {
        self.init(status: status, data1: data1, data2: data2, size: 3)
    }

    /// As they stand in a file.
    var all: [UInt8] { Array([status, data1, data2].prefix(Int(size))) }
}

/// A small seeded generator (Steele, Lea and Flood, 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

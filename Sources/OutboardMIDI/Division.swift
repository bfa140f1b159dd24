/// How long a tick of a file is, by the header's third number.
enum Division: Equatable {
    /// Ticks per quarter note, 1 to 32 767. Seconds follow from the tempos.
    case ticksPerBeat(Int)
    /// Ticks per second as a fraction, because 29.97 frames a second are 30 000 / 1001.
    case ticksPerSecond(Int, over: Int)

    /// The layout of RP-001: with the top bit clear, ticks per quarter note; with it set, frames per
    /// second as a negative number in the upper byte, and ticks per frame in the lower one. `offset`
    /// is where it stands.
    init(_ upper: UInt8, _ lower: UInt8, at offset: Int) throws(MIDIFileError) {
        func fault(_ message: String) -> MIDIFileError {
            MIDIFileError(code: .malformed, offset: offset, message: message)
        }
        guard upper >= 0x80 else {
            let ticks = Int(upper) << 8 | Int(lower)
            guard ticks > 0 else { throw fault("the division is 0") }
            self = .ticksPerBeat(ticks)
            return
        }
        let ticksPerFrame = Int(lower)
        guard ticksPerFrame > 0 else { throw fault("the division has 0 ticks per SMPTE frame") }
        switch Int8(bitPattern: upper) {
        case -24: self = .ticksPerSecond(24 * ticksPerFrame, over: 1)
        case -25: self = .ticksPerSecond(25 * ticksPerFrame, over: 1)
        case -29: self = .ticksPerSecond(30_000 * ticksPerFrame, over: 1_001)
        case -30: self = .ticksPerSecond(30 * ticksPerFrame, over: 1)
        case let rate:
            let frames = -Int(rate)
            throw fault("the division has \(frames) SMPTE frames a second, not 24, 25, 29 or 30")
        }
    }
}

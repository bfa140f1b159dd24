/// Checks UTF-8 as it comes in pieces, and fails at the first byte that cannot be part of it.
///
/// The table of RFC 3629, section 4: no overlong forms, no surrogates, nothing beyond U+10FFFF.
struct UTF8Validator {
    /// Continuation bytes still to come, and what the next one may be.
    private var pendingCount = 0
    private var allowed: ClosedRange<UInt8> = 0x80...0xBF

    /// Whether all so far is whole characters.
    var isComplete: Bool { pendingCount == 0 }

    /// False when these bytes cannot follow those before. Eight bytes of ASCII are one step.
    mutating func accept(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var position = 0
        while position < bytes.count {
            if pendingCount == 0 {
                position = Self.skipASCII(bytes, from: position)
                guard position < bytes.count else { return true }
            }
            guard accept(bytes[position]) else { return false }
            position += 1
        }
        return true
    }

    /// The first position from which eight bytes are not all ASCII.
    private static func skipASCII(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var position = start
        while position + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            guard word & 0x8080_8080_8080_8080 == 0 else { break }
            position += 8
        }
        return position
    }

    private mutating func accept(_ byte: UInt8) -> Bool {
        if pendingCount > 0 {
            guard allowed.contains(byte) else { return false }
            pendingCount -= 1
            allowed = 0x80...0xBF
            return true
        }
        switch byte {
        case 0x00...0x7F: break
        case 0xC2...0xDF: pendingCount = 1
        case 0xE0: begin(2, 0xA0...0xBF)
        case 0xED: begin(2, 0x80...0x9F)
        case 0xE1...0xEC, 0xEE...0xEF: pendingCount = 2
        case 0xF0: begin(3, 0x90...0xBF)
        case 0xF1...0xF3: pendingCount = 3
        case 0xF4: begin(3, 0x80...0x8F)
        default: return false
        }
        return true
    }

    private mutating func begin(_ count: Int, _ next: ClosedRange<UInt8>) {
        pendingCount = count
        allowed = next
    }
}

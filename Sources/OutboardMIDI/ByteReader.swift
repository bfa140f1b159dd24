/// Reads big-endian numbers from a range of a file's bytes, and never beyond it.
struct ByteReader {
    let bytes: [UInt8]
    /// Bytes of the file before the next one that is read.
    private(set) var offset: Int
    let end: Int
    /// What ends at `end`, for messages: "the file", "the track".
    let container: StaticString

    init(_ bytes: [UInt8], from start: Int, to end: Int, of container: StaticString) {
        precondition(0 <= start && start <= end && end <= bytes.count, "a range within the bytes")
        self.bytes = bytes
        offset = start
        self.end = end
        self.container = container
    }

    var remaining: Int { end - offset }

    /// The next byte, which stays the next. nil at the end.
    var next: UInt8? { offset < end ? bytes[offset] : nil }

    /// `what` is the thing that the byte belongs to: "a delta time".
    mutating func byte(of what: StaticString) throws(MIDIFileError) -> UInt8 {
        guard let byte = next else { throw cut(what) }
        offset += 1
        return byte
    }

    mutating func integer(size: Int, of what: StaticString) throws(MIDIFileError) -> Int {
        var value = 0
        for _ in 0..<size { value = value << 8 | Int(try byte(of: what)) }
        return value
    }

    /// A number of at most 28 bits in one to four bytes, seven bits a byte, the highest first. Every
    /// byte but the last has its top bit set.
    mutating func variableLength(of what: StaticString) throws(MIDIFileError) -> Int {
        let start = offset
        var value = 0
        for _ in 0..<4 {
            let byte = try byte(of: what)
            value = value << 7 | Int(byte & 0x7F)
            if byte < 0x80 { return value }
        }
        throw MIDIFileError(
            code: .malformed,
            offset: start,
            message: "\(what) is longer than 4 bytes"
        )
    }

    /// A byte whose top bit must be clear.
    mutating func data(of what: StaticString) throws(MIDIFileError) -> UInt8 {
        let start = offset
        let byte = try byte(of: what)
        guard byte < 0x80 else {
            throw MIDIFileError(
                code: .malformed,
                offset: start,
                message: "\(what) has the status byte \(hexadecimal(byte)) where data belongs"
            )
        }
        return byte
    }

    /// The place of `size` bytes, which are passed over.
    mutating func skip(_ size: Int, of what: StaticString) throws(MIDIFileError) -> Range<Int> {
        guard size <= remaining else { throw cut(what) }
        defer { offset += size }
        return offset..<offset + size
    }

    private func cut(_ what: StaticString) -> MIDIFileError {
        MIDIFileError(
            code: .truncated,
            offset: end,
            message: "\(container) ends within \(what)"
        )
    }
}

/// "0x9F".
func hexadecimal(_ byte: UInt8) -> String {
    "0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
}

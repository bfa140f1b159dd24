/// The first 2 to 14 bytes of a frame, as far as they have come (RFC 6455, section 5.2).
///
/// What the standard forbids of a frame alone is refused here, at the byte that breaks it. What depends on
/// the frames before is the decoder's.
struct FrameHeader {
    private var bytes = InlineArray<14, UInt8>(repeating: 0)
    private(set) var count = 0

    var opcode: WebSocketOpcode { WebSocketOpcode(rawValue: bytes[0] & 0x0F)! }
    var isFinal: Bool { bytes[0] & 0x80 != 0 }
    /// RSV1: the first frame of a compressed message.
    var isCompressed: Bool { bytes[0] & 0x40 != 0 }
    private var isMasked: Bool { bytes[1] & 0x80 != 0 }
    private var lengthByteCount: Int {
        switch bytes[1] & 0x7F {
        case 126: 2
        case 127: 8
        default: 0
        }
    }

    /// Takes the next byte, and is true when it was the last.
    mutating func append(_ byte: UInt8, role: WebSocketRole) throws(WebSocketViolation) -> Bool {
        bytes[count] = byte
        count += 1
        if count == 1 {
            try checkFirstByte()
            return false
        }
        if count == 2 { try checkSecondByte(role) }
        return count == 2 + lengthByteCount + (isMasked ? 4 : 0)
    }

    mutating func clear() { count = 0 }

    var mask: WebSocketMask? {
        guard isMasked else { return nil }
        let start = 2 + lengthByteCount
        return WebSocketMask(bytes[start], bytes[start + 1], bytes[start + 2], bytes[start + 3])
    }

    /// The payload's length in bytes, which must be in its shortest form.
    func payloadCount() throws(WebSocketViolation) -> Int {
        let code = bytes[1] & 0x7F
        guard code >= 126 else { return Int(code) }
        var value: UInt64 = 0
        for position in 2..<2 + lengthByteCount { value = value << 8 | UInt64(bytes[position]) }
        guard value >> 63 == 0 else { throw .fault("the length's first bit is set") }
        guard value > (code == 126 ? 125 : 0xFFFF) else {
            throw .fault("the length is not in its shortest form")
        }
        return Int(value)
    }

    private func checkFirstByte() throws(WebSocketViolation) {
        guard bytes[0] & 0x30 == 0 else { throw .fault("a reserved bit is set") }
        guard let opcode = WebSocketOpcode(rawValue: bytes[0] & 0x0F) else {
            throw .fault("the opcode is reserved")
        }
        guard isFinal || !opcode.isControl else { throw .fault("a control frame is fragmented") }
        guard !isCompressed || opcode == .text || opcode == .binary else {
            throw .fault("a reserved bit is set")
        }
    }

    private func checkSecondByte(_ role: WebSocketRole) throws(WebSocketViolation) {
        guard isMasked == (role == .server) else {
            throw .fault(isMasked ? "a server's frame is masked" : "a client's frame is not masked")
        }
        let code = bytes[1] & 0x7F
        guard !opcode.isControl || code <= 125 else { throw .fault("a control frame is too long") }
        guard opcode != .close || code != 1 else { throw .fault("a close frame has half a code") }
    }
}

extension WebSocketViolation {
    static func fault(_ reason: String) -> WebSocketViolation {
        WebSocketViolation(code: .protocolError, reason: reason)
    }

    static var notUTF8: WebSocketViolation {
        WebSocketViolation(code: .invalidPayload, reason: "the text is not UTF-8")
    }
}

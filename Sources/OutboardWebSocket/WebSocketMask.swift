/// The four bytes that a client's payload is combined with (RFC 6455, section 5.3).
package struct WebSocketMask: Sendable, Equatable {
    /// The first byte is the lowest.
    private let word: UInt32

    package init(_ first: UInt8, _ second: UInt8, _ third: UInt8, _ fourth: UInt8) {
        word = UInt32(first) | UInt32(second) << 8 | UInt32(third) << 16 | UInt32(fourth) << 24
    }

    /// Bytes that nobody can foresee: the system's random numbers.
    package static func random() -> WebSocketMask {
        let word = UInt32.random(in: .min ... .max)
        return WebSocketMask(
            UInt8(truncatingIfNeeded: word),
            UInt8(truncatingIfNeeded: word >> 8),
            UInt8(truncatingIfNeeded: word >> 16),
            UInt8(truncatingIfNeeded: word >> 24)
        )
    }

    package var bytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }

    /// Masks, or unmasks, in place and eight bytes at a time.
    ///
    /// - Parameter phase: how many bytes of the payload came before these.
    func apply(to bytes: UnsafeMutableRawBufferPointer, phase: Int) {
        let shift = UInt32(8 * (phase & 3))
        let turned = shift == 0 ? word : word >> shift | word << (32 - shift)
        let wide = (UInt64(turned) << 32 | UInt64(turned)).littleEndian
        var position = 0
        while position + 8 <= bytes.count {
            let masked = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self) ^ wide
            bytes.storeBytes(of: masked, toByteOffset: position, as: UInt64.self)
            position += 8
        }
        while position < bytes.count {
            bytes[position] ^= UInt8(truncatingIfNeeded: turned >> UInt32(8 * (position & 3)))
            position += 1
        }
    }
}

/// The opening handshake's proof that the server speaks WebSocket (RFC 6455, section 4.2.2).
package enum WebSocketHandshake {
    private static let identifier = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

    /// What `Sec-WebSocket-Accept` must be for a `Sec-WebSocket-Key`.
    package static func accept(key: String) -> String {
        base64(sha1(Array((key + identifier).utf8)))
    }

    /// A key for a client: 16 random bytes.
    package static func makeKey() -> String {
        base64((0..<16).map { _ in UInt8.random(in: .min ... .max) })
    }

    /// Whether a key is 16 bytes in base64.
    package static func isKey(_ key: String) -> Bool {
        let bytes = Array(key.utf8)
        let isAlphabet = bytes.prefix(22).allSatisfy { base64Alphabet.contains($0) }
        return bytes.count == 24 && isAlphabet && bytes.suffix(2) == [0x3D, 0x3D]
    }
}

private let base64Alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
)

func base64(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let group = bytes[start..<min(start + 3, bytes.count)]
        let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << (8 * UInt32(3 - group.count))
        for position in 0..<4 {
            let digit = Int(bits >> (18 - 6 * UInt32(position)) & 0x3F)
            text.append(position <= group.count ? base64Alphabet[digit] : UInt8(ascii: "="))
        }
    }
    return String(decoding: text, as: UTF8.self)
}

/// SHA-1 (FIPS 180-4), which the handshake asks for. It protects nothing here.
func sha1(_ message: [UInt8]) -> [UInt8] {
    var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
    var padded = message + [0x80]
    padded += [UInt8](repeating: 0, count: (120 - padded.count % 64) % 64)
    padded += bigEndian(UInt64(message.count) * 8, byteCount: 8)
    for start in stride(from: 0, to: padded.count, by: 64) {
        var words = (0..<16).map { index in
            padded[start + 4 * index..<start + 4 * index + 4].reduce(UInt32(0)) {
                $0 << 8 | UInt32($1)
            }
        }
        for index in 16..<80 {
            let mixed = words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16]
            words.append(rotated(mixed, by: 1))
        }
        state = zip(state, sha1Rounds(state, words)).map { $0 &+ $1 }
    }
    return state.flatMap { bigEndian(UInt64($0), byteCount: 4) }
}

private func sha1Rounds(_ state: [UInt32], _ words: [UInt32]) -> [UInt32] {
    var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
    for index in 0..<80 {
        let (mixed, constant): (UInt32, UInt32) =
            switch index / 20 {
            case 0: (b & c | ~b & d, 0x5A82_7999)
            case 1: (b ^ c ^ d, 0x6ED9_EBA1)
            case 2: (b & c | b & d | c & d, 0x8F1B_BCDC)
            default: (b ^ c ^ d, 0xCA62_C1D6)
            }
        let next = rotated(a, by: 5) &+ mixed &+ e &+ constant &+ words[index]
        (a, b, c, d, e) = (next, a, rotated(b, by: 30), c, d)
    }
    return [a, b, c, d, e]
}

private func rotated(_ word: UInt32, by count: UInt32) -> UInt32 {
    word << count | word >> (32 - count)
}

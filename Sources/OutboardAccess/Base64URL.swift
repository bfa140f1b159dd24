private let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8
)
private let values: [UInt8: UInt32] = Dictionary(
    uniqueKeysWithValues: alphabet.enumerated().map { ($1, UInt32($0)) }
)

/// Base64 for URLs, without padding (RFC 4648, section 5).
func base64URL(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let group = bytes[start..<min(start + 3, bytes.count)]
        let word = group.enumerated().reduce(UInt32(0)) {
            $0 | UInt32($1.element) << (16 - 8 * UInt32($1.offset))
        }
        for digit in 0...group.count {
            text.append(alphabet[Int(word >> (18 - 6 * UInt32(digit)) & 63)])
        }
    }
    return String(decoding: text, as: UTF8.self)
}

/// nil where a byte is not of the alphabet, padding included, or bits are left over that are not zero: each
/// value has one text, so that no second text of a token passes.
func bytes(base64URL text: some Collection<UInt8>) -> [UInt8]? {
    guard text.count % 4 != 1 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count * 3 / 4)
    var word: UInt32 = 0
    var bitCount = 0
    for byte in text {
        guard let value = values[byte] else { return nil }
        word = word << 6 | value
        bitCount += 6
        guard bitCount >= 8 else { continue }
        bitCount -= 8
        bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(bitCount)))
        word &= (1 << UInt32(bitCount)) - 1
    }
    return word == 0 ? bytes : nil
}

import CVST3

/// Identifiers of classes and interfaces. As text they are 32 hexadecimal digits, in capitals.
extension ob_vst3_id {
    var text: String {
        withUnsafeBytes(of: self) { bytes in
            bytes.map { byte in
                let digits = String(byte, radix: 16, uppercase: true)
                return digits.count == 1 ? "0" + digits : digits
            }.joined()
        }
    }

    /// nil: these are not 32 digits.
    init?(text: String) {
        let digits = Array(text.utf8)
        guard digits.count == 32 else { return nil }
        self.init()
        let isWhole = withUnsafeMutableBytes(of: &self) { bytes in
            for place in 0..<16 {
                guard let high = Self.value(of: digits[place * 2]),
                    let low = Self.value(of: digits[place * 2 + 1])
                else { return false }
                bytes[place] = high << 4 | low
            }
            return true
        }
        guard isWhole else { return nil }
    }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x41 + 10
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }
}

/// Whether two identifiers are the same. [any]
@_noLocks @inline(__always)
func isSame(_ one: UnsafePointer<ob_vst3_id>, _ other: ob_vst3_id) -> Bool {
    let words = UnsafeRawPointer(one)
    let same = withUnsafePointer(to: other) { other in
        let others = UnsafeRawPointer(other)
        return words.loadUnaligned(as: UInt64.self) == others.loadUnaligned(as: UInt64.self)
            && words.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
                == others.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
    }
    return same
}

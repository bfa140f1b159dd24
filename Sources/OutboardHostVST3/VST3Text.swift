import CVST3

/// Text in arrays of fixed length. What a plugin gives need not end with a zero.
extension ob_vst3_text {
    var string: String { vst3String(of: self) }

    init(_ string: String) {
        self.init()
        withUnsafeMutableBytes(of: &self) { bytes in
            let units = bytes.assumingMemoryBound(to: ob_vst3_unit16.self)
            for (place, unit) in string.utf16.prefix(units.count - 1).enumerated() {
                units[place] = unit
            }
        }
    }
}

/// The UTF-16 in an array, up to its end or a zero.
func vst3String<Units>(of units: Units) -> String {
    withUnsafeBytes(of: units) { bytes in
        String(
            decoding: bytes.assumingMemoryBound(to: UInt16.self).prefix { $0 != 0 },
            as: UTF16.self
        )
    }
}

/// The bytes in an array, up to its end or a zero.
func vst3CString<Characters>(of characters: Characters) -> String {
    withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
}

extension String {
    /// Without spaces at both ends.
    var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }

    /// UTF-16 with a zero at its end.
    var unitsWithZero: [UInt16] { Array(utf16) + [0] }
}

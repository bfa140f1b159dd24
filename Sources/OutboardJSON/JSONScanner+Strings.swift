extension JSONScanner {
    /// A string, from its opening quote to behind its closing one.
    ///
    /// Most have no escapes, and are made of the text's bytes as they stand there.
    mutating func scanString() throws(JSONError) -> String {
        let start = position
        position += 1
        skipPlain()
        guard current == UInt8(ascii: "\"") else { return try scanEscapedString(from: start) }
        let plain = bytes[start + 1..<position]
        position += 1
        return try string(UnsafeBufferPointer(rebasing: plain), from: start)
    }

    /// Goes to the next byte that is not part of a string as it stands.
    private mutating func skipPlain() {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 else {
                return
            }
            position += 1
        }
    }

    private func string(
        _ text: UnsafeBufferPointer<UInt8>,
        from start: Int
    ) throws(JSONError) -> String {
        guard text.count <= limits.stringBytes else {
            throw fault("the string is longer than \(limits.stringBytes) bytes", at: start)
        }
        // Nearly all are ASCII, which needs no validation.
        if text.allSatisfy({ $0 < 0x80 }) { return String(decoding: text, as: UTF8.self) }
        guard let string = String(validating: text, as: UTF8.self) else {
            throw fault("the string is not UTF-8", at: start)
        }
        return string
    }

    /// Goes on where the first bytes were plain.
    private mutating func scanEscapedString(from start: Int) throws(JSONError) -> String {
        var text: [UInt8] = []
        var plainStart = start + 1
        while true {
            text.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[plainStart..<position]))
            guard let byte = current else { throw fault("the string does not end", at: start) }
            guard text.count <= limits.stringBytes else {
                throw fault("the string is longer than \(limits.stringBytes) bytes", at: start)
            }
            if byte == UInt8(ascii: "\"") { break }
            guard byte == UInt8(ascii: "\\") else {
                throw fault("a control character must be escaped")
            }
            try scanEscape(into: &text)
            plainStart = position
            skipPlain()
        }
        position += 1
        guard let string = String(validating: text, as: UTF8.self) else {
            throw fault("the string is not UTF-8", at: start)
        }
        return string
    }

    private mutating func scanEscape(into text: inout [UInt8]) throws(JSONError) {
        let start = position
        position += 1
        guard let byte = current else { throw fault("the escape does not end", at: start) }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            let scalar = try scanUnicodeEscape(from: start)
            text.append(contentsOf: UTF8.encode(scalar)!)
        default: throw fault("no such escape", at: start)
        }
    }

    private mutating func scanUnicodeEscape(from start: Int) throws(JSONError) -> Unicode.Scalar {
        let first = try scanHex()
        if let scalar = Unicode.Scalar(first) { return scalar }
        // A surrogate must be followed by its other half.
        guard first < 0xDC00, current == UInt8(ascii: "\\") else {
            throw fault("half of a surrogate pair", at: start)
        }
        position += 1
        guard current == UInt8(ascii: "u") else {
            throw fault("half of a surrogate pair", at: start)
        }
        position += 1
        let second = try scanHex()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw fault("half of a surrogate pair", at: start) }
        return scalar
    }

    private mutating func scanHex() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch current {
            case let byte? where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte):
                digit = byte - UInt8(ascii: "0")
            case let byte? where (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20):
                digit = (byte | 0x20) - UInt8(ascii: "a") + 10
            default: throw fault("expected four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}

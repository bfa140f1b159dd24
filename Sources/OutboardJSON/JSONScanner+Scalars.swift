extension JSONScanner {
    /// A string, from its opening quote to behind its closing one.
    mutating func scanString() throws(JSONError) -> String {
        let start = position
        position += 1
        var text: [UInt8] = []
        while true {
            guard let byte = current else { throw fault("the string does not end", at: start) }
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw fault("the string is not UTF-8", at: start)
                }
                return string
            case UInt8(ascii: "\\"): try scanEscape(into: &text)
            case ..<0x20: throw fault("a control character must be escaped")
            default:
                text.append(byte)
                position += 1
            }
            guard text.count <= limits.stringBytes else {
                throw fault("the string is longer than \(limits.stringBytes) bytes", at: start)
            }
        }
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
            text.append(contentsOf: Array(String(Character(scalar)).utf8))
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
            guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue
            else { throw fault("expected four hexadecimal digits") }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    /// A number by the grammar of RFC 8259, which is narrower than Swift's.
    mutating func scanNumber() throws(JSONError) -> JSONValue {
        let start = position
        if current == UInt8(ascii: "-") { position += 1 }
        if current == UInt8(ascii: "0") {
            position += 1
        } else {
            try scanDigits(from: start)
        }
        if current == UInt8(ascii: ".") {
            position += 1
            try scanDigits(from: start)
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            try scanDigits(from: start)
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let value = Double(text), value.isFinite else {
            throw fault("the number is too large", at: start)
        }
        return .number(value)
    }

    private mutating func scanDigits(from start: Int) throws(JSONError) {
        let first = position
        while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            position += 1
        }
        guard position > first else { throw fault("expected a number", at: start) }
    }
}

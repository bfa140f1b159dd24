extension JSONScanner {
    /// A string, from its opening quote to behind its closing one.
    mutating func scanString() throws(JSONError) -> String {
        let start = position
        position += 1
        skipPlain()
        // Nearly all strings are one run of bytes that stand for themselves.
        if current == UInt8(ascii: "\"") {
            let run = bytes[start + 1..<position]
            position += 1
            return try text(run, at: start)
        }
        var unescaped: [UInt8] = Array(bytes[start + 1..<position])
        while true {
            guard let byte = current else { throw fault("the string does not end", at: start) }
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return try text(unescaped[...], at: start)
            case UInt8(ascii: "\\"): try scanEscape(into: &unescaped)
            case ..<0x20: throw fault("a control character must be escaped")
            default:
                let first = position
                skipPlain()
                unescaped.append(contentsOf: bytes[first..<position])
            }
        }
    }

    /// Goes on to what ends a string, or must be looked at.
    private mutating func skipPlain() {
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { return }
            position += 1
        }
    }

    private func text(_ bytes: ArraySlice<UInt8>, at start: Int) throws(JSONError) -> String {
        guard bytes.count <= limits.stringBytes else {
            throw fault("the string is longer than \(limits.stringBytes) bytes", at: start)
        }
        guard let string = String(validating: bytes, as: UTF8.self) else {
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
        var digits = Digits()
        let isNegative = current == UInt8(ascii: "-")
        if isNegative { position += 1 }
        if current == UInt8(ascii: "0") {
            position += 1
        } else {
            try scanDigits(from: start, into: &digits)
        }
        if current == UInt8(ascii: ".") {
            position += 1
            let first = position
            try scanDigits(from: start, into: &digits)
            digits.fractionCount = position - first
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            try scanDigits(from: start, into: &digits)
            digits.isExact = false
        }
        if let value = digits.value { return .number(isNegative ? -value : value) }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let value = Double(text), value.isFinite else {
            throw fault("the number is too large", at: start)
        }
        return .number(value)
    }

    /// Up to 15 digits, and the places behind the point: two numbers that a Double holds exactly, so that
    /// their quotient is the nearest to what was written.
    private struct Digits {
        private static let countMax = 15
        private static let powers: [Double] = [
            1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
        ]
        private var whole: Int64 = 0
        private var count = 0
        var fractionCount = 0
        var isExact = true

        mutating func append(_ digit: UInt8) {
            count += 1
            if count <= Self.countMax { whole = whole * 10 + Int64(digit) }
        }

        var value: Double? {
            guard isExact, count <= Self.countMax else { return nil }
            return fractionCount == 0 ? Double(whole) : Double(whole) / Self.powers[fractionCount]
        }
    }

    private mutating func scanDigits(
        from start: Int,
        into digits: inout Digits
    ) throws(JSONError) {
        let first = position
        while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            digits.append(byte - UInt8(ascii: "0"))
            position += 1
        }
        guard position > first else { throw fault("expected a number", at: start) }
    }
}

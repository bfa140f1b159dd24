extension JSONScanner {
    /// The digits of a number, as far as they fit, and where its point stands.
    private struct Decimal {
        /// What all digits say together, while `isExact`.
        var digits: UInt64 = 0
        /// The power of ten that goes with them.
        var exponent = 0
        var isExact = true

        mutating func append(_ digit: UInt8) {
            // Below 2^53 the digits are a Double as they stand.
            guard digits < 900_719_925_474_099 else {
                isExact = false
                return
            }
            digits = digits * 10 + UInt64(digit)
        }

        /// The nearest number, where one multiplication or division of exact numbers gives it: both then
        /// round once, and to the nearest.
        var value: Double? {
            guard isExact, (-22...22).contains(exponent) else { return nil }
            let power = powersOfTen[abs(exponent)]
            return exponent < 0 ? Double(digits) / power : Double(digits) * power
        }
    }

    /// A number by the grammar of RFC 8259, which is narrower than Swift's.
    mutating func scanNumber() throws(JSONError) -> Double {
        let start = position
        var decimal = Decimal()
        let isNegative = current == UInt8(ascii: "-")
        if isNegative { position += 1 }
        if current == UInt8(ascii: "0") {
            position += 1
        } else {
            _ = try scanDigits(from: start) { decimal.append($0) }
        }
        if current == UInt8(ascii: ".") {
            position += 1
            decimal.exponent -= try scanDigits(from: start) { decimal.append($0) }
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            position += 1
            let sign = current == UInt8(ascii: "-") ? -1 : 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            var power = 0
            // Beyond four digits it is too large or zero, which the slow way tells.
            _ = try scanDigits(from: start) { if power < 10_000 { power = power * 10 + Int($0) } }
            decimal.exponent += sign * power
        }
        if let value = decimal.value { return isNegative ? -value : value }
        let text = UnsafeBufferPointer(rebasing: bytes[start..<position])
        guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else {
            throw fault("the number is too large", at: start)
        }
        return value
    }

    /// At least one digit; gives how many.
    private mutating func scanDigits(
        from start: Int,
        _ take: (UInt8) -> Void
    ) throws(JSONError) -> Int {
        let first = position
        while position < bytes.count {
            let digit = bytes[position] &- UInt8(ascii: "0")
            guard digit <= 9 else { break }
            take(digit)
            position += 1
        }
        guard position > first else { throw fault("expected a number", at: start) }
        return position - first
    }
}

/// As Doubles these are exact up to the 22nd.
private let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22,
]

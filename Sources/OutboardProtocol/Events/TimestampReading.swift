/// Reads a time as RFC 3339 writes it: "2026-11-20T20:00:00.123Z", also with an offset ("+01:00") and with
/// more or fewer digits of a second. nil where it is none, or names a day that there is not.
///
/// - Returns: milliseconds since 1970-01-01, UTC. A leap second counts as the second before it.
package func milliseconds(timestamp text: String) -> Int64? {
    var reader = TimestampReader(rest: Array(text.utf8)[...])
    guard let year = reader.digits(4), reader.take("-"), let month = reader.digits(2),
        reader.take("-"), let day = reader.digits(2), reader.take("T") || reader.take("t"),
        let hour = reader.digits(2), reader.take(":"), let minute = reader.digits(2),
        reader.take(":"), let second = reader.digits(2), let fraction = reader.fraction(),
        let offset = reader.offsetMinutes(), reader.rest.isEmpty,
        (1...12).contains(month), (1...daysIn(month: month, of: year)).contains(day),
        hour < 24, minute < 60, second <= 60
    else { return nil }
    let minutes = (daysSince1970(year, month, day) * 24 + hour) * 60 + minute - offset
    return (minutes * 60 + min(second, 59)) * 1_000 + fraction
}

private func daysIn(month: Int64, of year: Int64) -> Int64 {
    switch month {
    case 4, 6, 9, 11: return 30
    case 2: return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: return 31
    }
}

/// In the proleptic Gregorian calendar. Years are counted from March, so that the leap day is the last.
private func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
}

private struct TimestampReader {
    var rest: ArraySlice<UInt8>

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func digits(_ count: Int) -> Int64? {
        var value: Int64 = 0
        guard rest.count >= count else { return nil }
        for _ in 0..<count {
            guard let byte = rest.popFirst(), (48...57).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - 48)
        }
        return value
    }

    /// Milliseconds; what is finer is cut off.
    mutating func fraction() -> Int64? {
        guard take(".") else { return 0 }
        var (value, count): (Int64, Int) = (0, 0)
        while let byte = rest.first, (48...57).contains(byte) {
            if count < 3 { value = value * 10 + Int64(byte - 48) }
            count += 1
            rest.removeFirst()
        }
        guard count > 0 else { return nil }
        for _ in count..<max(count, 3) { value *= 10 }
        return value
    }

    mutating func offsetMinutes() -> Int64? {
        if take("Z") || take("z") { return 0 }
        let sign: Int64
        if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
        guard let hours = digits(2), take(":"), let minutes = digits(2), hours < 24, minutes < 60
        else { return nil }
        return sign * (hours * 60 + minutes)
    }
}

/// A time as RFC 3339 writes it, in UTC to the millisecond: "2026-11-20T20:00:00.123Z".
///
/// The date is counted in the proleptic Gregorian calendar, in eras of 400 years.
///
/// - Parameter milliseconds: since 1970-01-01, UTC, in the years 0 to 9999.
package func timestamp(milliseconds: Int64) -> String {
    let (days, inDay) = milliseconds.flooredDivision(by: 86_400_000)
    let (era, dayOfEra) = (days + 719_468).flooredDivision(by: 146_097)
    let yearOfEra =
        (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    // Months are counted from March here, so that the leap day is the year's last.
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    // Every message has one, so it is made in one piece.
    return String(unsafeUninitializedCapacity: 24) { text in
        var end = 0
        func append(_ value: Int64, _ width: Int, _ separator: UInt8) {
            var rest = value
            for place in stride(from: end + width - 1, through: end, by: -1) {
                text[place] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
            text[end + width] = separator
            end += width + 1
        }
        append(year, 4, UInt8(ascii: "-"))
        append(month, 2, UInt8(ascii: "-"))
        append(day, 2, UInt8(ascii: "T"))
        append(inDay / 3_600_000, 2, UInt8(ascii: ":"))
        append(inDay / 60_000 % 60, 2, UInt8(ascii: ":"))
        append(inDay / 1_000 % 60, 2, UInt8(ascii: "."))
        append(inDay % 1_000, 3, UInt8(ascii: "Z"))
        return end
    }
}

extension Int64 {
    fileprivate func flooredDivision(by divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

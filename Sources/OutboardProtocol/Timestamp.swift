/// A time as RFC 3339 writes it, in UTC to the millisecond: "2026-11-20T20:00:00.123Z".
///
/// The date is counted in the proleptic Gregorian calendar, in eras of 400 years.
///
/// - Parameter milliseconds: since 1970-01-01, UTC.
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
    let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    let hour = padded(inDay / 3_600_000, 2)
    let minute = padded(inDay / 60_000 % 60, 2)
    let second = padded(inDay / 1_000 % 60, 2)
    return "\(date)T\(hour):\(minute):\(second).\(padded(inDay % 1_000, 3))Z"
}

private func padded(_ value: Int64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

extension Int64 {
    fileprivate func flooredDivision(by divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

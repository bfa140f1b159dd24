import OutboardModel

/// Where plugins write and read the texts of their values themselves.
extension ParameterDescriptor {
    /// What the plugin writes; but a number as C prints it by itself, "6000.000000", is no text for people,
    /// and so it is written as those of other plugins are.
    package func text(of value: Double, written: String?) -> String {
        guard let written else { return text(of: value) }
        let number = written.prefix { "-.0123456789".contains($0) }
        guard number.split(separator: ".").last?.count == 6, let said = Double(number),
            abs(said - value) <= 1e-6 * max(1, abs(value))
        else { return written }
        return text(of: value)
    }

    /// What the plugin reads; but many read a number and nothing behind it, so that "2k" is 2 to them. Where
    /// the unit is known, it is read here.
    package func value(text: String, read: Double?) -> Double? {
        let own = value(text: text)
        if let own, !unit.isEmpty, range.contains(own), Double(text.filter { $0 != " " }) == nil {
            return own
        }
        return read ?? own
    }
}

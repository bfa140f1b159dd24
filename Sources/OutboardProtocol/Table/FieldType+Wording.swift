import OutboardJSON

extension FieldType {
    /// What a value must be, for errors, the reference and the CLI: "-140 to 10 dB, or null".
    package func wording(unit: String) -> String {
        let unit = unit.isEmpty ? "" : " " + unit
        return switch self {
        case .identifier: "a text of 1 to \(Self.identifierBytes.upperBound) bytes"
        case .text(let range) where range.lowerBound == 0:
            "a text of at most \(range.upperBound) bytes"
        case .text(let range): "a text of \(range.lowerBound) to \(range.upperBound) bytes"
        case .characters(let range): "a text of \(Self.wording(of: range)) characters"
        case .time: "a time such as 2026-11-20T20:00:00Z"
        case .number(let range): Self.wording(of: range, "a number") + unit
        case .integer(let range) where range.upperBound > 1 << 50:
            "a whole number of at least \(range.lowerBound)" + unit
        case .integer(let range):
            "a whole number, \(range.lowerBound) to \(range.upperBound)" + unit
        case .decibels(let range): Self.wording(of: range, "a number") + unit + ", or null"
        case .boolean: "true or false"
        case .choice(let names): Self.list(names.map { "\"\($0)\"" })
        case .oneOfNumbers(let numbers): Self.list(numbers.map { "\($0)" }) + unit
        case .scalar: "a number, true, false or a text"
        case .midi: "a channel message: a status of 128 to 239 and its data bytes"
        case .list(let element, let count):
            "a list of \(Self.wording(of: count)), each \(element.wording(unit: unit))"
        case .tuple(let places): "a list [" + places.map(\.key).joined(separator: ", ") + "]"
        case .map(let type): "an object; each value \(type.wording(unit: unit))"
        case .object(let fields), .record(_, let fields):
            "an object {"
                + fields.map { $0.isRequired ? $0.key : $0.key + "?" }
                .joined(separator: ", ") + "}"
        case .tagged(let key, let variants):
            "an object whose \(key) is " + Self.list(variants.map { "\"\($0.tag)\"" })
        case .either(let types): Self.list(types.map { $0.wording(unit: unit) })
        case .orNull(let type): type.wording(unit: unit) + ", or null"
        case .edits(let count): "a list of \(Self.wording(of: count)), each an edit {type, data}"
        case .anything: "anything"
        }
    }

    private static func wording(of range: ClosedRange<Double>, _ kind: String) -> String {
        let low = JSONValue.number(range.lowerBound).compactText
        let high = JSONValue.number(range.upperBound).compactText
        return switch (range.lowerBound.isFinite, range.upperBound.isFinite) {
        case (true, true): "\(kind), \(low) to \(high)"
        case (true, false): "\(kind) of at least \(low)"
        case (false, true): "\(kind) of at most \(high)"
        case (false, false): kind
        }
    }

    private static func wording(of count: ClosedRange<Int>) -> String {
        "\(count.lowerBound) to \(count.upperBound)"
    }

    /// "a, b or c".
    private static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "nothing" }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }
}

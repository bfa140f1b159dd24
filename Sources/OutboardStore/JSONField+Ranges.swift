import OutboardJSON
import OutboardModel

extension JSONField {
    package func mapElements<Element>(
        _ transform: (JSONField) throws(JSONFieldError) -> Element
    ) throws(JSONFieldError) -> [Element] {
        var mapped: [Element] = []
        for element in try elements() { mapped.append(try transform(element)) }
        return mapped
    }

    func numbersByKey() throws(JSONFieldError) -> [String: Double] {
        var numbers: [String: Double] = [:]
        for (key, field) in try members() { numbers[key] = try field.number() }
        return numbers
    }

    func number(in range: ClosedRange<Double>) throws(JSONFieldError) -> Double {
        let number = try number()
        guard range.contains(number) else {
            throw JSONFieldError(path: path, message: "is not within \(range)")
        }
        return number
    }

    package func integer(in range: ClosedRange<Int>) throws(JSONFieldError) -> Int {
        let number = try integer()
        guard range.contains(number) else {
            throw JSONFieldError(path: path, message: "is not within \(range)")
        }
        return number
    }

    /// A level in dB; null is silence, because JSON has no infinity.
    func decibels() throws(JSONFieldError) -> Double {
        value == .null ? -.infinity : try number(in: Strip.faderDecibelsRange)
    }
}

extension JSONValue {
    /// A level in dB; silence is null.
    static func decibels(_ level: Double) -> JSONValue {
        level == -.infinity ? .null : .number(level)
    }
}

extension JSONObject {
    /// Sets a member, unless its value is what a reader takes it to be where it is absent.
    mutating func set<Value: Equatable>(
        _ key: String,
        _ value: Value,
        unless absent: Value,
        _ json: (Value) -> JSONValue
    ) {
        if value != absent { self[key] = json(value) }
    }
}

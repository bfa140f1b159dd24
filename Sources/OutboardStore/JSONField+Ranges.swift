import OutboardJSON

extension JSONField {
    func mapElements<Element>(
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

    func rate() throws(JSONFieldError) -> Int {
        let rate = try integer()
        guard (8_000...768_000).contains(rate) else {
            throw JSONFieldError(path: path, message: "is not within 8000...768000")
        }
        return rate
    }
}

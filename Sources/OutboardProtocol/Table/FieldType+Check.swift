import OutboardJSON

/// A value that is not what its row says.
struct FieldFault: Error {
    var code: ErrorCode
    /// What is wrong, behind the field's name: "is missing".
    var complaint: String
    var details: JSONObject?
    /// Keys and indices from the outside in.
    var path: [String] = []

    func within(_ key: String) -> FieldFault {
        var fault = self
        fault.path.insert(key, at: 0)
        return fault
    }

    /// - Parameter place: where the fields are, for faults that concern the whole of them.
    func error(in place: String) -> RequestError {
        let field = path.joined(separator: "/")
        return RequestError(
            code,
            "\(field.isEmpty ? place : field) \(complaint).",
            field: field.isEmpty ? nil : field,
            details: details
        )
    }
}

extension FieldType {
    /// What a value of another kind is answered with: a number that is none is a bad value, a name that is none
    /// a bad message.
    var codeOfKind: ErrorCode {
        switch self {
        case .number, .integer, .decibels, .choice, .oneOfNumbers, .scalar, .midi, .tagged, .either,
            .time,
            .characters:
            .invalidParameter
        case .identifier, .text, .boolean, .tuple, .map, .object, .record, .edits, .anything:
            .invalidMessage
        case .list(let element, _), .orNull(let element): element.codeOfKind
        }
    }

    /// What is answered where a value that must be there is not.
    var codeOfAbsence: ErrorCode { self == .boolean ? .invalidParameter : codeOfKind }

    /// O(size of the value and of the type).
    func check(_ value: JSONValue, unit: String) throws(FieldFault) {
        switch (self, value) {
        case (.identifier, .string(let text)): try check(text, Self.identifierBytes)
        case (.text(let range), .string(let text)): try check(text, range)
        case (.characters(let range), .string(let text)):
            guard range.contains(text.unicodeScalars.count) else {
                throw FieldFault(
                    code: .invalidParameter,
                    complaint: "has \(text.unicodeScalars.count) characters; it must be "
                        + wording(unit: ""),
                    details: Self.details(
                        Double(range.lowerBound)...Double(range.upperBound),
                        "characters"
                    )
                )
            }
        case (.time, .string(let text)):
            guard milliseconds(timestamp: text) != nil else {
                throw fault(value, .invalidParameter, unit)
            }
        case (.number(let range), .number(let number)): try check(number, range, unit)
        case (.integer(let range), .number(let number)):
            // Checked as Double first: what is beyond Int would trap.
            let bounds = Double(range.lowerBound)...Double(range.upperBound)
            try check(number, bounds, unit)
            guard number == number.rounded() else { throw fault(value, .invalidParameter, unit) }
        case (.decibels(let range), .number(let number)): try check(number, range, unit)
        case (.decibels, .null), (.boolean, .bool), (.anything, _): break
        case (.choice(let names), .string(let name)):
            guard names.contains(name) else { throw fault(value, .invalidParameter, unit) }
        case (.oneOfNumbers(let numbers), .number(let number)):
            guard numbers.contains(where: { Double($0) == number }) else {
                throw fault(value, .invalidParameter, unit)
            }
        case (.scalar, .number), (.scalar, .bool), (.scalar, .string): break
        case (.midi, .array(let bytes)): try check(midi: bytes, value)
        case (.list(let element, let count), .array(let values)):
            try check(values, count, element.codeOfKind)
            for (index, value) in values.enumerated() {
                do { try element.check(value, unit: unit) } catch { throw error.within("\(index)") }
            }
        case (.tuple(let places), .array(let values)): try check(values, places)
        case (.map(let type), .object(let object)):
            for (key, value) in object.members {
                do { try type.check(value, unit: unit) } catch { throw error.within(key) }
            }
        case (.object(let fields), .object(let object)),
            (.record(_, let fields), .object(let object)):
            try fields.check(object)
        case (.tagged(let key, let variants), .object(let object)):
            guard let tag = object[key]?.string, let it = variants.first(where: { $0.tag == tag })
            else {
                let tags = FieldType.choice(variants.map(\.tag))
                throw tags.fault(object[key], .invalidParameter, "").within(key)
            }
            try it.fields.check(object)
        case (.either(let types), _):
            guard let type = types.first(where: { $0.resembles(value) }) else {
                throw fault(value, codeOfKind, unit)
            }
            try type.check(value, unit: unit)
        case (.orNull, .null): break
        case (.orNull(let type), _):
            // What it may be is said with the null.
            do { try type.check(value, unit: unit) } catch {
                throw error.path.isEmpty ? fault(value, error.code, unit) : error
            }
        case (.edits(let count), .array(let values)): try check(edits: values, count)
        default: throw fault(value, codeOfKind, unit)
        }
    }

    private func check(_ text: String, _ range: ClosedRange<Int>) throws(FieldFault) {
        guard range.contains(text.utf8.count) else {
            throw FieldFault(
                code: .invalidMessage,
                complaint: "is \(text.utf8.count) bytes long; it must be \(wording(unit: ""))",
                details: Self.details(Double(range.lowerBound)...Double(range.upperBound), "bytes")
            )
        }
    }

    private func check(
        _ number: Double,
        _ range: ClosedRange<Double>,
        _ unit: String
    ) throws(FieldFault) {
        guard range.contains(number) else {
            var fault = fault(.number(number), .invalidParameter, unit)
            fault.details = Self.details(range, unit)
            throw fault
        }
    }

    private func check(midi values: [JSONValue], _ value: JSONValue) throws(FieldFault) {
        let bytes = values.compactMap { $0.number.flatMap { UInt8(exactly: $0) } }
        guard bytes.count == values.count, let status = bytes.first,
            (0x80...0xEF).contains(status),
            bytes.count == ((0xC0...0xDF).contains(status) ? 2 : 3),
            bytes.dropFirst().allSatisfy({ $0 < 128 })
        else { throw fault(value, .invalidParameter, "") }
    }

    private func check(
        _ values: [JSONValue],
        _ count: ClosedRange<Int>,
        _ code: ErrorCode
    ) throws(FieldFault) {
        guard count.contains(values.count) else {
            throw FieldFault(
                code: code,
                complaint: "has \(values.count) elements; it must be \(wording(unit: ""))",
                details: Self.details(
                    Double(count.lowerBound)...Double(count.upperBound),
                    "elements"
                )
            )
        }
    }

    private func check(_ values: [JSONValue], _ places: [FieldRow]) throws(FieldFault) {
        guard values.count == places.count else {
            throw fault(.array(values), .invalidParameter, "")
        }
        for (index, (value, place)) in zip(values, places).enumerated() {
            do { try place.type.check(value, unit: place.unit) } catch {
                throw error.within("\(index)")
            }
        }
    }

    private func check(edits: [JSONValue], _ count: ClosedRange<Int>) throws(FieldFault) {
        try check(edits, count, .invalidMessage)
        for (index, edit) in edits.enumerated() {
            do throws(FieldFault) {
                guard let name = edit["type"]?.string,
                    let row = Request.Kind(rawValue: name)?.row, row.mayStandInBatch
                else {
                    throw FieldFault(
                        code: .unknownType,
                        complaint: "must be the name of an edit",
                        path: ["type"]
                    )
                }
                guard let data = (edit["data"] ?? .object([:])).object else {
                    throw FieldFault(
                        code: .invalidMessage,
                        complaint: "must be an object",
                        path: ["data"]
                    )
                }
                do { try row.checkFields(data) } catch { throw error.within("data") }
            } catch { throw error.within("\(index)") }
        }
    }

    /// Whether a value is meant to be of this type, right or wrong.
    private func resembles(_ value: JSONValue) -> Bool {
        switch (self, value) {
        case (.object(let fields), .object(let object)):
            fields.first.map { object[$0.key] != nil } ?? true
        case (.choice(let names), .string(let name)): names.contains(name)
        case (.tagged, .object), (.map, .object), (.identifier, .string), (.text, .string),
            (.number, .number), (.integer, .number), (.list, .array), (.boolean, .bool):
            true
        default: false
        }
    }

    func fault(_ value: JSONValue?, _ code: ErrorCode, _ unit: String) -> FieldFault {
        FieldFault(
            code: code,
            complaint: "\(Self.wording(of: value)); it must be \(wording(unit: unit))"
        )
    }

    /// "is 12", "is missing". What is long is not said again.
    private static func wording(of value: JSONValue?) -> String {
        switch value {
        case nil: "is missing"
        case .string(let text) where text.utf8.count <= 64: "is \"\(text)\""
        case .number, .bool, .null: "is \(value!.compactText)"
        case let value?: "is \(value.kindName)"
        }
    }

    private static func details(_ range: ClosedRange<Double>, _ unit: String) -> JSONObject {
        var details = JSONObject()
        if range.lowerBound.isFinite { details["minimum"] = .number(range.lowerBound) }
        if range.upperBound.isFinite { details["maximum"] = .number(range.upperBound) }
        details["unit"] = .string(unit)
        return details
    }
}

extension [FieldRow] {
    /// Keys that no row names are ignored.
    func check(_ object: JSONObject) throws(FieldFault) {
        // Each in its place, because a row that is taken out is copied whole.
        var place = 0
        for index in indices {
            if let value = object.value(of: self[index].key, at: &place) {
                do { try self[index].type.check(value, unit: self[index].unit) } catch {
                    throw error.within(self[index].key)
                }
            } else if self[index].isRequired {
                throw self[index].absence
            }
        }
    }
}

extension FieldRow {
    fileprivate var absence: FieldFault {
        FieldFault(
            code: type.codeOfAbsence,
            complaint: "is missing; it must be \(type.wording(unit: unit))",
            path: [key]
        )
    }
}

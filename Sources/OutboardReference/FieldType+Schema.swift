import OutboardJSON
import OutboardProtocol

/// JSON Schema, draft-07, which is what AsyncAPI 3.0 takes. It says what the decoder checks, but for two things
/// that a schema has no words for: lengths are in bytes of UTF-8 there and in characters here, and what
/// concerns two fields together.
extension FieldType {
    func schema() -> JSONObject {
        switch self {
        case .identifier: Self.text(Self.identifierBytes)
        case .text(let range): Self.text(range)
        case .characters(let range): Self.text(range)
        case .time:
            // Most readers take a format for a comment.
            [
                "type": "string", "format": "date-time",
                "pattern":
                    "^\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?([Zz]|[+-]\\d\\d:\\d\\d)$",
            ]
        case .number(let range): Self.number("number", range)
        case .integer(let range):
            Self.number("integer", Double(range.lowerBound)...Double(range.upperBound))
        case .decibels(let range): Self.number(["number", "null"], range)
        case .boolean: ["type": "boolean"]
        case .choice(let names): ["type": "string", "enum": .array(names.map(JSONValue.string))]
        case .oneOfNumbers(let numbers):
            ["type": "integer", "enum": .array(numbers.map { .integer($0) })]
        case .scalar: ["type": ["number", "boolean", "string"]]
        case .midi:
            [
                "type": "array", "items": Self.object(["type": "integer"], 0...255),
                "minItems": 2, "maxItems": 3,
            ]
        case .list(let element, let count):
            Self.list(.object(element.schema()), count)
        case .tuple(let places):
            [
                "type": "array", "items": .array(places.map { .object($0.schema()) }),
                "minItems": .integer(places.count), "additionalItems": false,
            ]
        case .map(let type):
            ["type": "object", "additionalProperties": .object(type.schema())]
        case .object(let fields): fields.schema()
        case .record(let name, _): Self.reference(name)
        case .tagged(let key, let variants):
            ["anyOf": .array(variants.map { .object(Self.variant(key, $0)) })]
        case .either(let types): ["anyOf": .array(types.map { .object($0.schema()) })]
        case .orNull(let type):
            ["anyOf": [.object(type.schema()), ["type": "null"]]]
        case .edits(let count): Self.list(Self.edits, count)
        case .anything: [:]
        }
    }

    static func reference(_ name: String) -> JSONObject {
        ["$ref": .string("#/components/schemas/" + name)]
    }

    private static func text(_ range: ClosedRange<Int>) -> JSONObject {
        var schema: JSONObject = ["type": "string"]
        if range.lowerBound > 0 { schema["minLength"] = .integer(range.lowerBound) }
        schema["maxLength"] = .integer(range.upperBound)
        return schema
    }

    private static func number(_ type: JSONValue, _ range: ClosedRange<Double>) -> JSONObject {
        var schema: JSONObject = ["type": type]
        if range.lowerBound.isFinite { schema["minimum"] = .number(range.lowerBound) }
        if range.upperBound.isFinite { schema["maximum"] = .number(range.upperBound) }
        return schema
    }

    private static func object(_ schema: JSONObject, _ range: ClosedRange<Int>) -> JSONValue {
        var schema = schema
        schema["minimum"] = .integer(range.lowerBound)
        schema["maximum"] = .integer(range.upperBound)
        return .object(schema)
    }

    private static func list(_ element: JSONValue, _ count: ClosedRange<Int>) -> JSONObject {
        var schema: JSONObject = ["type": "array", "items": element]
        if count.lowerBound > 0 { schema["minItems"] = .integer(count.lowerBound) }
        schema["maxItems"] = .integer(count.upperBound)
        return schema
    }

    private static func variant(_ key: String, _ variant: Variant) -> JSONObject {
        let tag = FieldRow(key, .choice([variant.tag]), "its kind")
        return ([tag] + variant.fields).schema()
    }

    private static var edits: JSONValue {
        let rows = Request.Kind.allCases.map(\.row).filter { $0.mayStandInBatch }
        return [
            "anyOf": .array(
                rows.map { row in
                    [
                        "type": "object", "required": ["type", "data"],
                        "properties": [
                            "type": ["const": .string(row.kind.rawValue)],
                            "data": .object(reference(row.kind.rawValue + ".data")),
                        ],
                    ]
                }
            )
        ]
    }
}

extension FieldRow {
    func schema() -> JSONObject {
        var schema = type.schema()
        // Beside a reference draft-07 ignores everything.
        if schema["$ref"] != nil { schema = ["allOf": [.object(schema)]] }
        schema["description"] = .string(summary)
        schema["default"] = `default`
        if !unit.isEmpty { schema["x-unit"] = .string(unit) }
        return schema
    }
}

extension [FieldRow] {
    func schema() -> JSONObject {
        var properties = JSONObject()
        for row in self { properties[row.key] = .object(row.schema()) }
        let required = filter(\.isRequired).map { JSONValue.string($0.key) }
        var schema: JSONObject = ["type": "object"]
        if !required.isEmpty { schema["required"] = .array(required) }
        if !isEmpty { schema["properties"] = .object(properties) }
        return schema
    }

    /// The records in them and in what they hold, by name, each before those that hold it.
    func records() -> [(name: String, fields: [FieldRow])] {
        var found: [(name: String, fields: [FieldRow])] = []
        func walk(_ type: FieldType) {
            switch type {
            case .record(let name, let fields):
                guard !found.contains(where: { $0.name == name }) else { return }
                for field in fields { walk(field.type) }
                found.append((name, fields))
            case .list(let type, _), .map(let type), .orNull(let type): walk(type)
            case .object(let fields), .tuple(let fields):
                for field in fields { walk(field.type) }
            case .either(let types):
                for type in types { walk(type) }
            case .tagged(_, let variants):
                for field in variants.flatMap(\.fields) { walk(field.type) }
            case .identifier, .text, .characters, .time, .number, .integer, .decibels, .boolean,
                .choice,
                .oneOfNumbers, .scalar, .midi, .edits, .anything:
                break
            }
        }
        forEach { walk($0.type) }
        return found
    }
}

extension RequestRow {
    /// Of its `data`.
    func schema() -> JSONObject {
        var schema = fields.schema()
        if !choices.isEmpty {
            schema["anyOf"] = .array(
                choices.map { ["required": .array($0.map(JSONValue.string))] }
            )
        }
        if !exclusive.isEmpty {
            schema["not"] = ["required": .array(exclusive.map(JSONValue.string))]
        }
        return schema
    }
}

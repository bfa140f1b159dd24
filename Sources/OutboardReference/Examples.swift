import OutboardJSON
import OutboardProtocol

extension FieldRow {
    /// A value as it may well be.
    var exampleValue: JSONValue { example ?? `default` ?? type.exampleValue }
}

extension FieldType {
    fileprivate var exampleValue: JSONValue {
        switch self {
        case .identifier, .text, .characters, .scalar: "…"
        case .time: "2026-11-20T20:00:00.123Z"
        case .number(let range), .decibels(let range):
            .number(range.contains(0) ? 0 : range.lowerBound)
        case .integer(let range): .integer(range.contains(0) ? 0 : range.lowerBound)
        case .boolean: true
        case .choice(let names): .string(names[0])
        case .oneOfNumbers(let numbers): .integer(numbers[0])
        case .midi: [144, 60, 100]
        case .list(let type, let count):
            .array(Array(repeating: type.exampleValue, count: max(1, count.lowerBound)))
        case .tuple(let places): .array(places.map(\.exampleValue))
        case .map(let type): ["…": type.exampleValue]
        case .object(let fields), .record(_, let fields): .object(fields.exampleObject)
        case .tagged(let key, let variants):
            .object(
                ([FieldRow(key, .choice([variants[0].tag]), "")] + variants[0].fields).exampleObject
            )
        case .either(let types): types[0].exampleValue
        case .orNull(let type): type.exampleValue
        case .edits, .anything: [:]
        }
    }
}

extension [FieldRow] {
    /// With what is required, and what is a good example of what is not.
    var exampleObject: JSONObject {
        var object = JSONObject()
        for row in self where row.isRequired || row.example != nil && row.default == nil {
            object[row.key] = row.exampleValue
        }
        return object
    }
}

extension RequestRow {
    var exampleData: JSONObject {
        var data = fields.exampleObject
        if let choice = choices.first,
            !choices.contains(where: { $0.allSatisfy { data[$0] != nil } })
        {
            for row in fields where choice.contains(row.key) { data[row.key] = row.exampleValue }
        }
        for key in exclusive.dropFirst() { data[key] = nil }
        return data
    }

    /// The whole message.
    package var exampleMessage: JSONObject {
        var message: JSONObject = ["id": "c1-42", "type": .string(kind.rawValue)]
        if needsSession { message["session_id"] = "demo" }
        if !fields.isEmpty { message["data"] = .object(exampleData) }
        return message
    }

    package var exampleAck: JSONObject {
        let isApplied = reply.contains { $0.key == "applied_at_frame" }
        var data: JSONObject = ["status": isApplied ? "applied" : "accepted"]
        if isUndoable { data["revision"] = 7 }
        if isApplied {
            data["applied_at_frame"] = 96_000
            data["applied_at_seconds"] = 2
        }
        for row in reply where row.isRequired { data[row.key] = row.exampleValue }
        var message: JSONObject = ["id": "c1-42", "type": "ack"]
        if needsSession { message["session_id"] = "demo" }
        message["timestamp"] = "2026-11-20T20:00:00.123Z"
        message["data"] = .object(data)
        return message
    }
}

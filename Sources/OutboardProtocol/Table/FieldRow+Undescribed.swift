import OutboardJSON

extension [FieldRow] {
    /// What an object has that no row says, or has otherwise than its row says, each as a sentence. Receivers
    /// ignore such keys; whoever writes them forgot a row. For tests of what is written.
    package func undescribed(in object: JSONObject) -> [String] {
        do { try check(object) } catch {
            return ["\(error.path.joined(separator: "/")) \(error.complaint)"]
        }
        return FieldType.object(self).unknownKeys(in: .object(object)).map { "\($0) has no row" }
    }
}

extension FieldType {
    fileprivate func unknownKeys(in value: JSONValue) -> [String] {
        switch (self, value) {
        case (.object(let fields), .object(let object)),
            (.record(_, let fields), .object(let object)):
            object.members.flatMap { key, value in
                fields.first { $0.key == key }.map { row in
                    row.type.unknownKeys(in: value).map { key + "/" + $0 }
                } ?? [key]
            }
        case (.list(let type, _), .array(let values)):
            values.flatMap { type.unknownKeys(in: $0) }
        case (.map(let type), .object(let object)):
            object.members.flatMap { type.unknownKeys(in: $0.value) }
        case (.orNull(let type), _): type.unknownKeys(in: value)
        default: []
        }
    }
}

extension RequestRow {
    /// `undescribed` of an ack's data.
    package func undescribed(in ack: Ack) throws -> [String] {
        // As it goes over the wire: what is not finite is null there.
        let text = JSONValue.object(ack.json).compactText
        let data = try JSONValue(parsing: Array(text.utf8), limits: .file)
        return (FieldRow.ackFields + reply).undescribed(in: data.object ?? [:])
    }
}

import OutboardHost
import OutboardJSON
import OutboardModel

/// Properties in the index file, and on their way from a worker.
extension ByteWriter {
    mutating func add(_ property: PropertyDescriptor) {
        for text in [property.uri, property.name, property.kind.rawValue, property.unit] {
            add(text)
        }
        add(UInt8(property.isWritable ? 1 : 0))
        // A list of none or one.
        for end in [property.minimum, property.maximum] {
            add(each: end.map { [$0] } ?? []) { $0.add($1) }
        }
    }
}

extension ByteReader {
    mutating func property() throws(Damaged) -> PropertyDescriptor {
        let (uri, name) = (try text(), try text())
        guard let kind = PropertyDescriptor.Kind(rawValue: try text()) else { throw Damaged() }
        let unit = try text()
        let isWritable = try integer(UInt8.self) != 0
        func end() throws(Damaged) -> Double? {
            try list { (reader) throws(Damaged) in try reader.number() }.first
        }
        return PropertyDescriptor(
            uri: uri,
            name: name,
            kind: kind,
            unit: unit,
            minimum: try end(),
            maximum: try end(),
            isWritable: isWritable
        )
    }
}

extension PropertyDescriptor {
    var json: JSONValue {
        [
            "uri": .string(uri), "name": .string(name), "kind": .string(kind.rawValue),
            "unit": .string(unit), "writable": .bool(isWritable),
            "minimum": minimum.map(JSONValue.number) ?? .null,
            "maximum": maximum.map(JSONValue.number) ?? .null,
        ]
    }

    init(_ field: JSONField) throws(JSONFieldError) {
        let kindField = try field.member("kind")
        guard let kind = Kind(rawValue: try kindField.string()) else {
            throw JSONFieldError(path: kindField.path, message: "is no kind of property")
        }
        func end(_ key: String) throws(JSONFieldError) -> Double? {
            let field = try field.member(key)
            return field.value == .null ? nil : try field.number()
        }
        self.init(
            uri: try field.member("uri").string(),
            name: try field.member("name").string(),
            kind: kind,
            unit: try field.member("unit").string(),
            minimum: try end("minimum"),
            maximum: try end("maximum"),
            isWritable: try field.member("writable").bool()
        )
    }
}

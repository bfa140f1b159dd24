extension JSONValue {
    /// Reads a whole text of strict JSON: UTF-8 without a byte order mark, no duplicate keys, finite
    /// numbers, nothing behind the value.
    package init(
        parsing text: some Collection<UInt8>,
        limits: JSONLimits = .wire
    ) throws(JSONError) {
        // The scanner wants the bytes in one place; most collections have them there already.
        let scanned = text.withContiguousStorageIfAvailable { Self.scan($0, limits) }
        self = try (scanned ?? Array(text).withUnsafeBufferPointer { Self.scan($0, limits) }).get()
    }

    private static func scan(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ limits: JSONLimits
    ) -> Result<JSONValue, JSONError> {
        var scanner = JSONScanner(bytes: bytes, limits: limits)
        do {
            return .success(try scanner.scanDocument())
        } catch {
            return .failure(error)
        }
    }
}

/// Walks over the bytes once. Recursion is bounded by `limits.depth`. Lives no longer than the bytes.
struct JSONScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    let limits: JSONLimits
    var position = 0

    /// From so many keys on, a set finds duplicates faster than a look at each.
    private static let keysForSet = 16

    init(bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func scanDocument() throws(JSONError) -> JSONValue {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw fault("a byte order mark is not allowed")
        }
        skipSpace()
        let value = try scanValue(depth: 1)
        skipSpace()
        guard position == bytes.count else { throw fault("expected the end") }
        return value
    }

    func fault(_ message: String, at offset: Int? = nil) -> JSONError {
        let offset = offset ?? position
        let before = bytes[..<min(offset, bytes.count)]
        let lineStart = (before.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
        return JSONError(
            offset: offset,
            line: before.count { $0 == UInt8(ascii: "\n") } + 1,
            column: before.count - lineStart + 1,
            message: message
        )
    }

    var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            position += 1
        }
    }

    private mutating func scanValue(depth: Int) throws(JSONError) -> JSONValue {
        switch current {
        case UInt8(ascii: "{"): return .object(try scanObject(depth: depth))
        case UInt8(ascii: "["): return .array(try scanArray(depth: depth))
        case UInt8(ascii: "\""): return .string(try scanString())
        case UInt8(ascii: "t"): return try scanWord("true", .bool(true))
        case UInt8(ascii: "f"): return try scanWord("false", .bool(false))
        case UInt8(ascii: "n"): return try scanWord("null", .null)
        case UInt8(ascii: "-"): return .number(try scanNumber())
        case let byte? where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte):
            return .number(try scanNumber())
        default: throw fault("expected a value")
        }
    }

    private mutating func scanWord(
        _ word: StaticString,
        _ value: JSONValue
    ) throws(JSONError) -> JSONValue {
        let end = position + word.utf8CodeUnitCount
        let expected = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard end <= bytes.count, bytes[position..<end].elementsEqual(expected) else {
            throw fault("expected a value")
        }
        position = end
        return value
    }

    private mutating func scanArray(depth: Int) throws(JSONError) -> [JSONValue] {
        guard depth <= limits.depth else { throw fault("nested deeper than \(limits.depth)") }
        position += 1
        var elements: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return elements }
        while true {
            skipSpace()
            elements.append(try scanValue(depth: depth + 1))
            skipSpace()
            if take(UInt8(ascii: "]")) { return elements }
            guard take(UInt8(ascii: ",")) else { throw fault("expected ',' or ']'") }
        }
    }

    private mutating func scanObject(depth: Int) throws(JSONError) -> JSONObject {
        guard depth <= limits.depth else { throw fault("nested deeper than \(limits.depth)") }
        position += 1
        var object = JSONObject()
        var keys: Set<String> = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return object }
        while true {
            skipSpace()
            let start = position
            guard current == UInt8(ascii: "\"") else { throw fault("expected a key") }
            let key = try scanString()
            guard isNew(key, in: object, &keys) else {
                throw fault("the key is there twice", at: start)
            }
            guard object.members.count < limits.keysPerObject else {
                throw fault("more than \(limits.keysPerObject) keys", at: start)
            }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw fault("expected ':'") }
            skipSpace()
            object.append(key, try scanValue(depth: depth + 1))
            skipSpace()
            if take(UInt8(ascii: "}")) { return object }
            guard take(UInt8(ascii: ",")) else { throw fault("expected ',' or '}'") }
        }
    }

    /// - Parameter keys: the object's, from `keysForSet` on; empty before.
    private func isNew(_ key: String, in object: JSONObject, _ keys: inout Set<String>) -> Bool {
        guard object.members.count >= Self.keysForSet else {
            return !object.members.contains { $0.key == key }
        }
        if keys.isEmpty { keys = Set(object.members.lazy.map(\.key)) }
        return keys.insert(key).inserted
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        position += 1
        return true
    }
}

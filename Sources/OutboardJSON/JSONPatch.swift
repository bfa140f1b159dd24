/// Changes of a document, one after the other (RFC 6902).
package struct JSONPatch: Sendable, Equatable {
    package enum Operation: Sendable, Equatable {
        case add(JSONPointer, JSONValue)
        case remove(JSONPointer)
        case replace(JSONPointer, JSONValue)
        case move(from: JSONPointer, to: JSONPointer)
        case copy(from: JSONPointer, to: JSONPointer)
        case test(JSONPointer, JSONValue)
    }

    /// How much a patch may do. Each limit is the largest that is allowed.
    package struct Limits: Sendable, Equatable {
        package var operations: Int
        /// Of what is added, copied and moved: a list of copies of itself grows fast.
        package var values: Int
        /// Of the document afterwards.
        package var depth: Int

        package init(operations: Int, values: Int, depth: Int) {
            self.operations = operations
            self.values = values
            self.depth = depth
        }

        package static let standard = Limits(operations: 65_536, values: 4 << 20, depth: 64)
    }

    package var operations: [Operation]

    package init(_ operations: [Operation] = []) { self.operations = operations }

    // MARK: On the wire

    package var json: JSONValue { .array(operations.map(\.json)) }

    /// Reads a list of operations. What they have beside their own members is ignored.
    package init(_ value: JSONValue, limits: Limits = .standard) throws(JSONPatchError) {
        guard let list = value.array else {
            throw JSONPatchError(.malformed, "a patch is a list of operations")
        }
        guard list.count <= limits.operations else {
            throw JSONPatchError(.tooLarge, "more than \(limits.operations) operations")
        }
        operations = []
        operations.reserveCapacity(list.count)
        for (index, value) in list.enumerated() {
            do throws(JSONPatchError) {
                operations.append(try Operation(value))
            } catch {
                throw JSONPatchError(error.code, error.message, operation: index)
            }
        }
    }
}

extension JSONPatch.Operation {
    package var json: JSONValue {
        switch self {
        case .add(let path, let value): ["op": "add", "path": path.json, "value": value]
        case .remove(let path): ["op": "remove", "path": path.json]
        case .replace(let path, let value): ["op": "replace", "path": path.json, "value": value]
        case .move(let from, let to): ["op": "move", "from": from.json, "path": to.json]
        case .copy(let from, let to): ["op": "copy", "from": from.json, "path": to.json]
        case .test(let path, let value): ["op": "test", "path": path.json, "value": value]
        }
    }

    init(_ json: JSONValue) throws(JSONPatchError) {
        guard let object = json.object else {
            throw JSONPatchError(.malformed, "an operation is an object")
        }
        func pointer(_ key: String) throws(JSONPatchError) -> JSONPointer {
            guard let text = object[key]?.string else {
                throw JSONPatchError(.malformed, "\(key) is missing, or no text")
            }
            return try JSONPointer(parsing: text)
        }
        func value() throws(JSONPatchError) -> JSONValue {
            guard let value = object["value"] else {
                throw JSONPatchError(.malformed, "value is missing")
            }
            return value
        }
        switch object["op"]?.string {
        case "add": self = .add(try pointer("path"), try value())
        case "remove": self = .remove(try pointer("path"))
        case "replace": self = .replace(try pointer("path"), try value())
        case "move": self = .move(from: try pointer("from"), to: try pointer("path"))
        case "copy": self = .copy(from: try pointer("from"), to: try pointer("path"))
        case "test": self = .test(try pointer("path"), try value())
        case let op:
            throw JSONPatchError(.malformed, "there is no operation \"\(op ?? "")\"")
        }
    }
}

extension JSONPointer {
    fileprivate var json: JSONValue { .string(description) }
}

extension JSONPatch {
    /// About as many bytes as its text has.
    package var byteCount: Int {
        operations.reduce(2) { sum, operation in
            switch operation {
            case .add(let path, let value), .replace(let path, let value),
                .test(let path, let value):
                sum + 32 + path.byteCount + value.byteCount
            case .remove(let path): sum + 24 + path.byteCount
            case .move(let from, let to), .copy(let from, let to):
                sum + 32 + from.byteCount + to.byteCount
            }
        }
    }
}

extension JSONPointer {
    fileprivate var byteCount: Int { tokens.reduce(0) { $0 + $1.utf8.count + 1 } }
}

extension JSONValue {
    /// About as many bytes as its text has.
    fileprivate var byteCount: Int {
        switch self {
        case .null, .bool: 4
        case .number: 8
        case .string(let text): text.utf8.count + 2
        case .array(let elements): elements.reduce(2) { $0 + $1.byteCount + 1 }
        case .object(let object):
            object.members.reduce(2) { $0 + $1.key.utf8.count + 4 + $1.value.byteCount }
        }
    }
}

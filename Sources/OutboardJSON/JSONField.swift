/// A value within a document that knows where it stands, for readers whose errors name the place.
package struct JSONField: Sendable {
    package let value: JSONValue
    /// "tracks[1].inserts[0].plugin.id". Empty at the top.
    package let path: String

    package init(_ value: JSONValue, path: String = "") {
        self.value = value
        self.path = path
    }

    /// A member that must be there.
    package func member(_ key: String) throws(JSONFieldError) -> JSONField {
        guard let field = try optionalMember(key) else {
            throw JSONFieldError(path: joined(key), message: "is missing")
        }
        return field
    }

    /// A member that may be absent. null stands for itself.
    package func optionalMember(_ key: String) throws(JSONFieldError) -> JSONField? {
        guard let object = value.object else { throw mismatch("an object") }
        return object[key].map { JSONField($0, path: joined(key)) }
    }

    package func elements() throws(JSONFieldError) -> [JSONField] {
        guard let array = value.array else { throw mismatch("an array") }
        return array.enumerated().map { JSONField($1, path: "\(path)[\($0)]") }
    }

    package func members() throws(JSONFieldError) -> [(key: String, field: JSONField)] {
        guard let object = value.object else { throw mismatch("an object") }
        return object.members.map { ($0.key, JSONField($0.value, path: joined($0.key))) }
    }

    package func string() throws(JSONFieldError) -> String {
        guard let string = value.string else { throw mismatch("a string") }
        return string
    }

    package func number() throws(JSONFieldError) -> Double {
        guard let number = value.number else { throw mismatch("a number") }
        return number
    }

    package func integer() throws(JSONFieldError) -> Int {
        guard let number = value.number, let integer = Int(exactly: number) else {
            throw mismatch("a whole number")
        }
        return integer
    }

    package func bool() throws(JSONFieldError) -> Bool {
        guard let bool = value.bool else { throw mismatch("true or false") }
        return bool
    }

    private func joined(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    private func mismatch(_ expected: String) -> JSONFieldError {
        JSONFieldError(path: path, message: "is \(value.kindName) where \(expected) is expected")
    }
}

/// A field that is missing, or of the wrong kind.
package struct JSONFieldError: Error, Sendable, Equatable, CustomStringConvertible {
    package let path: String
    package let message: String

    package init(path: String, message: String) {
        self.path = path
        self.message = message
    }

    package var description: String { "\(path.isEmpty ? "the document" : path) \(message)" }
}

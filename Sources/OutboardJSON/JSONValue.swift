/// A JSON value (RFC 8259).
package enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

/// The members of an object, in the order in which they were read or added.
package struct JSONObject: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    package private(set) var members: [(key: String, value: JSONValue)] = []

    package init() {}

    /// Empty, with room for so many.
    package init(memberCount: Int) { members.reserveCapacity(memberCount) }

    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        for (key, value) in elements { self[key] = value }
    }

    /// Objects on the wire are small, so a linear search beats hashing. O(members).
    package subscript(key: String) -> JSONValue? {
        get { members.indices.first { members[$0].key == key }.map { members[$0].value } }
        set {
            let index = members.firstIndex { $0.key == key }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append((key, value))
            case (nil, nil): break
            }
        }
    }

    /// The same for who asks for keys in the order in which they mostly come.
    ///
    /// - Parameter place: where it is looked for first; the one behind it afterwards.
    package func value(of key: String, at place: inout Int) -> JSONValue? {
        if place < members.count, members[place].key == key {
            place += 1
            return members[place - 1].value
        }
        return self[key]
    }

    func index(of key: String) -> Int? { members.firstIndex { $0.key == key } }

    /// Changes a member's value where it lies.
    mutating func change<Failure: Error>(
        at index: Int,
        _ body: (inout JSONValue) throws(Failure) -> Void
    ) throws(Failure) {
        try body(&members[index].value)
    }

    /// Adds a member whose key is known to be new. O(1).
    package mutating func append(_ key: String, _ value: JSONValue) { members.append((key, value)) }

    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members.count == right.members.count
            && left.members.allSatisfy { right[$0.key] == $0.value }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int) { self = .number(Double(value)) }
    package init(floatLiteral value: Double) { self = .number(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(nilLiteral: ()) { self = .null }
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        var object = JSONObject()
        for (key, value) in elements { object[key] = value }
        self = .object(object)
    }
}

extension JSONValue {
    /// A whole number; exact up to 2^53.
    package static func integer(_ value: some BinaryInteger) -> JSONValue { .number(Double(value)) }

    package var string: String? { if case .string(let value) = self { value } else { nil } }
    package var number: Double? { if case .number(let value) = self { value } else { nil } }
    package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    package var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
    package var object: JSONObject? { if case .object(let value) = self { value } else { nil } }

    /// The member of an object; nil where there is none, or this is no object.
    package subscript(key: String) -> JSONValue? { object?[key] }

    /// What kind of value it is, as an error says it: "a string".
    package var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

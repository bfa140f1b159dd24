extension JSONValue {
    /// Does everything that a patch says, or nothing.
    ///
    /// - Throws: which operation does not fit, and why.
    package mutating func apply(
        _ patch: JSONPatch,
        limits: JSONPatch.Limits = .standard
    ) throws(JSONPatchError) {
        guard patch.operations.count <= limits.operations else {
            throw JSONPatchError(.tooLarge, "more than \(limits.operations) operations")
        }
        var changed = self
        var budget = limits.values
        for (index, operation) in patch.operations.enumerated() {
            do throws(JSONPatchError) {
                try changed.apply(operation, limits, &budget)
            } catch {
                throw JSONPatchError(error.code, error.message, operation: index)
            }
        }
        self = changed
    }

    private mutating func apply(
        _ operation: JSONPatch.Operation,
        _ limits: JSONPatch.Limits,
        _ budget: inout Int
    ) throws(JSONPatchError) {
        switch operation {
        case .add(let path, let value):
            try add(value, at: path, limits, &budget)
        case .remove(let path): _ = try remove(at: path)
        case .replace(let path, let value):
            try Self.admit(value, at: path, limits, &budget)
            try change(path.tokens[...], path) { (place) throws(JSONPatchError) in place = value }
        case .move(let from, let to):
            guard from == to || !to.tokens.starts(with: from.tokens) else {
                throw JSONPatchError(.intoItself, "\(from) cannot be moved into itself")
            }
            let value = try remove(at: from)
            try add(value, at: to, limits, &budget)
        case .copy(let from, let to):
            try add(try value(at: from), at: to, limits, &budget)
        case .test(let path, let value):
            guard try self.value(at: path) == value else {
                throw JSONPatchError(.testFailed, "\(path.name) is another value")
            }
        }
    }

    /// The value at a place.
    package func value(at pointer: JSONPointer) throws(JSONPatchError) -> JSONValue {
        var value = self
        for token in pointer.tokens {
            switch value {
            case .object(let object):
                guard let member = object[token] else { throw pointer.missing }
                value = member
            case .array(let elements): value = elements[try pointer.index(token, elements.count)]
            default: throw pointer.missing
            }
        }
        return value
    }

    // MARK: Changes

    private mutating func add(
        _ value: JSONValue,
        at pointer: JSONPointer,
        _ limits: JSONPatch.Limits,
        _ budget: inout Int
    ) throws(JSONPatchError) {
        try Self.admit(value, at: pointer, limits, &budget)
        guard let last = pointer.tokens.last else {
            self = value
            return
        }
        try change(pointer.tokens.dropLast(), pointer) { (parent) throws(JSONPatchError) in
            switch parent {
            case .object(var object):
                parent = .null
                object[last] = value
                parent = .object(object)
            case .array(var elements):
                let index =
                    last == "-"
                    ? elements.count : try pointer.index(last, elements.count + 1)
                parent = .null
                elements.insert(value, at: index)
                parent = .array(elements)
            default: throw pointer.missing
            }
        }
    }

    private mutating func remove(at pointer: JSONPointer) throws(JSONPatchError) -> JSONValue {
        guard let last = pointer.tokens.last else {
            throw JSONPatchError(.missing, "the whole document cannot be removed")
        }
        var removed = JSONValue.null
        try change(pointer.tokens.dropLast(), pointer) { (parent) throws(JSONPatchError) in
            switch parent {
            case .object(var object):
                guard let value = object[last] else { throw pointer.missing }
                removed = value
                parent = .null
                object[last] = nil
                parent = .object(object)
            case .array(var elements):
                let index = try pointer.index(last, elements.count)
                parent = .null
                removed = elements.remove(at: index)
                parent = .array(elements)
            default: throw pointer.missing
            }
        }
        return removed
    }

    /// Goes to a place and changes what is there. On its way down every value is taken out of what holds
    /// it, so that nothing is copied but what somebody else has, too.
    private mutating func change(
        _ tokens: ArraySlice<String>,
        _ pointer: JSONPointer,
        _ body: (inout JSONValue) throws(JSONPatchError) -> Void
    ) throws(JSONPatchError) {
        guard let token = tokens.first else { return try body(&self) }
        switch self {
        case .object(var object):
            guard let index = object.index(of: token) else { throw pointer.missing }
            self = .null
            try object.change(at: index) { (member) throws(JSONPatchError) in
                try member.change(tokens.dropFirst(), pointer, body)
            }
            self = .object(object)
        case .array(var elements):
            let index = try pointer.index(token, elements.count)
            self = .null
            try elements[index].change(tokens.dropFirst(), pointer, body)
            self = .array(elements)
        default: throw pointer.missing
        }
    }

    // MARK: Limits

    private static func admit(
        _ value: JSONValue,
        at pointer: JSONPointer,
        _ limits: JSONPatch.Limits,
        _ budget: inout Int
    ) throws(JSONPatchError) {
        budget -= try value.count(depth: pointer.tokens.count + 1, limits)
        guard budget >= 0 else {
            throw JSONPatchError(.tooLarge, "more than \(limits.values) values are added")
        }
    }

    /// Itself and everything in it.
    private func count(
        depth: Int,
        _ limits: JSONPatch.Limits
    ) throws(JSONPatchError) -> Int {
        guard depth <= limits.depth else {
            throw JSONPatchError(.tooLarge, "nested deeper than \(limits.depth)")
        }
        var count = 1
        switch self {
        case .object(let object):
            for member in object.members {
                count += try member.value.count(depth: depth + 1, limits)
            }
        case .array(let elements):
            for element in elements { count += try element.count(depth: depth + 1, limits) }
        default: break
        }
        return count
    }
}

extension JSONPointer {
    fileprivate var name: String { tokens.isEmpty ? "the document" : description }

    fileprivate var missing: JSONPatchError {
        JSONPatchError(.missing, "there is nothing at \(name)")
    }

    /// An index as RFC 6901 has it: digits, without zeros in front.
    fileprivate func index(_ token: String, _ count: Int) throws(JSONPatchError) -> Int {
        let digits = token.utf8
        guard !digits.isEmpty, digits.count <= 9, digits.allSatisfy({ (0x30...0x39).contains($0) }),
            digits.count == 1 || digits.first != 0x30, let index = Int(token), index < count
        else {
            throw JSONPatchError(.invalidIndex, "\"\(token)\" is no index at \(name)")
        }
        return index
    }
}

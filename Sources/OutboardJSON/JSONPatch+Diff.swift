extension JSONPatch {
    /// What makes one value of another: objects are compared member by member, anything else as a whole.
    ///
    /// Lists are replaced and not edited, because an index means something else as soon as somebody else
    /// has changed the list, too. O(members of both).
    package init(from old: JSONValue, to new: JSONValue, at pointer: JSONPointer = .init([])) {
        var operations: [Operation] = []
        Self.compare(old, new, pointer, &operations)
        self.init(operations)
    }

    private static func compare(
        _ old: JSONValue,
        _ new: JSONValue,
        _ pointer: JSONPointer,
        _ operations: inout [Operation]
    ) {
        guard case .object(let old) = old, case .object(let new) = new else {
            if old != new { operations.append(.replace(pointer, new)) }
            return
        }
        let known = Dictionary(uniqueKeysWithValues: old.members.map { ($0.key, $0.value) })
        let kept = Set(new.members.map(\.key))
        for member in old.members where !kept.contains(member.key) {
            operations.append(.remove(pointer.appending(member.key)))
        }
        for (key, value) in new.members {
            if let before = known[key] {
                compare(before, value, pointer.appending(key), &operations)
            } else {
                operations.append(.add(pointer.appending(key), value))
            }
        }
    }
}

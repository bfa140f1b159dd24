import OutboardJSON

/// Something of a session that a delta changes, as commands name it.
struct StateChange: Equatable {
    /// "keys/keys-echo/feedback", "keys", "song".
    var address: String
    /// What of it: "level_decibels". Empty: all of it.
    var member: String
    /// nil: it is not there any more.
    var value: JSONValue?
    /// It was not there before.
    var isNew: Bool

    /// Of one operation of a JSON Patch.
    init?(_ operation: JSONValue) {
        guard let path = operation["path"]?.string else { return nil }
        let parts = path.split(separator: "/").map { part -> String in
            String(part).replacing("~1", with: "/").replacing("~0", with: "~")
        }
        var address: [String] = []
        var rest = parts[...]
        if rest.first == "master" {
            address.append("master")
            rest = rest.dropFirst()
        }
        // Each collection is followed by the id of one of its members.
        while rest.count > 1, let collection = rest.first, Self.collections.contains(collection) {
            rest = rest.dropFirst()
            address.append(rest.removeFirst())
        }
        if address.isEmpty, let first = rest.popFirst() { address.append(first) }
        self.address = address.joined(separator: "/")
        member = rest.joined(separator: "/")
        isNew = operation["op"] == "add"
        value = operation["op"]?.string == "remove" ? nil : operation["value"]
    }

    private static let collections: Set<String> = [
        "tracks", "buses", "inserts", "sends", "parameters", "properties", "automation",
    ]

    /// As a person reads them. A parameter is changed in three members; people read the one that is text.
    static func words(_ changes: [StateChange]) -> [String] {
        let texts = Set(changes.filter { $0.member == "text" }.map(\.address))
        return changes.compactMap { change in
            if texts.contains(change.address) {
                guard change.member == "text" else {
                    return ["value", "normalized_value"].contains(change.member)
                        ? nil : change.words
                }
                return "\(change.address)  \(change.value?.string ?? "")"
            }
            return change.words
        }
    }

    private var words: String {
        guard let value else { return "- \(address)" + (member.isEmpty ? "" : "  \(member)") }
        if member.isEmpty, isNew, value.object != nil {
            return "+ \(address)  \(value["name"]?.string ?? "")"
        }
        let text = value.string ?? value.compactText
        let shown = text.count > 60 ? text.prefix(60) + "…" : text[...]
        return "\(address)  \(member.isEmpty ? "" : member + " ")\(shown)"
    }
}

import OutboardJSON

extension JSONValue {
    /// The value as YAML 1.2, in blocks, members in their order. Texts are quoted as in JSON, which is YAML, so no
    /// word is ever taken for a number or a truth value.
    func yaml() -> String {
        var lines: [String] = []
        Self.write(self, 0, "", &lines)
        return lines.joined(separator: "\n") + "\n"
    }

    /// - Parameter head: what stands in front of the value in its line.
    private static func write(
        _ value: JSONValue,
        _ indent: Int,
        _ head: String,
        _ lines: inout [String]
    ) {
        let space = String(repeating: "  ", count: indent)
        switch value {
        case .object(let object) where !object.members.isEmpty:
            if !head.isEmpty { lines.append(head) }
            for (key, value) in object.members {
                write(value, indent + 1, space + Self.key(key) + ":", &lines)
            }
        case .array(let elements) where elements.contains { $0.object != nil }:
            if !head.isEmpty { lines.append(head) }
            for element in elements {
                // The element's first line takes the dash instead of its own indentation.
                var inner: [String] = []
                write(element, indent + 1, "", &inner)
                inner[0] = space + "- " + inner[0].drop { $0 == " " }
                lines += inner
            }
        default:
            lines.append((head.isEmpty ? space : head + " ") + value.compactText)
        }
    }

    private static func key(_ key: String) -> String {
        key.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) }
            && !key.isEmpty && !key.first!.isNumber
            && !["true", "false", "null", "y", "n", "yes", "no", "on", "off"].contains(key)
            ? key : JSONValue.string(key).compactText
    }
}

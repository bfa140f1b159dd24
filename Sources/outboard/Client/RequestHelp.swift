import OutboardProtocol

/// What the request table says, for a terminal.
enum RequestHelp {
    /// All requests by their groups, a line for each.
    static var list: String {
        let rows = Request.Kind.allCases.map(\.row)
        let width = rows.map { $0.kind.rawValue.count }.max() ?? 0
        return RequestGroup.allCases.compactMap { group -> String? in
            let members = rows.filter { $0.group == group }
            guard !members.isEmpty else { return nil }
            let lines = members.map { row in
                "  " + padded(row.kind.rawValue, width) + "  " + row.summary
            }
            return ([group.rawValue.uppercased()] + lines).joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    static func text(of type: String) throws -> String {
        guard let row = Request.Kind(rawValue: type.uppercased())?.row else {
            throw CommandError(
                RequestError(
                    .unknownType,
                    "There is no request \"\(type)\".",
                    hint: "outboard request --list lists them."
                )
            )
        }
        var parts = ["\(row.kind.rawValue): \(row.summary)"]
        if !row.fields.isEmpty { parts.append(section("DATA", row.fields, marksOptional: true)) }
        if !row.choices.isEmpty {
            let choices = row.choices.map { $0.joined(separator: " and ") }
            parts.append("At least one of these must be there: \(choices.joined(separator: "; ")).")
        }
        if !row.exclusive.isEmpty {
            parts.append("Not together: \(row.exclusive.joined(separator: ", ")).")
        }
        if !row.reply.isEmpty {
            parts.append(section("ANSWER", row.reply, marksOptional: false))
        }
        parts.append(
            "Needs the role \(row.role.rawValue)." + (row.isUndoable ? " Can be undone." : "")
        )
        return parts.joined(separator: "\n\n")
    }

    private static func section(
        _ title: String,
        _ fields: [FieldRow],
        marksOptional: Bool
    ) -> String {
        let width = fields.map(\.key.count).max() ?? 0
        let lines = fields.flatMap { field -> [String] in
            var kind = field.type.wording(unit: field.unit)
            if marksOptional, !field.isRequired {
                kind += field.default.map { "; by default \($0.compactText)" } ?? "; optional"
            }
            let indent = String(repeating: " ", count: width + 4)
            return [
                "  " + padded(field.key, width) + "  " + kind,
                indent + field.summary.replacing("`", with: ""),
            ]
        }
        return ([title] + lines).joined(separator: "\n")
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

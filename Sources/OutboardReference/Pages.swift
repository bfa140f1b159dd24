import OutboardJSON
import OutboardProtocol

/// The reference pages, in Markdown.
enum Pages {
    static let origin = "<!-- Made from the request table by `make protocol`. -->\n"

    // MARK: Requests

    static var requests: String {
        var text =
            origin + """

                # Requests

                What holds for all of them, and what is meant by gestures, curves and revisions, is in [the protocol](README.md). \
                A field without a default and without "optional" must be there; fields that no row names are ignored. Every \
                request may be refused with \(codes(RequestRow.commonErrors)); what is said of errors below comes on top of that. \
                `ack.data` has what each request's row says beside these:

                \(table(FieldRow.ackFields, isReply: true))

                """
        let rows = Request.Kind.allCases.map(\.row)
        for group in RequestGroup.allCases {
            let members = rows.filter { $0.group == group }
            guard !members.isEmpty else { continue }
            text += "\n## \(group.rawValue)\n"
            for row in members { text += "\n" + section(row) }
        }
        return text
    }

    private static func section(_ row: RequestRow) -> String {
        var text = "### \(row.kind.rawValue)\n\n\(row.summary)\n"
        if !row.fields.isEmpty { text += "\n" + table(row.fields, isReply: false) + "\n" }
        if !row.choices.isEmpty {
            let choices = row.choices.map { $0.map { "`\($0)`" }.joined(separator: " and ") }
            text += "\nAt least one of these must be there: \(choices.joined(separator: "; ")).\n"
        }
        if !row.exclusive.isEmpty {
            text += "\nNot together: \(row.exclusive.map { "`\($0)`" }.joined(separator: ", ")).\n"
        }
        if !row.notes.isEmpty { text += "\n\(row.notes)\n" }
        let example = JSONValue.object(row.exampleMessage).compactText
        let ack = JSONValue.object(row.exampleAck).compactText
        text += "\n```json\n\(example)\n\(ack)\n```\n"
        let isPlain = row.reply.allSatisfy { $0.key.hasPrefix("applied_at_") }
        if !isPlain { text += "\nThe ack's data:\n\n" + table(row.reply, isReply: true) + "\n" }
        text += "\n" + facts(row).joined(separator: " ") + "\n"
        return text
    }

    private static func facts(_ row: RequestRow) -> [String] {
        var facts = ["Needs the role `\(row.role.rawValue)`."]
        if !row.needsSession { facts.append("Needs no `session_id`.") }
        if row.mayStandInBatch { facts.append("May stand in a `BATCH`.") }
        if row.isUndoable { facts.append("Can be undone.") }
        switch row.cost {
        case .fixed(1): break
        case .fixed(let weight):
            facts.append("Counts as \(JSONValue.number(weight).compactText) messages.")
        case .perElement(let key):
            facts.append("Counts as a message and a sixteenth for each element of `\(key)`.")
        }
        if !row.tells.isEmpty {
            let names = row.tells.map {
                "[`\($0.rawValue)`](notifications.md#\(anchor($0.rawValue)))"
            }
            facts.append("Told as \(names.joined(separator: ", ")).")
        }
        let own = row.allErrors.filter { !RequestRow.commonErrors.contains($0) }
        if !own.isEmpty { facts.append("Errors: \(codes(own)).") }
        return facts
    }

    // MARK: Notifications

    static var notifications: String {
        var text =
            origin + """

                # Notifications

                What the server tells without being asked. Which of them a client hears is a matter of \
                [topics](README.md#topics). Those that tell of a change have `revision`, `changed_by` {`user_id`, \
                `connection_id`} and, where a request asked for it, `origin_id`, which is the request's `id`.

                | type | topic | to |
                |---|---|---|

                """
        for kind in Notification.Kind.allCases {
            let row = kind.row
            let topic = row.topic.map { "`\($0.rawValue)`" } ?? ""
            text +=
                "| [`\(kind.rawValue)`](#\(anchor(kind.rawValue))) | \(topic) | \(row.audience) |\n"
        }
        for kind in Notification.Kind.allCases {
            let row = kind.row
            text += "\n## \(kind.rawValue)\n\n\(row.summary)\n"
            if !row.notes.isEmpty { text += "\n\(row.notes)\n" }
            if !row.fields.isEmpty { text += "\n" + table(row.fields, isReply: true) + "\n" }
        }
        text += "\n# Objects\n\nWhat several of them hold.\n"
        for (name, fields) in Reference.records {
            text += "\n## \(name)\n\n" + table(fields, isReply: true) + "\n"
        }
        return text
    }

    // MARK: Errors and roles

    static var errors: String {
        var text =
            origin + """

                # Errors

                `{"id": …, "type": "error", "data": …}` answers a request that was refused. `data` has

                \(table(RequestError.fields, isReply: true))

                HTTP answers with the status below and `{"error": data}`; the CLI exits with the code below.

                | code | when | what to do | again? | HTTP | exit |
                |---|---|---|---|---|---|

                """
        for code in ErrorCode.allCases {
            let entry = code.entry
            text += "| `\(code.rawValue)` | \(cell(entry.meaning)) | \(cell(entry.hint)) "
            text +=
                "| \(entry.isRetryable ? "yes" : "") | \(entry.httpStatus) | \(entry.exitCode) |\n"
        }
        return text
    }

    static var roles: String {
        let roles = Role.allCases
        var text =
            origin + """

                # Roles

                Each role may what those left of it may. A request that is not listed for a role is refused with `FORBIDDEN`; \
                where a musician is named, only their own mix is meant ([what that is](README.md#roles)).

                | request | \(roles.map(\.rawValue).joined(separator: " | ")) |
                |---|\(roles.map { _ in "---|" }.joined())

                """
        for kind in Request.Kind.allCases {
            let cells = roles.map { role in
                guard role >= kind.row.role else { return "" }
                return role == .musician && kind.row.role == .musician ? "own mix" : "yes"
            }
            text += "| `\(kind.rawValue)` | \(cells.joined(separator: " | ")) |\n"
        }
        return text
    }

    // MARK: Parts

    private static func table(_ fields: [FieldRow], isReply: Bool) -> String {
        var lines =
            isReply
            ? ["| field | is | |", "|---|---|---|"]
            : ["| field | is | default | |", "|---|---|---|---|"]
        for field in fields {
            let name = "`\(field.key)`" + (isReply && !field.isRequired ? "?" : "")
            var cells = [name, cell(field.type.reference(unit: field.unit))]
            if !isReply {
                cells.append(
                    field.default.map { "`\($0.compactText)`" }
                        ?? (field.isRequired ? "" : "optional")
                )
            }
            cells.append(cell(field.summary))
            lines.append("| " + cells.joined(separator: " | ") + " |")
        }
        return lines.joined(separator: "\n")
    }

    private static func codes(_ codes: [ErrorCode]) -> String {
        codes.map { "`\($0.rawValue)`" }.joined(separator: ", ")
    }

    private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

    private static func anchor(_ heading: String) -> String { heading.lowercased() }
}

extension FieldType {
    /// `wording`, with what is in objects spelled out.
    fileprivate func reference(unit: String) -> String {
        switch self {
        case .record(let name, _): "[\(name)](notifications.md#\(name.lowercased()))"
        case .map(.record(let name, _)):
            "an object of [\(name)](notifications.md#\(name.lowercased())) by id"
        case .list(.record(let name, _), _):
            "a list of [\(name)](notifications.md#\(name.lowercased()))"
        case .object(let fields): "{" + Self.spelled(fields) + "}"
        case .list(.object(let fields), let count):
            "\(count.lowerBound) to \(count.upperBound) of {" + Self.spelled(fields) + "}"
        case .list(.tuple(let fields), let count):
            "\(count.lowerBound) to \(count.upperBound) of [" + Self.spelled(fields) + "]"
        case .tagged(let key, let variants):
            variants.map { variant in
                let rest = variant.fields.isEmpty ? "" : ", " + Self.spelled(variant.fields)
                return "{`\(key)`: \"\(variant.tag)\"\(rest)}"
            }.joined(separator: ", or ")
        case .either(let types): types.map { $0.reference(unit: unit) }.joined(separator: ", or ")
        case .orNull(let type): type.reference(unit: unit) + ", or null"
        default: wording(unit: unit)
        }
    }

    private static func spelled(_ fields: [FieldRow]) -> String {
        fields.map { field in
            let mark = field.isRequired ? "" : "?"
            return
                "`\(field.key)`\(mark): \(field.type.reference(unit: field.unit)) (\(field.summary))"
        }.joined(separator: ", ")
    }
}

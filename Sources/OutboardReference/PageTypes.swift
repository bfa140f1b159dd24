import OutboardJSON
import OutboardProtocol

/// What the page knows of the protocol: `protocol-names.js`, which it loads, and `protocol-types.js`, which holds
/// nothing but comments and is named in types only, so that no browser ever asks for it.
enum PageTypes {
    static var names: String {
        """
        /** The names on the wire. Made from the request table by `make protocol`. */

        export const PROTOCOL_VERSION = \(Notification.protocolVersion);

        \(constants("REQUESTS", "What can be asked for.", Request.Kind.allCases.map(\.rawValue)))

        \(constants("NOTIFICATIONS", "What is told.", Notification.Kind.allCases.map(\.rawValue)))

        \(constants("ERRORS", "Why a request was refused.", ErrorCode.allCases.map(\.rawValue)))

        /** Where the fields of requests begin and end, and what they are in. */
        export const RANGES = Object.freeze(\(ranges));

        """
    }

    static var types: String {
        """
        /**
         * The types on the wire. Made from the request table by `make protocol`. Nothing loads this: it is named as
         * `import("./protocol-types.js").Strip`.
         *
        \(typedefs.joined(separator: "\n *\n"))
         */

        export {};

        """
    }

    private static func constants(_ name: String, _ summary: String, _ values: [String]) -> String {
        let members = values.map { "    \($0.uppercased()): \"\($0)\"," }.joined(separator: "\n")
        return "/** \(summary) */\nexport const \(name) = Object.freeze({\n\(members)\n});"
    }

    private static var ranges: String {
        var all = JSONObject()
        for row in Request.Kind.allCases.map(\.row) {
            for field in row.fields {
                guard let range = field.type.finiteRange, all[field.key] == nil else { continue }
                all[field.key] = [
                    "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound),
                    "unit": .string(field.unit),
                ]
            }
        }
        let lines = all.members.map { "    \($0.key): \($0.value.compactText)," }
        return "{\n" + lines.joined(separator: "\n") + "\n}"
    }

    private static var typedefs: [String] {
        var all = Reference.records.map { typedef($0.name, $0.fields) }
        for row in Request.Kind.allCases.map(\.row) where !row.fields.isEmpty {
            all.append(typedef(camel(row.kind.rawValue) + "Data", row.fields))
        }
        for row in Request.Kind.allCases.map(\.row) where !row.reply.isEmpty {
            all.append(typedef(camel(row.kind.rawValue) + "Ack", FieldRow.ackFields + row.reply))
        }
        for kind in Notification.Kind.allCases {
            all.append(typedef(camel(kind.rawValue) + "News", kind.row.fields))
        }
        all.append(typedef("WireError", RequestError.fields))
        return all
    }

    private static func typedef(_ name: String, _ fields: [FieldRow]) -> String {
        let lines = fields.map { field in
            let key = field.isRequired ? field.key : "[\(field.key)]"
            let unit = field.unit.isEmpty ? "" : " (\(field.unit))"
            return " * @property {\(field.type.javaScript)} \(key) \(field.summary)\(unit)"
        }
        return ([" * @typedef {object} \(name)"] + lines).joined(separator: "\n")
    }

    /// "state_snapshot", "TRACK_ADD": StateSnapshot, TrackAdd.
    private static func camel(_ name: String) -> String {
        name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst().lowercased() }
            .joined()
    }
}

extension FieldType {
    fileprivate var finiteRange: ClosedRange<Double>? {
        switch self {
        case .number(let range), .decibels(let range):
            range.lowerBound.isFinite && range.upperBound.isFinite ? range : nil
        default: nil
        }
    }

    fileprivate var javaScript: String {
        switch self {
        case .identifier, .text, .characters, .time: "string"
        case .number, .integer: "number"
        case .decibels: "number | null"
        case .boolean: "boolean"
        case .choice(let names): names.map { "\"\($0)\"" }.joined(separator: " | ")
        case .oneOfNumbers(let numbers): numbers.map { "\($0)" }.joined(separator: " | ")
        case .scalar: "number | boolean | string"
        case .midi: "number[]"
        case .list(let element, _): "Array<\(element.javaScript)>"
        case .tuple(let places): "[" + places.map(\.type.javaScript).joined(separator: ", ") + "]"
        case .map(let type): "Record<string, \(type.javaScript)>"
        case .object(let fields): Self.inline(fields)
        case .record(let name, _): name
        case .tagged(let key, let variants):
            variants.map { variant in
                Self.inline([FieldRow(key, .choice([variant.tag]), "")] + variant.fields)
            }.joined(separator: " | ")
        case .either(let types): types.map(\.javaScript).joined(separator: " | ")
        case .orNull(let type): type.javaScript + " | null"
        case .edits: "Array<{ type: string, data: object }>"
        case .anything: "any"
        }
    }

    private static func inline(_ fields: [FieldRow]) -> String {
        let members = fields.map { field in
            let key = field.key.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
            return (key ? field.key : "\"\(field.key)\"") + (field.isRequired ? ": " : "?: ")
                + field.type.javaScript
        }
        return "{ " + members.joined(separator: ", ") + " }"
    }
}

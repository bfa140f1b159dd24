extension JSONValue {
    /// The text in one line, members in their order: what goes over the wire.
    package var compactText: String {
        var writer = JSONWriter(isPretty: false)
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// The text with sorted keys, indented by two spaces, ended by a line feed: what goes into files.
    /// The same value always gives the same bytes.
    package var canonicalText: String {
        var writer = JSONWriter(isPretty: true)
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self) + "\n"
    }
}

private struct JSONWriter {
    let isPretty: Bool
    var bytes: [UInt8] = []
    private var indent = 0

    init(isPretty: Bool) { self.isPretty = isPretty }

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .number(let value): append(Self.text(of: value))
        case .string(let value): write(value)
        case .array(let elements):
            writeList(elements, open: "[", close: "]") { $0.write($1) }
        case .object(let object):
            let members = isPretty ? object.members.sorted { $0.key < $1.key } : object.members
            writeList(members, open: "{", close: "}") { writer, member in
                writer.write(member.key)
                writer.append(writer.isPretty ? ": " : ":")
                writer.write(member.value)
            }
        }
    }

    /// The shortest text that reads back as the same number. JSON has no infinity: null stands for what
    /// is not finite.
    private static func text(of value: Double) -> String {
        guard value.isFinite else { return "null" }
        if value == value.rounded(), abs(value) <= 9_007_199_254_740_992 {
            return "\(Int64(value))"
        }
        return "\(value)"
    }

    private mutating func writeList<Element>(
        _ elements: [Element],
        open: String,
        close: String,
        _ writeElement: (inout JSONWriter, Element) -> Void
    ) {
        append(open)
        indent += 1
        for (position, element) in elements.enumerated() {
            if position > 0 { append(",") }
            breakLine()
            writeElement(&self, element)
        }
        indent -= 1
        if !elements.isEmpty { breakLine() }
        append(close)
    }

    private mutating func breakLine() {
        guard isPretty else { return }
        append("\n" + String(repeating: "  ", count: indent))
    }

    private mutating func write(_ string: String) {
        append("\"")
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case 0x0A: append("\\n")
            case 0x0D: append("\\r")
            case 0x09: append("\\t")
            case ..<0x20:
                append("\\u00" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16))
            default: bytes.append(byte)
            }
        }
        append("\"")
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: Array(text.utf8)) }
}

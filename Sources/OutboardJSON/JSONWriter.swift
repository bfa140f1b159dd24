extension JSONValue {
    /// The text in one line, members in their order: what goes over the wire.
    package var compactText: String { String(decoding: compactBytes, as: UTF8.self) }

    /// `compactText` in UTF-8.
    package var compactBytes: [UInt8] {
        var writer = JSONWriter(isPretty: false)
        writer.bytes.reserveCapacity(256)
        writer.write(self)
        return writer.bytes
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
        case .number(let value): write(value)
        case .string(let value): write(value)
        case .array(let elements):
            open(UInt8(ascii: "["))
            for position in elements.indices {
                separate(isFirst: position == 0)
                write(elements[position])
            }
            close(UInt8(ascii: "]"), isEmpty: elements.isEmpty)
        case .object(let object):
            let members = isPretty ? object.members.sorted { $0.key < $1.key } : object.members
            open(UInt8(ascii: "{"))
            for position in members.indices {
                separate(isFirst: position == 0)
                write(members[position].key)
                append(isPretty ? ": " : ":")
                write(members[position].value)
            }
            close(UInt8(ascii: "}"), isEmpty: members.isEmpty)
        }
    }

    private mutating func open(_ bracket: UInt8) {
        bytes.append(bracket)
        indent += 1
    }

    private mutating func separate(isFirst: Bool) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        breakLine()
    }

    private mutating func close(_ bracket: UInt8, isEmpty: Bool) {
        indent -= 1
        if !isEmpty { breakLine() }
        bytes.append(bracket)
    }

    private mutating func breakLine() {
        guard isPretty else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(0x20, count: 2 * indent))
    }

    /// The shortest text that reads back as the same number. JSON has no infinity: null stands for what
    /// is not finite.
    private mutating func write(_ value: Double) {
        // Zero has a sign, which a whole number has not.
        if let whole = Int64(exactly: value), abs(whole) <= 9_007_199_254_740_992,
            whole != 0 || value.sign == .plus
        {
            write(whole)
        } else {
            append(value.isFinite ? value.description : "null")
        }
    }

    private mutating func write(_ whole: Int64) {
        if whole < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = whole.magnitude
        let first = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[first...].reverse()
    }

    /// Runs of bytes that need no escape go in one piece.
    private mutating func write(_ string: String) {
        var string = string
        bytes.append(UInt8(ascii: "\""))
        string.withUTF8 { text in
            var runStart = 0
            for position in text.indices {
                let byte = text[position]
                guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
                    continue
                }
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[runStart..<position]))
                writeEscape(byte)
                runStart = position + 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[runStart...]))
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func writeEscape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case 0x0A: append("\\n")
        case 0x0D: append("\\r")
        case 0x09: append("\\t")
        default: append("\\u00" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16))
        }
    }

    private mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }
}

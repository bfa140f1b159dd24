extension JSONValue {
    /// The text in one line, members in their order: what goes over the wire.
    package var compactText: String {
        var writer = JSONWriter()
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

/// Writes values as UTF-8, and members of objects whose braces the caller writes.
package struct JSONWriter {
    package private(set) var bytes: [UInt8] = []
    private let isPretty: Bool
    private var indent = 0

    package init(capacity: Int = 0) {
        isPretty = false
        bytes.reserveCapacity(capacity)
    }

    fileprivate init(isPretty: Bool) { self.isPretty = isPretty }

    package mutating func write(_ value: JSONValue) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .number(let value): write(value)
        case .string(let value): write(value)
        case .array(let elements): write(elements)
        case .object(let object): write(object)
        }
    }

    /// Bytes that are JSON already.
    package mutating func append(_ text: StaticString) {
        bytes.append(
            contentsOf: UnsafeBufferPointer(
                start: text.utf8Start,
                count: text.utf8CodeUnitCount
            )
        )
    }

    /// Bytes that are JSON already.
    package mutating func append(_ byte: UInt8) { bytes.append(byte) }

    package mutating func write(_ object: JSONObject) {
        let members = isPretty ? object.members.sorted { $0.key < $1.key } : object.members
        append("{")
        indent += 1
        var isFirst = true
        for (key, value) in members {
            if !isFirst { append(",") }
            isFirst = false
            breakLine()
            write(key)
            append(isPretty ? ": " : ":")
            write(value)
        }
        end(isEmpty: isFirst, "}")
    }

    private mutating func write(_ elements: [JSONValue]) {
        append("[")
        indent += 1
        var isFirst = true
        for element in elements {
            if !isFirst { append(",") }
            isFirst = false
            breakLine()
            write(element)
        }
        end(isEmpty: isFirst, "]")
    }

    private mutating func end(isEmpty: Bool, _ close: StaticString) {
        indent -= 1
        if !isEmpty { breakLine() }
        append(close)
    }

    private mutating func breakLine() {
        guard isPretty else { return }
        append("\n")
        for _ in 0..<indent { append("  ") }
    }

    /// The shortest text that reads back as the same number. JSON has no infinity: null stands for what
    /// is not finite.
    private mutating func write(_ value: Double) {
        guard value.isFinite else { return append("null") }
        if value == value.rounded(), abs(value) <= 9_007_199_254_740_992 {
            return write(Int64(value))
        }
        bytes.append(contentsOf: "\(value)".utf8)
    }

    private mutating func write(_ integer: Int64) {
        if integer < 0 { append("-") }
        let first = bytes.count
        var rest = integer.magnitude
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[first...].reverse()
    }

    package mutating func write(_ string: String) {
        append("\"")
        var string = string
        string.withUTF8 { text in
            if text.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }) {
                bytes.append(contentsOf: text)
            } else {
                for byte in text { escape(byte) }
            }
        }
        append("\"")
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case 0x0A: append("\\n")
        case 0x0D: append("\\r")
        case 0x09: append("\\t")
        case ..<0x20:
            append("\\u00")
            for digit in [byte >> 4, byte & 15] {
                append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
            }
        default: bytes.append(byte)
        }
    }
}

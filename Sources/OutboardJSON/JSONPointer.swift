/// The place of a value in a document (RFC 6901).
package struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
    /// Keys and indices from the top down, without their escapes. None: the whole document.
    package var tokens: [String]

    package init(_ tokens: [String]) { self.tokens = tokens }

    /// Reads "/tracks/keys/pan". "~" must be written "~0", and "/" in a key "~1".
    package init(parsing text: String) throws(JSONPatchError) {
        tokens = []
        guard !text.isEmpty else { return }
        guard text.utf8.first == UInt8(ascii: "/") else {
            throw JSONPatchError(.invalidPointer, "\"\(text)\" does not begin with /")
        }
        for token in text.utf8.dropFirst().split(separator: 0x2F, omittingEmptySubsequences: false)
        {
            tokens.append(try Self.unescaped(token, of: text))
        }
    }

    private static func unescaped(
        _ token: Substring.UTF8View,
        of text: String
    ) throws(JSONPatchError) -> String {
        var bytes: [UInt8] = []
        var rest = token[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "~") else {
                bytes.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "0"): bytes.append(UInt8(ascii: "~"))
            case UInt8(ascii: "1"): bytes.append(UInt8(ascii: "/"))
            default:
                throw JSONPatchError(
                    .invalidPointer,
                    "\"\(text)\" has a ~ without 0 or 1 behind it"
                )
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    package var description: String {
        var bytes: [UInt8] = []
        for token in tokens {
            bytes.append(UInt8(ascii: "/"))
            for byte in token.utf8 {
                switch byte {
                case UInt8(ascii: "~"): bytes += [UInt8(ascii: "~"), UInt8(ascii: "0")]
                case UInt8(ascii: "/"): bytes += [UInt8(ascii: "~"), UInt8(ascii: "1")]
                default: bytes.append(byte)
                }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    package func appending(_ token: String) -> JSONPointer { JSONPointer(tokens + [token]) }
}

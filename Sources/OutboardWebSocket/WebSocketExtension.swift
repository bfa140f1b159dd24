/// One element of `Sec-WebSocket-Extensions` (RFC 6455, section 9.1).
package struct WebSocketExtension: Sendable, Equatable {
    package var name: String
    package var parameters: [Parameter]

    package struct Parameter: Sendable, Equatable {
        package var name: String
        package var value: String?
    }

    package init(name: String, parameters: [Parameter]) {
        self.name = name
        self.parameters = parameters
    }

    /// A header that is not what the grammar says. The handshake fails then.
    package struct Malformed: Error, Sendable, Equatable {}

    /// Reads all header lines of that name, which count as one list.
    package static func parse(_ headers: [String]) throws(Malformed) -> [WebSocketExtension] {
        var all: [WebSocketExtension] = []
        for header in headers {
            var reader = Reader(bytes: Array(header.utf8))
            repeat { all.append(try reader.element()) } while try reader.takesComma()
        }
        return all
    }

    /// The element as a header has it. Values are tokens, so nothing needs quotes.
    package var text: String {
        parameters.reduce(name) { text, parameter in
            text + "; " + parameter.name + (parameter.value.map { "=" + $0 } ?? "")
        }
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

        mutating func element() throws(Malformed) -> WebSocketExtension {
            var element = WebSocketExtension(name: try spaced(), parameters: [])
            while current == UInt8(ascii: ";") {
                position += 1
                var parameter = Parameter(name: try spaced())
                if current == UInt8(ascii: "=") {
                    position += 1
                    skipSpace()
                    parameter.value =
                        current == UInt8(ascii: "\"") ? try quoted() : try token()
                    skipSpace()
                }
                element.parameters.append(parameter)
            }
            return element
        }

        /// False at the end.
        mutating func takesComma() throws(Malformed) -> Bool {
            guard let byte = current else { return false }
            guard byte == UInt8(ascii: ",") else { throw Malformed() }
            position += 1
            return true
        }

        private mutating func spaced() throws(Malformed) -> String {
            skipSpace()
            let text = try token()
            skipSpace()
            return text
        }

        private mutating func token() throws(Malformed) -> String {
            let start = position
            while let byte = current, Self.isTokenByte(byte) { position += 1 }
            guard position > start else { throw Malformed() }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }

        /// What stands in quotes must be a token without them.
        private mutating func quoted() throws(Malformed) -> String {
            position += 1
            var text: [UInt8] = []
            while let byte = current, byte != UInt8(ascii: "\"") {
                position += 1
                guard byte == UInt8(ascii: "\\") else {
                    text.append(byte)
                    continue
                }
                guard let escaped = current else { throw Malformed() }
                position += 1
                text.append(escaped)
            }
            guard current != nil, !text.isEmpty, text.allSatisfy(Self.isTokenByte) else {
                throw Malformed()
            }
            position += 1
            return String(decoding: text, as: UTF8.self)
        }

        private mutating func skipSpace() {
            while current == 0x20 || current == 0x09 { position += 1 }
        }

        private static func isTokenByte(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                true
            default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
        }
    }
}

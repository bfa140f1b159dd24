/// Why a server could not be asked. What it refuses itself is a `RequestError`.
package struct ClientError: Error, Sendable, CustomStringConvertible {
    package enum Code: Sendable {
        /// Nobody listens there.
        case unreachable
        /// There is a server, and it is not one of ours, or does not want us.
        case refused
        case timeout
        /// The connection ended while an answer was awaited.
        case connectionLost
        /// The answer is not what the protocol says.
        case malformed
    }

    package let code: Code
    package let description: String
}

/// Where a server is.
package struct ServerAddress: Sendable, Equatable {
    package var host: String
    package var port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// From "http://127.0.0.1:8350", "ws://box:8350/ws", "box:8350" or "box". nil where it is none.
    package init?(_ text: String) {
        var rest = text[...]
        for scheme in ["http://", "ws://"] where rest.hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count)
        }
        guard !rest.contains("://") else { return nil }
        rest = rest.prefix { $0 != "/" }
        var port = 8350
        if let colon = rest.lastIndex(of: ":"), !rest.hasSuffix("]") {
            guard let number = Int(rest[rest.index(after: colon)...]), (1...65_535).contains(number)
            else { return nil }
            port = number
            rest = rest[..<colon]
        }
        if rest.hasPrefix("["), rest.hasSuffix("]") { rest = rest.dropFirst().dropLast() }
        guard !rest.isEmpty else { return nil }
        self.init(host: String(rest), port: port)
    }

    /// As a `Host` header has it.
    package var header: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }
}

/// Where a server is, and how it is spoken to.
package struct ServerAddress: Sendable, Equatable {
    package var host: String
    package var port: Int
    /// By TLS.
    package var isSecure = false
    /// A PEM file with the certificates that may vouch for the server's. nil: those of the machine.
    package var authorities: String?

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// From "http://127.0.0.1:8350", "ws://box:8350/ws", "https://desk.example", "box:8350" or "box". nil where
    /// it is none.
    ///
    /// The port is 8350 where none is said, and 443 of "https" and "wss", as a proxy has it.
    package init?(_ text: String) {
        var rest = text[...]
        var port = 8350
        for (scheme, isSecure) in [
            ("http://", false), ("ws://", false), ("https://", true), ("wss://", true),
        ] where rest.hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count)
            self.isSecure = isSecure
            if isSecure { port = 443 }
            break
        }
        guard !rest.contains("://") else { return nil }
        rest = rest.prefix { $0 != "/" }
        if let colon = rest.lastIndex(of: ":"), !rest.hasSuffix("]") {
            guard let number = Int(rest[rest.index(after: colon)...]), (1...65_535).contains(number)
            else { return nil }
            port = number
            rest = rest[..<colon]
        }
        if rest.hasPrefix("["), rest.hasSuffix("]") { rest = rest.dropFirst().dropLast() }
        guard !rest.isEmpty else { return nil }
        host = String(rest)
        self.port = port
    }

    /// As a `Host` header has it.
    package var header: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }
}

/// Where the server listens, whom it lets in, and how much it takes from each.
package struct ServerConfiguration: Sendable {
    /// An address of this machine. Any but loopback needs a token.
    package var host = "127.0.0.1"
    /// 0: one that is free.
    package var port = 8350
    /// What clients must say before anything else. nil: nothing, which is for loopback only.
    package var token: String?
    /// The page at `/`.
    package var dashboardDirectory: String
    /// Names that this machine is reached by, beside its own.
    package var allowedHosts: [String] = []
    /// Origins of pages that may use this server, beside its own: "https://desk.example".
    package var allowedOrigins: [String] = []
    package var http = HTTPLimits()
    /// What a connection may send. 0: as much as it likes, which is for machines that nobody else reaches.
    package var messagesPerSecond = 100
    package var messageBytesMax = 64 << 10
    package var connectionsMax = 1_000
    package var identifySeconds = 10
    /// A client that lets this much lie unread is closed: it can come back and get a snapshot.
    package var unreadBytesMax = 1 << 20

    package init(dashboardDirectory: String) { self.dashboardDirectory = dashboardDirectory }

    package static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host == "[::1]" || host.hasPrefix("127.")
    }
}

/// Why the server does not start.
package struct ServerError: Error, Sendable, CustomStringConvertible {
    package enum Code: Sendable {
        /// A bind that strangers reach, without a token.
        case tokenNeeded
        case addressInUse
        case dashboardMissing
        case system
    }

    package let code: Code
    /// What happened and what to do.
    package let description: String
}

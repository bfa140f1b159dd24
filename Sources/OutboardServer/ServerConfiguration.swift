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
    /// Proxies whose `X-Forwarded-For` is believed.
    package var trustedProxies: [Network] = []
    /// Addresses that are not limited in their number of connections, nor ever blocked.
    package var trustedNetworks: [Network] = []
    /// What `/admin` asks for. nil: there is no `/admin`.
    package var administratorToken: String?
    /// nil: no TLS.
    package var tls: TLSFiles?
    package var http = HTTPLimits()
    /// Whether messages are compressed for clients that ask for it.
    package var deflates = false
    /// Of one connection. What is dear costs more than one.
    package var messagesPerSecond = 100
    package var messageBytesMax = 64 << 10
    /// Messages that may be refused for their number or their form, before a connection is closed for it.
    package var offencesPerMinuteMax = 60
    /// Sockets, whatever they are for, and whether they have said anything or not.
    package var socketsMax = 4_096
    package var socketsPerAddressMax = 64
    package var connectionsMax = 1_000
    package var connectionsPerAddressMax = 10
    /// Connections that have not said anything yet, or not who they are.
    package var unidentifiedMax = 64
    /// Whether clients on this machine may connect and send as often as they like.
    package var exemptsLoopback = false
    package var identifySeconds = 10
    /// Requests of a connection whose replies are not on the line yet. Beyond that it is not read.
    package var requestsInFlightMax = 256
    /// A client that lets this much lie unread is closed: it can come back and resume.
    package var unreadBytesMax = 1 << 20
    /// Of state deltas. A client that lets more lie gets a snapshot in their place.
    package var unreadDeltaBytesMax = 256 << 10
    /// A client that can take nothing more and takes less than `slowBytesMin` in this time is closed.
    package var slowSeconds = 10
    package var slowBytesMin = 64 << 10

    package init(dashboardDirectory: String) { self.dashboardDirectory = dashboardDirectory }

    var isLoopback: Bool { Self.isLoopback(host) }

    package static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || NetworkAddress(host)?.isLoopback ?? false
    }
}

/// Why the server does not start.
package struct ServerError: Error, Sendable, CustomStringConvertible {
    package enum Code: Sendable {
        /// A bind that strangers reach, without a token.
        case tokenNeeded
        case addressInUse
        case dashboardMissing
        /// It cannot be read, or the program was built without TLS.
        case certificate
        case system
    }

    package let code: Code
    /// What happened and what to do.
    package let description: String
}

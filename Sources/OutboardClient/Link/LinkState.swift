import OutboardModel
import OutboardProtocol

/// How a link to a server is, as a person is to be told.
package enum LinkState: Sendable, Equatable {
    /// Nobody has started it, or it was stopped.
    case offline
    case connecting
    /// The server is there; what it has is on its way.
    case syncing
    /// The state here is the server's. The round trip is that of the last ping; nil: none has come back yet.
    case live(roundTripMilliseconds: Double?)
    /// Nothing has come for five seconds: what is shown may be old.
    case stale
    /// It will try again.
    case waiting(attempt: Int, untilNanoseconds: Int64)
    /// The server does not want us. Trying again would not help.
    case refused(String)
    /// The server speaks other versions.
    case incompatible
}

/// What a link is about, and how patient it is.
package struct LinkConfiguration: Sendable {
    /// The program's name.
    package var client: String
    /// Kept over all connections, so that the server knows requests again: 1 to 64 bytes.
    package var clientID: String
    package var session: SessionID?
    /// The name that collaborators see, where no token says it.
    package var user: String?
    package var token: String?
    /// nil: what identified clients hear.
    package var topics: TopicSet?

    package var pingMilliseconds: Int64 = 2_000
    package var staleMilliseconds: Int64 = 5_000
    /// Nothing for so long: the connection is given up.
    package var deadMilliseconds: Int64 = 15_000
    /// From opening to being live.
    package var openMilliseconds: Int64 = 10_000
    package var backoffMilliseconds: ClosedRange<Int64> = 250...8_000
    /// Part of a wait by which it may be shorter or longer.
    package var jitter = 0.25
    /// A request whose first sending is longer ago is not sent again: the server may have forgotten it.
    package var retryMilliseconds: Int64 = 240_000

    package init(client: String, clientID: String, session: SessionID? = nil) {
        self.client = client
        self.clientID = clientID
        self.session = session
    }
}

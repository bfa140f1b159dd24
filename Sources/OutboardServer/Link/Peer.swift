/// Where a connection comes from, and what its handshake showed.
struct Peer: Sendable {
    /// Who counts as one: an IPv4 address, or the 64 bits of an IPv6 network, in which one customer has all.
    var address: String
    var isLoopback: Bool
    /// It may connect and send as often as it likes.
    var isExempt: Bool
    /// What came with the handshake. nil: nothing.
    var credential: Credential?

    init(
        address: String,
        isLoopback: Bool,
        isExempt: Bool = false,
        credential: Credential? = nil
    ) {
        self.address = address
        self.isLoopback = isLoopback
        self.isExempt = isExempt
        self.credential = credential
    }
}

/// What a client does that it should not.
enum Offence: Sendable, Equatable {
    /// Its token is wrong.
    case badToken
    /// It went on and on sending more than is taken, or what is no message.
    case flood
}

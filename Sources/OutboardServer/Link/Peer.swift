import NIOCore

/// Where a connection comes from, and what its handshake showed.
struct Peer: Sendable {
    /// Who counts as one: an IPv4 address, or the 64 bits of an IPv6 network, in which one customer has all.
    var address: String
    var isLoopback: Bool
    /// What came with the handshake. nil: nothing.
    var credential: Credential?

    init(address: String, isLoopback: Bool, credential: Credential? = nil) {
        self.address = address
        self.isLoopback = isLoopback
        self.credential = credential
    }

    init(_ socket: SocketAddress?, credential: Credential? = nil) {
        switch socket {
        case .v4(let it):
            let bytes = withUnsafeBytes(of: it.address.sin_addr) { Array($0) }
            self.init(v4: bytes, credential)
        case .v6(let it):
            let bytes = withUnsafeBytes(of: it.address.sin6_addr) { Array($0) }
            let isMapped = bytes[..<12].elementsEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF])
            if isMapped {
                self.init(v4: Array(bytes[12...]), credential)
            } else {
                self.init(
                    address: bytes[..<8].map { String($0, radix: 16) }.joined(separator: ":"),
                    isLoopback: bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1,
                    credential: credential
                )
            }
        // A socket of the file system, which only this machine reaches.
        case .unixDomainSocket, nil:
            self.init(address: "local", isLoopback: true, credential: credential)
        }
    }

    private init(v4 bytes: [UInt8], _ credential: Credential?) {
        self.init(
            address: bytes.map { String($0) }.joined(separator: "."),
            isLoopback: bytes[0] == 127,
            credential: credential
        )
    }
}

/// What a client does that it should not.
enum Offence: Sendable, Equatable {
    /// Its token is wrong.
    case badToken
    /// It went on and on sending more than is taken, or what is no message.
    case flood
}

import NIOCore
import NIOHTTP1

/// Where a request comes from.
package struct ClientAddress: Hashable, Sendable {
    /// Of the client, behind the proxies that are trusted.
    package let text: String
    /// Who counts as one where something is limited.
    let household: String
    /// It comes from this machine, and from nobody behind a proxy.
    let isLoopback: Bool

    /// - Parameters:
    ///   - peer: who opened the connection. nil: a socket of the file system, which only this machine reaches.
    ///   - proxies: those whose word on who stands behind them is taken.
    init(peer: SocketAddress?, _ headers: HTTPHeaders, proxies: [Network]) {
        guard let peer = NetworkAddress(peer) else {
            self.init(text: "local", household: "local", isLoopback: true)
            return
        }
        let address = Self.client(
            of: peer,
            headers["x-forwarded-for"].joined(separator: ","),
            proxies
        )
        // Somebody's proxy on this machine that nobody has told us of makes the whole world look like this
        // machine. What it adds to the head gives it away.
        let isForwarded = ["x-forwarded-for", "forwarded", "x-real-ip", "via"].contains {
            headers.contains(name: $0)
        }
        self.init(
            text: address.text,
            household: address.household,
            isLoopback: address.isLoopback && !isForwarded
        )
    }

    private init(text: String, household: String, isLoopback: Bool) {
        self.text = text
        self.household = household
        self.isLoopback = isLoopback
    }

    /// Reads `X-Forwarded-For` from the right, where each proxy has added who it was asked by, for as long as
    /// the proxy that added it is trusted. What is left of that anybody can have written.
    private static func client(
        of peer: NetworkAddress,
        _ forwarded: String,
        _ proxies: [Network]
    ) -> NetworkAddress {
        var address = peer
        for part in forwarded.split(separator: ",").reversed().prefix(32) {
            guard proxies.contains(where: { $0.contains(address) }),
                let next = NetworkAddress(part)
            else { break }
            address = next
        }
        return address
    }
}

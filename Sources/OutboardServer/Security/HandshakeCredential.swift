import NIOHTTP1

/// What a WebSocket's handshake shows of who the client is.
///
/// A program sends `Authorization`; a page cannot, and offers the token as a subprotocol; a ticket, which is
/// good for once, may stand in the URL. A token may not: URLs are logged, kept and sent on.
struct HandshakeCredential: Equatable {
    static let subprotocol = "outboard.v1.json"
    private static let bearer = "bearer."

    /// nil: nothing. That is none of the protocol's, so a browser that offered some ends the connection.
    private(set) var subprotocol: String?
    private(set) var credential: Credential?

    /// nil where a token stands in the URL, or two credentials do not say the same thing.
    init?(_ head: HTTPRequestHead) {
        let query = head.uri.prefix { $0 != "#" }.drop { $0 != "?" }.dropFirst()
        guard !hasToken(query) else { return nil }
        let offered = head.headers["sec-websocket-protocol"].joined(separator: ",")
            .split(separator: ",").map { $0.drop { $0 == " " }.prefix { $0 != " " } }
        if offered.contains(where: { $0 == Self.subprotocol }) { subprotocol = Self.subprotocol }
        var found: [Credential] = offered.filter { $0.hasPrefix(Self.bearer) }
            .map { .token(String($0.dropFirst(Self.bearer.count))) }
        found += head.headers["authorization"].map { .token(bearerToken($0) ?? "") }
        if let ticket = queryValue("ticket", in: query) { found.append(.ticket(ticket)) }
        guard found.count <= 1 else { return nil }
        credential = found.first
    }
}

/// Whether a query has what looks like a token in it.
func hasToken(_ query: some StringProtocol) -> Bool {
    ["token", "access_token", "jwt", "bearer"].contains { queryValue($0, in: query) != nil }
}

/// Of an `Authorization` header. nil where it is of another scheme.
func bearerToken(_ header: String) -> String? {
    let scheme = "bearer "
    guard header.prefix(scheme.count).lowercased() == scheme else { return nil }
    return String(header.dropFirst(scheme.count).drop { $0 == " " })
}

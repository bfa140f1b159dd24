import NIOCore
import NIOHTTP1
import OutboardAccess
import OutboardProtocol

/// Decides who is served, and keeps what happened meanwhile: all of HTTP and of `/ws` goes past it.
///
///     bytes ─▶ blocked? ─▶ Host ─▶ Origin ─▶ credential ─▶ role
struct Door: Sendable {
    let policy: HostPolicy
    let authenticator: any Authenticator
    let blocks = BlockList()
    let log: SecurityLog
    let administratorToken: String?
    private let proxies: [Network]
    private let trusted: [Network]
    private let exemptsLoopback: Bool
    private let clocks: Clocks

    init(
        _ configuration: ServerConfiguration,
        _ authenticator: any Authenticator,
        log: SecurityLog,
        clocks: Clocks = Clocks()
    ) {
        policy = HostPolicy(configuration)
        self.authenticator = authenticator
        self.log = log
        administratorToken = configuration.administratorToken
        proxies = configuration.trustedProxies
        trusted = configuration.trustedNetworks
        exemptsLoopback = configuration.exemptsLoopback
        self.clocks = clocks
    }

    // MARK: Addresses

    func address(of peer: SocketAddress?, _ headers: HTTPHeaders) -> ClientAddress {
        ClientAddress(peer: peer, headers, proxies: proxies)
    }

    /// Whether it is neither counted nor blocked.
    func isExempt(_ address: ClientAddress) -> Bool {
        (address.isLoopback && exemptsLoopback)
            || NetworkAddress(address.text).map { one in trusted.contains { $0.contains(one) } }
                ?? false
    }

    /// Who counts as one of those that open sockets. nil: they are not counted, because they may have as many
    /// as they like, or many people stand behind them.
    func householdOfSocket(_ peer: SocketAddress?) -> String? {
        let address = address(of: peer, [:])
        guard !isExempt(address), let network = Network(address.text),
            !proxies.contains(where: { $0.contains(network) })
        else { return nil }
        return address.household
    }

    /// For how long it is not served, in milliseconds. nil: it is.
    func blockedMilliseconds(_ address: ClientAddress) -> Int64? {
        blocks.remaining(address.household, now: clocks.monotonic()).map { $0 / 1_000_000 + 1 }
    }

    /// Notes what a client did, and blocks it where that was too much.
    ///
    /// - Parameter kind: what it was more exactly. nil: what the offence says.
    func note(_ offence: Offence, _ household: String, as kind: SecurityLog.Kind? = nil) {
        note(kind ?? (offence == .badToken ? .badToken : .flood), household)
        // Whoever is on this machine, or behind a proxy on it, would be blocked with everybody else here.
        guard let network = Network(household), !network.isLoopback,
            !trusted.contains(where: { $0.contains(network) }),
            blocks.note(offence, household, now: clocks.monotonic()) != nil
        else { return }
        note(.blocked, household)
    }

    func note(
        _ kind: SecurityLog.Kind,
        _ address: String,
        user: String? = nil,
        detail: String? = nil
    ) {
        log.note(kind, address, user: user, detail: detail, now: clocks.wall())
    }

    func blockedRows() -> [BlockList.Row] { blocks.rows(now: clocks.monotonic()) }

    func unblock(_ household: String) -> Bool {
        let wasBlocked = blocks.unblock(household, now: clocks.monotonic())
        if wasBlocked { note(.unblocked, household) }
        return wasBlocked
    }

    // MARK: Requests

    /// Why a request is not looked at. nil: it is.
    func refusal(of request: HTTPRequest) -> RequestError? {
        if let milliseconds = blockedMilliseconds(request.address) {
            return RequestError(
                .rateLimited,
                "This address is not served for a while.",
                retryAfterMilliseconds: Int(milliseconds)
            )
        }
        let host = request.headers.first(name: "host")
        guard request.headers["host"].count == 1, policy.allows(host: host) else {
            note(.badHost, request.address.text)
            return RequestError(
                .forbidden,
                "This server does not answer to \"\(host ?? "")\".",
                hint: "Start it with --allow-host and that name."
            )
        }
        // Nothing changes by GET, and no other page can read what it answers.
        if request.method != .GET, request.method != .HEAD,
            !policy.allows(origins: request.headers["origin"], host: host)
        {
            note(.badOrigin, request.address.text)
            return RequestError(
                .forbidden,
                "Pages of other origins may not ask for this.",
                hint: "Start the server with --allow-origin and the page's origin."
            )
        }
        guard !request.hasTokenInQuery else {
            return RequestError(
                .invalidMessage,
                "A token must not stand in a URL: URLs are logged and kept.",
                hint: "Send it as Authorization: Bearer, as a subprotocol, or in IDENTIFY."
            )
        }
        return nil
    }

    /// - Throws: `UNAUTHORIZED`, or `FORBIDDEN` where the role may not.
    func admit(_ request: HTTPRequest, needed: Role) async throws(RequestError) -> Authenticated {
        let tokens = request.headers["authorization"].map { bearerToken($0) ?? "" }
        guard tokens.count <= 1 else {
            throw RequestError(.unauthorized, "There are two tokens.")
        }
        let credential =
            tokens.first.map(Credential.token) ?? .none(isLoopback: request.address.isLoopback)
        let authenticated: Authenticated
        do throws(RequestError) {
            authenticated = try await authenticator.authenticate(credential)
        } catch {
            if !tokens.isEmpty { note(Offence.badToken, request.address.household) }
            throw error
        }
        do throws(RequestError) {
            try authenticated.principal.role.require(needed)
        } catch {
            note(.forbidden, request.address.text, user: authenticated.principal.user)
            throw error
        }
        return authenticated
    }

    /// - Throws: `NOT_FOUND` where there is no administration, so that nobody learns whether there is one
    ///   elsewhere, and `UNAUTHORIZED`.
    func admitAdministrator(_ request: HTTPRequest) throws(RequestError) {
        guard let administratorToken else {
            throw RequestError(.notFound, "There is nothing at \(request.path).")
        }
        let given = request.headers["authorization"].map { bearerToken($0) ?? "" }
        guard given.count == 1, isSameSecret(given[0], administratorToken) else {
            if !given.isEmpty {
                note(.badToken, request.address.household, as: .badAdministrator)
            }
            throw RequestError(
                .unauthorized,
                "The administration's token is needed.",
                hint: "Send it as Authorization: Bearer. It is OUTBOARD_ADMIN_TOKEN of the server."
            )
        }
    }

    /// Who opens a WebSocket. nil where it may not.
    func peer(of head: HTTPRequestHead, _ socket: SocketAddress?) -> (
        peer: Peer, subprotocol: String?
    )? {
        let address = address(of: socket, head.headers)
        let host = head.headers.first(name: "host")
        guard blockedMilliseconds(address) == nil, head.headers["host"].count == 1,
            policy.allows(host: host)
        else { return nil }
        guard policy.allows(origins: head.headers["origin"], host: host) else {
            note(.badOrigin, address.text)
            return nil
        }
        guard let shown = HandshakeCredential(head) else { return nil }
        let peer = Peer(
            address: address.household,
            isLoopback: address.isLoopback,
            isExempt: isExempt(address),
            credential: shown.credential
        )
        return (peer, shown.subprotocol)
    }
}

import OutboardAccess
import OutboardProtocol

/// What a client shows to say who it is.
package enum Credential: Sendable, Equatable {
    /// The server's own token, or a signed one.
    case token(String)
    /// Good for one connection, and for a short time.
    case ticket(String)
    /// Nothing. Whether it comes from this machine may be enough.
    case none(isLoopback: Bool)
}

/// Who somebody is, and until when that holds.
package struct Authenticated: Sendable, Equatable {
    package var principal: Principal
    /// In milliseconds since 1970, UTC. nil: as long as the connection lives.
    package var expiresAt: Int64?
    /// By which what it showed can be taken back. nil: it cannot.
    package var tokenName: String?

    package init(principal: Principal, expiresAt: Int64? = nil, tokenName: String? = nil) {
        self.principal = principal
        self.expiresAt = expiresAt
        self.tokenName = tokenName
    }
}

/// Knows who a client is by what it shows.
package protocol Authenticator: Sendable {
    /// - Throws: `UNAUTHORIZED`, with what is missing or wrong.
    func authenticate(_ credential: Credential) async throws(RequestError) -> Authenticated
}

/// One token for all, whose holders may do everything; without one, so may everybody.
package struct SharedTokenAuthenticator: Authenticator {
    private let token: String?

    package init(token: String?) { self.token = token }

    package func authenticate(
        _ credential: Credential
    ) async throws(RequestError) -> Authenticated {
        guard let token else { return everybody }
        switch credential {
        case .token(let given) where isSameSecret(given, token): return everybody
        case .token:
            throw RequestError(.unauthorized, "The token is wrong.", field: "token")
        case .ticket: throw RequestError(.unauthorized, "This server gives no tickets.")
        case .none: throw RequestError(.unauthorized, "The server's token is needed first.")
        }
    }

    private var everybody: Authenticated {
        Authenticated(principal: Principal(user: "", role: .owner))
    }
}

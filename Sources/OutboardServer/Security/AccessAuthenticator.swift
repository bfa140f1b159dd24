import Logging
import OutboardAccess
import OutboardProtocol

/// Knows people by the tokens and tickets that the box gives, and those of an identity provider.
package struct AccessAuthenticator: Authenticator {
    private let control: AccessControl
    private let isOpen: Bool
    private let log: Logger

    /// - Parameter isOpen: whoever is on this machine may do everything, and needs to show nothing.
    package init(_ control: AccessControl, isOpen: Bool, log: Logger) {
        self.control = control
        self.isOpen = isOpen
        self.log = log
    }

    package func authenticate(
        _ credential: Credential
    ) async throws(RequestError) -> Authenticated {
        switch credential {
        case .token(let text): return try await authenticate(token: text)
        case .ticket(let ticket):
            guard var principal = await control.redeem(ticket) else {
                throw RequestError(
                    .unauthorized,
                    "The ticket does not hold: it was used, or its time is over.",
                    hint: "Ask for another one; each is good for one connection."
                )
            }
            principal.isVouchedFor = true
            return Authenticated(principal: principal)
        case .none(let isLoopback):
            guard isLoopback, isOpen else {
                throw RequestError(.unauthorized, "A token is needed first.")
            }
            return Authenticated(principal: Principal(user: "", role: .owner))
        }
    }

    private func authenticate(token text: String) async throws(RequestError) -> Authenticated {
        do throws(TokenFault) {
            var holder = try await control.holder(ofToken: text)
            holder.principal.isVouchedFor = !holder.principal.user.isEmpty
            return Authenticated(
                principal: holder.principal,
                expiresAt: holder.expiresAt.map { $0 * 1_000 },
                tokenName: holder.tokenName
            )
        } catch {
            log.info("a token is refused", metadata: ["reason": "\(error.rawValue)"])
            // Its signature is good, so it is no secret to its holder what is wrong with it.
            let message =
                switch error {
                case .expired: "The token has expired."
                case .revoked: "The token was taken back."
                case .builtWithout:
                    "This server was built without what the token is signed with (RS256)."
                default: "The token is wrong."
                }
            throw RequestError(.unauthorized, message, field: "token")
        }
    }
}

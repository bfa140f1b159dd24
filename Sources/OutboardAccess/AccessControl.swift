import Glibc
import OutboardProtocol

/// Knows who somebody is by what they show, and gives tickets and tokens.
///
///     shared token ─▶ owner
///     ticket ───────▶ whom it was made for, once
///     signed token ─▶ kid ─┬▶ the box's own secret, HS256
///                          └▶ the key set, RS256
///
/// The name of the key decides which key, and the key decides the algorithm. What the token says of its
/// algorithm must agree, and decides nothing.
package actor AccessControl {
    package struct Clocks: Sendable {
        /// In seconds since 1970, UTC.
        package var wallSeconds: @Sendable () -> Int64
        /// In nanoseconds; only goes forward.
        package var monotonicNanoseconds: @Sendable () -> Int64

        package init(
            wallSeconds: @escaping @Sendable () -> Int64,
            monotonicNanoseconds: @escaping @Sendable () -> Int64
        ) {
            self.wallSeconds = wallSeconds
            self.monotonicNanoseconds = monotonicNanoseconds
        }
    }

    /// Where keys come from.
    package struct Sources: Sendable {
        /// Whoever has it may do everything. nil: there is none.
        package var sharedToken: String?
        /// nil: the box gives no tokens, and knows none of its own.
        package var files: AccessFiles?
        /// The key set of an identity provider, and whom its tokens have to be from and for.
        package var keySet: (path: String, rules: TokenClaims.Rules)?

        package init() {}
    }

    private let sharedToken: String?
    private let key: BoxKey?
    private var register: TokenRegister?
    private var ring: (keys: KeyRing, rules: TokenClaims.Rules)?
    private var tickets = Tickets()
    private let clocks: Clocks

    /// - Throws: where the box's secret cannot be read, or made.
    package init(_ sources: Sources, _ clocks: Clocks) throws(AccessError) {
        sharedToken = sources.sharedToken
        key = try sources.files?.key()
        register = sources.files.map { TokenRegister($0) }
        ring = sources.keySet.map { (KeyRing(path: $0.path), $0.rules) }
        self.clocks = clocks
    }

    /// Whether tokens of identity providers can be taken at all: this program was built so.
    package static var takesRS256: Bool { RSAKey.isBuiltIn }

    // MARK: Tokens

    /// Whom a token speaks for, and until when; nil is for ever.
    package func principal(
        ofToken text: String
    ) async throws(TokenFault) -> (principal: Principal, expiresAt: Int64?) {
        if let sharedToken, isSameSecret(text, sharedToken) {
            return (Principal(user: "", role: .owner), nil)
        }
        let claims = try await claims(of: text)
        return (claims.principal, claims.expiresAt)
    }

    func claims(of text: String) async throws(TokenFault) -> TokenClaims {
        let token = try TokenText(reading: text)
        guard let name = token.keyName else { throw .unknownKey }
        let now = clocks.wallSeconds()
        if let key, name == key.name {
            try key.verify(token)
            let claims = try TokenClaims(token.payload, BoxKey.rules, now: now)
            // A register that cannot be read is no reason to let in whom it may name.
            if let name = claims.name, (try? register?.isRevoked(name)) ?? true { throw .revoked }
            return claims
        }
        guard let rules = ring?.rules,
            let key = try ring?.keys.key(named: name, now: clocks.monotonicNanoseconds())
        else { throw .unknownKey }
        try await key.verify(token, text: text)
        return try TokenClaims(token.payload, rules, now: now)
    }

    /// A token of the box for somebody. nil where it has no secret.
    package func makeToken(for principal: Principal, seconds: Int64) -> (
        text: String, expiresAt: Int64
    )? {
        guard let key else { return nil }
        let now = clocks.wallSeconds()
        let claims = TokenClaims(principal: principal, expiresAt: now + seconds)
        return (key.token(for: claims, now: now), claims.expiresAt)
    }

    // MARK: Tickets

    package func makeTicket(for principal: Principal, seconds: Int64) -> String? {
        tickets.issue(for: principal, seconds: seconds, now: clocks.monotonicNanoseconds())
    }

    package func redeem(_ ticket: String) -> Principal? {
        tickets.redeem(ticket, now: clocks.monotonicNanoseconds())
    }
}

extension AccessControl.Clocks {
    package static let system = AccessControl.Clocks(
        wallSeconds: { Int64(time(nil)) },
        monotonicNanoseconds: {
            var time = timespec()
            clock_gettime(CLOCK_MONOTONIC, &time)
            return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
        }
    )
}

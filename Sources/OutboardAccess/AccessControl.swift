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
    private var sightings = Sightings()
    private var ring: (keys: KeyRing, rules: TokenClaims.Rules)?
    private var tickets = Tickets()
    private let clocks: Clocks

    /// - Throws: where the box's secret cannot be read, or made.
    package init(_ sources: Sources, _ clocks: Clocks) throws(AccessError) {
        sharedToken = sources.sharedToken
        key = try sources.files?.key()
        register = sources.files.map { TokenRegister($0) }
        sightings = Sightings(register?.sightings() ?? [:])
        ring = sources.keySet.map { (KeyRing(path: $0.path), $0.rules) }
        self.clocks = clocks
    }

    /// Whether tokens of identity providers can be taken at all: this program was built so.
    package static var takesRS256: Bool { RSAKey.isBuiltIn }

    // MARK: Tokens

    /// Whom a token speaks for, and until when.
    package struct Holder: Sendable, Equatable {
        package var principal: Principal
        /// In seconds since 1970, UTC. nil: for ever.
        package var expiresAt: Int64?
        /// By which the box can take it back. nil: it cannot.
        package var tokenName: String?
    }

    package func holder(ofToken text: String) async throws(TokenFault) -> Holder {
        if let sharedToken, isSameSecret(text, sharedToken) {
            return Holder(principal: Principal(user: "", role: .owner))
        }
        let claims = try await claims(of: text)
        if let name = claims.name { sightings.note(name, now: clocks.wallSeconds()) }
        return Holder(
            principal: claims.principal,
            expiresAt: claims.expiresAt,
            tokenName: claims.name
        )
    }

    /// Looks after the tokens that connections are open by.
    ///
    /// - Returns: those of them that were taken back.
    package func look(after open: Set<String>) -> Set<String> {
        let now = clocks.wallSeconds()
        for name in open { sightings.note(name, now: now) }
        // What cannot be read ends nobody's connection; it lets nobody new in.
        let revoked = open.filter { (try? register?.isRevoked($0)) ?? false }
        if let register,
            let news = sightings.takeNews(
                now: now,
                known: (try? register.all()).map { Set($0.map(\.name)) }
            )
        {
            try? register.write(sightings: news)
        }
        return revoked
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
        var claims = try TokenClaims(token.payload, rules, now: now)
        // Names are those of the box's own tokens: it takes back no others.
        claims.name = nil
        return claims
    }

    package enum PageToken: Sendable, Equatable {
        case made(text: String, expiresAt: Int64)
        /// As many pages as may hold one.
        case full
        /// The box has no secret.
        case none
    }

    /// A token of the box for a page, entered in the register so that it can be taken back.
    ///
    /// - Throws: where the register cannot be written: what nobody could take back is not given.
    package func makePageToken(
        for principal: Principal,
        seconds: Int64
    ) throws(AccessError) -> PageToken {
        guard let key, let register else { return .none }
        let now = clocks.wallSeconds()
        let given = GivenToken(
            name: TokenRegister.pagePrefix + randomText(bytes: 6),
            principal: principal,
            givenAt: now,
            expiresAt: now + seconds,
            kind: .page
        )
        guard try register.addPage(given, now: now) else { return .full }
        let claims = TokenClaims(
            principal: principal,
            expiresAt: given.expiresAt,
            name: given.name
        )
        return .made(text: key.token(for: claims, now: now), expiresAt: given.expiresAt)
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

import OutboardJSON
import OutboardModel
import OutboardProtocol

/// What a token says, and has to say to be taken.
package struct TokenClaims: Sendable, Equatable {
    package var principal: Principal
    /// In seconds since 1970, UTC.
    package var expiresAt: Int64
    /// Its own name, by which it is revoked.
    package var name: String?

    /// Whom tokens have to be from and for.
    package struct Rules: Sendable, Equatable {
        package var issuer: String
        package var audience: String
        /// Clocks may differ by so much.
        package var leewaySeconds: Int64 = 30

        package init(issuer: String, audience: String) {
            self.issuer = issuer
            self.audience = audience
        }
    }

    package init(principal: Principal, expiresAt: Int64, name: String? = nil) {
        self.principal = principal
        self.expiresAt = expiresAt
        self.name = name
    }

    /// Reads and judges the claims of a token whose signature is good.
    ///
    /// - Parameter now: in seconds since 1970, UTC.
    init(_ payload: JSONValue, _ rules: Rules, now: Int64) throws(TokenFault) {
        guard payload["iss"]?.string == rules.issuer else { throw .wrongIssuer }
        guard Self.isMeant(payload, rules.audience) else { throw .wrongAudience }
        guard let expiresAt = Self.seconds(payload["exp"]) else { throw .malformed }
        guard now < expiresAt + rules.leewaySeconds else { throw .expired }
        if let claim = payload["nbf"] {
            guard let begins = Self.seconds(claim) else { throw .malformed }
            guard now >= begins - rules.leewaySeconds else { throw .notYetValid }
        }
        guard let user = payload["sub"]?.string, (1...64).contains(user.utf8.count),
            let role = payload["role"]?.string.flatMap(Role.init(rawValue:))
        else { throw .wrongClaims }
        var mix: TrackID?
        if let claim = payload["mix"], claim != .null {
            guard let text = claim.string, (1...128).contains(text.utf8.count) else {
                throw .wrongClaims
            }
            mix = TrackID(text)
        }
        if let claim = payload["jti"] {
            guard let text = claim.string, (1...128).contains(text.utf8.count) else {
                throw .malformed
            }
            name = text
        }
        principal = Principal(user: user, role: role, mix: mix)
        self.expiresAt = expiresAt
    }

    /// `aud` is one name or several. Where it is several, `azp`, which says who it was made for, must be ours
    /// too (OpenID Connect Core, section 3.1.3.7); where there is an `azp` at all, it must be ours.
    private static func isMeant(_ payload: JSONValue, _ audience: String) -> Bool {
        let party = payload["azp"]
        if let party, party.string != audience { return false }
        switch payload["aud"] {
        case .string(let name): return name == audience
        case .array(let names):
            guard names.contains(.string(audience)) else { return false }
            return names.count == 1 || party != nil
        default: return false
        }
    }

    /// Whole seconds of a time that a calendar could have.
    private static func seconds(_ value: JSONValue?) -> Int64? {
        guard let number = value?.number, (0...1e11).contains(number) else { return nil }
        return Int64(number)
    }
}

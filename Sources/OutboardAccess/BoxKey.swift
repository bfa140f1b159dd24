import Glibc
import OutboardJSON
import OutboardProtocol

/// The box's own secret, with which it signs the tokens that it gives, and knows them again (HS256).
package struct BoxKey: Sendable {
    static let algorithm = "HS256"
    static let secretBytes = 32

    package static let rules = TokenClaims.Rules(issuer: "outboard", audience: "outboard")

    private let secret: [UInt8]
    /// `kid`: tells its tokens from those of others, and from those of the secret before.
    package let name: String

    init(secret: [UInt8]) {
        self.secret = secret
        name = "box-" + base64URL(Array(SHA256.digest(Array("name".utf8) + secret).prefix(9)))
    }

    /// - Parameter now: in seconds since 1970, UTC.
    package func token(for claims: TokenClaims, now: Int64) -> String {
        var payload: JSONObject = [
            "iss": .string(Self.rules.issuer), "aud": .string(Self.rules.audience),
            "sub": .string(claims.principal.user), "role": .string(claims.principal.role.rawValue),
            "iat": .integer(now), "exp": .integer(claims.expiresAt),
        ]
        payload["mix"] = claims.principal.mix.map { .string($0.text) }
        payload["jti"] = claims.name.map(JSONValue.string)
        return TokenText.make(
            header: ["alg": .string(Self.algorithm), "typ": "JWT", "kid": .string(name)],
            payload: payload
        ) { hmacSHA256($0, key: secret) }
    }

    func verify(_ token: TokenText) throws(TokenFault) {
        guard token.algorithm == Self.algorithm else { throw .wrongAlgorithm }
        guard isSameSecret(hmacSHA256(token.signed, key: secret), token.signature) else {
            throw .wrongSignature
        }
    }
}

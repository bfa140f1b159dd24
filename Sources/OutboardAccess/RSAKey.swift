#if JWT
    import JWTKit
#endif

/// A public key for RS256: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518, section 3.3).
struct RSAKey: Sendable {
    static let algorithm = "RS256"
    /// In bits: shorter keys are refused, as the RFC demands, and longer ones would be slow to check.
    static let sizes = 2_048...8_192

    private let modulus: String
    private let exponent: String

    /// - Parameters: as in a key set, base64 for URLs. nil where it is no key, or one that is not to be used.
    init?(modulus: String, exponent: String) {
        guard let number = bytes(base64URL: modulus.utf8),
            let power = bytes(base64URL: exponent.utf8),
            let first = number.first, first != 0, Self.sizes.contains(8 * number.count),
            power.count <= 4, power.last.map({ $0 % 2 == 1 }) ?? false, power != [1]
        else { return nil }
        self.modulus = modulus
        self.exponent = exponent
    }

    func verify(_ token: TokenText, text: String) async throws(TokenFault) {
        guard token.algorithm == Self.algorithm else { throw .wrongAlgorithm }
        #if JWT
            do {
                let keys = JWTKeyCollection()
                await keys.add(
                    rsa: try Insecure.RSA.PublicKey(modulus: modulus, exponent: exponent),
                    digestAlgorithm: .sha256
                )
                _ = try await keys.verify(text, as: AnyPayload.self)
            } catch {
                throw .wrongSignature
            }
        #else
            throw .builtWithout
        #endif
    }

    static var isBuiltIn: Bool {
        #if JWT
            true
        #else
            false
        #endif
    }
}

#if JWT
    /// Only the signature is left to the library; what the token says is read by `TokenClaims`.
    private struct AnyPayload: JWTPayload {
        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }
#endif

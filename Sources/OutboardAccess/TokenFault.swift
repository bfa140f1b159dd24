/// Why a token does not hold. Whoever shows it is told no more than that it does not; the reason is for the log
/// and the page of the administration.
package enum TokenFault: String, Error, Sendable, Equatable {
    /// Longer than any that is made.
    case tooLarge
    /// Not three parts of base64, or not the JSON of a token.
    case malformed
    /// The algorithm is not that of the key.
    case wrongAlgorithm
    /// It demands an extension that is not known here.
    case unknownExtension
    /// No key of that name is known, or it names none.
    case unknownKey
    case wrongSignature
    case expired
    case notYetValid
    case wrongIssuer
    case wrongAudience
    /// No user, or a role that there is not.
    case wrongClaims
    case revoked
    /// Signed with RS256, and this program was built without.
    case builtWithout
}

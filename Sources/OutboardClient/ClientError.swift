/// Why a server could not be asked. What it refuses itself is a `RequestError`.
package struct ClientError: Error, Sendable, CustomStringConvertible {
    package enum Code: Sendable {
        /// Nobody listens there.
        case unreachable
        /// There is a server, and it is not one of ours, or does not want us.
        case refused
        case timeout
        /// The connection ended while an answer was awaited.
        case connectionLost
        /// The answer is not what the protocol says.
        case malformed
        /// Its certificate does not hold, or is not vouched for by whom we trust.
        case untrusted
        /// This program was built without what the address needs.
        case builtWithout
    }

    package let code: Code
    package let description: String
    /// What to do. Empty: the description says it.
    package var hint = ""

    /// Another try would end the same way.
    var isFinal: Bool { code == .untrusted || code == .builtWithout }
}

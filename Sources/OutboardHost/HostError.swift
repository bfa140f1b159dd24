/// Why a plugin could not be loaded, activated, or given its state.
package struct HostError: Error, Sendable, CustomStringConvertible {
    package enum Code: Sendable {
        case notInstalled
        /// Several plugins are called so.
        case ambiguous
        /// It misbehaved when it was scanned.
        case blocked
        /// It asks for something that this host does not give.
        case unsupported
        case instantiationFailed
        /// It has not taken what it was sent before.
        case busy
        case stateUnreadable
        case stateUnavailable
        case presetNotFound
        case presetUnreadable
    }

    package let code: Code
    /// The plugin's identifier.
    package let subject: String
    /// What happened and what to do.
    package let message: String

    package init(_ code: Code, subject: String, message: String) {
        self.code = code
        self.subject = subject
        self.message = message
    }

    package var description: String { "\(subject): \(message)" }
}

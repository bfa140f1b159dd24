/// Why something on disk could not be had, or not be put there.
package struct StoreError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: Sendable {
        case notFound
        case unreadable
        /// It is there, and is not what it should be.
        case malformed
        /// What was there before is still there.
        case unwritable
        /// An id that cannot name a file.
        case badID
        /// Something of that id is there already, and stays.
        case taken
    }

    package let code: Code
    /// An id, or a path beneath the store's root.
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

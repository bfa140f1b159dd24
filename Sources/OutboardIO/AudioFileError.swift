/// Why an audio file could not be read or written.
package struct AudioFileError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// There is no file at the path, or no folder to put it in.
        case notFound
        /// There is a file at the path, and it is to stay.
        case exists
        /// The system does not let this process read or write it.
        case denied
        /// It is not audio, or audio in a format that is not known here.
        case unsupported
        /// It began as audio and is broken.
        case corrupt
        /// The disk is full.
        case full
        /// The system failed in another way.
        case system
    }

    package let code: Code
    /// The path of the file.
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

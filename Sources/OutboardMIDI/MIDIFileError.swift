/// Why a file cannot be read as a standard MIDI file, and where.
package struct MIDIFileError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: Sendable {
        /// It does not begin as a standard MIDI file does.
        case notMIDI
        /// It ends too early.
        case truncated
        /// It breaks a rule of the format.
        case malformed
        /// It is larger than `MIDIFileLimits` or the reader's own bounds allow.
        case tooLarge
    }

    package let code: Code
    /// Bytes of the file before the fault.
    package let offset: Int
    /// What was wrong: "the division is 0".
    package let message: String

    package var description: String { "byte \(offset): \(message)" }
}

/// How much a file may hold. Each limit is the largest that is allowed.
package struct MIDIFileLimits: Sendable, Equatable {
    /// Of the whole file.
    package var bytes: Int
    /// Of all tracks together, those that are skipped included.
    package var events: Int

    package init(bytes: Int = 64 << 20, events: Int = 10_000_000) {
        self.bytes = bytes
        self.events = events
    }
}

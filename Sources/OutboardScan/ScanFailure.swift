/// Why a plugin, or a whole module, must not be loaded.
package struct ScanFailure: Sendable, Equatable, CustomStringConvertible {
    package enum Kind: String, Sendable, CaseIterable {
        /// A signal ended the process that tried it.
        case crashed
        /// It gave no sign of life for too long.
        case timedOut = "timed_out"
        /// It ended the process that tried it.
        case ended
        /// It did not open, or wants what this host does not give.
        case refused
        /// What came out of the process that tried it makes no sense.
        case garbled
    }

    package let kind: Kind
    /// For people: "SIGSEGV while it was made".
    package let message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    package var description: String {
        switch kind {
        case .crashed: "crashed: \(message)"
        case .timedOut: "timed out \(message)"
        case .ended: "ended the program \(message)"
        case .refused: message
        case .garbled: "misbehaved: \(message)"
        }
    }
}

/// What a worker does with a plugin, or with a module.
package enum ScanStep: String, Sendable, CaseIterable {
    case open, describe, make, activate, run, attend, save, deactivate, close, presets

    /// As it ends a sentence about what is tried.
    var phrase: String {
        switch self {
        case .open: "while it was opened"
        case .describe: "while it was described"
        case .make: "while it was made"
        case .activate: "while it was activated"
        case .run: "while it ran"
        case .attend: "while it was attended to"
        case .save: "while its state was saved"
        case .deactivate: "while it was deactivated"
        case .close: "while it was closed"
        case .presets: "while its presets were read"
        }
    }
}

/// Why nothing could be scanned at all.
package struct ScanError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: Sendable { case workerUnavailable, cacheUnwritable }
    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}

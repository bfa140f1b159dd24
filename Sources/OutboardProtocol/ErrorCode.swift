/// Why a request was refused: the stable names of the wire. What is said of each, in `entry`, is the one
/// catalogue that answers, the CLI and the reference are made from.
package enum ErrorCode: String, Sendable, CaseIterable {
    case pluginNotFound = "PLUGIN_NOT_FOUND"
    case pluginBlocked = "PLUGIN_BLOCKED"
    case trackNotFound = "TRACK_NOT_FOUND"
    case invalidParameter = "INVALID_PARAMETER"
    case presetLoadFailed = "PRESET_LOAD_FAILED"
    case presetNotFound = "PRESET_NOT_FOUND"
    case readOnly = "READ_ONLY"
    case engineError = "ENGINE_ERROR"
    case engineBusy = "ENGINE_BUSY"
    case unauthorized = "UNAUTHORIZED"
    case forbidden = "FORBIDDEN"
    case notIdentified = "NOT_IDENTIFIED"
    case unsupportedVersion = "UNSUPPORTED_VERSION"
    case rateLimited = "RATE_LIMITED"
    case invalidMessage = "INVALID_MESSAGE"
    case messageTooLarge = "MESSAGE_TOO_LARGE"
    case unknownType = "UNKNOWN_TYPE"
    case sessionNotFound = "SESSION_NOT_FOUND"
    case feedbackLoop = "FEEDBACK_LOOP"
    case conflict = "CONFLICT"
    case resyncRequired = "RESYNC_REQUIRED"
    case timeout = "TIMEOUT"
    case notFound = "NOT_FOUND"

    /// What every use of a code shares.
    package struct Entry: Sendable {
        /// When it is answered.
        package let meaning: String
        /// What to do, where the place of the error has nothing better to say.
        package let hint: String
        /// The status of an HTTP answer with this error.
        package let httpStatus: Int
        /// What the CLI exits with (sysexits).
        package let exitCode: Int32
        /// Whether the same request may succeed later, unchanged.
        package let isRetryable: Bool

        init(
            _ meaning: String,
            hint: String,
            http httpStatus: Int,
            exit exitCode: Int32,
            isRetryable: Bool = false
        ) {
            self.meaning = meaning
            self.hint = hint
            self.httpStatus = httpStatus
            self.exitCode = exitCode
            self.isRetryable = isRetryable
        }
    }

    package var hint: String { entry.hint }
    package var isRetryable: Bool { entry.isRetryable }
    package var exitCode: Int32 { entry.exitCode }
    package var httpStatus: Int { entry.httpStatus }
}

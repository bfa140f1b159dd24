/// Why a request was refused: the stable names of the wire, with what every use of one shares.
package enum ErrorCode: String, Sendable, CaseIterable {
    case pluginNotFound = "PLUGIN_NOT_FOUND"
    case pluginBlocked = "PLUGIN_BLOCKED"
    case trackNotFound = "TRACK_NOT_FOUND"
    case invalidParameter = "INVALID_PARAMETER"
    case presetLoadFailed = "PRESET_LOAD_FAILED"
    case engineError = "ENGINE_ERROR"
    case unauthorized = "UNAUTHORIZED"
    case rateLimited = "RATE_LIMITED"
    case invalidMessage = "INVALID_MESSAGE"
    case unknownType = "UNKNOWN_TYPE"
    case sessionNotFound = "SESSION_NOT_FOUND"
    case feedbackLoop = "FEEDBACK_LOOP"
    case engineBusy = "ENGINE_BUSY"
    case notFound = "NOT_FOUND"

    /// What to do, where the place of the error has nothing better to say.
    package var hint: String {
        switch self {
        case .pluginNotFound:
            "GET /api/sessions/{id} lists the inserts, GET /api/plugins what is installed."
        case .pluginBlocked:
            "GET /api/plugins lists what is blocked, and why; PLUGIN_SCAN with scope \"blocked\" tries again."
        case .trackNotFound: "GET /api/sessions/{id} lists the tracks; the master is \"master\"."
        case .invalidParameter:
            "Docs/protocol gives the range of each field, GET /api/plugins/{id} of each parameter."
        case .presetLoadFailed:
            "GET /api/plugins/{id}/presets lists those of a plugin, GET /api/presets our own with the errors of "
                + "those that cannot be read."
        case .engineError: "GET /health says how the engine is. Try again."
        case .unauthorized: "Send IDENTIFY with the server's token."
        case .rateLimited: "Wait for retry_after_ms, and send less often."
        case .invalidMessage: "Docs/protocol describes the envelope and every request."
        case .unknownType: "Docs/protocol lists the requests."
        case .sessionNotFound: "GET /api/sessions lists the sessions."
        case .feedbackLoop:
            "Take one of the named strips out of the circle; details.loop lists them."
        case .engineBusy: "Remove or bypass something, raise the quantum, or allow more load."
        case .notFound: "GET / is the dashboard, GET /health the state."
        }
    }

    /// Whether the same request may succeed later, unchanged.
    package var isRetryable: Bool { self == .engineError || self == .rateLimited }

    /// What the CLI exits with (sysexits).
    package var exitCode: Int32 {
        switch self {
        case .pluginNotFound, .trackNotFound, .sessionNotFound, .notFound: 66
        case .invalidParameter, .presetLoadFailed, .feedbackLoop, .pluginBlocked: 65
        case .engineError, .engineBusy: 69
        case .unauthorized: 77
        case .rateLimited: 75
        case .invalidMessage, .unknownType: 76
        }
    }

    /// The status of an HTTP answer with this error.
    package var httpStatus: Int {
        switch self {
        case .pluginNotFound, .trackNotFound, .sessionNotFound, .notFound: 404
        case .invalidParameter, .presetLoadFailed, .invalidMessage, .unknownType: 400
        case .feedbackLoop, .pluginBlocked: 409
        case .engineError, .engineBusy: 503
        case .unauthorized: 401
        case .rateLimited: 429
        }
    }
}

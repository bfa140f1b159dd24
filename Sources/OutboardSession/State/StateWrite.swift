import OutboardModel
import OutboardProtocol

/// What one edit changes of the state that clients know. Taken when the edit is on its way, and done to
/// the mirror in the order of revisions, so that later edits do not show through earlier ones.
enum StateWrite {
    case parameter(TrackID, LoadedInsert, index: Int, value: Double)
    case control(TrackID, SetStrip.Control)
    case send(SendRequest)
    /// What the plugin has told of its properties.
    case properties(TrackID, LoadedInsert)
    /// Anything may have changed.
    case whole(StateCapture)
    /// Another session is live.
    case session(StateCapture)

    var capture: StateCapture? {
        switch self {
        case .whole(let capture), .session(let capture): capture
        default: nil
        }
    }
}

/// A session as it was at one moment. Cheap to take: it shares what does not change with the session.
struct StateCapture {
    let loaded: LoadedSession
    let values: [InsertID: [Double]]
    let sampleRateHertz: Int
    let latencies: [TrackID: Int]
    let latencyFrames: Int
    let insertLatencies: [InsertID: Int]
}

extension SessionPlayer {
    var capture: StateCapture {
        StateCapture(
            loaded: session.loaded,
            values: session.loaded.inserts.mapValues(\.values),
            sampleRateHertz: sampleRateHertz,
            latencies: stripLatencies,
            latencyFrames: latencyFrames,
            insertLatencies: session.loaded.inserts.mapValues(\.latencyFrames)
        )
    }
}

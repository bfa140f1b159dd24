import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardRender

/// Renders the graph in which a recorder has just been put on a strip. `RECORD_START`
struct StartRecording: Verb {
    let track: TrackID
    let path: String

    mutating func prepare(
        _ player: SessionPlayer,
        _ context: EditContext
    ) throws(RequestError) -> Preparation {
        Preparation(ticket: try player.change())
    }

    var changesDocument: Bool { false }

    var kind: Request.Kind { .recordStart }

    func complete(_ session: LiveSession, _ origin: ChangeOrigin) -> Completion {
        Completion(
            notification: .recording(
                RecordingState(
                    track: track,
                    path: path,
                    isRunning: true,
                    frames: 0,
                    droppedFrames: 0,
                    firstFrame: nil
                )
            ),
            ackExtra: ["path": .string(path)]
        )
    }

    /// A take is not undone.
    var inverse: any Verb { self }

    /// The recorder itself has a line of its own.
    var journaled: JSONObject? { nil }
}

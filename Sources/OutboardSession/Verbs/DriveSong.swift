import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardRender

/// Plays, stops and locates the song. `TRANSPORT_PLAY`, `TRANSPORT_STOP`, `TRANSPORT_LOCATE`
///
/// Nothing of it is kept in the document: its inverse is nothing.
struct DriveSong: Verb {
    enum Action: Equatable {
        case play, stop
        case locate(seconds: Double)
    }

    let action: Action

    mutating func prepare(
        _ player: SessionPlayer,
        _ context: EditContext
    ) throws(RequestError) -> Preparation {
        switch action {
        case .play: return Preparation(actions: [.setRolling(true)])
        case .stop: return Preparation(actions: [.setRolling(false)])
        case .locate(let seconds):
            return Preparation(ticket: try player.locate(seconds: seconds))
        }
    }

    var changesDocument: Bool { false }

    var kind: Request.Kind {
        switch action {
        case .play: .transportPlay
        case .stop: .transportStop
        case .locate: .transportLocate
        }
    }

    func complete(_ session: LiveSession, _ origin: ChangeOrigin) -> Completion {
        Completion(notification: .transportChanged(origin))
    }

    var inverse: any Verb { self }

    var journaled: JSONObject? {
        switch action {
        case .play: Request.transportPlay.journaled
        case .stop: Request.transportStop.journaled
        case .locate(let seconds): Request.transportLocate(seconds: seconds).journaled
        }
    }
}

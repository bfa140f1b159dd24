import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardRender
import OutboardStore

/// Makes another session the live one, by a cross-fade. `SESSION_LOAD`
struct SwitchSession: Verb {
    let bundle: SessionBundle
    private var previous: SessionBundle?

    init(_ bundle: SessionBundle) { self.bundle = bundle }

    mutating func prepare(
        _ player: SessionPlayer,
        _ context: EditContext
    ) throws(RequestError) -> Preparation {
        previous = player.session.bundleNow
        let ticket = try player.replace(with: bundle)
        return Preparation(actions: player.songActions, ticket: ticket)
    }

    func complete(_ session: LiveSession, _ origin: ChangeOrigin) -> Completion {
        Completion(
            notification: .sessionSwitched(to: bundle.document.id, origin),
            switchesTo: bundle
        )
    }

    func writes(_ player: SessionPlayer) -> [StateWrite] { [.session(player.capture)] }

    var kind: Request.Kind { .sessionLoad }

    var inverse: any Verb { SwitchSession(previous ?? bundle) }

    /// With the session, because it may be another one later.
    var journaled: JSONObject? {
        var object = Request.sessionLoad(bundle.document.id).journaled
        object["directory"] = .string(bundle.directory)
        object["session"] = bundle.document.json
        object["states"] = bundle.journaledStates
        return object
    }
}

import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardStore

/// Has the live session go on as another one, which is on the disk already. `SESSION_SAVE_AS`
///
/// Nothing that is rendered changes: plugins, streams and the song stay, and so does what can be taken back.
struct GoOnAs: Verb {
    /// Id, name and directory of the one that it goes on as.
    let bundle: SessionBundle
    private var previous: SessionBundle?

    init(_ bundle: SessionBundle) { self.bundle = bundle }

    mutating func prepare(
        _ player: SessionPlayer,
        _ context: EditContext
    ) throws(RequestError) -> Preparation {
        previous = player.session.files.replacing(player.session.document)
        player.session.goOn(as: bundle)
        return Preparation()
    }

    func complete(_ session: LiveSession, _ origin: ChangeOrigin) -> Completion {
        Completion(
            notification: .sessionSwitched(to: bundle.document.id, origin),
            goesOnAs: session.files.replacing(session.document)
        )
    }

    /// Clients begin anew: what they know is of a session with another id.
    func writes(_ player: SessionPlayer) -> [StateWrite] { [.session(player.capture)] }

    var kind: Request.Kind { .sessionSaveAs }

    var inverse: any Verb { GoOnAs(previous ?? bundle) }

    /// With the directory, because files that come later lie there.
    var journaled: JSONObject? {
        let document = bundle.document
        let request = SessionSaveAsRequest(name: document.name, session: document.id)
        var object = Request.library(.saveSessionAs(request)).journaled
        object["directory"] = .string(bundle.directory)
        return object
    }
}

extension GoOnAs {
    /// As a journal kept it.
    init(
        _ request: SessionSaveAsRequest,
        directory: String,
        in session: LiveSession
    ) throws(RequestError) {
        guard let id = request.session else {
            throw RequestError(.invalidMessage, "It is not said which session it goes on as.")
        }
        var document = session.document
        document.id = id
        document.name = request.name
        self.init(SessionBundle(directory: directory, document: document))
    }
}

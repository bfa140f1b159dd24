import OutboardModel
import OutboardProtocol
import OutboardRender

/// Changes the structure of the session while it plays. `TRACK_ADD` and its like
struct EditDocument: Verb {
    let edit: DocumentEdit
    private var undo: DocumentEdit?

    init(_ edit: DocumentEdit) { self.edit = edit }

    mutating func prepare(
        _ player: SessionPlayer,
        _ context: EditContext
    ) throws(RequestError) -> Preparation {
        let (ticket, inverse) = try player.edit(edit)
        undo = inverse
        return Preparation(
            actions: player.gainActions(rampFrames: context.rampFrames),
            ticket: ticket
        )
    }

    func complete(_ session: LiveSession, _ origin: ChangeOrigin) -> Completion {
        Completion(notification: .sessionEdited(edit, origin))
    }

    var inverse: any Verb { EditDocument(undo ?? edit) }
}

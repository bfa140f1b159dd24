import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardRender

/// Changes the structure of the session while it plays. `TRACK_ADD` and its like
struct EditDocument: Verb {
    let edit: DocumentEdit
    private var undo: DocumentEdit?
    private var warning: JSONObject?

    /// What is brought back may be a placeholder; what is new may not.
    private let isUndo: Bool

    init(_ edit: DocumentEdit) {
        self.edit = edit
        isUndo = false
    }

    private init(undoing edit: DocumentEdit) {
        self.edit = edit
        isUndo = true
    }

    mutating func prepare(
        _ player: SessionPlayer,
        _ context: EditContext
    ) throws(RequestError) -> Preparation {
        if case .setBypass(let id, _, _) = edit, player.session.insert(id)?.bypassesItself == true {
            undo = try player.session.changeDocument(by: edit)
            return Preparation(actions: player.bypassActions())
        }
        let song = player.session.document.song
        let (ticket, inverse) = try player.edit(edit, allowsPlaceholders: isUndo) {
            (added) throws(RequestError) in
            try admit(added, context.budget)
        }
        undo = inverse
        let hasOtherSong = player.session.document.song != song
        return Preparation(
            actions: player.gainActions(rampFrames: context.rampFrames) + player.bypassActions()
                + (hasOtherSong ? [player.loopAction] : []),
            ticket: ticket
        )
    }

    /// Warns of what will not fit, or refuses it.
    private mutating func admit(_ added: Double, _ budget: LoadBudget) throws(RequestError) {
        let expected = budget.load + added
        guard expected > budget.limit else { return }
        let numbers: JSONObject = [
            "load": .number(budget.load), "added_load": .number(added),
            "expected_load": .number(expected), "limit": .number(budget.limit),
        ]
        if budget.refuses {
            throw RequestError(
                .engineBusy,
                "This would take \(Self.percent(expected)) of the time that there is, and "
                    + "\(Self.percent(budget.limit)) is the limit.",
                details: numbers
            )
        }
        warning = numbers
    }

    private static func percent(_ part: Double) -> String { "\(Int((part * 100).rounded())) %" }

    func complete(_ session: LiveSession, _ origin: ChangeOrigin) -> Completion {
        var completion = Completion(notification: .sessionEdited(edit, origin))
        completion.ackExtra["warning"] = warning.map(JSONValue.object)
        return completion
    }

    var inverse: any Verb { EditDocument(undoing: undo ?? edit) }

    var kind: Request.Kind { edit.kind }

    var journaled: JSONObject? { Request.edit(edit).journaled }
}

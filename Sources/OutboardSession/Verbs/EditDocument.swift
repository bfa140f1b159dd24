import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardRender

/// Changes the structure of the session while it plays, or where several controls are, or both at one
/// edge of a block. `TRACK_ADD` and its like, `BATCH`, `PLUGIN_PARAMETERS`
struct EditDocument: Verb {
    let edit: DocumentEdit
    private var undo: DocumentEdit?
    private var warning: JSONObject?
    /// What plugins that it brings begin with.
    private let states: [InsertID: [UInt8]]
    /// Of plugins that it took away.
    private var lostStates: [InsertID: [UInt8]] = [:]

    /// What is brought back may be a placeholder; what is new may not.
    private let isUndo: Bool
    let kind: Request.Kind

    /// - Parameter kind: the request that it is of. nil: the edit's own.
    init(_ edit: DocumentEdit, kind: Request.Kind? = nil) {
        self.init(edit, states: [:], isUndo: false, kind: kind ?? edit.kind)
    }

    /// - Parameter states: of plugins that come back with it.
    init(restoring edit: DocumentEdit, states: [InsertID: [UInt8]]) {
        self.init(edit, states: states, isUndo: true, kind: edit.kind)
    }

    private init(
        _ edit: DocumentEdit,
        states: [InsertID: [UInt8]],
        isUndo: Bool,
        kind: Request.Kind
    ) {
        self.kind = kind
        self.edit = edit
        self.states = states
        self.isUndo = isUndo
    }

    mutating func prepare(
        _ player: SessionPlayer,
        _ context: EditContext
    ) throws(RequestError) -> Preparation {
        let session = player.session
        if case .setBypass(let id, _, _) = edit, session.insert(id)?.bypassesItself == true {
            undo = try session.changeDocument(by: edit)
            return Preparation(actions: player.bypassActions())
        }
        let standing = session.standingValues(of: edit)
        let before = session.loaded.inserts
        let song = session.document.song
        var ticket: UInt64?
        if edit.isOnlyValues {
            try session.loaded.check(valuesOf: edit, in: session.document)
            undo = try session.changeDocument(by: edit)
        } else {
            (ticket, undo) = try player.edit(edit, states: states, allowsPlaceholders: isUndo) {
                (added) throws(RequestError) in
                try admit(added, context.budget)
            }
        }
        undo = undo.map { standing.completing($0) }
        lostStates = player.session.loaded.states(missingOf: before)
        let hasOtherSong = player.session.document.song != song
        return Preparation(
            actions: player.actions(sendingValuesOf: edit, context) + player.bypassActions()
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
        if edit.isOnlyValues {
            let told = edit.parts.compactMap { session.notification(of: $0, origin) }
            if let first = told.first {
                completion.notification = first
                completion.further = Array(told.dropFirst())
            }
        }
        completion.ackExtra["warning"] = warning.map(JSONValue.object)
        return completion
    }

    func writes(_ player: SessionPlayer) -> [StateWrite] {
        player.session.writes(ofValues: edit) ?? [.whole(player.capture)]
    }

    var inverse: any Verb { EditDocument(restoring: undo ?? edit, states: lostStates) }

    var subjects: Set<Subject> { edit.subjects.union(undo?.subjects ?? []) }

    var byteCount: Int { states.values.reduce(0) { $0 + $1.count } }

    var journaled: JSONObject? {
        guard isUndo else { return Request.edit(edit).journaled }
        // Longer than a request may be, and with what no request can have.
        var object = Request.edit(.all(edit.parts)).journaled
        object["restores"] = true
        if !states.isEmpty {
            var texts = JSONObject()
            for (insert, state) in states.sorted(by: { $0.key.text < $1.key.text }) {
                texts[insert.text] = OutboardSession.journaled(state)
            }
            object["states"] = .object(texts)
        }
        return object
    }
}

import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardRender

/// Takes a plugin out that may ring until it is done: its input falls silent at once, its output when
/// the time is over. `PLUGIN_REMOVE` with `ring_out_seconds`
struct RemoveRinging: Verb {
    let insert: InsertID
    let strip: TrackID
    let seconds: Double
    private var undo: DocumentEdit?
    private var lostStates: [InsertID: [UInt8]] = [:]

    init(_ insert: InsertID, on strip: TrackID, seconds: Double) {
        self.insert = insert
        self.strip = strip
        self.seconds = seconds
    }

    mutating func prepare(
        _ player: SessionPlayer,
        _ context: EditContext
    ) throws(RequestError) -> Preparation {
        let before = player.session.loaded.inserts
        let (ticket, inverse) = try player.remove(insert, from: strip, ringingSeconds: seconds)
        undo = inverse
        lostStates = player.session.loaded.states(missingOf: before)
        return Preparation(
            actions: player.gainActions(rampFrames: context.rampFrames),
            ticket: ticket
        )
    }

    func complete(_ session: LiveSession, _ origin: ChangeOrigin) -> Completion {
        Completion(notification: .sessionEdited(.removeInsert(insert, strip: strip), origin))
    }

    var inverse: any Verb {
        EditDocument(
            restoring: undo ?? .removeInsert(insert, strip: strip),
            states: lostStates
        )
    }

    var subjects: Set<Subject> { [.insert(insert)] }

    var kind: Request.Kind { .pluginRemove }

    var journaled: JSONObject? {
        Request.pluginRingOut(insert, track: strip, seconds: seconds).journaled
    }
}

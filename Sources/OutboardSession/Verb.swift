import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardRender
import OutboardStore

/// One kind of change. Each verb is a file in `Verbs`, with the same phases:
///
/// 1. `prepare`, on the control thread: checks the request, changes the document, and says what the
///    render thread has to do for it: commands, or another graph, by its ticket. It throws before
///    anything has changed.
/// 2. apply, on the render thread: `RenderAction`, at a block's edge.
/// 3. `complete`, on the control thread again: what collaborators are told.
///
/// `inverse` undoes what `prepare` did.
protocol Verb {
    mutating func prepare(
        _ player: SessionPlayer,
        _ context: EditContext
    ) throws(RequestError) -> Preparation

    func complete(_ session: LiveSession, _ origin: ChangeOrigin) -> Completion

    /// Valid after `prepare`.
    var inverse: any Verb { get }

    /// What a journal keeps of it, for `verb(journaled:in:)`; nil where it only makes the graph anew. Valid
    /// after `prepare`.
    var journaled: JSONObject? { get }

    /// Whether it makes a revision of the session. What is only heard, like a note, makes none.
    var changesDocument: Bool { get }

    /// What it changes of what clients know. Valid after `prepare`.
    func writes(_ player: SessionPlayer) -> [StateWrite]

    /// The request that asks for it.
    var kind: Request.Kind { get }

    /// What it is about. Valid after `prepare`.
    var subjects: Set<Subject> { get }

    /// What it keeps of plugins' states.
    var byteCount: Int { get }

    /// The control that it moves, if it moves one that a curve can move. Valid after `prepare`.
    var moved: MovedControl? { get }
}

extension Verb {
    var moved: MovedControl? { nil }
    var changesDocument: Bool { true }
    var subjects: Set<Subject> { [] }
    var byteCount: Int { 0 }
    func writes(_ player: SessionPlayer) -> [StateWrite] { [.whole(player.capture)] }
}

/// A control and where it is sent.
struct MovedControl {
    let target: AutomationCurve.Target
    let value: Double
    let previous: Double
}

/// What the render thread has to do for a change.
struct Preparation {
    var actions: [RenderAction] = []
    /// The graph that has to be heard.
    var ticket: UInt64?
}

/// What verbs need beside the session.
struct EditContext {
    /// How long gains and continuous parameters take to their new values.
    var rampFrames: UInt32
    var presets: [PresetStore]
    /// What the session takes now, and what it may.
    var budget = LoadBudget()
}

/// How much of a cycle's duration is taken, and how much may be.
struct LoadBudget {
    /// What 99 of 100 cycles stayed below.
    var load = 0.0
    var limit = 1.0
    var refuses = false
}

/// What a completed change has to tell.
struct Completion {
    /// For the others of the session.
    var notification: Notification
    /// And these behind it.
    var further: [Notification] = []
    /// For who asked, beside revision and frame.
    var ackExtra: JSONObject = [:]
    /// The session that is live now instead.
    var switchesTo: SessionBundle?
    /// What the live session is from now on, with all that it has.
    var goesOnAs: SessionBundle?
}

extension LiveSession {
    func checkTrack(_ id: TrackID) throws(RequestError) {
        guard document.strip(id) != nil else {
            throw RequestError(
                .trackNotFound,
                "There is no track \"\(id)\".",
                field: "track_id"
            )
        }
    }

    /// The plugin of an insert on that track.
    func insert(_ id: InsertID, on trackID: TrackID) throws(RequestError) -> LoadedInsert {
        guard document.holds(id, on: trackID), let insert = insert(id) else {
            try checkTrack(trackID)
            throw RequestError(
                .pluginNotFound,
                "There is no plugin \"\(id)\" on track \"\(trackID)\".",
                field: "plugin_id"
            )
        }
        return insert
    }

    func changeStrip(of trackID: TrackID, _ change: (inout Strip) -> Void) {
        changeDocument { _ = $0.changeStrip(trackID, change) }
    }
}

import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardRender
import OutboardStore

/// One kind of change. Each verb is a file in `Verbs`, with the same phases:
///
/// 1. `prepare`, on the control thread: checks the request, changes the document, and says what the
///    render thread has to do for it. It throws before anything has changed.
/// 2. apply, on the render thread: `RenderAction`, at a block's edge.
/// 3. `complete`, on the control thread again: what collaborators are told.
///
/// `inverse` undoes what `prepare` did.
protocol Verb {
    mutating func prepare(
        _ session: LiveSession,
        _ context: EditContext
    ) throws(RequestError) -> [RenderAction]

    func complete(_ session: LiveSession, _ origin: ChangeOrigin) -> Completion

    /// Valid after `prepare`.
    var inverse: any Verb { get }
}

/// What verbs need beside the session.
struct EditContext {
    /// How long gains and continuous parameters take to their new values.
    var rampFrames: UInt32
    var presets: [PresetStore]
}

/// What a completed change has to tell.
struct Completion {
    /// For the others of the session.
    var notification: Notification
    /// For who asked, beside revision and frame.
    var ackExtra: JSONObject = [:]
}

extension LiveSession {
    func checkTrack(_ id: TrackID) throws(RequestError) {
        guard id == .master || document.tracks.contains(where: { $0.id == id }) else {
            throw RequestError(
                .trackNotFound,
                "There is no track \"\(id)\".",
                field: "track_id"
            )
        }
    }

    /// The insert on that track.
    func insert(_ id: InsertID, on trackID: TrackID) throws(RequestError) -> LoadedInsert {
        try checkTrack(trackID)
        guard let insert = inserts.first(where: { $0.insert.id == id && $0.trackID == trackID })
        else {
            throw RequestError(
                .pluginNotFound,
                "There is no plugin \"\(id)\" on track \"\(trackID)\".",
                field: "plugin_id"
            )
        }
        return insert
    }

    func strip(of trackID: TrackID) -> Strip {
        document.tracks.first { $0.id == trackID }?.strip ?? document.master
    }

    func changeStrip(of trackID: TrackID, _ change: (inout Strip) -> Void) {
        changeDocument { document in
            if let index = document.tracks.firstIndex(where: { $0.id == trackID }) {
                change(&document.tracks[index].strip)
            } else {
                change(&document.master)
            }
        }
    }

    /// Sends every strip whose gains differ from `before` to what they should be now.
    func gainActions(since before: [StripGains], rampFrames: UInt32) -> [RenderAction] {
        zip(stripIDs, before).compactMap { id, old in
            let new = gains(of: id)
            if new == old { return nil }
            return .setGains(
                gainSlot: UInt32(stripSlot(of: id)),
                left: new.left,
                right: new.right,
                rampFrames: rampFrames
            )
        }
    }

    var allGains: [StripGains] { stripIDs.map { gains(of: $0) } }
}

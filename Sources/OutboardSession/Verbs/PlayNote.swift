import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardRender

/// Sends a short MIDI message to a track that takes notes. `NOTE`
struct PlayNote: Verb {
    let track: TrackID
    let bytes: [UInt8]

    init(_ track: TrackID, _ bytes: [UInt8], in session: LiveSession) throws(RequestError) {
        try session.checkTrack(track)
        guard session.loaded.sources[track]?.eventSlot != nil else {
            throw RequestError(
                .invalidParameter,
                "\"\(track)\" takes no notes.",
                hint: "Give it a source of kind \"notes\" with TRACK_SOURCE.",
                field: "track_id"
            )
        }
        self.track = track
        self.bytes = bytes
    }

    mutating func prepare(
        _ player: SessionPlayer,
        _ context: EditContext
    ) throws(RequestError) -> Preparation {
        guard let slot = player.session.loaded.sources[track]?.eventSlot else {
            return Preparation()
        }
        let packed = bytes.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return Preparation(
            actions: [
                .sendEvent(source: UInt32(slot), bytes: packed, size: UInt32(bytes.count))
            ]
        )
    }

    var changesDocument: Bool { false }

    func complete(_ session: LiveSession, _ origin: ChangeOrigin) -> Completion {
        Completion(notification: .notePlayed(track: track, bytes: bytes, origin))
    }

    /// What was heard cannot be taken back.
    var inverse: any Verb { self }

    var kind: Request.Kind { .note }

    var journaled: JSONObject? { Request.note(track: track, bytes: bytes).journaled }
}

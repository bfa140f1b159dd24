import OutboardIO
import OutboardModel
import OutboardProtocol
import OutboardRender

/// Where the song was.
struct SongPlace: Equatable {
    var seconds: Double
    var isRolling: Bool
}

/// Another sample rate needs another player: what the one before had under way is brought to an end, and goes on
/// with the next.
///
///     old driver ends ─▶ leavePlayer: reports, hands, edits, takes ─▶ the session as it is ─▶ next player
///                    └─ the song's place ────────────────────────────────────────▶ goOn ─▶ new driver
extension Engine {
    /// Ends what the player has under way; it renders no more. Whatever changed the document is done: the next
    /// player is made from it.
    ///
    /// - Returns: where its song was. nil: there is no player yet.
    func leavePlayer() -> SongPlace? {
        guard let player else { return nil }
        flushAllHeld()
        takeReports()
        let transport = player.transport
        var place = SongPlace(seconds: transport.seconds, isRolling: transport.isRolling)
        for (_, edit) in inFlight.sorted(by: { $0.key < $1.key }) {
            switch (edit.verb as? DriveSong)?.action {
            case .play: place.isRolling = true
            case .stop: place.isRolling = false
            case .locate(let seconds): place.seconds = seconds
            case nil: break
            }
        }
        // For whoever has a hand on a control, the song ends here: what hands did is written.
        noteSong(frame: player.renderer.frame, songFrame: transport.frame, isRolling: false)
        settleEdits()
        for (_, recording) in recordings { player.untap(recording.tap) }
        endRecordings { _ in true }
        return place
    }

    /// The graph that begins has all that was asked for before: nobody reports it as another's adoption.
    func noteGraphStart() {
        guard let frame = player?.renderer.frame else { return }
        for ticket in editOfTicket.keys.sorted() { note(ticket: ticket, frame: frame) }
        endRecordings { $0.ending != nil }
    }

    /// Goes to where the song was, and rolls if it did.
    func goOn(from place: SongPlace) {
        guard let song = player?.session.document.song else { return }
        if place.seconds > 0 { drive(.locate(seconds: place.seconds)) }
        if place.isRolling != song.rollsAtOnce { drive(place.isRolling ? .play : .stop) }
        if place.isRolling { beginWriting(by: .nobody) }
    }

    private func drive(_ action: DriveSong.Action) {
        perform(DriveSong(action: action), [], by: .nobody, step: .none)
    }

    /// From a frame on, frames are shorter or longer.
    func noteRate(_ rate: Int, from frame: Int64) {
        rateBegan = (frame, seconds(atFrame: frame))
        sampleRateHertz = rate
    }

    /// The time from the engine's start to one of its frames, of this rate or a later one.
    func seconds(atFrame frame: Int64) -> Double {
        rateBegan.seconds + Double(frame - rateBegan.frame) / Double(sampleRateHertz)
    }
}

extension AutomationDesk {
    /// For a player that follows: hands are where they are.
    var succeeding: AutomationDesk {
        var next = AutomationDesk()
        next.gestures = gestures
        return next
    }
}

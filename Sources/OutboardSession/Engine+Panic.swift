import OutboardProtocol
import OutboardRender

/// Silence at once, for when something screams. `PANIC`
///
/// The gain of all outputs falls, so the session and what people set stay as they are.
extension Engine {
    func panic(isOff: Bool, _ reply: PendingReply) {
        if !isOff { endAllNotes() }
        isPanicking = !isOff
        sendOutputGain(isOff ? 1 : 0, rampFrames: editContext.rampFrames)
        reply.send(.success(Ack(.accepted)))
        announceState()
    }

    private func endAllNotes() {
        guard let player else { return }
        for track in player.session.document.tracks
        where player.session.loaded.sources[track.id]?.eventSlot != nil {
            for channel in UInt8(0)..<16 {
                // All sound off, all notes off.
                for controller: UInt8 in [120, 123] {
                    let bytes = [0xB0 | channel, controller, 0]
                    guard let verb = try? PlayNote(track.id, bytes, in: player.session) else {
                        continue
                    }
                    perform(verb, [], by: .nobody, step: .none)
                }
            }
        }
    }
}

import OutboardModel
import OutboardProtocol
import OutboardStore

/// Going from one session to the next while the band plays.
extension Engine {
    /// Loads a session and fades over to it. The answer comes when it is heard.
    func switchSession(to id: SessionID, _ reply: PendingReply) throws(RequestError) {
        let bundle: SessionBundle
        do {
            bundle = try parts.sessions.load(id)
        } catch {
            throw RequestError(
                .sessionNotFound,
                error.code == .notFound
                    ? "There is no session \"\(id)\"."
                    : "Session \"\(id)\" cannot be loaded: \(error.message)."
            )
        }
        perform(SwitchSession(bundle), [reply])
    }

    /// What follows from another session's being live.
    func noteSwitch(to bundle: SessionBundle) {
        self.bundle = bundle
        debouncer = Debouncer(windowNanoseconds: debouncer.windowNanoseconds)
        announcer = Debouncer(windowNanoseconds: announcer.windowNanoseconds)
        for problem in player?.session.problems ?? [] { log.warning("\(problem)") }
        restartLoudness()
        for connection in clients.keys where clients[connection]?.session != nil {
            clients[connection]?.session = bundle.document.id
            if let player { clients[connection]?.receive(.stateSnapshot(player.snapshot)) }
        }
    }
}

import OutboardModel
import OutboardProtocol

/// The state that clients have: see `StateDesk`.
extension Engine {
    /// At most one delta in this time.
    static let deltaIntervalNanoseconds: Int64 = 16_000_000

    /// A player was made, for a session that begins or that goes on.
    func beginState(of player: SessionPlayer) {
        if state == nil {
            let revision = player.session.revision
            state = StateDesk(player.capture, revision: revision, limits: configuration.deltas)
        } else {
            state!.closeAll()
            _ = commit([.whole(player.capture)], by: .nobody)
        }
    }

    /// Makes a revision of what is done already.
    @discardableResult
    func commit(_ writes: [StateWrite], by author: ChangedBy) -> UInt64 {
        guard let player else { return 0 }
        let revision = player.session.commit()
        state?.open(StateDelta.Change(revision: revision, changedBy: author), writes)
        state?.close(revision)
        return revision
    }

    /// Plugins have told, or been compensated: delays are others than clients know.
    func noteLatencies() {
        guard let player, let known = state?.mirror.session else { return }
        let isKnown =
            known.latencyFrames == player.latencyFrames
            && player.session.loaded.orderedInserts.allSatisfy { strip, insert in
                known.strip(strip)?.inserts[insert.id]?.latencyFrames == insert.latencyFrames
            }
        if !isKnown { commit([.whole(player.capture)], by: .nobody) }
    }

    /// Tells what is done, if it is time.
    func tellState() {
        state?.forgetWhole(now: now())
        guard state?.isWaiting == true, now() >= state!.dueAt else { return }
        flushState()
    }

    /// Tells what is done now.
    func flushState() {
        guard let news = state?.take(now: now()) else { return }
        state!.dueAt = now() + Self.deltaIntervalNanoseconds
        switch news {
        case .delta(let delta):
            tell(Broadcast(.stateDelta(delta)), where: \.hasState)
        case .session:
            let broadcast = state!.tellWhole(now: now())
            for client in clients.values where client.wantsState { client.hasState = true }
            tell(broadcast, where: \.wantsState)
        }
    }

    /// Brings a client to where all others are.
    ///
    /// - Parameter place: where it has been. nil: nowhere that counts.
    /// - Returns: whether it goes on from there.
    @discardableResult
    func bringState(to connection: String, since place: IdentifyRequest.Resume? = nil) -> Bool {
        flushState()
        guard state != nil, let client = clients[connection], client.wantsState else {
            return false
        }
        clients[connection]?.hasState = true
        guard let place, let deltas = state!.deltas(since: place, now: now()) else {
            client.tell(state!.tellWhole(now: now()))
            return false
        }
        for delta in deltas { client.tell(.stateDelta(delta)) }
        return true
    }
}

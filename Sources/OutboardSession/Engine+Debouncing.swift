import OutboardModel
import OutboardProtocol

/// Parameters that move are sent down once a window.
extension Engine {
    func debounce(_ verb: SetPluginParameter, _ reply: PendingReply) {
        let key = ParameterKey(insert: verb.insert, index: verb.index)
        let pending = PendingParameter(
            verb: verb,
            replies: [reply],
            changedBy: changedBy(reply.connection)
        )
        let decision = debouncer.offer(pending, for: key, now: now()) { held, new in
            PendingParameter(
                verb: new.verb,
                replies: held.replies + new.replies,
                changedBy: new.changedBy
            )
        }
        if case .pass(let pending) = decision { perform(pending.verb, pending.replies) }
    }

    /// Values that wait are sent before anything that builds on them.
    func flushHeld(of insert: InsertID) {
        for (_, pending) in debouncer.flush(where: { $0.insert == insert }) {
            perform(pending.verb, pending.replies)
        }
    }

    func flushHeld(before request: Request) {
        switch request {
        case .presetLoad(let load): flushHeld(of: load.insert)
        case .edit, .pluginRingOut, .sessionSave:
            for (_, pending) in debouncer.flush(where: { _ in true }) {
                perform(pending.verb, pending.replies)
            }
        default: break
        }
    }

    func performDueParameters() {
        for (_, pending) in debouncer.takeDue(now: now()) {
            perform(pending.verb, pending.replies)
        }
    }
}

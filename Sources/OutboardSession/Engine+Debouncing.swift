import OutboardModel
import OutboardProtocol
import Synchronization

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

    /// The same for who does not wait until it is heard: what waits in a window counts as on its way.
    func debounceAccepting(_ verb: SetPluginParameter, _ reply: PendingReply) {
        let answer = FirstAnswer(reply)
        debounce(verb, answer.onlyFailure)
        answer.accept(revision: player?.session.revision)
    }

    /// Values that wait are sent before anything that builds on them.
    func flushHeld(of insert: InsertID) {
        for (_, pending) in debouncer.flush(where: { $0.insert == insert }) {
            perform(pending.verb, pending.replies)
        }
    }

    func flushAllHeld() {
        for (_, pending) in debouncer.flush(where: { _ in true }) {
            perform(pending.verb, pending.replies)
        }
    }

    func flushHeld(before request: Request) {
        switch request {
        case .presetLoad(let load): flushHeld(of: load.insert)
        case .edit, .ramp, .pluginParameters, .parameterReset, .pluginRingOut, .sessionSave:
            flushAllHeld()
        default: break
        }
    }

    func performDueParameters() {
        for (_, pending) in debouncer.takeDue(now: now()) {
            perform(pending.verb, pending.replies)
        }
    }
}

/// Answers once: that it was accepted, unless it failed at once.
private final class FirstAnswer: Sendable {
    private let reply: PendingReply
    private let isGiven = Mutex(false)

    init(_ reply: PendingReply) { self.reply = reply }

    var onlyFailure: PendingReply {
        PendingReply(requestID: reply.requestID, connection: reply.connection) { result in
            if case .failure = result { self.give(result) }
        }
    }

    func accept(revision: UInt64?) { give(.success(Ack(.accepted, revision: revision))) }

    private func give(_ result: Result<Ack, RequestError>) {
        let isFirst = isGiven.withLock { isGiven in
            defer { isGiven = true }
            return !isGiven
        }
        if isFirst { reply.send(result) }
    }
}

import OutboardModel
import OutboardProtocol

/// Parameters that move are sent down once a window.
///
///     offer ─▶ the first of a window: push
///          └─▶ the others: hold ─▶ the window ends: push the latest
///
/// Where nobody waits until it is heard, the first is held, too, and pushed when its author has been answered: in a
/// stream of requests, what a change takes is not to stand between one and its answer.
///
/// What a move leaves behind (a step of the history, a hand on the control) is noted with what is pushed: what a
/// newer value replaced within the window was never heard.
extension Engine {
    /// Answers when the value is heard, or a later one in its place.
    func debounce(_ verb: SetPluginParameter, _ reply: PendingReply) {
        let decision = debouncer.offer(
            PendingParameter(verb: verb, replies: [reply], asker: reply.asker),
            for: verb.key,
            now: now()
        ) { $0.supersede(with: $1) }
        if case .pass(let pending) = decision { perform(pending) }
    }

    /// The same for who does not wait until it is heard. `performRipeParameters` is to be called soon.
    func accept(_ verb: SetPluginParameter, for asker: Asker) throws(RequestError) -> Ack {
        try checkRoom()
        _ = debouncer.hold(
            PendingParameter(verb: verb, replies: [], asker: asker),
            for: verb.key,
            now: now()
        ) { $0.supersede(with: $1) }
        return Ack(.accepted, revision: player?.session.revision)
    }

    /// Sends down what was accepted and is due.
    func performRipeParameters() {
        guard debouncer.isRipe else { return }
        for (_, pending) in debouncer.takeRipe(now: now()) { perform(pending) }
    }

    private func perform(_ pending: PendingParameter) {
        let connection = pending.asker.connection
        noteMove(of: pending.verb, by: connection)
        perform(pending.verb, pending.replies, for: pending.asker, by: changedBy(connection))
    }

    /// Values that wait are sent before anything that builds on them.
    func flushHeld(of insert: InsertID) {
        for (_, pending) in debouncer.flush(where: { $0.insert == insert }) { perform(pending) }
    }

    /// Where it was that connection that moved them last.
    func flushHeld(of connection: String) {
        for (_, pending) in debouncer.flushValues(where: { $0.asker.connection == connection }) {
            perform(pending)
        }
    }

    func flushAllHeld() {
        for (_, pending) in debouncer.flush(where: { _ in true }) { perform(pending) }
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
        for (_, pending) in debouncer.takeDue(now: now()) { perform(pending) }
    }
}

extension SetPluginParameter {
    var key: ParameterKey { ParameterKey(insert: insert, index: index) }
}

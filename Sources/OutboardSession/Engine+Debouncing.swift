import OutboardModel
import OutboardProtocol

/// Parameters that move are sent down once a window.
///
///     offer ─▶ the first of a window: push
///          └─▶ the others: hold ─▶ the window ends: push the latest
///
/// What a move leaves behind (a step of the history, a hand on the control) is noted with what is pushed: what a
/// newer value replaced within the window was never heard.
extension Engine {
    /// Answers when the value is heard, or a later one in its place.
    func debounce(_ verb: SetPluginParameter, _ reply: PendingReply) {
        guard let pending = offer(verb, [reply], reply.asker) else { return }
        perform(pending)
    }

    /// The same for who does not wait until it is heard: what waits in a window counts as on its way.
    func accept(_ verb: SetPluginParameter, for asker: Asker) throws(RequestError) -> Ack {
        if let pending = offer(verb, [], asker) { try push(pending) }
        return Ack(.accepted, revision: player?.session.revision)
    }

    /// Gives back what is to be pushed now. nil: it waits.
    private func offer(
        _ verb: SetPluginParameter,
        _ replies: [PendingReply],
        _ asker: Asker
    ) -> PendingParameter? {
        let decision = debouncer.offer(
            PendingParameter(verb: verb, replies: replies, asker: asker),
            for: ParameterKey(insert: verb.insert, index: verb.index),
            now: now()
        ) { held, new in held.supersede(with: new) }
        return if case .pass(let pending) = decision { pending } else { nil }
    }

    private func perform(_ pending: PendingParameter) {
        // Who waits has been told.
        _ = try? push(pending)
    }

    private func push(_ pending: PendingParameter) throws(RequestError) {
        noteMove(of: pending.verb, by: pending.asker.connection)
        do throws(RequestError) {
            try push(
                pending.verb,
                pending.replies,
                for: pending.asker,
                by: changedBy(pending.asker.connection)
            )
        } catch {
            for reply in pending.replies { reply.send(.failure(error)) }
            throw error
        }
    }

    /// Values that wait are sent before anything that builds on them.
    func flushHeld(of insert: InsertID) {
        for (_, pending) in debouncer.flush(where: { $0.insert == insert }) { perform(pending) }
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

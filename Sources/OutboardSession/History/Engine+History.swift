import OutboardJSON
import OutboardModel
import OutboardProtocol
import Synchronization

/// What a change is to the history.
enum StepRole {
    /// Something new, which can be taken back.
    case new
    /// A step is taken back, or done again.
    case turn(History.Step)
    /// It leaves no trace: nobody can take it back.
    case none
}

/// Taking back what people did, and doing it again.
extension Engine {
    /// Notes a change that is on its way, and returns the step that it made.
    func noteStep(_ verb: any Verb, by author: ChangedBy, _ role: StepRole) -> UInt64? {
        guard let player, verb.changesDocument else { return nil }
        switch role {
        case .none: return nil
        case .turn(let step):
            history.turn(step.id, verb)
            return nil
        case .new:
            // Another session, or what a plugin did: nobody takes that back.
            let subjects = verb.subjects
            guard !(verb is SwitchSession), !subjects.isEmpty else { return nil }
            let key = StepGroups.Key(connection: author.connection, subjects: subjects)
            return history.note(
                verb,
                on: subjects,
                by: author.user,
                group: stepGroups.number(for: key, now: now()),
                text: stepTexts.text(of: verb, on: subjects, in: player.session)
            )
        }
    }

    /// The structure is another one, or another session.
    func noteStructure(_ verb: any Verb, _ revision: UInt64) {
        switch verb {
        case let edit as EditDocument where !edit.edit.isOnlyValues: break
        case is RemoveRinging: break
        case is SwitchSession: history = History(limits: history.limits)
        default: return
        }
        structureRevision = revision
        stepTexts = StepTexts()
    }

    /// A change was refused behind its back.
    func takeBackStep(of edit: InFlightEdit) {
        if let step = edit.step { history.forget(step) }
        if case .turn(let step) = edit.role { history.turnBack(step) }
    }

    /// Refuses an edit of a structure that its author has not seen.
    func checkExpected(_ envelope: Envelope) throws(RequestError) {
        guard let expected = envelope.expectedRevision, let session = player?.session else {
            return
        }
        switch envelope.request {
        case .edit(let edit) where !edit.isOnlyValues: break
        // Looked at once, before the first of them: what follows is on top of that.
        case .batch(let batch) where !batch.requests.allSatisfy(\.isOnlyValues): break
        case .pluginRingOut: break
        default: return
        }
        guard expected < structureRevision || expected > session.revision else { return }
        throw RequestError(
            .conflict,
            "The session has changed since revision \(expected).",
            hint: "Look at the session as it is now, and decide anew.",
            field: "expected_revision",
            details: [
                "revision": .integer(session.revision),
                "structure_revision": .integer(structureRevision),
            ]
        )
    }

    /// `UNDO`, `REDO`
    func turn(
        _ request: HistoryRequest,
        _ reply: PendingReply,
        next: (History, String) -> History.Step?,
        nothing: String
    ) throws(RequestError) {
        flushAllHeld()
        let user = changedBy(reply.connection).user
        let collector = ReplyCollector(reply)
        var taken: [History.Step] = []
        var stopped: RequestError?
        while taken.count < request.count, stopped == nil {
            guard let step = next(history, user) else {
                stopped = RequestError(.conflict, nothing)
                break
            }
            if !request.isForced, let other = history.changedSince(step) {
                stopped = conflict(step, other)
                break
            }
            let part = collector.part()
            if perform(step.verb, [part.reply], step: .turn(step)) == nil {
                stopped = part.error ?? RequestError(.engineError, "It is not done.")
                collector.drop(part)
            } else {
                taken.append(step)
            }
        }
        if taken.isEmpty, let stopped { throw stopped }
        var extra: JSONObject = ["steps": .array(taken.map(\.json))]
        if taken.count < request.count { extra["stopped"] = stopped?.json }
        collector.finish(adding: extra)
    }

    private func conflict(_ step: History.Step, _ other: History.Step) -> RequestError {
        RequestError(
            .conflict,
            "\(other.user) has changed it since: \(other.text).",
            hint: "Say \"force\" to do it all the same.",
            details: [
                "changed_by": .string(other.user), "step": .object(other.json.object ?? [:]),
            ]
        )
    }

    /// `HISTORY`
    func listHistory(limit: Int, _ reply: PendingReply) {
        let steps = history.steps.suffix(limit).map(\.json)
        reply.send(.success(Ack(.accepted, extra: ["steps": .array(steps)])))
    }

    // MARK: Batches

    /// Each on its own, one after the other. The ack comes when the last of them is done.
    func performSerially(
        _ batch: BatchRequest,
        in session: LiveSession,
        _ reply: PendingReply
    ) {
        let collector = ReplyCollector(reply)
        for edit in batch.requests {
            let part = collector.part()
            do throws(RequestError) {
                flushHeld(before: .edit(edit))
                guard let session = player?.session else { continue }
                perform(EditDocument(try session.resolved(edit)), [part.reply])
            } catch {
                part.reply.send(.failure(error))
            }
        }
        collector.finishWithResults()
    }
}

extension History.Step {
    var json: JSONValue {
        [
            "id": .integer(id), "user_id": .string(user), "type": .string(kind.rawValue),
            "subject": .string(subjects.map(\.text).min() ?? ""), "text": .string(text),
            "undone": .bool(isUndone),
        ]
    }
}

/// Makes one answer of several.
final class ReplyCollector: Sendable {
    /// One of them.
    final class Part: Sendable {
        fileprivate let result = Mutex<Result<Ack, RequestError>?>(nil)
        fileprivate let collector: ReplyCollector

        fileprivate init(_ collector: ReplyCollector) { self.collector = collector }

        var reply: PendingReply {
            PendingReply(
                requestID: collector.reply.requestID,
                connection: collector.reply.connection
            ) {
                answer in
                self.result.withLock { $0 = answer }
                self.collector.answerIfComplete()
            }
        }

        var error: RequestError? {
            if case .failure(let error) = result.withLock({ $0 }) { error } else { nil }
        }
    }

    private struct State {
        var parts: [Part] = []
        /// nil: more parts may come.
        var finish: (@Sendable ([Part]) -> Result<Ack, RequestError>)?
    }

    private let reply: PendingReply
    private let state = Mutex(State())

    init(_ reply: PendingReply) { self.reply = reply }

    func part() -> Part {
        let part = Part(self)
        state.withLock { $0.parts.append(part) }
        return part
    }

    func drop(_ part: Part) { state.withLock { $0.parts.removeAll { $0 === part } } }

    /// The last one's ack, with more in it; or the first error.
    func finish(adding extra: JSONObject) {
        finish { parts in
            if let error = parts.lazy.compactMap(\.error).first { return .failure(error) }
            guard case .success(var ack) = parts.last?.result.withLock({ $0 }) else {
                return .success(Ack(.accepted, extra: extra))
            }
            for member in extra.members { ack.extra[member.key] = member.value }
            return .success(ack)
        }
    }

    /// A result for each.
    func finishWithResults() {
        finish { parts in
            var ack = Ack(.accepted)
            let results = parts.map { part -> JSONValue in
                switch part.result.withLock({ $0 }) {
                case .success(let done):
                    ack.status = done.appliedAtFrame == nil ? ack.status : .applied
                    ack.revision = max(ack.revision ?? 0, done.revision ?? 0)
                    ack.appliedAtFrame = done.appliedAtFrame ?? ack.appliedAtFrame
                    ack.appliedAtSeconds = done.appliedAtSeconds ?? ack.appliedAtSeconds
                    var object: JSONObject = ["ok": true]
                    for member in done.json.members { object[member.key] = member.value }
                    return .object(object)
                case .failure(let error): return ["ok": false, "error": error.json]
                case nil: return ["ok": false]
                }
            }
            ack.extra["results"] = .array(results)
            return .success(ack)
        }
    }

    private func finish(_ make: @escaping @Sendable ([Part]) -> Result<Ack, RequestError>) {
        state.withLock { $0.finish = make }
        answerIfComplete()
    }

    private func answerIfComplete() {
        let complete = state.withLock { state -> (([Part]) -> Result<Ack, RequestError>, [Part])? in
            guard let finish = state.finish,
                state.parts.allSatisfy({ $0.result.withLock { $0 != nil } })
            else { return nil }
            state.finish = nil
            return (finish, state.parts)
        }
        if let (finish, parts) = complete { reply.send(finish(parts)) }
    }
}

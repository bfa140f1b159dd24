import Dispatch
import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardStore

/// Writes sessions, one after the other: a disk may take its time.
let savingQueue = DispatchQueue(label: "outboard-save", qos: .userInitiated)

/// Going from one session to the next while the band plays.
extension Engine {
    /// Loads a session and fades over to it. The answer comes when it is heard.
    func switchSession(to id: SessionID, _ reply: PendingReply) throws(RequestError) {
        guard !libraryDesk.leaving.contains(id) else { throw noSuchSession(stored: id) }
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

    /// Writes the session to its directory. The answer comes when the disk has it; meanwhile everything
    /// goes on.
    func saveSession(_ session: LiveSession, _ reply: PendingReply) {
        flushHeld(before: .sessionSave)
        let (bundle, problems) = session.bundleWithStates()
        for problem in problems { log.warning("\(problem)") }
        let origin = ChangeOrigin(
            session: bundle.document.id,
            revision: session.revision,
            changedBy: changedBy(reply.connection),
            requestID: reply.requestID
        )
        savingQueue.async { [parts, weak self] in
            let result: Result<Ack, RequestError>
            do throws(StoreError) {
                let saved = try parts.sessions.save(bundle)
                self?.onControlThread { engine in
                    guard let live = engine.player?.session,
                        live.files.directory == bundle.directory
                    else { return }
                    live.noteStates(of: saved)
                }
                var extra: JSONObject = ["path": .string(bundle.directory + "/session.json")]
                if !problems.isEmpty { extra["problems"] = .array(problems.map { .string($0) }) }
                result = .success(Ack(.accepted, revision: origin.revision, extra: extra))
            } catch {
                result = .failure(
                    RequestError(
                        .engineError,
                        "The session is not saved: \(error).",
                        hint:
                            "What plays is not touched. Make room or give the right, and try again."
                    )
                )
            }
            self?.noteSaved(result, origin, name: bundle.document.name, reply)
        }
    }

    nonisolated private func noteSaved(
        _ result: Result<Ack, RequestError>,
        _ origin: ChangeOrigin,
        name: String,
        _ reply: PendingReply
    ) {
        thread.submit { [self] in
            assumeIsolated { engine in
                reply.send(result)
                let user = origin.changedBy.user
                if case .failure(let error) = result {
                    return engine.noteSaved(origin.session, by: user, error: error)
                }
                engine.noteSaved(origin.session, by: user, error: nil)
                engine.libraryDesk.noteSaved(origin.session, name: name)
                engine.tell(.sessionSaved(origin), except: reply.connection)
            }
        }
    }

    /// What follows from another session's being live.
    func noteSwitch(to bundle: SessionBundle) {
        self.bundle = bundle
        // What people have moved since it was on its way is this session's, and waits on in the debouncer.
        announcer = Debouncer(windowNanoseconds: announcer.windowNanoseconds)
        for problem in player?.session.problems ?? [] { log.warning("\(problem)") }
        noteListed(bundle.document)
        restartLoudness()
        for connection in clients.keys where clients[connection]?.session != nil {
            clients[connection]?.session = bundle.document.id
        }
    }
}

import Dispatch
import Foundation
import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardStore

/// Sessions and presets that come and go on the disk.
///
///     request ─▶ checks, what is to be written ─▶ savingQueue: write, rename ─▶ reply, LIBRARY_CHANGED
///                        [control]                       [a queue]                   [control]
extension Engine {
    func take(
        _ request: LibraryRequest,
        in session: LiveSession?,
        _ reply: PendingReply
    ) throws(RequestError) {
        switch request {
        case .newSession(let request): makeSession(request, reply)
        case .saveSessionAs(let request): try saveSession(session!, as: request, reply)
        case .deleteSession(let id): try deleteSession(id, reply)
        case .savePreset(let request): try savePreset(request, in: session!, reply)
        case .deletePreset(let id): try deletePreset(id, reply)
        case .bringBack(let request): bringBack(request, reply)
        }
    }

    /// Writes where it may take its time, and goes on here with what came of it.
    func write<Result: Sendable>(
        _ work: @escaping @Sendable (EngineParts) throws(StoreError) -> Result,
        then: @escaping @Sendable (isolated Engine, Swift.Result<Result, StoreError>) -> Void
    ) {
        savingQueue.async { [parts, self] in
            let result: Swift.Result<Result, StoreError>
            do throws(StoreError) {
                result = .success(try work(parts))
            } catch {
                result = .failure(error)
            }
            onControlThread { then($0, result) }
        }
    }

    /// The time, as it stands in names of files.
    var trashStamp: String {
        let text = timestamp(milliseconds: parts.timeOfDay())
        return text.prefix(19).replacingOccurrences(of: ":", with: "-") + "Z"
    }

    // MARK: Sessions

    /// `SESSION_NEW`
    private func makeSession(_ request: SessionNewRequest, _ reply: PendingReply) {
        let document = SessionDocument.blank(
            name: request.name,
            sampleRateHertz: sampleRateHertz
        )
        let choice = IDChoice(request.session?.text, like: request.name, usual: "session")
        let stamp = trashStamp
        write { (parts) throws(StoreError) in
            try parts.sessions.add(NewSession(document), as: choice, stamp: stamp)
        } then: { engine, result in
            switch result {
            case .failure(let error):
                reply.send(.failure(.notMade("The session", error, field: "session_id")))
            case .success(let bundle):
                engine.tellLibrary(
                    .session,
                    bundle.document.id.text,
                    .added,
                    name: request.name,
                    reply
                )
                engine.finish(bundle, opens: request.opens, reply)
            }
        }
    }

    private func finish(_ bundle: SessionBundle, opens: Bool, _ reply: PendingReply) {
        let made = bundle.made
        guard opens else { return reply.send(.success(Ack(.accepted, extra: made))) }
        perform(
            SwitchSession(bundle),
            [
                reply.mapping { ack in
                    var ack = ack
                    for member in made.members { ack.extra[member.key] = member.value }
                    return ack
                } failing: { error in
                    var error = error
                    error.message = "The session is made, and not opened: " + error.message
                    error.hint = "SESSION_LOAD opens \"\(bundle.document.id)\"."
                    return error
                }
            ]
        )
    }

    /// `SESSION_SAVE_AS`
    private func saveSession(
        _ session: LiveSession,
        as request: SessionSaveAsRequest,
        _ reply: PendingReply
    ) throws(RequestError) {
        guard !libraryDesk.isSavingAs else {
            throw RequestError(
                .conflict,
                "Somebody is saving the session as another one just now.",
                hint: "Wait a moment, and look which one is live then."
            )
        }
        guard request.session != session.document.id else {
            throw RequestError(
                .conflict,
                "\"\(session.document.id)\" is the live session itself.",
                hint: "SESSION_SAVE writes it, and SESSION_RENAME gives it another name.",
                field: "session_id"
            )
        }
        flushHeld(before: .sessionSave)
        let (bundle, problems) = session.bundleWithStates()
        for problem in problems { log.warning("\(problem)") }
        var document = bundle.document
        document.name = request.name
        let new = NewSession(document, states: bundle.states, filesOf: bundle.directory)
        let choice = IDChoice(
            request.session?.text,
            replaces: request.replaces,
            like: request.name,
            usual: "session"
        )
        let stamp = trashStamp
        libraryDesk.isSavingAs = true
        write { (parts) throws(StoreError) in
            try parts.sessions.add(new, as: choice, stamp: stamp)
        } then: { engine, result in
            switch result {
            case .failure(let error):
                engine.libraryDesk.endSavingAs()
                reply.send(.failure(.notMade("The session", error, field: "session_id")))
            case .success(let made):
                engine.libraryDesk.arriving = made.document.id
                engine.tellLibrary(
                    .session,
                    made.document.id.text,
                    .added,
                    name: request.name,
                    reply
                )
                engine.goOn(from: bundle, as: made, problems, reply)
            }
        }
    }

    /// Has the live session go on as the one that was written.
    ///
    /// - Parameter bundle: as it was then.
    private func goOn(
        from bundle: SessionBundle,
        as made: SessionBundle,
        _ problems: [String],
        _ reply: PendingReply
    ) {
        let id = made.document.id
        // Files that were not there yet when the others went along.
        if let document = player?.session.document,
            !document.fileNames.isSubset(of: bundle.document.fileNames)
        {
            let now = bundle.replacing(document)
            return write { (parts) throws(StoreError) in
                try parts.sessions.giveFiles(of: bundle.directory, to: made)
            } then: { engine, result in
                if case .failure(let error) = result {
                    engine.libraryDesk.endSavingAs()
                    return reply.send(.failure(.notMade("A file of the session", error)))
                }
                engine.goOn(from: now, as: made, problems, reply)
            }
        }
        libraryDesk.endSavingAs()
        guard let session = player?.session, session.document.id == bundle.document.id,
            session.files.directory == bundle.directory
        else {
            return reply.send(
                .failure(
                    RequestError(
                        .conflict,
                        "The session is saved as \"\(id)\", but another one is live by now.",
                        hint: "SESSION_LOAD opens \"\(id)\"."
                    )
                )
            )
        }
        var extra = made.made
        if !problems.isEmpty { extra["problems"] = .array(problems.map { .string($0) }) }
        perform(
            GoOnAs(made),
            [
                reply.mapping { [extra] ack in
                    var ack = ack
                    for member in extra.members { ack.extra[member.key] = member.value }
                    return ack
                } failing: { error in
                    var error = error
                    error.message =
                        "The session is saved as \"\(id)\", and goes on as it was: "
                        + error.message
                    error.hint = "SESSION_LOAD opens \"\(id)\"."
                    return error
                }
            ]
        )
    }

    /// What follows from the live session's being another one from here on, with all that it has.
    func noteGoingOn(as bundle: SessionBundle) {
        if let before = self.bundle?.document.id {
            libraryDesk.noteGoingOn(from: before, now: now())
        }
        self.bundle = bundle
        for connection in clients.keys where clients[connection]?.session != nil {
            clients[connection]?.session = bundle.document.id
        }
    }

    /// `SESSION_DELETE`
    private func deleteSession(_ id: SessionID, _ reply: PendingReply) throws(RequestError) {
        guard id != player?.session.document.id else {
            throw RequestError(
                .conflict,
                "\"\(id)\" is the live session.",
                hint: "Load another one first.",
                field: "session_id"
            )
        }
        guard id != libraryDesk.arriving else {
            throw RequestError(
                .conflict,
                "The live session is about to go on as \"\(id)\".",
                field: "session_id"
            )
        }
        guard libraryDesk.leaving.insert(id).inserted else { throw noSuchSession(stored: id) }
        let stamp = trashStamp
        write { (parts) throws(StoreError) in
            let name = (try? parts.sessions.load(id))?.document.name
            return (path: try parts.sessions.remove(id, stamp: stamp), name: name)
        } then: { engine, result in
            engine.libraryDesk.leaving.remove(id)
            switch result {
            case .success(let gone):
                engine.tellLibrary(.session, id.text, .removed, name: gone.name, reply)
                reply.send(.success(Ack(.accepted, extra: ["path": .string(gone.path)])))
            case .failure(let error) where error.code == .notFound:
                reply.send(.failure(engine.noSuchSession(stored: id)))
            case .failure(let error):
                reply.send(.failure(.notDeleted("The session", error)))
            }
        }
    }

    func noSuchSession(stored id: SessionID) -> RequestError {
        RequestError(.sessionNotFound, "There is no session \"\(id)\".", field: "session_id")
    }
}

import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardRender

/// From request to reply.
///
///     submit ─▶ debounce (parameters) ─▶ perform: prepare, push ─▶ … render … ─▶ complete: reply, tell
extension Engine {
    package typealias Reply = @Sendable (Result<Ack, RequestError>) -> Void

    /// Takes a request. `reply` is called once, on the control thread.
    nonisolated package func submit(
        _ envelope: Envelope,
        from connection: String,
        reply: @escaping Reply
    ) {
        let stamp = LatencyStamp(envelope, submittedAt: now())
        if let request = envelope.request.plainValue,
            thread.borrow({
                assumeIsolated { engine in
                    guard engine.plays(request.insert) else { return false }
                    engine.take(envelope, engine.measured(reply, connection, envelope.id, stamp))
                    return true
                }
            })
        {
            return
        }
        onControlThread { $0.take(envelope, $0.measured(reply, connection, envelope.id, stamp)) }
    }

    /// In the order of calls, whichever thread they come from.
    nonisolated func onControlThread(_ body: @escaping @Sendable (isolated Engine) -> Void) {
        thread.submit { [self] in assumeIsolated(body) }
    }

    func take(_ envelope: Envelope, _ reply: PendingReply) {
        do throws(RequestError) {
            let client = clients[reply.connection]
            try join(envelope, client)
            defer { bringStateAfterJoining(client) }
            try admit(envelope, client)
            if isDeferred(envelope, reply) { return }
            switch envelope.request {
            case .identify(let request): identify(request, reply)
            case .resync: try resync(reply)
            case .pluginParameter(let request):
                try move(request, in: try liveSession(envelope), reply)
            case .trackFader(let track, let level, let gesture):
                let control = level.map { SetStrip.Control.fader(decibels: $0) }
                let session = try liveSession(envelope)
                try move(.fader(track), of: track, control, gesture, in: session, reply)
            case .trackPan(let track, let pan, let gesture):
                let control = pan.map { SetStrip.Control.pan($0) }
                let session = try liveSession(envelope)
                try move(.pan(track), of: track, control, gesture, in: session, reply)
            case .transportPlay:
                _ = try liveSession(envelope)
                beginWriting(by: changedBy(reply.connection))
                perform(DriveSong(action: .play), [reply])
            case .batch(let batch):
                let session = try liveSession(envelope)
                try checkExpected(envelope)
                performSerially(batch, in: session, reply)
            case .undo(let request):
                _ = try liveSession(envelope)
                try turn(
                    request,
                    reply,
                    next: { $0.undoable(by: $1) },
                    nothing: "There is nothing of yours to take back."
                )
            case .redo(let request):
                _ = try liveSession(envelope)
                try turn(
                    request,
                    reply,
                    next: { $0.redoable(by: $1) },
                    nothing: "There is nothing of yours to do again."
                )
            case .read(let query): try read(query, reply)
            case .panic(let isOff):
                _ = try liveSession(envelope)
                panic(isOff: isOff, reply)
            case .device(let request): try useDevice(request, reply)
            case .history(let limit):
                _ = try liveSession(envelope)
                listHistory(limit: limit, reply)
            case .sessionLoad(let id): try switchSession(to: id, reply)
            case .sessionSave: saveSession(try liveSession(envelope), reply)
            case .library(let request):
                let needsSession = envelope.kind.row.needsSession
                let session = needsSession ? try liveSession(envelope) : nil
                try take(request, in: session, reply)
            case .recordStart(let request):
                _ = try liveSession(envelope)
                try startRecording(request, reply)
            case .recordStop(let track):
                _ = try liveSession(envelope)
                try stopRecording(track, reply)
            case .loudnessStart(let track):
                try startLoudness(track, in: try liveSession(envelope), reply)
            case .loudnessStop(let track):
                try stopLoudness(track, in: try liveSession(envelope), reply)
            case .loudnessRead(let track):
                _ = try liveSession(envelope)
                let extra = try measured(track).reading.json
                reply.send(.success(Ack(.accepted, extra: extra)))
            case .loudnessReset(let track):
                try resetLoudness(track)
                reply.send(.success(Ack(.accepted)))
            case .pluginScan(let scope): try startScan(scope, reply)
            case .activitySearch(let query): try searchActivity(query, reply)
            case .chat(let request): try take(request, reply)
            case .presenceSet(let place): setPresence(place, reply)
            case .job(let request): try take(request, reply)
            case .reidentify, .reauth, .ping, .kick, .metersSubscribe, .metersUnsubscribe,
                .listenStart, .listenStop:
                reply.send(.success(Ack(.accepted)))
            default:
                let session = try liveSession(envelope)
                try checkExpected(envelope)
                guard let verb = try envelope.request.verb(in: session) else { return }
                flushHeld(before: envelope.request)
                perform(verb, [reply])
            }
        } catch {
            reply.send(.failure(error))
        }
    }

    /// Who asks may, and is here.
    func admit(_ envelope: Envelope, _ client: Client?) throws(RequestError) {
        guard let client else { return }
        try permit(envelope, from: client)
        noteAlive(client)
    }

    func liveSession(_ envelope: Envelope) throws(RequestError) -> LiveSession {
        guard let session = player?.session else {
            throw RequestError(.engineError, "No session is live.")
        }
        guard envelope.session != nil else {
            throw RequestError(
                .invalidMessage,
                "session_id is missing; \"\(session.document.id)\" is live.",
                field: "session_id"
            )
        }
        return session
    }

    func noSuchSession(_ id: SessionID) -> RequestError {
        RequestError(.sessionNotFound, "Session \"\(id)\" is not live.", field: "session_id")
    }

    // MARK: Down

    /// Prepares a change and pushes its commands. The last of `replies` asked for it.
    ///
    /// - Parameter author: whose change it is where nobody waits for it.
    /// - Returns: the number that it has while it is on its way. nil: it was refused.
    @discardableResult
    func perform(
        _ verb: some Verb,
        _ replies: [PendingReply],
        by author: ChangedBy? = nil,
        step role: StepRole = .new
    ) -> UInt64? {
        let asker = replies.last?.asker
        let author = author ?? changedBy(asker!.connection)
        return perform(verb, replies, for: asker, by: author, step: role)
    }

    /// The same, where who asked may not wait.
    ///
    /// - Parameter asker: whose request it is; nil: nobody's.
    @discardableResult
    func perform(
        _ verb: some Verb,
        _ replies: [PendingReply],
        for asker: Asker?,
        by author: ChangedBy,
        step role: StepRole = .new
    ) -> UInt64? {
        guard let player else { return nil }
        // Values that wait are the session's that goes.
        if verb is SwitchSession { flushAllHeld() }
        var verb: any Verb = verb
        do throws(RequestError) {
            try checkRoom()
            let preparation = try player.prepare(&verb, id: nextSequence, editContext)
            return try push(verb, preparation, replies, for: asker, by: author, role)
        } catch {
            for reply in replies { reply.send(.failure(error)) }
            return nil
        }
    }

    func checkRoom() throws(RequestError) {
        guard player?.renderer.hasRoom(forCommands: Self.commandReserve) == true else {
            throw RequestError(.engineError, "The engine has more to do than it can take now.")
        }
    }

    /// Room that a change may need: a gain for every strip and send, or every parameter of a preset.
    private static let commandReserve = 4_096

    private func push(
        _ verb: any Verb,
        _ preparation: Preparation,
        _ replies: [PendingReply],
        for asker: Asker?,
        by author: ChangedBy,
        _ role: StepRole
    ) throws(RequestError) -> UInt64 {
        let player = player!
        let hold = verb.moved.flatMap { takeHold($0, by: author) }
        let actions = (hold?.actions ?? []) + preparation.actions
        let edit = nextSequence
        nextSequence += UInt64(max(1, actions.count))
        // One edge for all: a solo of one strip is a mute of the others.
        let commands = actions.enumerated().map { offset, action in
            RenderCommand(sequence: edit + UInt64(offset), action: action)
        }
        guard player.renderer.send(commands) else {
            player.takeBack(verb, id: edit, editContext)
            if let hold, !hold.actions.isEmpty { automation.passes[hold.pass] = nil }
            throw RequestError(
                .engineError,
                "The engine has more to do than it can take now. Nothing changed."
            )
        }
        let holds = hold?.actions.isEmpty == false
        player.journal?.noteSent(edit, count: commands.count, holds: holds)
        for command in commands { editOfCommand[command.sequence] = edit }
        if let ticket = preparation.ticket { editOfTicket[ticket] = edit }
        inFlight[edit] = InFlightEdit(
            verb: verb,
            replies: replies,
            asker: asker,
            changedBy: author,
            revision: open(verb, author, asker?.requestID),
            startedAt: now(),
            remainingCommands: actions.count + (preparation.ticket == nil ? 0 : 1),
            step: noteStep(verb, by: author, role),
            role: role,
            pass: hold?.pass
        )
        reviewPasses()
        // A change that needs no command (a send to where it is) is done already.
        if actions.isEmpty, preparation.ticket == nil { complete(edit) }
        return edit
    }

    var editContext: EditContext {
        EditContext(
            rampFrames: UInt32(sampleRateHertz * configuration.rampMilliseconds / 1_000),
            presets: parts.presets,
            budget: LoadBudget(
                load: watch.loadP99,
                limit: configuration.loadLimit,
                refuses: configuration.refusesOverload
            )
        )
    }

    /// The revision that a change makes, and what clients are to know of it when it is done.
    private func open(_ verb: any Verb, _ author: ChangedBy, _ requestID: String?) -> UInt64 {
        guard let player else { return 0 }
        guard verb.changesDocument else { return player.session.revision }
        let revision = player.session.commit()
        let change = StateDelta.Change(
            revision: revision,
            changedBy: author,
            requestID: requestID,
            type: verb.kind.rawValue
        )
        state?.open(change, verb.writes(player))
        noteStructure(verb, revision)
        return revision
    }

    // MARK: Up

    /// A command's report.
    ///
    /// - Parameter applied: the frames of the engine and of the song. nil: it was refused.
    func note(sequence: UInt64, applied: (frame: Int64, songFrame: Int64)?) {
        noteOwn(sequence: sequence, songFrame: applied?.songFrame)
        note(editOfCommand.removeValue(forKey: sequence), applied?.frame, applied?.songFrame)
    }

    /// A graph's report.
    func note(ticket: UInt64, frame: Int64) {
        note(editOfTicket.removeValue(forKey: ticket), frame)
    }

    private func note(_ id: UInt64?, _ frame: Int64?, _ songFrame: Int64? = nil) {
        guard let id, var edit = inFlight[id] else { return }
        edit.songFrame = songFrame ?? edit.songFrame
        edit.remainingCommands -= 1
        if let frame {
            edit.frame = max(edit.frame ?? 0, frame)
        } else {
            edit.wasRefused = true
        }
        inFlight[id] = edit
        if edit.remainingCommands == 0 { complete(id) }
    }

    /// Nothing of what is on its way will be heard of again. What the document has of it is done.
    func settleEdits() {
        while let id = inFlight.keys.min() { complete(id) }
        editOfCommand = [:]
        editOfTicket = [:]
    }

    /// Replies to who asked, and tells the others.
    private func complete(_ id: UInt64) {
        guard let edit = inFlight.removeValue(forKey: id), let player else { return }
        guard !edit.wasRefused else { return refuse(edit, id) }
        if edit.verb.changesDocument { state?.close(edit.revision) }
        let origin = ChangeOrigin(
            session: player.session.document.id,
            revision: edit.revision,
            changedBy: edit.changedBy,
            requestID: edit.asker?.requestID
        )
        let completion = edit.verb.complete(player.session, origin)
        var ack = Ack(.accepted, revision: edit.revision, extra: completion.ackExtra)
        if let frame = edit.frame {
            ack.status = .applied
            ack.appliedAtFrame = frame
            ack.appliedAtSeconds = seconds(atFrame: frame)
        }
        var superseded = ack
        superseded.status = .superseded
        if let bundle = completion.switchesTo { noteSwitch(to: bundle) }
        if let bundle = completion.goesOnAs { noteGoingOn(as: bundle) }
        if edit.verb is EditDocument { noteListedName(by: origin) }
        for reply in edit.replies.dropLast() { reply.send(.success(superseded)) }
        edit.replies.last?.send(.success(ack))
        announce(completion.notification, of: edit.verb, except: edit.asker?.connection)
        for further in completion.further { tell(further, except: edit.asker?.connection) }
        if completion.switchesTo != nil || completion.goesOnAs != nil { flushState() }
        noteActivity(of: completion.notification)
        noteCompletion(of: id, edit)
    }

    private func refuse(_ edit: InFlightEdit, _ id: UInt64) {
        guard let player else { return }
        player.takeBack(edit.verb, id: id, editContext)
        if edit.verb.changesDocument {
            state?.refuse(edit.revision)
            takeBackStep(of: edit)
            commit([.whole(player.capture)], by: .nobody)
        }
        let error = RequestError(
            .engineError,
            "The plugin is not in what is rendered now. Nothing changed."
        )
        for reply in edit.replies { reply.send(.failure(error)) }
    }

    /// Parameters that move are told of once a window; everything else at once.
    private func announce(_ notification: Notification, of verb: any Verb, except: String?) {
        let announcement = PendingAnnouncement(notification: notification, except: except)
        guard let verb = verb as? SetPluginParameter else { return tell(announcement) }
        let key = ParameterKey(insert: verb.insert, index: verb.index)
        let decision = announcer.offer(announcement, for: key, now: now()) { $0 = $1 }
        if case .pass(let announcement) = decision { tell(announcement) }
    }

    private func tell(_ announcement: PendingAnnouncement) {
        tell(announcement.notification, except: announcement.except)
    }

    func tellDueAnnouncements() {
        for (_, announcement) in announcer.takeDue(now: now()) { tell(announcement) }
    }
}

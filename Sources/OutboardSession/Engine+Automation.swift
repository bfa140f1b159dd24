import OutboardModel
import OutboardProtocol
import OutboardRender

/// Which hands are on which controls, and what comes of it for the curves.
struct AutomationDesk {
    var gestures = Gestures()
    var song = SongTimeline()
    var passes: [UInt64: AutomationPass] = [:]
    /// Commands of the engine's own, by the last one's number.
    var commands: [UInt64: Command] = [:]
    /// Passes whose curves are on their way, by the edit's number: then their controls are given back.
    var adopting: [UInt64: AutomationPass] = [:]
    private var nextPass: UInt64 = 1

    enum Command {
        /// A control was taken and sent to a value.
        case began(pass: UInt64, value: Double)
        /// A control was given back.
        case left(pass: UInt64)
    }

    /// The pass that a change of a control belongs to.
    func running(on target: AutomationCurve.Target) -> UInt64? {
        passes.first { $0.value.target == target && $0.value.phase != .leaving }?.key
    }

    mutating func add(_ pass: AutomationPass) -> UInt64 {
        defer { nextPass += 1 }
        passes[nextPass] = pass
        return nextPass
    }
}

/// From gestures to curves: see `AutomationPass`.
///
/// Everything is placed by the song's frames that the render thread reports, so what is written is where it
/// was heard, however late the control side learns of it.
extension Engine {
    // MARK: Gestures

    /// A parameter is moved, taken hold of or let go of.
    func move(
        _ request: PluginParameterRequest,
        in session: LiveSession,
        _ reply: PendingReply
    ) throws(RequestError) {
        let target = AutomationCurve.Target.parameter(
            track: request.track,
            insert: request.insert,
            symbol: request.parameter
        )
        let key = Gestures.Key(target: target, connection: reply.connection)
        if !request.isMove {
            _ = try SetPluginParameter.find(request, in: session)
            noteHand(key, request.gesture, isMove: false)
            reply.send(.success(Ack(.accepted, revision: session.revision)))
        } else {
            let verb = try SetPluginParameter(request, in: session)
            if request.gesture == .begin { noteHand(key, .begin, isMove: true) }
            if request.reply == .accepted {
                reply.send(.success(try accept(verb, for: reply.asker)))
                performRipeParameters()
            } else {
                debounce(verb, reply)
            }
        }
        if request.gesture == .end { endGesture(key) }
    }

    /// A strip's fader or pan is.
    ///
    /// - Parameter control: nil where nothing moves.
    func move(
        _ target: AutomationCurve.Target,
        of track: TrackID,
        _ control: SetStrip.Control?,
        _ gesture: Gesture?,
        in session: LiveSession,
        _ reply: PendingReply
    ) throws(RequestError) {
        let key = Gestures.Key(target: target, connection: reply.connection)
        try session.checkTrack(track)
        noteHand(key, gesture, isMove: control != nil)
        if let control {
            perform(SetStrip(track: track, control), [reply])
        } else {
            reply.send(.success(Ack(.accepted, revision: session.revision)))
        }
        if gesture == .end { endGesture(key) }
    }

    /// A parameter goes where a hand has brought it.
    func noteMove(of verb: SetPluginParameter, by connection: String) {
        noteHand(Gestures.Key(target: verb.target, connection: connection), nil, isMove: true)
    }

    private func noteHand(_ key: Gestures.Key, _ gesture: Gesture?, isMove: Bool) {
        if gesture == .begin {
            automation.gestures.begin(key)
            stepGroups.begin(key.group)
        }
        if isMove { automation.gestures.noteChange(key, now: now()) }
        events.presence.hold(
            key.target,
            by: key.connection,
            isSaid: gesture == .begin,
            now: now()
        )
    }

    /// A person is gone: so are the hands.
    func endGestures(of connection: String) {
        // What they did last is theirs.
        flushHeld(of: connection)
        for key in automation.gestures.endAll(of: connection) { noteEnd(of: key) }
    }

    /// Called at each tick.
    func endExpiredGestures() {
        for key in automation.gestures.takeExpired(now: now()) { noteEnd(of: key) }
    }

    private func endGesture(_ key: Gestures.Key) {
        flushHeld(of: key)
        events.presence.endGesture(key.target, by: key.connection)
        if automation.gestures.end(key) { noteEnd(of: key) }
        stepGroups.end(key.group)
    }

    /// The hand that moved a control last has let go of it.
    private func noteEnd(of key: Gestures.Key) {
        guard automation.running(on: key.target) != nil else { return }
        flushHeld(of: key)
        guard let id = automation.running(on: key.target), let pass = automation.passes[id],
            pass.phase == .held, pass.mover.connection == key.connection
        else { return }
        // The flush may have moved it: that change belongs to the gesture that ends.
        _ = automation.gestures.end(key)
        switch pass.mode {
        case .latch: automation.passes[id]!.phase = .latched
        case .touch: leave(id, key)
        case .write, .read, .off: break
        }
    }

    /// What a hand did is done before it is gone.
    private func flushHeld(of key: Gestures.Key) {
        if case .parameter(_, let insert, _) = key.target { flushHeld(of: insert) }
    }

    /// Gives the control back; the frame at which that happens is the pass's end.
    private func leave(_ id: UInt64, _ key: Gestures.Key) {
        let pass = automation.passes[id]!
        guard let sequence = sendReleases(of: pass) else {
            // No room: once more when the time of a loose change is over.
            return automation.gestures.noteChange(key, now: now())
        }
        automation.passes[id]!.phase = .leaving
        automation.commands[sequence] = .left(pass: id)
    }

    /// Sends what gives a control back, and returns the last command's number. nil: there is no room.
    private func sendReleases(of pass: AutomationPass) -> UInt64? {
        guard let player else { return nil }
        player.journal?.note(
            .release(nextSequence, pass.target, glideFrames: pass.glideFrames),
            at: player.moment
        )
        return send(pass.addresses.map { .release($0, glideFrames: UInt32(pass.glideFrames)) })
    }

    // MARK: Passes

    /// What a change has to send before its own commands, and the pass that it belongs to. nil: the
    /// control is the curve's, or has none.
    func takeHold(
        _ moved: MovedControl,
        by author: ChangedBy
    ) -> (pass: UInt64, actions: [RenderAction])? {
        let key = Gestures.Key(target: moved.target, connection: author.connection)
        if let id = automation.running(on: moved.target) {
            automation.passes[id]!.mover = author
            automation.passes[id]!.phase = .held
            if !automation.gestures.isOpen(key) { automation.gestures.noteChange(key, now: now()) }
            return (id, [])
        }
        guard automation.song.isRolling, let player,
            let curve = player.session.document.automation.first(where: {
                $0.target == moved.target
            }), curve.mode.isWritten,
            let pass = newPass(of: curve, from: moved.previous, by: author)
        else { return nil }
        if !automation.gestures.isOpen(key) { automation.gestures.noteChange(key, now: now()) }
        return (automation.add(pass), pass.addresses.map { .hold($0) })
    }

    private func newPass(
        of curve: AutomationCurve,
        from value: Double,
        by author: ChangedBy
    ) -> AutomationPass? {
        guard let loaded = player?.session.loaded,
            let scale = ControlScale.of(curve.target, in: loaded)
        else { return nil }
        return AutomationPass(
            of: curve,
            scale: scale,
            addresses: AutomationCompiler.addresses(of: curve.target, in: loaded),
            valueBefore: value,
            mover: author,
            sampleRateHertz: sampleRateHertz
        )
    }

    /// Takes the controls whose curves are in mode `write`, where they stand.
    func beginWriting(by author: ChangedBy) {
        guard let player else { return }
        for curve in player.session.document.automation
        where curve.mode == .write && automation.running(on: curve.target) == nil {
            guard let value = player.session.value(of: curve.target),
                let pass = newPass(of: curve, from: value, by: author)
            else { continue }
            let moves = player.actions(
                sending: curve.target,
                to: value,
                rampFrames: editContext.rampFrames
            )
            player.journal?.note(
                .hold(nextSequence, curve.target, value: value),
                at: player.moment
            )
            guard let sequence = send(pass.addresses.map { .hold($0) } + moves) else { continue }
            automation.commands[sequence] = .began(pass: automation.add(pass), value: value)
        }
    }

    /// A change has taken effect.
    func noteCompletion(of id: UInt64, _ edit: InFlightEdit) {
        if let pass = edit.pass, let frame = edit.songFrame, let moved = edit.verb.moved {
            let rampFrames = Int(editContext.rampFrames)
            automation.passes[pass]?.note(moved.value, at: frame, rampFrames: rampFrames)
        }
        if let pass = automation.adopting.removeValue(forKey: id) { giveBack(pass) }
        if automation.song.isRolling, edit.verb is EditDocument {
            beginWriting(by: edit.changedBy)
        }
    }

    /// A command of the engine's own has taken effect, or was refused.
    func noteOwn(sequence: UInt64, songFrame: Int64?) {
        switch automation.commands.removeValue(forKey: sequence) {
        case .began(let id, let value):
            guard let songFrame else { return drop(id) }
            let rampFrames = automation.song.isRolling ? Int(editContext.rampFrames) : 0
            automation.passes[id]?.note(value, at: songFrame, rampFrames: rampFrames)
        case .left(let id):
            guard let songFrame else { return drop(id) }
            if let pass = automation.passes.removeValue(forKey: id) { write(pass, at: songFrame) }
        case nil: break
        }
    }

    /// The render thread says from where the song goes on.
    func noteSong(frame: Int64, songFrame: Int64, isRolling: Bool) {
        switch automation.song.note(frame: frame, songFrame: songFrame, isRolling: isRolling) {
        case .none: return
        case .began: break
        case .moved:
            for (id, pass) in automation.passes where pass.firstFrame != songFrame { drop(id) }
        case .ended(let end):
            for id in automation.passes.keys.sorted() {
                guard let pass = automation.passes.removeValue(forKey: id) else { continue }
                let edit = write(pass, at: end)
                guard pass.phase != .leaving else { continue }
                if let edit { automation.adopting[edit] = pass } else { giveBack(pass) }
            }
        }
        if isRolling { beginWriting(by: .nobody) }
    }

    /// Puts what was recorded into the curve. nil: nothing was, or it was refused.
    @discardableResult
    private func write(_ pass: AutomationPass, at end: Int64) -> UInt64? {
        let curve = pass.result(endingAt: end)
        guard curve != pass.base else { return nil }
        if let next = automation.running(on: pass.target) { automation.passes[next]!.base = curve }
        let edit = perform(EditDocument(.setAutomation(pass.target, curve)), [], by: pass.mover)
        if edit == nil {
            log.error("what a hand did is not written: the engine has more to do than it can take")
        }
        return edit
    }

    /// Ends passes whose curves somebody has changed, or taken away: what was recorded is gone.
    func reviewPasses() {
        guard !automation.passes.isEmpty, let curves = player?.session.document.automation else {
            return
        }
        for (id, pass) in automation.passes where !curves.contains(pass.base) { drop(id) }
    }

    private func drop(_ id: UInt64) {
        guard let pass = automation.passes.removeValue(forKey: id), pass.phase != .leaving else {
            return
        }
        giveBack(pass)
    }

    /// Leaves a control to its curve, unless a hand has it again.
    private func giveBack(_ pass: AutomationPass) {
        guard automation.running(on: pass.target) == nil else { return }
        if sendReleases(of: pass) == nil {
            log.error("a control is not given back: the engine has more to do than it can take")
        }
    }

    /// Sends commands that nobody waits for, and returns the last one's number.
    private func send(_ actions: [RenderAction]) -> UInt64? {
        guard let player, !actions.isEmpty else { return nil }
        let commands = actions.enumerated().map { offset, action in
            RenderCommand(sequence: nextSequence + UInt64(offset), action: action)
        }
        guard player.renderer.send(commands) else { return nil }
        player.journal?.noteSent(nextSequence, count: commands.count)
        nextSequence += UInt64(actions.count)
        return nextSequence - 1
    }
}

extension AutomationCurve.Mode {
    /// What hands do changes the curve.
    var isWritten: Bool { self == .touch || self == .latch || self == .write }
}

extension LiveSession {
    /// Where people have set a control. nil: there is none.
    func value(of target: AutomationCurve.Target) -> Double? {
        switch target {
        case .fader(let track): return document.strip(track)?.faderDecibels
        case .pan(let track): return document.strip(track)?.pan
        case .parameter(_, let insert, let symbol):
            guard let loaded = self.insert(insert), let index = loaded.index(of: symbol) else {
                return nil
            }
            return loaded.values[index]
        }
    }
}

extension SessionPlayer {
    /// Sends a control to where the document has it.
    func actions(
        sending target: AutomationCurve.Target,
        to value: Double,
        rampFrames: UInt32
    ) -> [RenderAction] {
        switch target {
        case .fader(let track), .pan(let track):
            return gainActions(rampFrames: rampFrames, moved: [track])
        case .parameter:
            return AutomationCompiler.addresses(of: target, in: session.loaded).compactMap {
                guard case .parameter(let processor, let parameter, let isStepped) = $0 else {
                    return nil
                }
                return .setParameter(
                    processor: processor,
                    parameter: parameter,
                    value: Float(value),
                    rampFrames: isStepped ? 0 : rampFrames
                )
            }
        }
    }
}

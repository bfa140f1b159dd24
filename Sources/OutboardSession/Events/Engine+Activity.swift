import Logging
import OutboardModel
import OutboardProtocol

/// The activity log: what is noted, and how it is asked for.
extension Engine {
    /// Notes something that happened outside of the engine. [any]
    nonisolated package func noteActivity(later note: ActivityNote) {
        onControlThread { $0.noteActivity(note) }
    }

    func noteActivity(_ note: ActivityNote) {
        let entry = events.activity.note(note, now: now(), time: parts.timeOfDay())
        parts.activity?.keep(entry)
        tell(.activity(entry))
    }

    func searchActivity(_ query: ActivityQuery, _ reply: PendingReply) throws(RequestError) {
        guard let sink = parts.activity else {
            throw RequestError(.engineError, "This engine keeps no activity log.")
        }
        sink.search(query) { [self] result in
            let answer = result.map { Ack(.accepted, extra: $0.json) }
            onControlThread { _ in reply.send(answer) }
        }
    }

    /// As `ACTIVITY_SEARCH`, for HTTP.
    nonisolated package func activity(
        _ query: ActivityQuery
    ) async throws(RequestError) -> ActivityPage {
        guard let sink = parts.activity else {
            throw RequestError(.engineError, "This engine keeps no activity log.")
        }
        let result = await withCheckedContinuation { continuation in
            sink.search(query) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }

    // MARK: What is noted

    func noteStart(of session: SessionDocument) {
        noteActivity(
            ActivityNote(
                .success,
                .engine,
                .engineStarted,
                "Outboard \(outboardVersion) plays \"\(session.name)\" "
                    + "on \(driver?.kind.name ?? "nothing").",
                subject: .session(session.id),
                details: [
                    "sample_rate_hertz": .integer(sampleRateHertz),
                    "quantum_frames": .integer(driver?.format.quantumFrames ?? 0),
                ]
            )
        )
        noteMissingPlugins()
    }

    private func noteMissingPlugins() {
        for (strip, insert) in player?.session.loaded.orderedInserts ?? [] {
            guard let reason = insert.placeholderReason else { continue }
            noteActivity(
                ActivityNote(
                    .warning,
                    .plugins,
                    .pluginMissing,
                    "\"\(insert.id)\" on \"\(strip)\" is a placeholder: \(reason)",
                    subject: .plugin(insert.id),
                    link: "/chain/\(strip)",
                    details: ["uri": .string(insert.plugin.text)]
                )
            )
        }
    }

    /// A change that everybody is told of.
    func noteActivity(of notification: Notification) {
        switch notification {
        case .sessionEdited(let edit, let origin):
            let (text, subject) = edit.summary
            noteActivity(
                ActivityNote(
                    .info,
                    .session,
                    .edited,
                    text,
                    actor: origin.changedBy.user,
                    subject: subject,
                    details: [
                        "request": .string(Request.edit(edit).kind.rawValue),
                        "revision": .integer(origin.revision),
                    ]
                )
            )
        case .presetLoaded(let change):
            noteActivity(
                ActivityNote(
                    .info,
                    .plugins,
                    .presetLoaded,
                    "Preset \"\(change.preset)\" was loaded into \"\(change.insert)\".",
                    actor: change.origin.changedBy.user,
                    subject: .plugin(change.insert),
                    link: "/chain/\(change.track)"
                )
            )
        case .sessionSwitched(let id, let origin):
            noteActivity(
                ActivityNote(
                    .success,
                    .session,
                    .sessionLoaded,
                    "Session \"\(id)\" was loaded.",
                    actor: origin.changedBy.user,
                    subject: .session(id)
                )
            )
            noteMissingPlugins()
        case .recording(let state): note(state)
        default: break
        }
    }

    /// A recording began or ended.
    func note(_ state: RecordingState) {
        let seconds = Double(state.frames) / Double(max(1, sampleRateHertz))
        let length = (seconds * 10).rounded() / 10
        let (level, code, text): (ActivityLevel, ActivityCode, String) =
            if state.isRunning {
                (.info, .recordingStarted, "\"\(state.track)\" is recorded to \(state.path).")
            } else if let error = state.error {
                (
                    .error, .recordingFailed,
                    "The recording of \"\(state.track)\" broke off: \(error)"
                )
            } else if state.droppedFrames > 0 {
                (
                    .warning, .recordingEnded,
                    "\"\(state.track)\" was recorded, \(length) s, of which the disk did not take "
                        + "\(state.droppedFrames) frames."
                )
            } else {
                (.success, .recordingEnded, "\"\(state.track)\" was recorded, \(length) s.")
            }
        noteActivity(
            ActivityNote(
                level,
                .session,
                code,
                text,
                subject: .track(state.track),
                details: ["path": .string(state.path)]
            )
        )
    }

    func noteSaved(_ session: SessionID, by user: String, error: RequestError?) {
        noteActivity(
            ActivityNote(
                error == nil ? .success : .error,
                .session,
                error == nil ? .sessionSaved : .sessionNotSaved,
                error?.message ?? "Session \"\(session)\" was saved.",
                actor: user,
                subject: .session(session)
            )
        )
    }

    func noteDriver(_ level: ActivityLevel, _ code: ActivityCode, _ text: String) {
        noteActivity(ActivityNote(level, .engine, code, text, link: "/engine"))
    }

    func noteXruns(_ count: Int64, of total: Int64) {
        noteActivity(
            ActivityNote(
                .warning,
                .engine,
                .xrun,
                count == 1 ? "A cycle was late." : "\(count) cycles were late.",
                link: "/engine",
                details: [
                    "xruns": .integer(total), "load_p99": .number(watch.loadP99),
                ]
            )
        )
    }

    /// A scan ended: what it found, and what it blocked that was not blocked before.
    func noteScan(_ state: ScanState) {
        if let problem = state.problem {
            noteActivity(
                ActivityNote(.error, .plugins, .scanFailed, "Plugins cannot be scanned: \(problem)")
            )
        } else if state.total > 0 {
            noteActivity(
                ActivityNote(
                    state.blocked == 0 ? .success : .warning,
                    .plugins,
                    .scanEnded,
                    "\(state.found) plugins passed a scan, \(state.blocked) are blocked.",
                    link: "/plugins"
                )
            )
        }
        for plugin in (parts.scan?.index.blocked ?? []).map(\.summary)
        where events.knownBlocked.insert(plugin.id?.text ?? plugin.module).inserted {
            noteActivity(
                ActivityNote(
                    .warning,
                    .plugins,
                    .pluginBlocked,
                    "\(plugin.id?.text ?? plugin.module) is blocked: \(plugin.reason)",
                    subject: .init(
                        plugin.id == nil ? .file : .plugin,
                        plugin.id?.text ?? plugin.module
                    ),
                    link: "/plugins",
                    details: ["module": .string(plugin.module), "kind": .string(plugin.kind)]
                )
            )
        }
    }

    func noteFault(_ text: String, of insert: String, isOver: Bool) {
        noteActivity(
            ActivityNote(
                isOver ? .success : .error,
                .plugins,
                isOver ? .pluginRecovered : .pluginFault,
                "\"\(insert)\": \(text).",
                subject: .init(.plugin, insert)
            )
        )
    }
}

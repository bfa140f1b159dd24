import Foundation
import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardStore

/// What is told of sessions and presets that came, went, or are called otherwise.
extension Engine {
    /// Everybody hears of it, whichever session they are in.
    private func tell(_ change: LibraryChange) {
        tell(Broadcast(.libraryChanged(change)), where: \.isKnown)
    }

    func tellLibrary(
        _ kind: LibraryChange.Kind,
        _ id: String,
        _ change: LibraryChange.Change,
        name: String?,
        isBack: Bool = false,
        _ reply: PendingReply
    ) {
        let author = changedBy(reply.connection)
        tell(
            LibraryChange(
                kind,
                id,
                change,
                name: name,
                changedBy: author,
                requestID: reply.requestID
            )
        )
        switch (kind, change) {
        case (.session, .removed):
            note(.sessionDeleted, "Session \"\(id)\" was deleted.", author, .session(SessionID(id)))
        // Noted with where it came from.
        case (_, .added) where isBack: break
        case (.session, _):
            note(.sessionMade, "Session \"\(id)\" was made.", author, .session(SessionID(id)))
        case (.preset, .removed):
            note(.presetDeleted, "Preset \"\(id)\" was deleted.", author, nil)
        // Noted with the insert that it is of.
        case (.preset, _): break
        }
    }

    private func note(
        _ code: ActivityCode,
        _ text: String,
        _ author: ChangedBy,
        _ subject: ActivitySubject?
    ) {
        let source: ActivitySource = code == .presetDeleted ? .plugins : .session
        noteActivity(
            ActivityNote(.success, source, code, text, actor: author.user, subject: subject)
        )
    }

    func noteBack(_ kind: LibraryChange.Kind, _ id: String, _ reply: PendingReply) {
        noteActivity(
            ActivityNote(
                .success,
                kind == .session ? .session : .plugins,
                .broughtBack,
                "\(kind == .session ? "Session" : "Preset") \"\(id)\" came back from the trash.",
                actor: changedBy(reply.connection).user,
                subject: kind == .session ? .session(SessionID(id)) : nil
            )
        )
    }

    func notePresetSaved(_ preset: Preset, _ request: PresetSaveRequest, _ reply: PendingReply) {
        noteActivity(
            ActivityNote(
                .success,
                .plugins,
                .presetSaved,
                "Preset \"\(preset.id)\" was saved from \"\(request.insert)\".",
                actor: changedBy(reply.connection).user,
                subject: .plugin(request.insert),
                link: "/chain/\(request.track)"
            )
        )
    }

    /// A session is live that was not before. What the one before was called in vain, it is called no more.
    func noteListed(_ document: SessionDocument) {
        guard let former = libraryDesk.noteLive(document) else { return }
        tell(
            LibraryChange(.session, former.text, .changed, changedBy: .nobody, requestID: nil)
        )
    }

    /// Lists have the live session by the name that it has now.
    func noteListedName(by origin: ChangeOrigin) {
        guard let document = player?.session.document, libraryDesk.noteName(of: document) else {
            return
        }
        tell(
            LibraryChange(
                .session,
                document.id.text,
                .changed,
                name: document.name,
                changedBy: origin.changedBy,
                requestID: origin.requestID
            )
        )
    }
}

extension IDChoice {
    /// The one that is asked for, or one that resembles the name.
    ///
    /// - Parameter usual: where the name has nothing that may stand in an id.
    init(_ id: String?, replaces: Bool = false, like name: String, usual: String) {
        if let id {
            self = .exactly(id, replaces: replaces)
        } else {
            // Letters of other scripts by those of ours, as far as they are known by sound.
            let plain = name.applyingTransform(.toLatin, reverse: false) ?? name
            let bare = plain.folding(
                options: [.diacriticInsensitive, .widthInsensitive],
                locale: nil
            )
            self = .free(like: LibraryID.slug(bare, usual: usual))
        }
    }
}

extension SessionDocument {
    /// What a new session begins with: one stereo track that nothing is plugged into yet. An input would be
    /// heard at once, and a microphone before its loudspeaker howls.
    static func blank(name: String, sampleRateHertz: Int) -> SessionDocument {
        SessionDocument(
            id: SessionID(""),
            name: name,
            sampleRateHertz: sampleRateHertz,
            tracks: [Track(id: TrackID("track-1"), name: "Track 1", source: .none)]
        )
    }

    /// Texts that may be names of files beneath its directory.
    var fileNames: Set<String> {
        var names: Set<String> = []
        for track in tracks {
            switch track.source {
            case .file(let path, _): names.insert(path)
            case .notes(_, let path?): names.insert(path)
            default: break
            }
        }
        for strip in stripIDs {
            for insert in self.strip(strip)?.inserts ?? [] {
                for case .text(let text) in insert.properties.values { names.insert(text) }
            }
        }
        return names
    }
}

extension SessionBundle {
    /// What is answered of one that was made.
    var made: JSONObject {
        ["session_id": .string(document.id.text), "path": .string(directory)]
    }
}

extension PendingReply {
    /// Answers in other words.
    func mapping(
        _ success: @escaping @Sendable (Ack) -> Ack,
        failing failure: @escaping @Sendable (RequestError) -> RequestError
    ) -> PendingReply {
        PendingReply(requestID: requestID, connection: connection) { [send] result in
            send(result.map(success).mapError(failure))
        }
    }
}

extension RequestError {
    /// - Parameter what: with its article: "The session".
    static func notMade(_ what: String, _ error: StoreError, field: String? = nil) -> RequestError {
        switch error.code {
        case .taken:
            RequestError(
                .conflict,
                "\(what) is not saved: \"\(error.subject)\" is taken: \(error.message).",
                hint:
                    "Take another id, or leave it out for one that is free; what is your own can be replaced "
                    + "by saying so.",
                field: field
            )
        case .badID:
            RequestError(
                .invalidParameter,
                "\(what) is not saved: \(error).",
                hint: "Leave the id out for one that resembles the name; the name may be any text.",
                field: field
            )
        default:
            RequestError(
                .engineError,
                "\(what) is not saved: \(error).",
                hint: "Nothing changed. Make room or give the right to write, and try again."
            )
        }
    }

    static func notDeleted(_ what: String, _ error: StoreError) -> RequestError {
        RequestError(
            .engineError,
            "\(what) is not deleted: \(error).",
            hint:
                "It is where it was. Give the right to write to its directory and to the trash in it, "
                + "and try again."
        )
    }

    static func readOnly(_ id: PresetID, _ reason: String) -> RequestError {
        RequestError(
            .readOnly,
            "Preset \"\(id)\" cannot be deleted: \(reason).",
            hint: "Only presets of your own, of the source \"user\", can be.",
            field: "preset_id"
        )
    }
}

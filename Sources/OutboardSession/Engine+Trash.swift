import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardStore

/// What was deleted or replaced, and comes back.
extension Engine {
    /// What lies in the trash, the newest first. [any]
    nonisolated package func trash() -> [TrashSummary] {
        func summaries(_ kind: LibraryChange.Kind, _ entries: [TrashEntry]) -> [TrashSummary] {
            entries.map {
                TrashSummary(kind, name: $0.name, id: $0.id, removedAt: $0.removedAt)
            }
        }
        let all =
            summaries(.session, parts.sessions.trash())
            + summaries(.preset, parts.ownPresets?.trash() ?? [])
        return all.sorted { $0.removedAt > $1.removedAt }
    }

    /// `TRASH_RESTORE`
    func bringBack(_ request: TrashRestoreRequest, _ reply: PendingReply) {
        let choice = request.id.map { IDChoice.exactly($0, replaces: false) }
        write { (parts) throws(StoreError) in
            switch request.kind {
            case .session: try parts.bringBackSession(request.name, as: choice)
            case .preset: try parts.bringBackPreset(request.name, as: choice)
            }
        } then: { engine, result in
            switch result {
            case .success(let back):
                engine.tellLibrary(
                    request.kind,
                    back.id,
                    .added,
                    name: back.title,
                    isBack: true,
                    reply
                )
                engine.noteBack(request.kind, back.id, reply)
                let extra: JSONObject = ["id": .string(back.id), "path": .string(back.path)]
                reply.send(.success(Ack(.accepted, extra: extra)))
            case .failure(let error):
                reply.send(.failure(.notBroughtBack(request, error)))
            }
        }
    }
}

/// What came back from the trash.
private struct Returned: Sendable {
    let id: String
    let path: String
    /// What people call it. nil: it cannot be read.
    let title: String?
}

extension EngineParts {
    /// Where presets are saved. nil: nowhere.
    var ownPresets: PresetStore? { presets.first(where: \.isWritable) }

    fileprivate func bringBackSession(
        _ name: String,
        as choice: IDChoice?
    ) throws(StoreError) -> Returned {
        let id = try sessions.bringBack(name, as: choice)
        return Returned(
            id: id.text,
            path: sessions.root + "/" + id.text,
            title: (try? sessions.load(id))?.document.name
        )
    }

    fileprivate func bringBackPreset(
        _ name: String,
        as choice: IDChoice?
    ) throws(StoreError) -> Returned {
        guard let store = ownPresets else {
            throw StoreError(.notFound, subject: name, message: "there are no presets of your own")
        }
        let others = presets.filter { !$0.isWritable }
        let id = try store.bringBack(name, as: choice) { id in others.contains { $0.has(id) } }
        return Returned(
            id: id.text,
            path: store.root + "/" + id.text + ".json",
            title: (try? store.load(id))?.name
        )
    }
}

extension RequestError {
    fileprivate static func notBroughtBack(
        _ request: TrashRestoreRequest,
        _ error: StoreError
    ) -> RequestError {
        let message = "The \(request.kind.rawValue) does not come back: \(error)."
        return switch error.code {
        case .notFound:
            RequestError(
                request.kind == .session ? .sessionNotFound : .presetNotFound,
                message,
                hint: "TRASH_LIST lists what there is.",
                field: "name"
            )
        case .taken:
            RequestError(
                .conflict,
                message,
                hint: "Take another id, or leave it out for one that is free.",
                field: "id"
            )
        case .badID:
            RequestError(
                .invalidParameter,
                message,
                hint: "Leave the id out for the one that it had.",
                field: "id"
            )
        default:
            RequestError(
                .engineError,
                message,
                hint: "It lies where it lay. Mend that, and try again."
            )
        }
    }
}

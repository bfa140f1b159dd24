import OutboardHost
import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardStore

/// Presets that people save and delete: see Engine+Library.
extension Engine {
    /// `PRESET_SAVE`
    func savePreset(
        _ request: PresetSaveRequest,
        in session: LiveSession,
        _ reply: PendingReply
    ) throws(RequestError) {
        guard let store = parts.ownPresets else {
            throw RequestError(
                .engineError,
                "There is no directory for presets.",
                hint: "Start the server with a data directory that it may write to."
            )
        }
        flushHeld(of: request.insert)
        let loaded = try session.insert(request.insert, on: request.track)
        let preset = try loaded.preset(named: request.name)
        if let id = request.preset, isOfPlugin(id, loaded.plugin, session) {
            throw RequestError.notMade(
                "The preset",
                StoreError(.taken, subject: id.text, message: "the plugin came with one"),
                field: "preset_id"
            )
        }
        let choice = IDChoice(
            request.preset?.text,
            replaces: request.replaces,
            like: request.name,
            usual: "preset"
        )
        let stamp = trashStamp
        write { (parts) throws(StoreError) in
            let others = parts.presets.filter { !$0.isWritable }
            return try store.save(preset, as: choice, stamp: stamp) { id in
                others.contains { $0.has(id) }
            }
        } then: { engine, result in
            switch result {
            case .success(let saved):
                let id = saved.preset.id.text
                engine.tellLibrary(
                    .preset,
                    id,
                    saved.hasReplaced ? .changed : .added,
                    name: request.name,
                    reply
                )
                engine.notePresetSaved(saved.preset, request, reply)
                let path = store.root + "/" + id + ".json"
                reply.send(
                    .success(
                        Ack(.accepted, extra: ["preset_id": .string(id), "path": .string(path)])
                    )
                )
            case .failure(let error):
                reply.send(.failure(.notMade("The preset", error, field: "preset_id")))
            }
        }
    }

    /// Whether a plugin came with a preset of that id, readable or not.
    private func isOfPlugin(_ id: PresetID, _ plugin: PluginID, _ session: LiveSession) -> Bool {
        do {
            return try session.installedPreset(id, of: plugin) != nil
        } catch {
            return error.code == .presetUnreadable
        }
    }

    /// `PRESET_DELETE`
    func deletePreset(_ id: PresetID, _ reply: PendingReply) throws(RequestError) {
        let store = parts.ownPresets
        let stamp = trashStamp
        write { (parts) throws(StoreError) -> PresetRemoval in
            guard let store, store.has(id) else {
                return parts.presets.first { !$0.isWritable && $0.has(id) }
                    .map { .isOf($0.source) } ?? .isUnknown
            }
            let name = (try? store.load(id))?.name
            try store.remove(id, stamp: stamp)
            return PresetRemoval.isDone(name: name)
        } then: { engine, result in
            switch result {
            case .success(.isDone(let name)):
                engine.tellLibrary(.preset, id.text, .removed, name: name, reply)
                reply.send(.success(Ack(.accepted)))
            case .success(.isOf(let source)):
                reply.send(.failure(.readOnly(id, "it is of the source \"\(source)\"")))
            case .success(.isUnknown): reply.send(.failure(engine.noSuchPreset(id)))
            case .failure(let error) where error.code == .notFound:
                reply.send(.failure(engine.noSuchPreset(id)))
            case .failure(let error):
                reply.send(.failure(.notDeleted("The preset", error)))
            }
        }
    }

    /// One that came with a plugin of the session is known, and is not somebody's own.
    private func noSuchPreset(_ id: PresetID) -> RequestError {
        if let session = player?.session {
            let plugins = Set(session.loaded.inserts.values.map(\.plugin))
            for plugin in plugins where isOfPlugin(id, plugin, session) {
                return .readOnly(id, "it came with \(plugin)")
            }
        }
        return RequestError(
            .presetNotFound,
            "There is no preset \"\(id)\" of your own.",
            hint: "PRESET_LIST lists them, with the source \"user\".",
            field: "preset_id"
        )
    }
}

/// What became of a preset that was to be deleted.
private enum PresetRemoval: Sendable {
    case isDone(name: String?)
    /// Of a store that is only read.
    case isOf(String)
    case isUnknown
}

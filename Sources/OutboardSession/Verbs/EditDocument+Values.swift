import OutboardHost
import OutboardModel
import OutboardProtocol
import OutboardRender

extension LoadedSession {
    /// Refuses values that are out of range, or of nothing that is there.
    func check(valuesOf edit: DocumentEdit, in document: SessionDocument) throws(RequestError) {
        for part in edit.parts {
            switch part {
            case .setControl(let track, let control):
                try SetStrip(track: track, control).checkValue()
            case .setSend(_, _, let controls):
                if let level = controls.levelDecibels, level != -.infinity {
                    try checkRange(level, Strip.faderDecibelsRange, "level_decibels", unit: "dB")
                }
                if let pan = controls.pan { try checkRange(pan, Strip.panRange, "pan", unit: "") }
            case .setParameter(let insert, _, let symbol, let setting):
                guard document.place(of: insert) != nil else { continue }
                try check(insert, symbol, setting)
            default: break
            }
        }
    }

    private func check(
        _ id: InsertID,
        _ symbol: String,
        _ setting: ParameterSetting?
    ) throws(RequestError) {
        guard let plugin = inserts[id], let descriptor = plugin.descriptor else {
            throw RequestError(
                .engineError,
                "\"\(id)\" is a placeholder: \(inserts[id]?.placeholderReason ?? "")",
                hint: "Install the plugin and start the engine again.",
                field: "plugin_id"
            )
        }
        guard let index = plugin.index(of: symbol) else {
            throw RequestError(
                .invalidParameter,
                "\"\(id)\" has no parameter \"\(symbol)\".",
                field: "parameter_id"
            )
        }
        guard case .plain(let value) = setting else { return }
        let parameter = descriptor.parameters[index]
        try checkRange(value, parameter.range, "parameter_value", unit: parameter.unit)
    }

    /// What plugins have that were here before, and are not now. The states of those that do not say are
    /// left out: their values are in the document.
    func states(missingOf before: [InsertID: LoadedInsert]) -> [InsertID: [UInt8]] {
        var states: [InsertID: [UInt8]] = [:]
        for (id, plugin) in before where inserts[id] !== plugin {
            states[id] = (try? plugin.currentState()) ?? nil
        }
        return states
    }
}

/// Where parameters stand that an edit moves: their plugins may know more than the document.
struct StandingValues {
    fileprivate struct Key: Hashable {
        let insert: InsertID
        let symbol: String
    }

    fileprivate var values: [Key: Double] = [:]

    /// An inverse takes a value that the document did not have to where the plugin had it.
    func completing(_ inverse: DocumentEdit) -> DocumentEdit {
        switch inverse {
        case .all(let edits): return .all(edits.map(completing))
        case .setParameter(let insert, let strip, let symbol, nil):
            guard let value = values[Key(insert: insert, symbol: symbol)] else { return inverse }
            return .setParameter(insert, strip: strip, symbol: symbol, .plain(value))
        default: return inverse
        }
    }
}

extension LiveSession {
    func standingValues(of edit: DocumentEdit) -> StandingValues {
        var standing = StandingValues()
        for case .setParameter(let id, _, let symbol, _) in edit.parts {
            guard let plugin = insert(id), let index = plugin.index(of: symbol) else { continue }
            standing.values[.init(insert: id, symbol: symbol)] = plugin.values[index]
        }
        return standing
    }

    /// With plain values, which are what the document takes. What the edit itself brings takes no others.
    func resolved(_ edit: DocumentEdit) throws(RequestError) -> DocumentEdit {
        switch edit {
        case .all(let edits):
            var resolved: [DocumentEdit] = []
            for (index, edit) in edits.enumerated() {
                do throws(RequestError) {
                    resolved.append(try self.resolved(edit))
                } catch {
                    throw error.within("requests/\(index)/data")
                }
            }
            return .all(resolved)
        case .setParameter(let insert, let strip, let symbol, let setting):
            let request: PluginParameterRequest
            switch setting {
            case nil: return edit
            case .plain where self.insert(insert)?.descriptor == nil: return edit
            case .plain(let value):
                request = .init(track: strip, insert: insert, parameter: symbol, value: value)
            case .normalized(let part):
                request = .init(
                    track: strip,
                    insert: insert,
                    parameter: symbol,
                    value: part,
                    isNormalized: true
                )
            case .text(let text):
                request = .init(
                    track: strip,
                    insert: insert,
                    parameter: symbol,
                    value: nil,
                    text: text
                )
            }
            let verb = try SetPluginParameter(request, in: self)
            return .setParameter(insert, strip: strip, symbol: symbol, .plain(verb.value))
        default: return edit
        }
    }

    /// Brings a parameter, or all of a plugin's, to the default.
    func reset(
        _ id: InsertID,
        on track: TrackID,
        _ symbol: String?
    ) throws(RequestError) -> DocumentEdit {
        let plugin = try insert(id, on: track)
        let symbols = symbol.map { [$0] } ?? plugin.descriptor?.parameters.map(\.symbol) ?? []
        return .all(
            symbols.map { .setParameter(id, strip: track, symbol: $0, nil) }
        )
    }

    /// nil: it does more than move controls.
    func writes(ofValues edit: DocumentEdit) -> [StateWrite]? {
        var writes: [StateWrite] = []
        for part in edit.parts {
            switch part {
            case .setControl(let track, let control): writes.append(.control(track, control))
            case .setSend(let send, let track, let controls):
                writes.append(.send(SendRequest(track: track, send: send, controls)))
            case .setParameter(let insert, let track, let symbol, _):
                guard let plugin = self.insert(insert), let index = plugin.index(of: symbol) else {
                    return nil
                }
                writes.append(
                    .parameter(track, plugin, index: index, value: plugin.values[index])
                )
            default: return nil
            }
        }
        return writes
    }

    /// What others are told of a control that moved.
    func notification(of edit: DocumentEdit, _ origin: ChangeOrigin) -> Notification? {
        switch edit {
        case .setControl(let track, let control):
            return SetStrip(track: track, control).complete(self, origin).notification
        case .setSend(let send, let track, let controls):
            return .sendChanged(SendRequest(track: track, send: send, controls), origin)
        case .setParameter(let id, let track, let symbol, let setting):
            guard let plugin = insert(id), let index = plugin.index(of: symbol) else { return nil }
            var value = plugin.descriptor!.parameters[index].default
            if case .plain(let plain) = setting { value = plain }
            let snapshot = plugin.valueSnapshot(at: index, plain: value)
            return .pluginParameterChanged(
                ParameterChange(
                    track: track,
                    insert: id,
                    parameter: symbol,
                    value: snapshot.plain,
                    normalizedValue: snapshot.normalized,
                    text: snapshot.text,
                    origin: origin
                )
            )
        default: return nil
        }
    }
}

extension SessionPlayer {
    /// What brings the renderer to the values that an edit has put into the document.
    func actions(sendingValuesOf edit: DocumentEdit, _ context: EditContext) -> [RenderAction] {
        var moved: Set<TrackID> = []
        var parameters: [RenderAction] = []
        for part in edit.parts {
            switch part {
            case .setControl(let track, _): moved.insert(track)
            case .setParameter(let id, let strip, let symbol, let setting):
                guard let plugin = session.insert(id), let index = plugin.index(of: symbol) else {
                    continue
                }
                var value = plugin.descriptor!.parameters[index].default
                if case .plain(let plain) = setting { value = plain }
                parameters += session.set(value, at: index, of: plugin, on: strip, context)
                guard setting == nil else { continue }
                session.forget(symbol, of: id, on: strip)
            default: break
            }
        }
        return gainActions(rampFrames: context.rampFrames, moved: moved) + parameters
    }
}

extension LiveSession {
    /// The document says nothing of a parameter any more.
    fileprivate func forget(_ symbol: String, of id: InsertID, on strip: TrackID) {
        changeStrip(of: strip) { strip in
            guard let index = strip.inserts.firstIndex(where: { $0.id == id }) else { return }
            strip.inserts[index].parameters[symbol] = nil
        }
    }
}

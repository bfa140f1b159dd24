import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardRender
import OutboardStore

/// Brings an insert to the values of a preset. `PRESET_LOAD`
///
/// All or nothing: a preset that does not fit in every value changes none. Where every value that changes
/// can be ramped, all are; else the plugin would jump from one setting to the other, and so a second one
/// that has the values takes over by a cross-fade. So it is for a preset with a state, too, because no
/// plugin has to take one while it plays.
struct LoadPreset: Verb {
    let track: TrackID
    let insert: InsertID
    let preset: PresetID
    /// Given when it undoes another load; else they come from the preset.
    private var values: [(index: Int, value: Double)]?
    /// The preset's. nil: the plugin keeps its own.
    private var state: [UInt8]?
    /// Kept, because it may be taken out before the change is completed.
    private var plugin: LoadedInsert?
    /// Another instance took over.
    private var isRenewed = false
    private var previousValues: [(index: Int, value: Double)] = []
    private var previousState: [UInt8]?
    /// What the document says of the plugin's properties behind it, where there is a state: that has them.
    private var properties: [String: PropertyValue] = [:]
    private var previousProperties: [String: PropertyValue] = [:]

    init(_ request: PresetLoadRequest) {
        track = request.track
        insert = request.insert
        preset = request.preset
    }

    /// - Parameters:
    ///   - values: the preset's, as a journal kept them.
    ///   - state: the preset's, if it has one.
    init(_ request: PresetLoadRequest, values: [(index: Int, value: Double)], state: [UInt8]?) {
        self.init(request)
        self.values = values
        self.state = state
    }

    mutating func prepare(
        _ player: SessionPlayer,
        _ context: EditContext
    ) throws(RequestError) -> Preparation {
        let session = player.session
        let loaded = try session.insert(insert, on: track)
        if values == nil {
            let preset = try find(for: loaded, session, context.presets)
            values = try checkedValues(of: loaded, preset)
            state = preset.state
        }
        let values = values!
        guard values.allSatisfy({ loaded.values.indices.contains($0.index) }) else {
            throw failure("the plugin has not all of its parameters")
        }
        plugin = loaded
        previousValues = values.map { ($0.index, loaded.values[$0.index]) }
        let jumps = values.contains { value in
            loaded.values[value.index] != value.value
                && loaded.descriptor!.parameters[value.index].isStepped
        }
        if state != nil || (jumps && loaded.isPublished) {
            let present = try presentState(of: loaded)
            if state != nil { previousState = present }
            previousProperties =
                session.document.strip(track)?.inserts.first { $0.id == insert }?.properties ?? [:]
            let ticket = try player.renew(
                insert,
                on: track,
                values,
                state: state ?? present,
                properties: state == nil ? nil : properties
            )
            plugin = session.insert(insert)
            isRenewed = true
            return Preparation(ticket: ticket)
        }
        return Preparation(
            actions: values.flatMap {
                session.set($0.value, at: $0.index, of: loaded, on: track, context)
            }
        )
    }

    func complete(_ session: LiveSession, _ origin: ChangeOrigin) -> Completion {
        let changed = (values ?? []).map {
            (plugin!.descriptor!.parameters[$0.index].symbol, $0.value)
        }
        return Completion(
            notification: .presetLoaded(
                PresetChange(
                    track: track,
                    insert: insert,
                    preset: preset,
                    parameters: Dictionary(uniqueKeysWithValues: changed),
                    origin: origin
                )
            ),
            ackExtra: ["parameters": .integer(changed.count)]
        )
    }

    func writes(_ player: SessionPlayer) -> [StateWrite] {
        guard !isRenewed, let plugin else { return [.whole(player.capture)] }
        return (values ?? []).map {
            .parameter(track, plugin, index: $0.index, value: $0.value)
        }
    }

    var subjects: Set<Subject> { [.insert(insert, "values")] }

    var byteCount: Int { (state?.count ?? 0) + (previousState?.count ?? 0) }

    var kind: Request.Kind { .presetLoad }

    var inverse: any Verb {
        var undo = self
        undo.values = previousValues
        undo.state = previousState
        undo.properties = previousProperties
        return undo
    }

    /// With the values, because the preset may be another one later.
    var journaled: JSONObject? {
        var object = Request.presetLoad(
            PresetLoadRequest(track: track, insert: insert, preset: preset)
        ).journaled
        object["values"] = .array(
            (values ?? []).map { [.integer($0.index), .number($0.value)] }
        )
        object["state"] = state.map { OutboardSession.journaled($0) }
        return object
    }

    private func presentState(of loaded: LoadedInsert) throws(RequestError) -> [UInt8]? {
        do {
            return try loaded.currentState()
        } catch {
            throw failure("the plugin does not say what it has now: \(error.message)")
        }
    }

    private func checkedValues(
        of loaded: LoadedInsert,
        _ preset: Preset
    ) throws(RequestError) -> [(index: Int, value: Double)] {
        guard let descriptor = loaded.descriptor else {
            throw failure("the plugin is a placeholder: \(loaded.placeholderReason ?? "")")
        }
        guard preset.plugin == loaded.plugin else {
            throw failure(
                "it is for \(preset.plugin), and \"\(insert)\" is \(loaded.plugin)"
            )
        }
        var values: [(index: Int, value: Double)] = []
        for (symbol, value) in preset.parameters.sorted(by: { $0.key < $1.key }) {
            guard let index = loaded.index(of: symbol) else {
                throw failure("the plugin has no parameter \"\(symbol)\"")
            }
            let parameter = descriptor.parameters[index]
            guard value.isFinite, parameter.range.contains(value) else {
                throw failure("\(symbol) = \(value) is outside \(parameter.range)")
            }
            values.append((index, parameter.settled(value)))
        }
        return values
    }

    private func find(
        for loaded: LoadedInsert,
        _ session: LiveSession,
        _ stores: [PresetStore]
    ) throws(RequestError) -> Preset {
        for store in stores {
            do throws(StoreError) {
                return try store.load(preset)
            } catch  where error.code != .notFound {
                throw failure(error.message)
            } catch {}
        }
        do {
            if let found = try session.installedPreset(preset, of: loaded.plugin) { return found }
        } catch {
            throw failure(error.message)
        }
        throw failure("there is no such preset of \(loaded.plugin)")
    }

    private func failure(_ reason: String) -> RequestError {
        RequestError(
            .presetLoadFailed,
            "Preset \"\(preset)\" was not loaded: \(reason).",
            field: "preset_id"
        )
    }
}

import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardRender

/// Sets a parameter of an insert. `PLUGIN_PARAMETER`
struct SetPluginParameter: Verb {
    let track: TrackID
    let insert: InsertID
    let symbol: String
    /// Position in the insert's descriptor.
    let index: Int
    /// In the parameter's own unit, in its range.
    let value: Double
    private var previousValue = 0.0
    /// How long it takes. nil: as long as any change.
    var rampSeconds: Double?
    /// Kept, because it may be taken out before the change is completed.
    private var plugin: LoadedInsert?

    /// Checks a request against the session. Nothing changes.
    init(_ request: PluginParameterRequest, in session: LiveSession) throws(RequestError) {
        let (loaded, index) = try Self.find(request, in: session)
        track = request.track
        insert = request.insert
        symbol = request.parameter
        self.index = index
        value = try Self.plainValue(
            request,
            loaded.parameters[index],
            try request.text.map { text throws(RequestError) in
                try Self.value(text, of: loaded, at: index)
            }
        )
    }

    /// What a text means to the plugin; a percentage that it does not know is one of the way.
    private static func value(
        _ text: String,
        of loaded: LoadedInsert,
        at index: Int
    ) throws(RequestError) -> Double {
        let parameter = loaded.parameters[index]
        if let value = loaded.lanes[0].instance.value(of: index, text: text) { return value }
        let words = text.filter { $0 != " " }
        if words.last == "%", let part = Double(words.dropLast()), (0...100).contains(part) {
            return parameter.plain(normalized: part / 100)
        }
        throw RequestError(
            .invalidParameter,
            "\"\(text)\" is no value of \(parameter.name).",
            field: "text",
            details: [
                "minimum": .number(parameter.minimum), "maximum": .number(parameter.maximum),
                "unit": .string(parameter.unit),
            ]
        )
    }

    /// The parameter that a request names.
    static func find(
        _ request: PluginParameterRequest,
        in session: LiveSession
    ) throws(RequestError) -> (plugin: LoadedInsert, index: Int) {
        let loaded = try session.insert(request.insert, on: request.track)
        guard loaded.descriptor != nil else {
            throw RequestError(
                .engineError,
                "\"\(request.insert)\" is a placeholder: \(loaded.placeholderReason ?? "")",
                hint: "Install the plugin and start the engine again.",
                field: "plugin_id"
            )
        }
        guard let index = loaded.index(of: request.parameter) else {
            throw RequestError(
                .invalidParameter,
                "\"\(request.insert)\" has no parameter \"\(request.parameter)\".",
                field: "parameter_id"
            )
        }
        return (loaded, index)
    }

    private init(undoing verb: SetPluginParameter) {
        track = verb.track
        insert = verb.insert
        symbol = verb.symbol
        index = verb.index
        value = verb.previousValue
    }

    private static func plainValue(
        _ request: PluginParameterRequest,
        _ parameter: ParameterDescriptor,
        _ meant: Double?
    ) throws(RequestError) -> Double {
        let isNormalized = request.isNormalized && meant == nil
        let range = isNormalized ? 0...1 : parameter.range
        let wanted = meant ?? request.value
        guard let value = wanted, value.isFinite, range.contains(value) else {
            let unit = isNormalized || parameter.unit.isEmpty ? "" : " \(parameter.unit)"
            throw RequestError(
                .invalidParameter,
                "\(parameter.name) must be \(range.lowerBound) to \(range.upperBound)\(unit), "
                    + "not \(wanted.map { "\($0)" } ?? "nothing").",
                field: meant == nil ? "parameter_value" : "text",
                details: [
                    "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound),
                    "unit": .string(isNormalized ? "" : parameter.unit),
                ]
            )
        }
        return isNormalized
            ? parameter.plain(normalized: value) : parameter.settled(value)
    }

    mutating func prepare(
        _ player: SessionPlayer,
        _ context: EditContext
    ) throws(RequestError) -> Preparation {
        let session = player.session
        let loaded = try session.insert(insert, on: track)
        previousValue = loaded.values[index]
        plugin = loaded
        return Preparation(
            actions: session.set(
                value,
                at: index,
                of: loaded,
                on: track,
                context.ramping(rampSeconds, player.sampleRateHertz)
            )
        )
    }

    func complete(_ session: LiveSession, _ origin: ChangeOrigin) -> Completion {
        let snapshot = plugin!.noteSnapshot(at: index, plain: value)
        return Completion(
            notification: .pluginParameterChanged(
                ParameterChange(
                    track: track,
                    insert: insert,
                    parameter: symbol,
                    value: value,
                    normalizedValue: snapshot.normalized,
                    text: snapshot.text,
                    origin: origin
                )
            )
        )
    }

    func writes(_ player: SessionPlayer) -> [StateWrite] {
        plugin.map { [.parameter(track, $0, index: index, value: value)] } ?? []
    }

    var subjects: Set<Subject> { plugin?.subjects(ofValue: index) ?? [.value(symbol, of: insert)] }

    var kind: Request.Kind { .pluginParameter }

    var inverse: any Verb { SetPluginParameter(undoing: self) }

    var journaled: JSONObject? {
        if let rampSeconds, let moved {
            let ramp = RampRequest(target: moved.target, value: value, seconds: rampSeconds)
            return Request.ramp(ramp).journaled
        }
        return Request.pluginParameter(
            PluginParameterRequest(track: track, insert: insert, parameter: symbol, value: value)
        ).journaled
    }

    var target: AutomationCurve.Target {
        .parameter(track: track, insert: insert, symbol: symbol)
    }

    var moved: MovedControl? {
        MovedControl(target: target, value: value, previous: previousValue)
    }
}

extension LiveSession {
    /// Notes a parameter's value in the document, and says what the render thread has to do for it.
    func set(
        _ value: Double,
        at index: Int,
        of loaded: LoadedInsert,
        on strip: TrackID,
        _ context: EditContext
    ) -> [RenderAction] {
        changeStrip(of: strip) { strip in
            guard let position = strip.inserts.firstIndex(where: { $0.id == loaded.id }) else {
                return
            }
            strip.inserts[position].parameters[loaded.parameters[index].symbol] = value
        }
        guard loaded.isPublished else {
            loaded.stand(value, at: index)
            return []
        }
        loaded.note(value, at: index)
        return loaded.lanes.map {
            .setParameter(
                processor: UInt32($0.slot.first),
                parameter: UInt32(index),
                value: Float(value),
                rampFrames: loaded.parameters[index].isStepped ? 0 : context.rampFrames
            )
        }
    }
}

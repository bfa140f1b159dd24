import OutboardHost
import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardRender

/// Sets what an insert's plugin has beside its parameters. `PLUGIN_PROPERTY`
struct SetPluginProperty: Verb {
    let track: TrackID
    let insert: InsertID
    let property: PropertyDescriptor
    /// As the document has it. nil: the document says nothing of it, and the plugin keeps what it has.
    private let value: PropertyValue?
    private var previous: PropertyValue?

    /// Checks a request against the session. Nothing changes.
    init(_ request: PluginPropertyRequest, in session: LiveSession) throws(RequestError) {
        let loaded = try session.insert(request.insert, on: request.track)
        guard let descriptor = loaded.descriptor else {
            throw RequestError(
                .engineError,
                "\"\(request.insert)\" is a placeholder: \(loaded.placeholderReason ?? "")",
                hint: "Install the plugin and start the engine again.",
                field: "plugin_id"
            )
        }
        guard let found = descriptor.property(named: request.property), found.isWritable else {
            throw RequestError(
                .invalidParameter,
                "\"\(request.insert)\" has no property \"\(request.property)\" that can be set.",
                field: "property_id"
            )
        }
        track = request.track
        insert = request.insert
        property = found
        value = try found.value(request.value)
        _ = try session.files.sent(request.value, to: found)
    }

    private init(undoing verb: SetPluginProperty) {
        track = verb.track
        insert = verb.insert
        property = verb.property
        value = verb.previous
    }

    mutating func prepare(
        _ player: SessionPlayer,
        _ context: EditContext
    ) throws(RequestError) -> Preparation {
        let session = player.session
        let loaded = try session.insert(insert, on: track)
        previous =
            session.document.strip(track)!.inserts.first { $0.id == insert }!
            .properties[property.uri]
        let actions = try value.map { value throws(RequestError) in
            try loaded.send(try session.files.sent(value, to: property), to: property.uri)
        }
        session.note(value, of: property.uri, of: insert, on: track)
        return Preparation(actions: actions ?? [])
    }

    func complete(_ session: LiveSession, _ origin: ChangeOrigin) -> Completion {
        Completion(notification: .pluginPropertyChanged(request, origin))
    }

    func writes(_ player: SessionPlayer) -> [StateWrite] {
        player.session.insert(insert).map { [.properties(track, $0)] } ?? []
    }

    var subjects: Set<Subject> { [.value(property.uri, of: insert)] }

    var kind: Request.Kind { .pluginProperty }

    var inverse: any Verb { SetPluginProperty(undoing: self) }

    var journaled: JSONObject? { Request.pluginProperty(request).journaled }

    private var request: PluginPropertyRequest {
        PluginPropertyRequest(
            track: track,
            insert: insert,
            property: property.uri,
            value: value ?? .text("")
        )
    }
}

extension LiveSession {
    /// Notes a property's value in the document. nil: it says nothing of it any more.
    func note(_ value: PropertyValue?, of uri: String, of insert: InsertID, on strip: TrackID) {
        changeStrip(of: strip) { strip in
            guard let index = strip.inserts.firstIndex(where: { $0.id == insert }) else { return }
            strip.inserts[index].properties[uri] = value
        }
    }
}

extension LoadedInsert {
    /// Writes a message for each of the lanes, and says what the render thread has to do for them.
    fileprivate func send(
        _ value: PropertyValue,
        to property: String
    ) throws(RequestError) -> [RenderAction] {
        var actions: [RenderAction] = []
        for lane in lanes {
            let count: UInt32
            do throws(HostError) {
                count = try lane.instance.send(value, to: property)
            } catch {
                throw RequestError(
                    error.code == .busy ? .engineBusy : .invalidParameter,
                    "The property is not set: \(error.message).",
                    field: "value"
                )
            }
            if isPublished {
                actions.append(.admitMessages(processor: UInt32(lane.slot.first), count: count))
            } else {
                lane.instance.processor.admittedMessages?.pointee = count
            }
        }
        return actions
    }
}

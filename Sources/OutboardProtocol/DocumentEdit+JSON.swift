import OutboardJSON
import OutboardModel

extension DocumentEdit {
    package var kind: Request.Kind { wire.kind }

    /// The name on the wire and the `data` that goes with it.
    var wire: (kind: Request.Kind, data: JSONObject) {
        switch self {
        case .addTrack(let track, let index):
            return (.trackAdd, Self.placed(track.json, index))
        case .removeTrack(let id): return (.trackRemove, Self.on(id))
        case .moveTrack(let id, let index): return (.trackMove, Self.placed(Self.on(id), index))
        case .rename(let id, let name):
            return (.trackRename, Self.on(id, ["name": .string(name)]))
        case .setSource(let id, let source):
            return (.trackSource, Self.on(id, ["source": source.json]))
        case .addBus(let bus, let index): return (.busAdd, Self.placed(bus.json, index))
        case .removeBus(let id): return (.busRemove, Self.on(id))
        case .setOutput(let id, let output):
            return (.trackOutput, Self.on(id, ["output": output.json]))
        case .addSend(let send, let strip, let index):
            return (.sendAdd, Self.placed(Self.on(strip, send.json), index))
        case .removeSend(let id, let strip):
            return (.sendRemove, Self.on(strip, ["send_id": .string(id.text)]))
        case .setSendTap(let id, let strip, let isPreFader):
            return (
                .sendTap,
                Self.on(strip, ["send_id": .string(id.text), "pre_fader": .bool(isPreFader)])
            )
        case .addInsert(let insert, let strip, let index):
            return (.pluginAdd, Self.placed(Self.on(strip, insert.json), index))
        case .removeInsert(let id, let strip):
            return (.pluginRemove, Self.on(strip, ["plugin_id": .string(id.text)]))
        case .moveInsert(let id, let from, let to, let index):
            return (
                .pluginMove,
                Self.on(
                    from,
                    [
                        "plugin_id": .string(id.text), "to_track_id": .string(to.text),
                        "index": .integer(index),
                    ]
                )
            )
        case .replaceInsert(let id, let strip, let new):
            var data = Self.on(strip, new.json)
            data["plugin_id"] = .string(id.text)
            data["new_plugin_id"] = .string(new.id.text)
            return (.pluginReplace, data)
        case .setBypass(let id, let strip, let isBypassed):
            return (
                .pluginBypass,
                Self.on(strip, ["plugin_id": .string(id.text), "bypass": .bool(isBypassed)])
            )
        case .setSideChain(let id, let strip, let sideChain):
            return (
                .pluginSideChain,
                Self.on(
                    strip,
                    ["plugin_id": .string(id.text), "side_chain": sideChain?.json ?? .null]
                )
            )
        case .setAutomation(let target, let curve):
            var data = target.json
            data["mode"] = .string((curve?.mode ?? .off).rawValue)
            data["points"] = .array((curve?.points ?? []).map(\.json))
            return (.automationSet, data)
        case .setAutomationMode(let target, let mode):
            var data = target.json
            data["mode"] = .string(mode.rawValue)
            return (.automationMode, data)
        case .setSong(let song): return (.songSet, song.json)
        case .renameSession(let name): return (.sessionRename, ["name": .string(name)])
        case .setControl, .setSend, .setParameter: return wireOfValue!
        case .all(let edits):
            let requests = edits.map { edit -> JSONValue in
                let wire = edit.wire
                return ["type": .string(wire.kind.rawValue), "data": .object(wire.data)]
            }
            return (.batch, ["requests": .array(requests)])
        }
    }

    private static func on(_ id: TrackID, _ data: JSONObject = [:]) -> JSONObject {
        var data = data
        data["track_id"] = .string(id.text)
        return data
    }

    private static func placed(_ data: JSONObject, _ index: Int?) -> JSONObject {
        var data = data
        data["index"] = index.map { .integer($0) }
        return data
    }

    /// Reads an edit that is what its row says. What it names is checked by who knows the session.
    init(_ kind: Request.Kind, _ data: JSONField) throws(RequestError) {
        switch kind {
        case .trackAdd:
            self = .addTrack(try Track(wire: data), index: data.wireOptionalInteger("index"))
        case .trackRemove: self = .removeTrack(try data.wireTrack())
        case .trackMove:
            self = .moveTrack(try data.wireTrack(), index: try data.wireInteger("index"))
        case .trackRename:
            self = .rename(try data.wireTrack(), try data.wireText("name"))
        case .trackSource:
            self = .setSource(
                try data.wireTrack(),
                try TrackSource(wire: data.value["source"] ?? .null)
            )
        case .trackOutput:
            self = .setOutput(
                try data.wireTrack(),
                try StripOutput(wire: data.value["output"] ?? .null)
            )
        case .busAdd:
            let id = try data.wireTrack()
            self = .addBus(
                Bus(
                    id: id,
                    name: data.wireOptionalText("name") ?? id.text,
                    channelCount: data.wireOptionalInteger("channels") ?? 2,
                    strip: try Strip(wire: data)
                ),
                index: data.wireOptionalInteger("index")
            )
        case .busRemove: self = .removeBus(try data.wireTrack())
        case .sendAdd:
            self = .addSend(
                try Send(wire: data),
                strip: try data.wireTrack(),
                index: data.wireOptionalInteger("index")
            )
        case .sendRemove:
            self = .removeSend(SendID(try data.wireText("send_id")), strip: try data.wireTrack())
        case .sendTap:
            self = .setSendTap(
                SendID(try data.wireText("send_id")),
                strip: try data.wireTrack(),
                isPreFader: try data.wireBool("pre_fader")
            )
        default: try self.init(plugin: kind, data)
        }
    }

    private init(plugin kind: Request.Kind, _ data: JSONField) throws(RequestError) {
        switch kind {
        case .pluginAdd:
            self = .addInsert(
                try Insert(wire: data, id: data.wireInsert()),
                strip: try data.wireTrack(),
                index: data.wireOptionalInteger("index")
            )
        case .pluginRemove:
            self = .removeInsert(try data.wireInsert(), strip: try data.wireTrack())
        case .pluginMove:
            let from = try data.wireTrack()
            self = .moveInsert(
                try data.wireInsert(),
                from: from,
                to: data.wireOptionalText("to_track_id").map { TrackID($0) } ?? from,
                index: try data.wireInteger("index")
            )
        case .pluginReplace:
            let id = try data.wireInsert()
            let new = data.wireOptionalText("new_plugin_id")
            self = .replaceInsert(
                id,
                strip: try data.wireTrack(),
                with: try Insert(wire: data, id: new.map { InsertID($0) } ?? id)
            )
        case .pluginBypass:
            self = .setBypass(
                try data.wireInsert(),
                strip: try data.wireTrack(),
                try data.wireBool("bypass")
            )
        case .pluginSideChain:
            self = .setSideChain(
                try data.wireInsert(),
                strip: try data.wireTrack(),
                try SideChain(wire: data)
            )
        case .automationSet:
            let target = try AutomationCurve.Target(wire: data)
            let mode: AutomationCurve.Mode = data.wireOptionalChoice("mode") ?? .read
            let points = try AutomationCurve.points(wire: data)
            self = .setAutomation(
                target,
                points.isEmpty && mode == .off
                    ? nil : AutomationCurve(target: target, mode: mode, points: points)
            )
        case .automationMode:
            self = .setAutomationMode(
                try AutomationCurve.Target(wire: data),
                try data.wireChoice("mode")
            )
        case .songSet: self = .setSong(try Song(wire: data))
        case .sessionRename: self = .renameSession(try data.wireText("name"))
        case .batch: self = .all(try Self.batch(data))
        default: throw RequestError(.unknownType, "\(kind.rawValue) is no edit.")
        }
    }

    package static func batch(_ data: JSONField) throws(RequestError) -> [DocumentEdit] {
        var edits: [DocumentEdit] = []
        for request in data.wireElements("requests") {
            guard let kind: Request.Kind = request.wireOptionalChoice("type") else { continue }
            let data = request.wireOptionalObject("data") ?? JSONField([:])
            if let value = try value(kind, data) {
                edits.append(value)
            } else {
                edits.append(try DocumentEdit(kind, data))
            }
        }
        return edits
    }
}

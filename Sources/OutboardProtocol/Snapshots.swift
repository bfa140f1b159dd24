import OutboardJSON
import OutboardModel

/// A whole session as clients know it. What there are many of is found by its id, and says by `order`
/// where it stands, so that no change of it needs an index.
package struct SessionSnapshot: Sendable, Equatable {
    package var id: SessionID
    package var name: String
    package var sampleRateHertz: Int
    package var tracks: [TrackID: StripSnapshot]
    package var buses: [TrackID: StripSnapshot]
    package var master: StripSnapshot
    package var song: Song
    /// By `AutomationCurve.Target.key`.
    package var automation: [String: CurveSnapshot]
    /// What the device's outputs lag behind its inputs by, for plugins.
    package var latencyFrames: Int

    package init(
        id: SessionID,
        name: String,
        sampleRateHertz: Int,
        tracks: [TrackID: StripSnapshot],
        buses: [TrackID: StripSnapshot],
        master: StripSnapshot,
        song: Song,
        automation: [String: CurveSnapshot],
        latencyFrames: Int
    ) {
        self.id = id
        self.name = name
        self.sampleRateHertz = sampleRateHertz
        self.tracks = tracks
        self.buses = buses
        self.master = master
        self.song = song
        self.automation = automation
        self.latencyFrames = latencyFrames
    }

    package var json: JSONValue {
        [
            "id": .string(id.text), "name": .string(name),
            "sample_rate_hertz": .integer(sampleRateHertz),
            "tracks": .members(tracks.values, \.order) { ($0.id.text, $0.json) },
            "buses": .members(buses.values, \.order) { ($0.id.text, $0.json) },
            "master": master.json, "song": .object(song.json),
            "automation": .members(automation.values, \.order) { ($0.curve.target.key, $0.json) },
            "latency_frames": .integer(latencyFrames),
        ]
    }

    package func strip(_ id: TrackID) -> StripSnapshot? {
        id == .master ? master : tracks[id] ?? buses[id]
    }
}

extension JSONValue {
    /// An object of what has an order, in that.
    static func members<Member>(
        _ members: some Collection<Member>,
        _ order: (Member) -> Double,
        _ member: (Member) -> (key: String, value: JSONValue)
    ) -> JSONValue {
        var object = JSONObject()
        for element in members.sorted(by: { order($0) < order($1) }) {
            let (key, value) = member(element)
            object.append(key, value)
        }
        return .object(object)
    }
}

/// A session as all clients know it at one of its revisions.
package struct StateSnapshot: Sendable, Equatable {
    /// Another with each load of a session.
    package var epoch: String
    package var revision: UInt64
    package var session: SessionSnapshot

    package init(epoch: String, revision: UInt64, session: SessionSnapshot) {
        self.epoch = epoch
        self.revision = revision
        self.session = session
    }

    package var json: JSONObject {
        [
            "epoch": .string(epoch), "revision": .integer(revision), "session": session.json,
        ]
    }
}

/// A curve and its place among the others.
package struct CurveSnapshot: Sendable, Equatable {
    package var curve: AutomationCurve
    package var order: Double

    package init(curve: AutomationCurve, order: Double) {
        self.curve = curve
        self.order = order
    }

    package var json: JSONValue {
        guard case .object(var object) = curve.json else { return .null }
        object["order"] = .number(order)
        return .object(object)
    }
}

/// A track, a bus, or the master. Only a track has a source, and the master has no solo.
package struct StripSnapshot: Sendable, Equatable {
    package var id: TrackID
    package var name: String
    package var order: Double
    package var channels: Int
    package var source: TrackSource?
    package var levelDecibels: Double
    package var pan: Double
    package var isMuted: Bool
    package var isSoloed: Bool?
    package var inserts: [InsertID: InsertSnapshot]
    package var sends: [SendID: SendSnapshot]
    package var output: StripOutput
    /// How late its signal is behind its fader, for plugins.
    package var latencyFrames: Int

    package init(
        id: TrackID,
        name: String,
        order: Double,
        channels: Int,
        source: TrackSource?,
        levelDecibels: Double,
        pan: Double,
        isMuted: Bool,
        isSoloed: Bool?,
        inserts: [InsertID: InsertSnapshot],
        sends: [SendID: SendSnapshot],
        output: StripOutput,
        latencyFrames: Int
    ) {
        self.id = id
        self.name = name
        self.order = order
        self.channels = channels
        self.source = source
        self.levelDecibels = levelDecibels
        self.pan = pan
        self.isMuted = isMuted
        self.isSoloed = isSoloed
        self.inserts = inserts
        self.sends = sends
        self.output = output
        self.latencyFrames = latencyFrames
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id.text), "name": .string(name), "order": .number(order),
            "channels": .integer(channels),
        ]
        object["source"] = source?.json
        object["level_decibels"] = .decibels(levelDecibels)
        object["pan"] = .number(pan)
        object["mute"] = .bool(isMuted)
        object["solo"] = isSoloed.map(JSONValue.bool)
        object["inserts"] = .members(inserts.values, \.order) { ($0.id.text, $0.json) }
        object["sends"] = .members(sends.values, \.order) { ($0.send.id.text, $0.json) }
        object["output"] = output.json
        object["latency_frames"] = .integer(latencyFrames)
        return .object(object)
    }
}

/// A send and its place among those of its strip.
package struct SendSnapshot: Sendable, Equatable {
    package var send: Send
    package var order: Double

    package init(send: Send, order: Double) {
        self.send = send
        self.order = order
    }

    package var json: JSONValue {
        var object = send.json
        object["order"] = .number(order)
        return .object(object)
    }
}

/// An insert and the values of its parameters.
package struct InsertSnapshot: Sendable, Equatable {
    package var id: InsertID
    package var name: String
    package var order: Double
    package var plugin: PluginID
    /// Why it is a placeholder. nil: the plugin runs.
    package var placeholderReason: String?
    package var latencyFrames: Int
    package var isBypassed: Bool
    package var sideChain: SideChain?
    /// In the plugin's order.
    package var parameters: [ParameterSnapshot]
    /// Those that can be set, in the plugin's order.
    package var properties: [PropertySnapshot]

    package init(
        id: InsertID,
        name: String,
        order: Double,
        plugin: PluginID,
        placeholderReason: String?,
        latencyFrames: Int,
        isBypassed: Bool,
        sideChain: SideChain?,
        parameters: [ParameterSnapshot],
        properties: [PropertySnapshot]
    ) {
        self.properties = properties
        self.id = id
        self.name = name
        self.order = order
        self.plugin = plugin
        self.placeholderReason = placeholderReason
        self.latencyFrames = latencyFrames
        self.isBypassed = isBypassed
        self.sideChain = sideChain
        self.parameters = parameters
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id.text), "name": .string(name), "order": .number(order),
            "format": .string(plugin.format.rawValue), "uri": .string(plugin.text),
            "placeholder": .bool(placeholderReason != nil),
        ]
        object["reason"] = placeholderReason.map(JSONValue.string)
        object["latency_frames"] = .integer(latencyFrames)
        object["bypass"] = .bool(isBypassed)
        object["side_chain"] = sideChain?.json
        var parameters = JSONObject()
        for (index, parameter) in self.parameters.enumerated() {
            parameters.append(parameter.descriptor.symbol, parameter.json(order: index))
        }
        object["parameters"] = .object(parameters)
        var properties = JSONObject()
        for (index, property) in self.properties.enumerated() {
            properties.append(property.descriptor.uri, property.json(order: index))
        }
        object["properties"] = .object(properties)
        return .object(object)
    }
}

/// A parameter, with its value where it is one of an insert.
package struct ParameterSnapshot: Sendable, Equatable {
    package struct Value: Sendable, Equatable {
        package var plain: Double
        package var normalized: Double
        package var text: String

        package init(plain: Double, normalized: Double, text: String) {
            self.plain = plain
            self.normalized = normalized
            self.text = text
        }
    }

    package var descriptor: ParameterDescriptor
    package var value: Value?

    package init(descriptor: ParameterDescriptor, value: Value?) {
        self.descriptor = descriptor
        self.value = value
    }

    package var json: JSONValue { json(order: nil) }

    /// - Parameter order: its place among those of its plugin, where no list says it.
    func json(order: Int?) -> JSONValue {
        var object: JSONObject = [
            "id": .string(descriptor.symbol), "name": .string(descriptor.name),
        ]
        object["order"] = order.map { .integer($0) }
        if let value {
            object["value"] = .number(value.plain)
            object["normalized_value"] = .number(value.normalized)
            object["text"] = .string(value.text)
        }
        object["minimum"] = .number(descriptor.minimum)
        object["maximum"] = .number(descriptor.maximum)
        object["default"] = .number(descriptor.default)
        object["unit"] = .string(descriptor.unit)
        object["kind"] = .string(descriptor.kind.rawValue)
        object["law"] = .string(descriptor.law.rawValue)
        object["choices"] = .array(
            descriptor.choices.map { ["value": .number($0.value), "label": .string($0.label)] }
        )
        return .object(object)
    }
}

import OutboardJSON
import OutboardModel

/// A whole session with its revision.
package struct SessionSnapshot: Sendable, Equatable {
    package var id: String
    package var name: String
    package var revision: UInt64
    package var sampleRateHertz: Int
    package var tracks: [StripSnapshot]
    package var buses: [StripSnapshot]
    package var master: StripSnapshot
    package var song: Song
    package var automation: [AutomationCurve]
    /// What the device's outputs lag behind its inputs by, for plugins.
    package var latencyFrames: Int

    package init(
        id: String,
        name: String,
        revision: UInt64,
        sampleRateHertz: Int,
        tracks: [StripSnapshot],
        buses: [StripSnapshot],
        master: StripSnapshot,
        song: Song,
        automation: [AutomationCurve],
        latencyFrames: Int
    ) {
        self.id = id
        self.name = name
        self.revision = revision
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
            "id": .string(id), "name": .string(name), "revision": .integer(revision),
            "sample_rate_hertz": .integer(sampleRateHertz),
            "tracks": .array(tracks.map(\.json)), "buses": .array(buses.map(\.json)),
            "master": master.json, "song": .object(song.json),
            "automation": .array(automation.map(\.json)),
            "latency_frames": .integer(latencyFrames),
        ]
    }
}

/// A track, a bus, or the master. Only a track has a source, and the master has no solo.
package struct StripSnapshot: Sendable, Equatable {
    package var id: TrackID
    package var name: String
    package var channels: Int
    package var source: TrackSource?
    package var levelDecibels: Double
    package var pan: Double
    package var isMuted: Bool
    package var isSoloed: Bool?
    package var inserts: [InsertSnapshot]
    package var sends: [Send]
    package var output: StripOutput
    /// How late its signal is behind its fader, for plugins.
    package var latencyFrames: Int

    package init(
        id: TrackID,
        name: String,
        channels: Int,
        source: TrackSource?,
        levelDecibels: Double,
        pan: Double,
        isMuted: Bool,
        isSoloed: Bool?,
        inserts: [InsertSnapshot],
        sends: [Send],
        output: StripOutput,
        latencyFrames: Int
    ) {
        self.id = id
        self.name = name
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

    var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id.text), "name": .string(name), "channels": .integer(channels),
        ]
        object["source"] = source?.json
        object["level_decibels"] = .number(levelDecibels)
        object["pan"] = .number(pan)
        object["mute"] = .bool(isMuted)
        object["solo"] = isSoloed.map(JSONValue.bool)
        object["inserts"] = .array(inserts.map(\.json))
        object["sends"] = .array(sends.map { .object($0.json) })
        object["output"] = output.json
        object["latency_frames"] = .integer(latencyFrames)
        return .object(object)
    }
}

/// An insert and the values of its parameters.
package struct InsertSnapshot: Sendable, Equatable {
    package var id: InsertID
    package var name: String
    package var plugin: PluginID
    /// Why it is a placeholder. nil: the plugin runs.
    package var placeholderReason: String?
    package var latencyFrames: Int
    package var isBypassed: Bool
    package var sideChain: SideChain?
    package var parameters: [ParameterSnapshot]
    /// Those that can be set.
    package var properties: [PropertySnapshot]

    package init(
        id: InsertID,
        name: String,
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
        self.plugin = plugin
        self.placeholderReason = placeholderReason
        self.latencyFrames = latencyFrames
        self.isBypassed = isBypassed
        self.sideChain = sideChain
        self.parameters = parameters
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id.text), "name": .string(name),
            "format": .string(plugin.format.rawValue), "uri": .string(plugin.text),
            "placeholder": .bool(placeholderReason != nil),
        ]
        object["reason"] = placeholderReason.map(JSONValue.string)
        object["latency_frames"] = .integer(latencyFrames)
        object["bypass"] = .bool(isBypassed)
        object["side_chain"] = sideChain?.json
        object["parameters"] = .array(parameters.map(\.json))
        if !properties.isEmpty { object["properties"] = .array(properties.map(\.json)) }
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

    package var json: JSONValue {
        var object: JSONObject = [
            "id": .string(descriptor.symbol), "name": .string(descriptor.name),
        ]
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

import OutboardJSON
import OutboardModel

/// A whole session with its revision.
package struct SessionSnapshot: Sendable, Equatable {
    package var id: String
    package var name: String
    package var revision: UInt64
    package var sampleRateHertz: Int
    package var tracks: [StripSnapshot]
    package var master: StripSnapshot

    package init(
        id: String,
        name: String,
        revision: UInt64,
        sampleRateHertz: Int,
        tracks: [StripSnapshot],
        master: StripSnapshot
    ) {
        self.id = id
        self.name = name
        self.revision = revision
        self.sampleRateHertz = sampleRateHertz
        self.tracks = tracks
        self.master = master
    }

    package var json: JSONValue {
        [
            "id": .string(id), "name": .string(name), "revision": .integer(revision),
            "sample_rate_hertz": .integer(sampleRateHertz),
            "tracks": .array(tracks.map(\.json)), "master": master.json,
        ]
    }
}

/// A track, or the master, which has neither source nor solo.
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

    package init(
        id: TrackID,
        name: String,
        channels: Int,
        source: TrackSource?,
        levelDecibels: Double,
        pan: Double,
        isMuted: Bool,
        isSoloed: Bool?,
        inserts: [InsertSnapshot]
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
    }

    var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id.text), "name": .string(name), "channels": .integer(channels),
        ]
        object["source"] = source.map(Self.json)
        object["level_decibels"] = .number(levelDecibels)
        object["pan"] = .number(pan)
        object["mute"] = .bool(isMuted)
        object["solo"] = isSoloed.map(JSONValue.bool)
        object["inserts"] = .array(inserts.map(\.json))
        return .object(object)
    }

    private static func json(of source: TrackSource) -> JSONValue {
        switch source {
        case .none: ["kind": "none"]
        case .input(let channels):
            ["kind": "input", "channels": .array(channels.map { .integer($0) })]
        case .file(let path, let loops):
            ["kind": "file", "path": .string(path), "loop": .bool(loops)]
        }
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
    package var parameters: [ParameterSnapshot]

    package init(
        id: InsertID,
        name: String,
        plugin: PluginID,
        placeholderReason: String?,
        latencyFrames: Int,
        parameters: [ParameterSnapshot]
    ) {
        self.id = id
        self.name = name
        self.plugin = plugin
        self.placeholderReason = placeholderReason
        self.latencyFrames = latencyFrames
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
        object["parameters"] = .array(parameters.map(\.json))
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

import OutboardJSON
import OutboardModel

/// A row of `GET /api/plugins`.
package struct PluginSummary: Sendable, Equatable {
    package var id: PluginID
    package var name: String
    package var vendor: String
    package var kind: String
    package var audioInputs: Int
    package var audioOutputs: Int
    package var parameterCount: Int

    package init(
        id: PluginID,
        name: String,
        vendor: String,
        kind: String,
        audioInputs: Int,
        audioOutputs: Int,
        parameterCount: Int
    ) {
        self.id = id
        self.name = name
        self.vendor = vendor
        self.kind = kind
        self.audioInputs = audioInputs
        self.audioOutputs = audioOutputs
        self.parameterCount = parameterCount
    }

    package var json: JSONObject {
        [
            "id": .string(id.text), "format": .string(id.format.rawValue), "name": .string(name),
            "vendor": .string(vendor), "kind": .string(kind),
            "audio_inputs": .integer(audioInputs), "audio_outputs": .integer(audioOutputs),
            "parameters": .integer(parameterCount),
        ]
    }
}

/// `GET /api/plugins/{id}`: an installed plugin, or an insert of the live session.
package struct PluginDetail: Sendable, Equatable {
    package var summary: PluginSummary
    package var parameters: [ParameterSnapshot]
    package var properties: [PropertySnapshot]
    /// Where it is an insert.
    package var insert: InsertID?
    package var track: TrackID?

    package init(
        summary: PluginSummary,
        parameters: [ParameterSnapshot],
        properties: [PropertySnapshot] = [],
        insert: InsertID? = nil,
        track: TrackID? = nil
    ) {
        self.summary = summary
        self.parameters = parameters
        self.properties = properties
        self.insert = insert
        self.track = track
    }

    package var json: JSONValue {
        var object = summary.json
        if let insert {
            object["uri"] = object["id"]
            object["id"] = .string(insert.text)
        }
        object["track_id"] = track.map { .string($0.text) }
        object["parameters"] = .array(parameters.map(\.json))
        if !properties.isEmpty { object["properties"] = .array(properties.map(\.json)) }
        return .object(object)
    }
}

/// A session or a preset that lies in the trash.
package struct TrashSummary: Sendable, Equatable {
    package var kind: LibraryChange.Kind
    /// What it is called there.
    package var name: String
    /// What it was called before.
    package var id: String
    /// UTC, as in `timestamp`.
    package var removedAt: String

    package init(_ kind: LibraryChange.Kind, name: String, id: String, removedAt: String) {
        self.kind = kind
        self.name = name
        self.id = id
        self.removedAt = removedAt
    }

    package var json: JSONValue {
        [
            "kind": .string(kind.rawValue), "name": .string(name), "id": .string(id),
            "removed_at": .string(removedAt),
        ]
    }
}

/// A row of `GET /api/presets` and `GET /api/plugins/{id}/presets`: a preset, or the error of one that
/// cannot be read.
package struct PresetSummary: Sendable, Equatable {
    package var id: PresetID
    package var source: String
    package var content: Content

    package enum Content: Sendable, Equatable {
        case preset(name: String, plugin: PluginID, parameterCount: Int)
        /// What it holds is known when it is loaded.
        case installed(name: String, plugin: PluginID)
        case unreadable(String)
    }

    package init(id: PresetID, source: String, content: Content) {
        self.id = id
        self.source = source
        self.content = content
    }

    package var json: JSONValue {
        var object: JSONObject = ["id": .string(id.text), "source": .string(source)]
        switch content {
        case .preset(let name, let plugin, let count):
            object["name"] = .string(name)
            object["plugin"] = Self.json(plugin)
            object["parameters"] = .integer(count)
        case .installed(let name, let plugin):
            object["name"] = .string(name)
            object["plugin"] = Self.json(plugin)
        case .unreadable(let error): object["error"] = .string(error)
        }
        return .object(object)
    }

    private static func json(_ plugin: PluginID) -> JSONValue {
        ["format": .string(plugin.format.rawValue), "id": .string(plugin.text)]
    }
}

/// A row of `GET /api/sessions`.
package struct SessionSummary: Sendable, Equatable {
    package var id: SessionID
    package var name: String
    package var isLive: Bool

    package init(id: SessionID, name: String, isLive: Bool) {
        self.id = id
        self.name = name
        self.isLive = isLive
    }

    package var json: JSONValue {
        ["id": .string(id.text), "name": .string(name), "live": .bool(isLive)]
    }
}

/// `GET /health`, as far as the engine knows it.
package struct EngineHealth: Sendable, Equatable {
    package struct Placeholder: Sendable, Equatable {
        package var track: TrackID
        package var insert: InsertID
        package var plugin: PluginID
        package var reason: String

        package init(track: TrackID, insert: InsertID, plugin: PluginID, reason: String) {
            self.track = track
            self.insert = insert
            self.plugin = plugin
            self.reason = reason
        }
    }

    /// The threads that render.
    package struct Threads: Sendable, Equatable {
        package var count: Int
        package var areRealtime: Bool
        /// Of all blocks, those that were rendered by all threads.
        package var parallelBlocks: Int64
        package var blocks: Int64

        package init(count: Int, areRealtime: Bool, parallelBlocks: Int64, blocks: Int64) {
            self.count = count
            self.areRealtime = areRealtime
            self.parallelBlocks = parallelBlocks
            self.blocks = blocks
        }
    }

    /// What a plugin takes.
    package struct PluginLoad: Sendable, Equatable {
        package var track: TrackID
        package var insert: InsertID
        /// Part of the time that it rendered, on average.
        package var load: Double
        /// The longest block.
        package var worstMicroseconds: Double

        package init(track: TrackID, insert: InsertID, load: Double, worstMicroseconds: Double) {
            self.track = track
            self.insert = insert
            self.load = load
            self.worstMicroseconds = worstMicroseconds
        }
    }

    package var state: EngineState
    package var wantedDriver: String
    package var frame: Int64
    package var isRealtime: Bool?
    package var isMemoryLocked: Bool
    package var droppedCommands: Int
    package var streamUnderrunFrames: Int64
    /// Notes and the like that did not get to where they should: of the device, within plans, and to
    /// plugins.
    package var droppedEvents: Int
    /// Blocks in which a plugin's output was taken in hand.
    package var containedBlocks: Int64
    /// What is wrong with which plugin's output now.
    package var faults: [String: String]
    /// Parts of a cycle's duration that half, and 99 of 100, of the last second's cycles stayed below.
    package var loadP50: Double
    package var loadP99: Double
    /// Cycles that took longer than they may.
    package var overruns: Int64
    package var lastXrunSecondsAgo: Double?
    package var threads: Threads?
    package var pluginLoads: [PluginLoad]
    package var transport: TransportState?
    package var session: SessionID?
    package var placeholders: [Placeholder]
    package var problems: [String]

    package init(
        state: EngineState,
        wantedDriver: String,
        frame: Int64,
        isRealtime: Bool?,
        isMemoryLocked: Bool,
        droppedCommands: Int,
        streamUnderrunFrames: Int64,
        droppedEvents: Int,
        containedBlocks: Int64,
        faults: [String: String],
        loadP50: Double,
        loadP99: Double,
        overruns: Int64,
        lastXrunSecondsAgo: Double?,
        threads: Threads?,
        pluginLoads: [PluginLoad],
        transport: TransportState?,
        session: SessionID?,
        placeholders: [Placeholder],
        problems: [String]
    ) {
        self.state = state
        self.wantedDriver = wantedDriver
        self.frame = frame
        self.isRealtime = isRealtime
        self.isMemoryLocked = isMemoryLocked
        self.droppedCommands = droppedCommands
        self.streamUnderrunFrames = streamUnderrunFrames
        self.droppedEvents = droppedEvents
        self.containedBlocks = containedBlocks
        self.faults = faults
        self.loadP50 = loadP50
        self.loadP99 = loadP99
        self.overruns = overruns
        self.lastXrunSecondsAgo = lastXrunSecondsAgo
        self.threads = threads
        self.pluginLoads = pluginLoads
        self.transport = transport
        self.session = session
        self.placeholders = placeholders
        self.problems = problems
    }

    /// What the plugins of each strip take together, in the order of the strips.
    private var stripLoads: [(track: TrackID, load: Double)] {
        var sums: [(track: TrackID, load: Double)] = []
        for it in pluginLoads {
            if let known = sums.firstIndex(where: { $0.track == it.track }) {
                sums[known].load += it.load
            } else {
                sums.append((it.track, it.load))
            }
        }
        return sums
    }

    /// A part of a cycle's duration, as time.
    private func microseconds(_ load: Double) -> JSONValue {
        guard state.sampleRateHertz > 0 else { return .null }
        return .number(load * Double(state.quantumFrames) / Double(state.sampleRateHertz) * 1e6)
    }

    private var pluginLoadsJSON: JSONValue {
        .array(
            pluginLoads.map {
                [
                    "track_id": .string($0.track.text), "plugin_id": .string($0.insert.text),
                    "load": .number($0.load), "microseconds": microseconds($0.load),
                    "worst_microseconds": .number($0.worstMicroseconds),
                ]
            }
        )
    }

    /// - Parameter connections: how many clients there are.
    package func json(version: String, connections: Int) -> JSONValue {
        var engine = state.json
        engine["wanted_driver"] = .string(wantedDriver)
        engine["frame"] = .integer(frame)
        engine["realtime"] = isRealtime.map(JSONValue.bool) ?? .null
        engine["memory_locked"] = .bool(isMemoryLocked)
        engine["dropped_commands"] = .integer(droppedCommands)
        engine["stream_underrun_frames"] = .integer(streamUnderrunFrames)
        engine["dropped_events"] = .integer(droppedEvents)
        engine["contained_blocks"] = .integer(containedBlocks)
        var wrong = JSONObject()
        for (insert, fault) in faults.sorted(by: { $0.key < $1.key }) {
            wrong[insert] = .string(fault)
        }
        engine["faults"] = .object(wrong)
        engine["load_p50"] = .number(loadP50)
        engine["load_p99"] = .number(loadP99)
        engine["overruns"] = .integer(overruns)
        engine["last_xrun_seconds_ago"] = lastXrunSecondsAgo.map(JSONValue.number) ?? .null
        engine["threads"] =
            threads.map {
                [
                    "count": .integer($0.count), "realtime": .bool($0.areRealtime),
                    "parallel_blocks": .integer($0.parallelBlocks),
                    "blocks": .integer($0.blocks),
                ]
            } ?? .null
        engine["plugin_loads"] = pluginLoadsJSON
        var loads = JSONObject()
        var times = JSONObject()
        for (track, load) in stripLoads {
            loads[track.text] = .number(load)
            times[track.text] = microseconds(load)
        }
        engine["strip_loads"] = .object(loads)
        engine["strip_microseconds"] = .object(times)
        let rows = placeholders.map { placeholder -> JSONValue in
            [
                "track_id": .string(placeholder.track.text),
                "plugin_id": .string(placeholder.insert.text),
                "uri": .string(placeholder.plugin.text), "reason": .string(placeholder.reason),
            ]
        }
        let live: JSONValue =
            session.map { id in
                [
                    "id": .string(id.text), "placeholders": .array(rows),
                    "problems": .array(problems.map(JSONValue.string)),
                ]
            } ?? .null
        return [
            "live": true, "ready": .bool(state.state != .stopped), "version": .string(version),
            "engine": .object(engine), "session": live,
            "transport": transport.map { .object($0.json) } ?? .null,
            "connections": .integer(connections),
        ]
    }
}

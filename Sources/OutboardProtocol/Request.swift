import OutboardJSON
import OutboardModel

/// What a client asks for. `Docs/protocol` describes each.
package enum Request: Sendable, Equatable {
    case identify(IdentifyRequest)
    /// Says anew what the connection wants to hear.
    case reidentify(TopicSet)
    /// Shows another token before the one that it came with expires.
    case reauth(token: String)
    /// The whole state again, for who has lost its place.
    case resync
    case ping
    /// Puts a connection out.
    case kick(connection: String)
    case pluginParameter(PluginParameterRequest)
    case pluginProperty(PluginPropertyRequest)
    case presetLoad(PresetLoadRequest)
    /// Level or pan is nil where only a gesture begins or ends.
    case trackFader(track: TrackID, levelDecibels: Double?, gesture: Gesture? = nil)
    case trackPan(track: TrackID, pan: Double?, gesture: Gesture? = nil)
    case trackMute(track: TrackID, isMuted: Bool)
    case trackSolo(track: TrackID, isSoloed: Bool)
    case sendSet(SendRequest)
    /// A change of the session's structure: `TRACK_ADD` and its like.
    case edit(DocumentEdit)
    /// Several, each on its own; `edit` has those that are done as one.
    case batch(BatchRequest)
    case undo(HistoryRequest)
    case redo(HistoryRequest)
    case history(limit: Int)
    /// Several parameters at one edge of a block.
    case pluginParameters([DocumentEdit])
    /// To their defaults; nil: all of the plugin's.
    case parameterReset(InsertID, track: TrackID, parameter: String?)
    case read(QueryRequest)
    case ramp(RampRequest)
    /// Silences everything, or lets it be heard again.
    case panic(isOff: Bool)
    /// Plays through another device.
    case device(DeviceRequest)
    /// Ends with what still rings: the plugin is taken out that long after its input.
    case pluginRingOut(InsertID, track: TrackID, seconds: Double)
    case transportPlay
    case transportStop
    case transportLocate(seconds: Double)
    /// A short MIDI message for a track that takes notes.
    case note(track: TrackID, bytes: [UInt8])
    case sessionLoad(SessionID)
    case sessionSave
    case library(LibraryRequest)
    case recordStart(RecordRequest)
    case recordStop(track: TrackID)
    /// Measures a strip for as long as the connection lives, or until it stops.
    case loudnessStart(track: TrackID)
    case loudnessStop(track: TrackID)
    case loudnessRead(track: TrackID)
    case loudnessReset(track: TrackID)
    /// Looks what plugins there are, and tries them.
    case pluginScan(ScanScope)
    case metersSubscribe(rateHertz: Double)
    case metersUnsubscribe
    case listenStart
    case listenStop
    case activitySearch(ActivityQuery)
    case chat(ChatRequest)
    case presenceSet(PresencePlace)
    case job(JobRequest)

    /// The names on the wire.
    package enum Kind: String, Sendable, CaseIterable {
        case identify = "IDENTIFY"
        case reidentify = "REIDENTIFY"
        case reauth = "REAUTH"
        case resync = "RESYNC"
        case ping = "PING"
        case kick = "KICK"
        case pluginParameter = "PLUGIN_PARAMETER"
        case pluginProperty = "PLUGIN_PROPERTY"
        case presetLoad = "PRESET_LOAD"
        case presetSave = "PRESET_SAVE"
        case presetDelete = "PRESET_DELETE"
        case trashList = "TRASH_LIST"
        case trashRestore = "TRASH_RESTORE"
        case trackFader = "TRACK_FADER"
        case trackPan = "TRACK_PAN"
        case trackMute = "TRACK_MUTE"
        case trackSolo = "TRACK_SOLO"
        case sendSet = "SEND_SET"
        case trackAdd = "TRACK_ADD"
        case trackRemove = "TRACK_REMOVE"
        case trackMove = "TRACK_MOVE"
        case trackRename = "TRACK_RENAME"
        case trackSource = "TRACK_SOURCE"
        case trackOutput = "TRACK_OUTPUT"
        case busAdd = "BUS_ADD"
        case busRemove = "BUS_REMOVE"
        case sendAdd = "SEND_ADD"
        case sendRemove = "SEND_REMOVE"
        case sendTap = "SEND_TAP"
        case pluginAdd = "PLUGIN_ADD"
        case pluginRemove = "PLUGIN_REMOVE"
        case pluginMove = "PLUGIN_MOVE"
        case pluginReplace = "PLUGIN_REPLACE"
        case pluginBypass = "PLUGIN_BYPASS"
        case pluginSideChain = "PLUGIN_SIDE_CHAIN"
        case automationSet = "AUTOMATION_SET"
        case automationMode = "AUTOMATION_MODE"
        case songSet = "SONG_SET"
        case batch = "BATCH"
        case undo = "UNDO"
        case redo = "REDO"
        case history = "HISTORY"
        case pluginParameters = "PLUGIN_PARAMETERS"
        case parameterReset = "PARAMETER_RESET"
        case sessionRename = "SESSION_RENAME"
        case sessionList = "SESSION_LIST"
        case sessionRead = "SESSION_READ"
        case presetList = "PRESET_LIST"
        case pluginList = "PLUGIN_LIST"
        case pluginDescribe = "PLUGIN_DESCRIBE"
        case engineStatus = "ENGINE_STATUS"
        case engineDevices = "ENGINE_DEVICES"
        case engineDevice = "ENGINE_DEVICE"
        case panic = "PANIC"
        case parameterRamp = "PARAMETER_RAMP"
        case transportPlay = "TRANSPORT_PLAY"
        case transportStop = "TRANSPORT_STOP"
        case transportLocate = "TRANSPORT_LOCATE"
        case note = "NOTE"
        case sessionLoad = "SESSION_LOAD"
        case sessionSave = "SESSION_SAVE"
        case sessionNew = "SESSION_NEW"
        case sessionSaveAs = "SESSION_SAVE_AS"
        case sessionDelete = "SESSION_DELETE"
        case recordStart = "RECORD_START"
        case recordStop = "RECORD_STOP"
        case loudnessStart = "LOUDNESS_START"
        case loudnessStop = "LOUDNESS_STOP"
        case loudnessRead = "LOUDNESS_READ"
        case loudnessReset = "LOUDNESS_RESET"
        case pluginScan = "PLUGIN_SCAN"
        case metersSubscribe = "METERS_SUBSCRIBE"
        case metersUnsubscribe = "METERS_UNSUBSCRIBE"
        case listenStart = "LISTEN_START"
        case listenStop = "LISTEN_STOP"
        case activitySearch = "ACTIVITY_SEARCH"
        case chatSend = "CHAT_SEND"
        case chatHistory = "CHAT_HISTORY"
        case chatTyping = "CHAT_TYPING"
        case chatRead = "CHAT_READ"
        case presenceSet = "PRESENCE_SET"
        case jobStart = "JOB_START"
        case jobList = "JOB_LIST"
        case jobGet = "JOB_GET"
        case jobCancel = "JOB_CANCEL"
    }
}

/// Sets one parameter of one insert.
package struct PluginParameterRequest: Sendable, Equatable {
    package var track: TrackID
    package var insert: InsertID
    /// The parameter's symbol.
    package var parameter: String
    /// nil where only a gesture begins or ends.
    package var value: Double?
    /// The value is 0...1, and not in the parameter's own unit.
    package var isNormalized: Bool
    /// The value as a person writes it: "-18 dB", "2k", a choice's label. Instead of a number.
    package var text: String?
    /// What this is to the hand's gesture. nil: a change within one, or by itself.
    package var gesture: Gesture?
    package var reply: ReplyChoice

    package init(
        track: TrackID,
        insert: InsertID,
        parameter: String,
        value: Double?,
        isNormalized: Bool = false,
        text: String? = nil,
        gesture: Gesture? = nil,
        reply: ReplyChoice = .applied
    ) {
        self.track = track
        self.insert = insert
        self.parameter = parameter
        self.value = value
        self.isNormalized = isNormalized
        self.text = text
        self.gesture = gesture
        self.reply = reply
    }

    /// Whether it sets the parameter; else only a gesture begins or ends.
    package var isMove: Bool { value != nil || text != nil }
}

/// When a value is acknowledged.
package enum ReplyChoice: String, Sendable, CaseIterable {
    /// When it is heard.
    case applied
    /// When it is on its way.
    case accepted
}

/// Which plugins a scan tries.
package enum ScanScope: String, Sendable, CaseIterable {
    /// Those that are new or have changed.
    case changed
    /// Those, and what is blocked.
    case blocked
    case all
}

/// A hand takes hold of a control, or lets go of it.
package enum Gesture: String, Sendable, CaseIterable {
    case begin, end
}

/// Sets something that a plugin has beside its parameters: a file, a text.
package struct PluginPropertyRequest: Sendable, Equatable {
    package var track: TrackID
    package var insert: InsertID
    /// Its URI, or the end of it that no other property of the plugin has.
    package var property: String
    package var value: PropertyValue

    package init(track: TrackID, insert: InsertID, property: String, value: PropertyValue) {
        self.track = track
        self.insert = insert
        self.property = property
        self.value = value
    }

    var json: JSONObject {
        [
            "track_id": .string(track.text), "plugin_id": .string(insert.text),
            "property_id": .string(property), "value": value.json,
        ]
    }

    init(wire data: JSONField) throws(RequestError) {
        self.init(
            track: try data.wireTrack(),
            insert: try data.wireInsert(),
            property: try data.wireText("property_id"),
            value: try data.wireScalar("value")
        )
    }
}

/// Brings one insert to the values of a preset.
package struct PresetLoadRequest: Sendable, Equatable {
    package var track: TrackID
    package var insert: InsertID
    package var preset: PresetID

    package init(track: TrackID, insert: InsertID, preset: PresetID) {
        self.track = track
        self.insert = insert
        self.preset = preset
    }
}

/// Sets what is given of a send's controls.
package struct SendRequest: Sendable, Equatable {
    package var track: TrackID
    package var send: SendID
    package var levelDecibels: Double?
    package var pan: Double?
    package var isMuted: Bool?

    package init(
        track: TrackID,
        send: SendID,
        levelDecibels: Double? = nil,
        pan: Double? = nil,
        isMuted: Bool? = nil
    ) {
        self.track = track
        self.send = send
        self.levelDecibels = levelDecibels
        self.pan = pan
        self.isMuted = isMuted
    }
}

/// Begins to record a strip, behind its fader.
package struct RecordRequest: Sendable, Equatable {
    package enum Format: String, Sendable, CaseIterable {
        case wav16 = "wav16"
        case wav24 = "wav24"
        case wav32Float = "wav32f"
        case flac16 = "flac16"
        case flac24 = "flac24"
    }

    package var track: TrackID
    /// nil: the track's id and the time.
    package var name: String?
    package var format: Format

    package init(track: TrackID, name: String? = nil, format: Format = .wav24) {
        self.track = track
        self.name = name
        self.format = format
    }
}

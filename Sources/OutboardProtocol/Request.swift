import OutboardModel

/// What a client asks for. `Docs/protocol` describes each.
package enum Request: Sendable, Equatable {
    case identify(client: String?, token: String?)
    case ping
    case pluginParameter(PluginParameterRequest)
    case presetLoad(PresetLoadRequest)
    case trackFader(track: TrackID, levelDecibels: Double)
    case trackPan(track: TrackID, pan: Double)
    case trackMute(track: TrackID, isMuted: Bool)
    case trackSolo(track: TrackID, isSoloed: Bool)
    case metersSubscribe(rateHertz: Double)
    case metersUnsubscribe
    case listenStart
    case listenStop

    /// The names on the wire.
    package enum Kind: String, Sendable, CaseIterable {
        case identify = "IDENTIFY"
        case ping = "PING"
        case pluginParameter = "PLUGIN_PARAMETER"
        case presetLoad = "PRESET_LOAD"
        case trackFader = "TRACK_FADER"
        case trackPan = "TRACK_PAN"
        case trackMute = "TRACK_MUTE"
        case trackSolo = "TRACK_SOLO"
        case metersSubscribe = "METERS_SUBSCRIBE"
        case metersUnsubscribe = "METERS_UNSUBSCRIBE"
        case listenStart = "LISTEN_START"
        case listenStop = "LISTEN_STOP"
    }
}

/// Sets one parameter of one insert.
package struct PluginParameterRequest: Sendable, Equatable {
    package var track: TrackID
    package var insert: InsertID
    /// The parameter's symbol.
    package var parameter: String
    package var value: Double
    /// The value is 0...1, and not in the parameter's own unit.
    package var isNormalized: Bool

    package init(
        track: TrackID,
        insert: InsertID,
        parameter: String,
        value: Double,
        isNormalized: Bool = false
    ) {
        self.track = track
        self.insert = insert
        self.parameter = parameter
        self.value = value
        self.isNormalized = isNormalized
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

/// A session as people edit it: tracks with their strips, and the master.
///
/// A value: what the engine plays is compiled from it, and what collaborators see is a copy of it.
package struct SessionDocument: Sendable, Equatable {
    package var id: SessionID
    package var name: String
    /// The rate that the session was made at. The engine asks the driver for it.
    package var sampleRateHertz: Int
    package var tracks: [Track]
    package var master: Strip

    package init(
        id: SessionID,
        name: String,
        sampleRateHertz: Int = 48_000,
        tracks: [Track] = [],
        master: Strip = Strip()
    ) {
        self.id = id
        self.name = name
        self.sampleRateHertz = sampleRateHertz
        self.tracks = tracks
        self.master = master
    }
}

/// A source lane of a session, and the strip that it runs through.
package struct Track: Sendable, Equatable {
    package var id: TrackID
    package var name: String
    package var source: TrackSource
    package var strip: Strip

    package init(id: TrackID, name: String, source: TrackSource = .none, strip: Strip = Strip()) {
        self.id = id
        self.name = name
        self.source = source
        self.strip = strip
    }
}

/// Where a track's audio comes from.
package enum TrackSource: Sendable, Equatable {
    case none
    /// Channels of the device, 0-based. One makes a mono track, two a stereo track.
    case input(channels: [Int])
    /// A file beneath the session's directory.
    case file(path: String, loops: Bool)
}

/// Inserts, then fader, pan, mute and solo.
package struct Strip: Sendable, Equatable {
    package var inserts: [Insert]
    /// -infinity...10.
    package var faderDecibels: Double
    /// -1 is left, 0 the centre, 1 right.
    package var pan: Double
    package var isMuted: Bool
    package var isSoloed: Bool

    package static let faderDecibelsRange = -140.0...10.0
    package static let panRange = -1.0...1.0

    package init(
        inserts: [Insert] = [],
        faderDecibels: Double = 0,
        pan: Double = 0,
        isMuted: Bool = false,
        isSoloed: Bool = false
    ) {
        self.inserts = inserts
        self.faderDecibels = faderDecibels
        self.pan = pan
        self.isMuted = isMuted
        self.isSoloed = isSoloed
    }
}

/// A slot of a strip that holds one plugin.
package struct Insert: Sendable, Equatable {
    package var id: InsertID
    package var name: String
    package var plugin: PluginID
    /// Plain values by the parameter's symbol. Those that are absent stand at their default.
    package var parameters: [String: Double]
    /// The plugin's own saved state, a path beneath the session's directory.
    package var statePath: String?

    package init(
        id: InsertID,
        name: String,
        plugin: PluginID,
        parameters: [String: Double] = [:],
        statePath: String? = nil
    ) {
        self.id = id
        self.name = name
        self.plugin = plugin
        self.parameters = parameters
        self.statePath = statePath
    }
}

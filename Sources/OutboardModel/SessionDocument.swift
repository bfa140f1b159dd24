/// A session as people edit it: tracks and buses with their strips, the master, and the song's time.
///
/// A value: what the engine plays is compiled from it, and what collaborators see is a copy of it.
package struct SessionDocument: Sendable, Equatable {
    package var id: SessionID
    package var name: String
    /// The rate that the session was made at. The engine asks the driver for it.
    package var sampleRateHertz: Int
    package var tracks: [Track]
    /// Groups and auxes. Tracks and buses share their names' space.
    package var buses: [Bus]
    package var master: Strip
    package var song: Song
    package var automation: [AutomationCurve]

    package init(
        id: SessionID,
        name: String,
        sampleRateHertz: Int = 48_000,
        tracks: [Track] = [],
        buses: [Bus] = [],
        master: Strip = Strip(),
        song: Song = Song(),
        automation: [AutomationCurve] = []
    ) {
        self.id = id
        self.name = name
        self.sampleRateHertz = sampleRateHertz
        self.tracks = tracks
        self.buses = buses
        self.master = master
        if master.output == .master { self.master.output = .device(channel: 0) }
        self.song = song
        self.automation = automation
    }

    /// All strips, in the order of meters: tracks, buses, the master.
    package var stripIDs: [TrackID] { tracks.map(\.id) + buses.map(\.id) + [.master] }

    package func strip(_ id: TrackID) -> Strip? {
        if id == .master { return master }
        return tracks.first { $0.id == id }?.strip ?? buses.first { $0.id == id }?.strip
    }

    /// What the inserts name, in the order of strips.
    package var plugins: [PluginID] { stripIDs.flatMap { strip($0)!.inserts.map(\.plugin) } }

    /// Changes a strip. Nothing happens where there is none of that name.
    package mutating func changeStrip<Result>(
        _ id: TrackID,
        _ change: (inout Strip) -> Result
    ) -> Result? {
        if id == .master { return change(&master) }
        if let index = tracks.firstIndex(where: { $0.id == id }) {
            return change(&tracks[index].strip)
        }
        if let index = buses.firstIndex(where: { $0.id == id }) {
            return change(&buses[index].strip)
        }
        return nil
    }

    /// Whether an insert is on that strip. Copies nothing: it is asked for each value that a client sends.
    package func holds(_ insert: InsertID, on strip: TrackID) -> Bool {
        func isIn(_ inserts: [Insert]) -> Bool {
            inserts.indices.contains { inserts[$0].id == insert }
        }
        if strip == .master { return isIn(master.inserts) }
        if let index = tracks.indices.first(where: { tracks[$0].id == strip }) {
            return isIn(tracks[index].strip.inserts)
        }
        if let index = buses.indices.first(where: { buses[$0].id == strip }) {
            return isIn(buses[index].strip.inserts)
        }
        return false
    }

    /// Where an insert is.
    package func place(of insert: InsertID) -> (strip: TrackID, index: Int)? {
        for id in stripIDs {
            if let index = strip(id)!.inserts.firstIndex(where: { $0.id == insert }) {
                return (id, index)
            }
        }
        return nil
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

/// Where a track's audio, or its notes, come from.
package enum TrackSource: Sendable, Equatable {
    case none
    /// Channels of the device, 0-based: as many as the track is wide.
    case input(channels: [Int])
    /// A file beneath the session's directory.
    case file(path: String, loops: Bool)
    /// Notes for the first insert that takes them: those of the device on these channels (1...16), of
    /// people, and of a standard MIDI file beneath the session's directory.
    case notes(channels: [Int], path: String?)
}

/// A named summing point with a strip of its own: a group or an aux.
package struct Bus: Sendable, Equatable {
    package var id: TrackID
    package var name: String
    /// 1...64.
    package var channelCount: Int
    package var strip: Strip

    package static let channelCountRange = 1...64

    package init(id: TrackID, name: String, channelCount: Int = 2, strip: Strip = Strip()) {
        self.id = id
        self.name = name
        self.channelCount = channelCount
        self.strip = strip
    }
}

import OutboardIO
import OutboardModel
import OutboardRender

/// A document with everything that was made for it. A value: an edit makes the next one out of it, and
/// only when that can be rendered does it take this one's place.
struct LoadedSession {
    var document: SessionDocument
    var inserts: [InsertID: LoadedInsert] = [:]
    var sources: [TrackID: LoadedSource] = [:]
    var strips: [TrackID: LoadedStrip] = [:]
    /// Plugins that were taken out and are still heard.
    var ringing: [RingingInsert] = []
    /// What could not be made, for the log and `/health`.
    var problems: [String] {
        document.tracks.compactMap { sources[$0.id]?.problem }
            + orderedInserts.flatMap { strip, insert in insert.problems(on: strip) }
    }

    init(document: SessionDocument) { self.document = document }

    /// In the order of strips, and in each in the order of the signal.
    var orderedInserts: [(strip: TrackID, insert: LoadedInsert)] {
        document.stripIDs.flatMap { id in
            document.strip(id)!.inserts.compactMap { insert in
                inserts[insert.id].map { (id, $0) }
            }
        }
    }

    var streams: [FileStream] { document.tracks.compactMap { sources[$0.id]?.stream } }
}

/// A plugin that was taken out, and is heard in front of its strip's fader until a frame.
struct RingingInsert {
    let strip: TrackID
    let plugin: LoadedInsert
    let until: Int64
}

/// Where a track's signal or notes come from.
final class LoadedSource {
    enum Content {
        case nothing
        case device
        case stream(FileStream, SlotLease)
        case notes(Owned<EventSource>, SlotLease)
    }

    let source: TrackSource
    let content: Content
    /// Channels that the strip begins with.
    let width: Int
    /// Of a stream: the frame of the song that its first frame belongs to.
    let startFrame: Int64
    /// Why it is silent, or plays no file.
    let problem: String?
    private let disk: DiskThread?

    /// - Parameter disk: reads the file of a stream for as long as this is there.
    init(
        _ source: TrackSource,
        _ content: Content,
        width: Int,
        startFrame: Int64 = 0,
        problem: String? = nil,
        disk: DiskThread? = nil
    ) {
        self.problem = problem
        self.startFrame = startFrame
        self.disk = disk
        self.source = source
        self.content = content
        self.width = width
        if let stream { disk?.add(stream) }
    }

    /// No plan names it any more.
    deinit {
        if let stream { disk?.remove(stream) }
    }

    /// Whether what it gives depends on the song's time.
    var followsSong: Bool {
        switch content {
        case .stream, .notes: true
        case .nothing, .device: false
        }
    }

    var stream: FileStream? {
        if case .stream(let stream, _) = content { stream } else { nil }
    }

    /// The number by which commands name the notes' source.
    var eventSlot: Int? {
        if case .notes(_, let lease) = content { lease.first } else { nil }
    }
}

/// The gains of a strip, and of its sends.
final class LoadedStrip {
    /// Channels in front of the fader.
    let chainWidth: Int
    /// Channels behind it: a mono strip is panned to two, unless it goes to one.
    let width: Int
    let gains: SlotLease
    /// Where a bus comes together. nil for a track.
    let junction: SlotLease?
    let sends: [SendID: LoadedSend]

    init(
        chainWidth: Int,
        width: Int,
        gains: SlotLease,
        junction: SlotLease?,
        sends: [SendID: LoadedSend]
    ) {
        self.chainWidth = chainWidth
        self.width = width
        self.gains = gains
        self.junction = junction
        self.sends = sends
    }
}

/// The gains of a send.
struct LoadedSend {
    let bus: TrackID
    /// Channels that it takes from the strip.
    let sourceWidth: Int
    let width: Int
    let gains: SlotLease
}

import OutboardHost
import OutboardIO
import OutboardModel
import OutboardRender
import OutboardStore

/// A session that the engine plays: the document, and the plugins and streams made for it.
///
/// Confined to the engine, which is the only one to change it.
final class LiveSession {
    private(set) var document: SessionDocument
    /// +1 for each committed change.
    private(set) var revision: UInt64
    let inserts: [LoadedInsert]
    /// By stream slot.
    let streams: [FileStream]
    private let streamSlots: [TrackID: Int]
    /// What could not be loaded.
    let problems: [String]

    init(
        _ bundle: SessionBundle,
        hosts: [any PluginHost],
        configuration: ProcessConfiguration,
        revision: UInt64 = 0
    ) {
        self.revision = revision
        let loaded = SessionLoader(hosts: hosts, configuration: configuration).load(bundle)
        document = bundle.document
        inserts = loaded.inserts
        problems = loaded.problems
        let ordered = document.tracks.map(\.id).filter { loaded.streams[$0] != nil }
        streams = ordered.map { loaded.streams[$0]! }
        streamSlots = Dictionary(uniqueKeysWithValues: zip(ordered, ordered.indices))
    }

    deinit {
        for lane in inserts.flatMap(\.lanes) { lane.deactivate() }
    }

    /// Changes the document. `commit` makes it a revision.
    func changeDocument(_ change: (inout SessionDocument) -> Void) { change(&document) }

    /// Notes that a change is on its way to the render thread, and returns the revision that it made.
    func commit() -> UInt64 {
        revision += 1
        return revision
    }

    func inserts(of trackID: TrackID) -> [LoadedInsert] {
        inserts.filter { $0.trackID == trackID }
    }

    func streamSlot(of trackID: TrackID) -> Int? { streamSlots[trackID] }

    /// The slot of a strip's left gain and left meter; the right ones follow. The master is the last.
    func stripSlot(of trackID: TrackID) -> Int {
        2 * (document.tracks.firstIndex { $0.id == trackID } ?? document.tracks.count)
    }

    /// What the plan's slots stand for.
    var binding: PlanBinding {
        var binding = PlanBinding()
        for insert in inserts {
            for (lane, instance) in insert.lanes.enumerated() {
                binding.processors[insert.firstSlot + lane] = instance.processor
            }
        }
        for (slot, stream) in streams.enumerated() { binding.streams[slot] = stream.ring }
        return binding
    }

    /// The gains that a strip should have now, with mutes and solos.
    func gains(of trackID: TrackID) -> StripGains {
        guard let track = document.tracks.first(where: { $0.id == trackID }) else {
            return document.master.isMuted
                ? .silent : StripGains(strip: document.master, isMono: false)
        }
        let anySolo = document.tracks.contains { $0.strip.isSoloed }
        if track.strip.isMuted || (anySolo && !track.strip.isSoloed) { return .silent }
        return StripGains(strip: track.strip, isMono: width(of: track) == 1)
    }

    /// All strips, in the order of their slots.
    var stripIDs: [TrackID] { document.tracks.map(\.id) + [.master] }

    /// Channels of a track's source: 1 or 2.
    func sourceWidth(of track: Track) -> Int {
        switch track.source {
        case .none: 2
        case .input(let channels): min(2, max(1, channels.count))
        case .file: streamSlot(of: track.id).map { streams[$0].channelCount } ?? 2
        }
    }

    /// Channels that reach the fader.
    private func width(of track: Track) -> Int {
        inserts(of: track.id).reduce(sourceWidth(of: track)) {
            $1.outputWidth(forInputWidth: $0)
        }
    }
}

import OutboardGraph
import OutboardHost
import OutboardIO
import OutboardModel
import OutboardProtocol
import OutboardRender
import OutboardStore

/// A session that the engine plays: the document, and the plugins and streams made for it.
///
/// Confined to the engine, which is the only one to change it.
final class LiveSession {
    private(set) var loaded: LoadedSession
    /// +1 for each committed change.
    private(set) var revision: UInt64
    private var loader: SessionLoader
    private var tempoMap: Owned<TempoMap>
    private var lanes: [Owned<AutomationLane>] = []
    /// Meters and recorders, which are nobody's but the moment's.
    var taps: [LiveTap] = []

    var document: SessionDocument { loaded.document }
    var problems: [String] { loaded.problems }
    var streams: [FileStream] { loaded.streams }
    var stripIDs: [TrackID] { document.stripIDs }

    init(loader: SessionLoader, revision: UInt64 = 0) throws(RequestError) {
        self.revision = revision
        self.loader = loader
        loaded = try loader.load(loader.bundle.document, reusing: nil)
        tempoMap = Self.tempoMap(loaded.document, loader)
        lanes = Self.lanes(loaded, loader)
        // The plugins have them now, and know better from here on.
        self.loader.bundle.states = [:]
    }

    private static func tempoMap(
        _ document: SessionDocument,
        _ loader: SessionLoader
    ) -> Owned<TempoMap> {
        let rate = loader.configuration.sampleRateHertz
        let map = SongMap(document.song, sampleRateHertz: rate)
        return Owned(TempoMap.allocate(map.changes), freedBy: TempoMap.deallocate)
    }

    private static func lanes(
        _ loaded: LoadedSession,
        _ loader: SessionLoader
    ) -> [Owned<AutomationLane>] {
        AutomationCompiler(loaded, sampleRateHertz: loader.configuration.sampleRateHertz).lanes
    }

    /// Notes that a change is on its way to the render thread, and returns the revision that it made.
    func commit() -> UInt64 {
        revision += 1
        return revision
    }

    /// As it is now, for making it anew.
    var bundleNow: SessionBundle { bundleWithStates().bundle }

    /// As it is now, with the states of the plugins, and why some of them have none: those keep the file
    /// that they had.
    func bundleWithStates() -> (bundle: SessionBundle, problems: [String]) {
        var states: [InsertID: [UInt8]] = [:]
        var problems: [String] = []
        for (strip, insert) in loaded.orderedInserts {
            do throws(HostError) {
                states[insert.id] = try insert.currentState()
            } catch {
                problems.append(
                    "insert \(insert.id) on \(strip) keeps the state that it had: \(error)"
                )
            }
        }
        return (loader.bundle.replacing(document, states: states), problems)
    }

    /// Where its files are.
    var files: SessionBundle { loader.bundle }

    /// Goes on as another session: its id, name and directory, which has all files of this one.
    func goOn(as other: SessionBundle) {
        loaded.document.id = other.document.id
        loaded.document.name = other.document.name
        noteStates(of: other.document)
        loader.bundle.move(to: other.directory, document)
        for insert in loaded.inserts.values { insert.noteDirectory(loader.directory) }
    }

    /// The disk has these states now: whoever cannot give another later has this one, and no file that is gone.
    func noteStates(of saved: SessionDocument) {
        for strip in saved.stripIDs {
            for insert in saved.strip(strip)?.inserts ?? [] {
                _ = loaded.document.changeStrip(strip) { strip in
                    for index in strip.inserts.indices
                    where strip.inserts[index].id == insert.id
                        && strip.inserts[index].plugin == insert.plugin
                    {
                        strip.inserts[index].statePath = insert.statePath
                    }
                }
            }
        }
    }

    /// A preset that came with the plugin. nil: its format knows none of this id.
    func installedPreset(_ preset: PresetID, of plugin: PluginID) throws(HostError) -> Preset? {
        do throws(HostError) {
            return try loader.library.preset(preset, of: plugin)
        } catch {
            if error.code == .presetNotFound { return nil }
            throw error
        }
    }

    // MARK: Changes

    /// Changes values in the document: nothing that a graph depends on. `commit` makes it a revision.
    func changeDocument(_ change: (inout SessionDocument) -> Void) { change(&loaded.document) }

    /// Does an edit that no graph depends on, and returns what takes it back.
    func changeDocument(by edit: DocumentEdit) throws(RequestError) -> DocumentEdit {
        do throws(EditError) {
            return try loaded.document.apply(edit)
        } catch {
            throw RequestError(editError: error)
        }
    }

    /// What the session would be with an edit. Plugins and files that it needs are loaded; files begin at
    /// `songFrame`. Another song has other loops and beats, so all files and notes begin anew there.
    func staged(
        _ edit: DocumentEdit,
        songFrame: Int64,
        states: [InsertID: [UInt8]] = [:]
    ) throws(RequestError) -> (session: LoadedSession, inverse: DocumentEdit) {
        var document = document
        let inverse: DocumentEdit
        do throws(EditError) {
            inverse = try document.apply(edit)
        } catch {
            throw RequestError(editError: error)
        }
        var placed = loader
        placed.songFrame = songFrame
        placed.bundle.states.merge(states) { _, new in new }
        var present = loaded
        if document.song != self.document.song {
            for (id, source) in present.sources where source.followsSong {
                present.sources[id] = nil
            }
        }
        let staged = try placed.load(document, reusing: present)
        try staged.check(valuesOf: edit, in: document)
        for curve in document.automation where !self.document.automation.contains(curve) {
            try check(curve, in: staged)
        }
        return (staged, inverse)
    }

    /// A curve moves something that is there, within its range.
    private func check(
        _ curve: AutomationCurve,
        in staged: LoadedSession
    ) throws(RequestError) {
        let range: ClosedRange<Double>
        switch curve.target {
        case .parameter(let track, let insert, let symbol):
            guard let plugin = staged.inserts[insert],
                staged.document.place(of: insert)?.strip == track
            else {
                throw RequestError(
                    .pluginNotFound,
                    "There is no plugin \"\(insert)\" on track \"\(track)\".",
                    field: "plugin_id"
                )
            }
            guard let descriptor = plugin.descriptor else { return }
            guard let index = plugin.index(of: symbol) else {
                throw RequestError(
                    .invalidParameter,
                    "\"\(insert)\" has no parameter \"\(symbol)\".",
                    field: "parameter_id"
                )
            }
            range = descriptor.parameters[index].range
        case .fader(let track), .pan(let track):
            guard staged.document.strip(track) != nil else {
                throw RequestError(
                    .trackNotFound,
                    "There is no track \"\(track)\".",
                    field: "track_id"
                )
            }
            range =
                if case .fader = curve.target { Strip.faderDecibelsRange } else { Strip.panRange }
        }
        for point in curve.points { try checkRange(point.value, range, "points", unit: "") }
    }

    /// The same session with another instance of an insert's plugin, which has other values.
    ///
    /// - Parameters:
    ///   - state: what it has beside its parameters. nil: nothing.
    ///   - properties: what the document is to say of it. nil: what it says.
    func renewed(
        _ id: InsertID,
        on strip: TrackID,
        _ values: [(index: Int, value: Double)],
        state: [UInt8]?,
        properties: [String: PropertyValue]? = nil
    ) throws(RequestError) -> LoadedSession {
        let before = document
        var document = document
        let parameters = loaded.inserts[id]?.descriptor?.parameters ?? []
        // The state speaks of parameters, too: where they were on their way to another value.
        let standing = loaded.inserts[id]?.values ?? []
        _ = document.changeStrip(strip) { strip in
            guard let index = strip.inserts.firstIndex(where: { $0.id == id }) else { return }
            if let properties { strip.inserts[index].properties = properties }
            for (parameter, value) in zip(parameters, standing) {
                strip.inserts[index].parameters[parameter.symbol] = value
            }
            for value in values {
                strip.inserts[index].parameters[parameters[value.index].symbol] = value.value
            }
        }
        var present = loaded
        present.inserts[id] = nil
        var untried = loader
        untried.measuresLoad = false
        untried.bundle.states[id] = state
        var renewed = try untried.load(document, reusing: present)
        renewed.document = before
        _ = renewed.document.changeStrip(strip) { strip in
            guard let index = strip.inserts.firstIndex(where: { $0.id == id }) else { return }
            if let properties { strip.inserts[index].properties = properties }
            for value in values {
                strip.inserts[index].parameters[parameters[value.index].symbol] = value.value
            }
        }
        return renewed
    }

    /// The same session with streams that begin at a frame of the song.
    func relocated(to frame: Int64) throws(RequestError) -> LoadedSession {
        var moved = loader
        moved.songFrame = frame
        var present = loaded
        for (id, source) in present.sources where source.stream != nil { present.sources[id] = nil }
        return try moved.load(document, reusing: present)
    }

    /// Takes up what was staged and can be rendered.
    func adopt(_ staged: LoadedSession) {
        let hasOtherSong = staged.document.song != document.song
        loaded = staged
        if hasOtherSong { tempoMap = Self.tempoMap(document, loader) }
        lanes = Self.lanes(loaded, loader)
    }

    // MARK: What plans are made of

    func description(
        of session: LoadedSession,
        device: SessionGraph.DeviceChannels
    ) -> GraphDescription {
        SessionGraph.description(
            of: session,
            device: device,
            taps: taps.filter { session.strips[$0.strip] != nil }.map(\.inGraph)
        )
    }

    /// What the plan's slots stand for.
    var binding: PlanBinding {
        var binding = PlanBinding()
        let plugins = Array(loaded.inserts.values) + loaded.ringing.map(\.plugin)
        for insert in plugins {
            for lane in insert.lanes {
                binding.processors[lane.slot.first] = lane.instance.processor
            }
        }
        for source in loaded.sources.values {
            switch source.content {
            case .stream(let stream, let lease):
                binding.streams[lease.first] = .init(
                    ring: stream.ring,
                    startFrame: source.startFrame
                )
            case .notes(let events, let lease): binding.eventSources[lease.first] = events.pointer
            case .nothing, .device: break
            }
        }
        for tap in taps { tap.bind(to: &binding) }
        binding.tempoMap = tempoMap.pointer
        binding.automation = lanes.map(\.pointer)
        binding.owners = plugins as [AnyObject]
        binding.owners += Array(loaded.sources.values) as [AnyObject]
        binding.owners += Array(loaded.strips.values) as [AnyObject]
        binding.owners += lanes as [AnyObject] + taps as [AnyObject]
        binding.owners.append(tempoMap)
        return binding
    }

    /// From now on the parameters of all inserts belong to the render thread.
    func notePublished() { for insert in loaded.inserts.values { insert.isPublished = true } }

    // MARK: Lookups

    func insert(_ id: InsertID) -> LoadedInsert? { loaded.inserts[id] }

    func inserts(of strip: TrackID) -> [(insert: Insert, plugin: LoadedInsert)] {
        (document.strip(strip)?.inserts ?? []).compactMap { insert in
            loaded.inserts[insert.id].map { (insert, $0) }
        }
    }
}

/// A meter or a recorder on a strip, for as long as somebody wants it.
final class LiveTap {
    enum Content {
        case loudness(Owned<LoudnessProbe>)
        case recorder(FileRecorder)
    }

    let strip: TrackID
    let channelCount: Int
    let content: Content
    private let slot: SlotLease

    init(strip: TrackID, channelCount: Int, content: Content, slot: SlotLease) {
        self.strip = strip
        self.channelCount = channelCount
        self.content = content
        self.slot = slot
    }

    var inGraph: SessionGraph.StripTap {
        let kind: GraphNode.Kind =
            switch content {
            case .loudness: .loudness(slot: slot.first)
            case .recorder: .recorder(slot: slot.first)
            }
        return SessionGraph.StripTap(strip: strip, kind: kind, channelCount: channelCount)
    }

    func bind(to binding: inout PlanBinding) {
        switch content {
        case .loudness(let probe): binding.loudness[slot.first] = probe.pointer
        case .recorder(let recorder): binding.recorders[slot.first] = recorder.lane
        }
    }
}

extension RequestError {
    init(editError error: EditError) {
        switch error.code {
        case .noSuchStrip:
            self.init(.trackNotFound, error.message, field: "track_id")
        case .noSuchInsert: self.init(.pluginNotFound, error.message, field: "plugin_id")
        case .noSuchSend: self.init(.trackNotFound, error.message, field: "send_id")
        case .taken, .invalid: self.init(.invalidParameter, error.message)
        }
    }
}

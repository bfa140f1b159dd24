import OutboardGraph
import OutboardHost
import OutboardIO
import OutboardModel
import OutboardProtocol
import OutboardRender
import OutboardStore

/// The live session and the renderer that plays it. The engine and offline rendering share it.
final class SessionPlayer {
    private(set) var session: LiveSession
    let renderer: Renderer
    private var publisher: PlanPublisher!
    private let slots: Slots
    private let library: PluginLibrary
    private let configuration: ProcessConfiguration
    private let disk: DiskThread?
    private var device = SessionGraph.DeviceChannels(inputs: 0, outputs: 2)
    /// Gains that are sent with the graph that they belong to.
    private var gains: [Int: StripGains] = [:]
    /// Is told of everything that is done here; nil where nobody asked for one.
    var journal: Journal?
    /// What time it is for what is being done.
    private var pinned: JournalLine.Moment?
    /// Plugins that want to be made anew.
    var restarts = PluginRestarts()

    /// - Parameters:
    ///   - disk: reads the files that play; nil where whoever renders does it between two blocks.
    ///   - previous: whose frames and revisions go on; it is done playing.
    /// - Throws: `ENGINE_ERROR` when the session is larger than the renderer's memory.
    init(
        _ bundle: SessionBundle,
        library: PluginLibrary,
        sampleRateHertz: Int,
        isOffline: Bool,
        fadeFrames: Int,
        threadCount: Int = 1,
        disk: DiskThread? = nil,
        splitFrames: Int = 32,
        firstFrame: Int64 = 0,
        worksSynchronously: Bool? = nil,
        succeeding previous: SessionPlayer? = nil
    ) throws(RequestError) {
        var memory = RendererConfiguration(
            sampleRateHertz: sampleRateHertz,
            fadeFrames: fadeFrames,
            threadCount: threadCount
        )
        memory.splitFrames = splitFrames
        memory.firstFrame = previous?.renderer.frame ?? firstFrame
        self.library = library
        self.disk = disk
        configuration = ProcessConfiguration(
            sampleRateHertz: sampleRateHertz,
            blockFramesMax: memory.blockFramesMax,
            isOffline: isOffline,
            worksSynchronously: worksSynchronously
        )
        slots = Slots(gainCapacity: memory.gainCapacity)
        session = try LiveSession(
            loader: SessionLoader(
                library: library,
                configuration: configuration,
                slots: slots,
                bundle: bundle,
                measuresLoad: !isOffline,
                disk: disk
            ),
            revision: previous?.session.revision ?? 0
        )
        renderer = Renderer(memory)
        publisher = PlanPublisher(
            renderer,
            bind: { [unowned self] in session.binding },
            published: { [unowned self] in journal?.note(.plan($0)) }
        )
    }

    var latencyFrames: Int { publisher.latencyFrames }
    var sampleRateHertz: Int { configuration.sampleRateHertz }

    /// How late each strip is behind its fader.
    var stripLatencies: [TrackID: Int] {
        var latencies: [TrackID: Int] = [:]
        for (id, strip) in session.loaded.strips {
            latencies[id] = publisher.latency(of: .fader(slot: strip.gains.first))
        }
        return latencies
    }

    /// Makes the session what is rendered, at once: nothing plays yet, or nothing that is still heard.
    func start(for device: SessionGraph.DeviceChannels) throws(RequestError) {
        self.device = device
        standNewGains(of: session.loaded)
        do {
            let description = session.description(of: session.loaded, device: device)
            try publisher.start(with: AlignedGraph(aligning: description))
        } catch {
            throw refusal(error, session.loaded)
        }
        session.notePublished()
    }

    /// Brings what is heard to what the session is now, and returns the ticket that names it.
    func change(locate: Int64? = nil) throws(RequestError) -> UInt64 {
        try change(to: session.loaded, locate: locate)
    }

    /// Goes to a place in the song: its streams begin anew there, and take over by a cross-fade.
    func locate(seconds: Double) throws(RequestError) -> UInt64 {
        let map = SongMap(session.document.song, sampleRateHertz: sampleRateHertz)
        let frame = map.frame(atSeconds: seconds)
        return try change(to: try session.relocated(to: frame), locate: frame)
    }

    /// When what is being done is done.
    var moment: JournalLine.Moment {
        pinned ?? JournalLine.Moment(frame: renderer.frame, songFrame: renderer.song.frame)
    }

    /// Does something while time stands still for it, so that it can be done again as if it were then.
    ///
    /// - Parameter moment: nil for now.
    func pinned<Result>(
        at moment: JournalLine.Moment? = nil,
        _ body: () throws(RequestError) -> Result
    ) throws(RequestError) -> Result {
        let outer = pinned
        pinned = moment ?? self.moment
        defer { pinned = outer }
        return try body()
    }

    /// Takes an insert out whose output is heard for some time longer.
    func remove(
        _ insert: InsertID,
        from strip: TrackID,
        ringingSeconds: Double
    ) throws(RequestError) -> (ticket: UInt64, inverse: DocumentEdit) {
        let plugin = session.insert(insert)
        let wasBypassed = session.document.strip(strip)?.inserts
            .first { $0.id == insert }?.isBypassed
        var (staged, inverse) = try session.staged(
            .removeInsert(insert, strip: strip),
            songFrame: moment.songFrame ?? 0
        )
        if let plugin, plugin.descriptor != nil, wasBypassed == false {
            let frames = Int64(ringingSeconds * Double(sampleRateHertz))
            staged.ringing.append(
                RingingInsert(strip: strip, plugin: plugin, until: moment.frame + frames)
            )
        }
        return (try change(to: staged, locate: nil), inverse)
    }

    /// Lets go of what has rung out.
    func endTails() throws(RequestError) {
        let frame = moment.frame
        guard session.loaded.ringing.contains(where: { $0.until <= frame }) else { return }
        journal?.note(.tails, at: moment)
        var staged = session.loaded
        staged.ringing.removeAll { $0.until <= frame }
        _ = try change(to: staged, locate: nil)
    }

    /// Measures a strip from the next graph on.
    func tap(
        _ strip: TrackID,
        with probe: Owned<LoudnessProbe>,
        channelCount: Int
    ) -> LiveTap {
        let tap = LiveTap(
            strip: strip,
            channelCount: channelCount,
            content: .loudness(probe),
            slot: slots.loudness.lease()!
        )
        session.taps.append(tap)
        return tap
    }

    func has(_ tap: LiveTap) -> Bool { session.taps.contains { $0 === tap } }

    /// Records a strip from the next graph on.
    func tap(
        _ strip: TrackID,
        with recorder: FileRecorder,
        format: RecordRequest.Format
    ) -> LiveTap {
        let tap = LiveTap(
            strip: strip,
            channelCount: recorder.channelCount,
            content: .recorder(recorder),
            slot: slots.recorders.lease()!
        )
        session.taps.append(tap)
        journal?.noteRecorder(tap, recorder, format, at: moment)
        return tap
    }

    /// Listens no more, from the next graph on.
    func untap(_ tap: LiveTap) {
        journal?.noteEnd(of: tap, at: moment)
        session.taps.removeAll { $0 === tap }
    }

    /// Brings what is rendered to the taps that there are now, and returns the ticket that names it.
    func changeTaps() throws(RequestError) -> UInt64 {
        try pinned { () throws(RequestError) in
            journal?.note(.change, at: moment)
            return try change()
        }
    }

    /// Makes another session the live one, by a cross-fade; what rings in the old one is faded with it.
    func replace(with bundle: SessionBundle) throws(RequestError) -> UInt64 {
        let next = try LiveSession(
            loader: SessionLoader(
                library: library,
                configuration: configuration,
                slots: slots,
                bundle: bundle,
                measuresLoad: !configuration.isOffline,
                disk: disk
            ),
            revision: session.revision
        )
        let previous = session
        next.taps = previous.taps.filter { $0.strip == .master }
        session = next
        do throws(RequestError) {
            return try change(to: next.loaded, locate: 0)
        } catch {
            session = previous
            throw error
        }
    }

    /// Makes an edit heard.
    ///
    /// - Parameter admit: is asked with the load that new plugins will add, and may refuse.
    /// - Throws: `FEEDBACK_LOOP` and others. Nothing changes then.
    func edit(
        _ edit: DocumentEdit,
        states: [InsertID: [UInt8]] = [:],
        allowsPlaceholders: Bool = false,
        admit: (Double) throws(RequestError) -> Void = { _ in }
    ) throws(RequestError) -> (ticket: UInt64, inverse: DocumentEdit) {
        let (staged, inverse) = try session.staged(
            edit,
            songFrame: moment.songFrame ?? 0,
            states: states
        )
        let known = Set(session.loaded.inserts.values.map(ObjectIdentifier.init))
        let added = staged.inserts.values.filter { !known.contains(ObjectIdentifier($0)) }
        if !allowsPlaceholders { try checkNews(in: staged, added) }
        if !added.isEmpty { try admit(added.reduce(0) { $0 + $1.expectedLoad }) }
        let ticket = try change(to: staged, locate: nil)
        return (ticket, inverse)
    }

    func change(
        to staged: LoadedSession,
        locate: Int64?
    ) throws(RequestError) -> UInt64 {
        let graph: AlignedGraph
        do {
            graph = try AlignedGraph(
                aligning: session.description(of: staged, device: device)
            )
        } catch {
            throw refusal(error, staged)
        }
        standNewGains(of: staged)
        session.adopt(staged)
        let ticket = publisher.change(to: graph, locate: locate)
        try publish()
        return ticket
    }

    /// Begins what waits. Called at each tick.
    func advance() throws(RequestError) {
        try pinned { () throws(RequestError) in try endTails() }
        try publish()
    }

    /// Waits with every plan until `publishNext` says so: a journal knows when.
    func holdPlans() { publisher.isHeld = true }

    /// Publishes the plan that is held, and returns its number.
    func publishNext() throws(RequestError) -> UInt64 {
        try publish { () throws(PlanFault) in try publisher.publishNext() }
    }

    private func publish() throws(RequestError) {
        try publish { () throws(PlanFault) in try publisher.advance() }
    }

    private func publish<Result>(
        _ publish: () throws(PlanFault) -> Result
    ) throws(RequestError) -> Result {
        do throws(PlanFault) {
            let result = try publish()
            if !publisher.isWaiting { session.notePublished() }
            return result
        } catch {
            throw RequestError(.engineError, "The session cannot be rendered: \(error).")
        }
    }

    func noteAdoption(plan: UInt64, frame: Int64) -> [UInt64] {
        publisher.noteAdoption(plan: plan, frame: frame)
    }

    /// Gains that no plan has had yet begin where they belong; the others are sent there by `gainActions`.
    ///
    /// By a command, like all others: their slots may have been somebody's whose commands are still on
    /// their way.
    private func standNewGains(of staged: LoadedSession) {
        let wanted = staged.allGains
        for (slot, gains) in wanted where self.gains[slot] == nil {
            let action = gains.action(slot: slot, rampFrames: 0)
            _ = renderer.send(RenderCommand(sequence: 0, action: action))
            self.gains[slot] = gains
        }
        self.gains = self.gains.filter { wanted[$0.key] != nil }
    }

    /// Sends every gain that is not where it should be to where it should be.
    ///
    /// - Parameter moved: strips that somebody has just moved. A curve may have brought them elsewhere, so
    ///   their gains are sent even where they should be what they were.
    func gainActions(rampFrames: UInt32, moved: Set<TrackID> = []) -> [RenderAction] {
        let always = moved.compactMap { session.loaded.strips[$0]?.gains }
        return session.loaded.allGains.sorted { $0.key < $1.key }.compactMap { slot, wanted in
            let isMoved = always.contains { $0.first <= slot && slot < $0.first + $0.count }
            guard isMoved || gains[slot] != wanted else { return nil }
            gains[slot] = wanted
            return wanted.action(slot: slot, rampFrames: rampFrames)
        }
    }

    /// Takes in what a plugin now delays its signal by, and brings all paths level again.
    func compensate(processor slot: Int, latencyFrames: Int) throws(RequestError) {
        let insert = session.loaded.inserts.values.first { insert in
            insert.lanes.contains { $0.slot.first == slot }
        }
        guard let insert else { return }
        try pinned { () throws(RequestError) in
            try compensate(insert.id, latencyFrames: latencyFrames)
        }
    }

    func compensate(_ id: InsertID, latencyFrames: Int) throws(RequestError) {
        guard let insert = session.insert(id), insert.latencyFrames != latencyFrames else {
            return
        }
        journal?.note(.latency(id, frames: latencyFrames), at: moment)
        insert.latencyFrames = latencyFrames
        _ = try change()
    }

    private func refusal(_ error: any Error, _ session: LoadedSession) -> RequestError {
        guard case GraphError.feedback(let loop) = error else {
            return RequestError(.engineError, "The session cannot be rendered: \(error).")
        }
        let description = self.session.description(of: session, device: device)
        var names: [String] = []
        for node in loop {
            let name = session.document.stripIDs[description.nodes[node].lane].text
            if names.last != name { names.append(name) }
        }
        if names.count > 1, names.first == names.last { names.removeLast() }
        return RequestError(
            .feedbackLoop,
            "The signal would go round in a circle: "
                + (names + [names.first ?? ""]).joined(separator: " → ") + ".",
            details: ["loop": .array(names.map { .string($0) })]
        )
    }
}

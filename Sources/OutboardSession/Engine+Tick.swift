import Logging
import OutboardModel
import OutboardProtocol
import OutboardRender

/// The levels of all strips since the last reading.
package struct MeterReading: Sendable {
    package var frame: Int64
    /// Whose levels they are, in their order.
    package var strips: [MetersConfig.Strip]
    /// Channel after channel, strip after strip.
    package var levels: [ChannelLevel]
}

/// A run of the master, interleaved.
package struct ListenBlock: Sendable {
    package static let channelCount = 2
    package var firstFrame: Int64
    package var samples: [Int16]
}

/// Who gets meters and sound. Each is nil while nobody wants it.
struct Feeds {
    var meters: (@Sendable (MeterReading) -> Void)?
    var listen: (@Sendable (ListenBlock) -> Void)?
    var metersDueAt: Int64 = 0
    let listenBuffers = ListenBuffers()
}

/// What the engine looks at to say how it is.
struct EngineWatch {
    /// nil: nothing has been rendered yet.
    private(set) var lastFrame: Int64?
    private var lastFrameAt: Int64 = 0
    var loadPeak = 0.0
    var loadP50 = 0.0
    var loadP99 = 0.0
    var statistics: RenderStatistics?
    /// Missed deadlines so far (nil: a driver has just begun), when the last one was noticed, and when it
    /// was last written about.
    var xrunCount: Int64?
    var xrunAt: Int64?
    var flightAt: Int64?
    var stateDueAt: Int64 = 0
    /// When the plugins are looked after again.
    var attentionDueAt: Int64 = 0
    var lastState: EngineState.State?

    mutating func begin(at now: Int64) {
        lastFrameAt = now
        stateDueAt = now
    }

    mutating func noteDriverStart(frame: Int64, at now: Int64) {
        xrunCount = nil
        lastFrame = frame
        lastFrameAt = now
    }

    mutating func note(frame: Int64, at now: Int64) {
        guard frame != lastFrame else { return }
        lastFrame = frame
        lastFrameAt = now
    }

    /// A driver that has not asked for a block for a second does not run, whatever it says.
    func isStanding(at now: Int64) -> Bool { now - lastFrameAt > 1_000_000_000 }
}

extension Engine {
    private static let meterIntervalNanoseconds: Int64 = 1_000_000_000 / 60
    private static let secondNanoseconds: Int64 = 1_000_000_000
    /// From a cycle's begin to what it says of what it took.
    private static let reportSeconds = 0.000_1

    /// Takes what came up, does what is due, and says when to call again.
    @discardableResult
    package func tick() -> Duration {
        takeReports()
        attendPlugins()
        performDueParameters()
        endExpiredGestures()
        tellDueAnnouncements()
        tellState()
        superviseDriver()
        feedMeters()
        feedListeners()
        tellReadings()
        watchXruns()
        watchState()
        tickEvents()
        player?.journal?.handOver()
        if !inFlight.isEmpty || debouncer.isHolding || !automation.passes.isEmpty
            || state?.isWaiting == true
        {
            return pauseUntilReports()
        }
        return feeds.listen == nil && feeds.meters == nil ? .milliseconds(10) : .milliseconds(5)
    }

    /// How long it is worth waiting to hear of what was sent down; a millisecond where nothing was.
    func pauseUntilReports() -> Duration {
        guard !inFlight.isEmpty, let format = driver?.format,
            let since = player?.renderer.secondsSinceCycle
        else { return .milliseconds(1) }
        let cycle = Double(format.quantumFrames) / Double(sampleRateHertz)
        return Self.pauseUntilReports(cycleSeconds: cycle, sinceCycleSeconds: since)
    }

    /// The render thread takes what was sent down when its next cycle begins, and says so a little later.
    static func pauseUntilReports(cycleSeconds: Double, sinceCycleSeconds: Double) -> Duration {
        let left = cycleSeconds - sinceCycleSeconds
        if left > 0 { return .seconds(min(left + reportSeconds, 0.001)) }
        // It is late: by little, or it stands.
        return .seconds(left > -cycleSeconds ? 2 * reportSeconds : 0.001)
    }

    func takeReports() {
        guard let player else { return }
        latency.noteReports(at: now())
        defer { latency.noteReports(at: 0) }
        var latencies: [(slot: Int, frames: Int)] = []
        player.renderer.drainReports { report in
            switch report {
            case .applied(let sequence, let frame, let songFrame):
                player.journal?.noteApplied(sequence, frame: frame)
                note(sequence: sequence, applied: (frame, songFrame))
            case .notInPlan(let sequence): note(sequence: sequence, applied: nil)
            case .song(let frame, let songFrame, let isRolling):
                noteSong(frame: frame, songFrame: songFrame, isRolling: isRolling)
            case .adopted(let plan, let frame):
                player.journal?.note(.adopted(plan: plan), at: .init(frame: frame))
                for ticket in player.noteAdoption(plan: plan, frame: frame) {
                    note(ticket: ticket, frame: frame)
                    finishRecordings(ticket: ticket)
                }
            case .latencyChanged(let slot, let frames):
                latencies.append((Int(slot), Int(frames)))
            case .contained(let slot, let fault, let frame):
                noteFault(fault, slot: Int(slot), frame: frame)
            case .cycleLength(let frames, let frame):
                player.journal?.note(.cycle(frames: Int(frames)), at: .init(frame: frame))
            case .deviceEvent(let event, let frame):
                player.journal?.note(event, frame: frame)
            case .retired: break
            }
        }
        do throws(RequestError) {
            for (slot, frames) in latencies {
                try player.compensate(processor: slot, latencyFrames: frames)
            }
            try player.advance()
            if !latencies.isEmpty { noteLatencies() }
        } catch {
            log.error("the graph does not change", metadata: ["reason": "\(error)"])
        }
    }

    private func noteFault(_ fault: OutputFault, slot: Int, frame: Int64) {
        let insert = player?.insert(ofSlot: slot)?.text ?? "?"
        faults[insert] = fault == .none ? nil : fault.name
        let metadata: Logger.Metadata = ["plugin": "\(insert)", "frame": "\(frame)"]
        noteFault(fault.description, of: insert, isOver: fault == .none)
        switch fault {
        case .nonFinite:
            log.error(
                "a plugin gives samples that are not finite; it is silent while it does",
                metadata: metadata
            )
        case .runaway:
            log.error(
                "a plugin gives more than +24 dBFS; it is silent until that is over",
                metadata: metadata
            )
        case .offset:
            log.warning("a plugin's output is offset; that is subtracted", metadata: metadata)
        case .none: log.notice("a plugin's output is in order again", metadata: metadata)
        }
        announceState()
    }

    // MARK: Feeds

    /// Sends levels 60 times a second from now on, or no more. [any]
    nonisolated package func feedMeters(to sink: (@Sendable (MeterReading) -> Void)?) {
        thread.submit { [self] in
            assumeIsolated { engine in
                if engine.feeds.meters == nil { engine.player?.renderer.forgetLevels() }
                engine.feeds.meters = sink
            }
        }
    }

    /// Sends the master from now on, or no more. [any]
    nonisolated package func feedListeners(to sink: (@Sendable (ListenBlock) -> Void)?) {
        thread.submit { [self] in
            assumeIsolated { engine in
                engine.feeds.listen = sink
                if sink == nil {
                    engine.player?.renderer.closeTap()
                } else {
                    engine.player?.renderer.openTap()
                }
            }
        }
    }

    private func feedMeters() {
        guard let sink = feeds.meters, let player, now() >= feeds.metersDueAt else { return }
        let levels = player.stripLevels()
        // Nothing was rendered meanwhile: that is not silence, unless nothing renders at all.
        guard levels.contains(where: { $0.frames > 0 }) || watch.isStanding(at: now()) else {
            return
        }
        feeds.metersDueAt = now() + Self.meterIntervalNanoseconds
        sink(
            MeterReading(frame: player.renderer.frame, strips: player.meterStrips, levels: levels)
        )
    }

    private func feedListeners() {
        guard let sink = feeds.listen, let player else { return }
        while let block = feeds.listenBuffers.read(from: player.renderer) { sink(block) }
    }

    // MARK: State

    private func watchState() {
        guard let player else { return }
        watch.note(frame: player.renderer.frame, at: now())
        if now() >= watch.stateDueAt {
            watch.stateDueAt = now() + Self.secondNanoseconds
            noteStatistics(player.renderer.takeStatistics())
            watchJournal()
            failOldEdits()
            takePluginLogs()
            announceState()
        } else if engineState().state != watch.lastState {
            announceState()
        }
    }

    /// Takes a reading of the render thread's counts.
    func noteStatistics(_ statistics: RenderStatistics) {
        watch.loadPeak = statistics.loadPeak
        watch.loadP50 = statistics.load(atPercentile: 0.5, since: watch.statistics) ?? watch.loadP50
        watch.loadP99 =
            statistics.load(atPercentile: 0.99, since: watch.statistics) ?? watch.loadP99
        watch.statistics = statistics
    }

    func announceState() {
        let state = engineState()
        watch.lastState = state.state
        tell(Broadcast(.engineState(state))) { _ in true }
    }

    package func engineState() -> EngineState {
        let isStanding = driver == nil || watch.isStanding(at: now())
        return EngineState(
            state: isStanding ? .stopped : isFallback ? .fallback : .running,
            driver: driver?.kind.name ?? "none",
            device: driver?.device ?? "",
            message: isStanding && driverMessage.isEmpty
                ? "the driver asks for no audio" : driverMessage,
            sampleRateHertz: sampleRateHertz,
            quantumFrames: driver?.format.quantumFrames ?? 0,
            load: watch.loadPeak,
            xruns: driver?.driver.status.xruns ?? 0,
            isPanicking: isPanicking
        )
    }

    /// Whoever asked should not wait for ever for an engine that stands.
    private func failOldEdits() {
        let limit = now() - 3 * Self.secondNanoseconds
        for (id, edit) in inFlight where edit.startedAt < limit && edit.asker != nil {
            inFlight[id] = nil
            if edit.verb.changesDocument { state?.close(edit.revision) }
            editOfCommand = editOfCommand.filter { $0.value != id }
            editOfTicket = editOfTicket.filter { $0.value != id }
            let error = RequestError(
                .engineError,
                "The engine does not render. The change takes effect when it does again."
            )
            for reply in edit.replies { reply.send(.failure(error)) }
        }
    }

    private func takePluginLogs() {
        for insert in player?.session.loaded.inserts.values ?? [:].values {
            for line in insert.lanes.flatMap({ $0.instance.takeLog() }) {
                log.info("\(line.text)", metadata: ["plugin": "\(insert.id)"])
            }
        }
    }
}

extension OutputFault {
    /// As `/health` names it.
    var name: String {
        switch self {
        case .nonFinite: "non_finite"
        case .runaway: "runaway"
        case .offset: "offset"
        case .none: "none"
        }
    }

    /// As the activity log says it.
    fileprivate var description: String {
        switch self {
        case .nonFinite: "its samples are not finite; it is silent while they are"
        case .runaway: "its output is above +24 dBFS; it is silent until that is over"
        case .offset: "its output is offset; that is subtracted"
        case .none: "its output is in order again"
        }
    }
}

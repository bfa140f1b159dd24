import CRealtime
import OutboardDSP
import OutboardGraph
import OutboardRealtime

/// The control half of rendering: publishes plans, sends commands, and takes reports.
///
///     control thread                              driver's thread
///     publish ──── mailbox, latest wins ───────▶  renderCycle
///     send ─────── command ring ───────────────▶
///     drainReports ◀────────── report ring ─────
///
/// All methods are called from the control thread. Live and offline use the same renderer; offline the
/// two threads are one.
package final class Renderer {
    package let configuration: RendererConfiguration
    let state: UnsafeMutablePointer<RenderState>
    /// Commands that found the ring full. The caller was told.
    package private(set) var refusedCommandCount = 0
    /// What the newest plan shares with its successor.
    private var resources = PlanResources()
    private var nextPlan: UInt64 = 1
    /// Levels that were handed over and not yet asked for.
    private var held: [HeldLevel]
    /// The next frame of levels may have begun when nobody wanted any, and does not count.
    private var isNextFrameStale = false
    private let secondsPerTick: Double
    private var workers: Workers?

    package init(_ configuration: RendererConfiguration) {
        self.configuration = configuration
        secondsPerTick = measureSecondsPerTick()
        held = Array(repeating: HeldLevel(), count: configuration.gainCapacity)
        state = .allocate(capacity: 1)
        state.initialize(to: RenderState(configuration, secondsPerTick: secondsPerTick))
        if configuration.threadCount > 1 {
            let workers = Workers(
                count: configuration.threadCount - 1,
                taskCapacity: 4_096,
                secondsPerTick: secondsPerTick
            )
            self.workers = workers
            state.pointee.parallel = workers.run
        }
    }

    /// Puts the threads that help below the one that calls, by its priority of SCHED_FIFO.
    package func setWorkerPriority(below priority: Int) {
        workers?.setPriority(below: priority)
    }

    /// Threads that render, and how many of the blocks so far were rendered by all of them.
    package var threads: (count: Int, areRealtime: Bool, parallelBlocks: Int64) {
        (
            1 + (workers?.run.pointee.workerCount ?? 0), workers?.areRealtime ?? true,
            state.pointee.counters.parallelBlocks.load(ordering: .relaxed)
        )
    }

    /// The driver must have stopped.
    deinit {
        workers = nil
        while let report = state.pointee.reports.pop() {
            if case .retired(let plan) = report { LoadedPlan.deallocate(plan) }
        }
        for plan in [state.pointee.mailbox.withdraw(), state.pointee.current] {
            plan.map(LoadedPlan.deallocate)
        }
        state.deinitialize(count: 1)
        state.deallocate()
    }

    /// What a driver is to call.
    package var entry: RenderEntry { RenderEntry(context: state, function: renderCycle) }

    /// Makes `plan` the one to render, from the next block on, and returns its number.
    ///
    /// Delay lines and what is known of processors go on from the plan before. A plan that fades begins
    /// to do so when it is adopted. One that the render thread has not seen yet is replaced.
    ///
    /// - Throws: `PlanFault` when the plan does not render its graph. Nothing changes then.
    @discardableResult
    package func publish(
        _ plan: RenderPlan,
        of graph: AlignedGraph,
        binding: PlanBinding
    ) throws(PlanFault) -> UInt64 {
        try plan.verify(against: graph)
        resources = resources(for: plan, binding)
        let loaded = LoadedPlan.allocate(
            plan,
            number: nextPlan,
            binding: binding,
            resources: resources,
            blockFramesMax: configuration.blockFramesMax,
            fadeFrames: configuration.fadeFrames
        )
        nextPlan += 1
        loaded.pointee.commandsBefore = state.pointee.commands.pushedCount()
        if let unseen = state.pointee.mailbox.post(loaded) { LoadedPlan.deallocate(unseen) }
        return nextPlan - 1
    }

    /// Those of the plan before, where they are of the same edge or processor, and new ones else.
    private func resources(for plan: RenderPlan, _ binding: PlanBinding) -> PlanResources {
        let made = PlanResources()
        for delay in plan.delays {
            made.delays[delay.edge] =
                resources.delays[delay.edge]
                ?? owned(DelayLine(delayFrames: delay.frames)) { $0.pointee.deallocate() }
        }
        for (slot, processor) in binding.processors {
            let known = resources.nodes[slot]
            made.nodes[slot] =
                known?.pointer.pointee.processor.context == processor.context
                ? known
                : owned(ProcessorNode(slot: slot, processor: processor)) {
                    $0.pointee.deallocate()
                }
        }
        for (slot, stream) in binding.streams {
            let known = resources.voices[slot]
            made.voices[slot] =
                known?.pointer.pointee.ring == stream.ring
                ? known
                : owned(StreamVoice(ring: stream.ring, startFrame: stream.startFrame)) { _ in }
        }
        made.owners = binding.owners
        return made
    }

    private func owned<Value>(
        _ value: Value,
        _ end: @escaping (UnsafeMutablePointer<Value>) -> Void
    ) -> Owned<Value> {
        let pointer = UnsafeMutablePointer<Value>.allocate(capacity: 1)
        pointer.initialize(to: value)
        return Owned(pointer) {
            end($0)
            $0.deallocate()
        }
    }

    /// Hands a command down. False when the ring is full: nothing was sent, and the caller says so.
    package func send(_ command: RenderCommand) -> Bool {
        if state.pointee.commands.push(command) { return true }
        refusedCommandCount += 1
        return false
    }

    /// Hands several commands down that take effect at one block's edge, all of them or none.
    package func send(_ commands: [RenderCommand]) -> Bool {
        if commands.withUnsafeBufferPointer({ state.pointee.commands.push(contentsOf: $0) }) {
            return true
        }
        refusedCommandCount += commands.count
        return false
    }

    /// Places for commands that are free now.
    package func hasRoom(forCommands count: Int) -> Bool {
        state.pointee.commands.hasRoom(for: count)
    }

    /// Sets two gains that no plan has yet, without a ramp.
    package func standGains(_ gainSlot: Int, left: Float, right: Float) {
        state.pointee.gains[gainSlot] = GainRamp(gain: left)
        state.pointee.gains[gainSlot + 1] = GainRamp(gain: right)
        state.pointee.strips[gainSlot] = StripControl(level: 1, left: left, right: right)
    }

    /// Sets the gain of the output while nothing plays.
    package func standOutputGain(_ gain: Float) {
        state.pointee.outputGain = GainRamp(gain: gain)
    }

    /// Takes what came up: frees retired plans, and hands everything else to `receive`.
    package func drainReports(_ receive: (RenderReport) -> Void) {
        while let report = state.pointee.reports.pop() {
            if case .retired(let plan) = report {
                LoadedPlan.deallocate(plan)
            } else {
                receive(report)
            }
        }
    }

    /// The next frame to render.
    package var frame: Int64 { state.pointee.counters.frame.load(ordering: .acquiring) }

    package var song: (frame: Int64, isRolling: Bool) {
        (
            state.pointee.counters.songFrame.load(ordering: .relaxed),
            state.pointee.counters.isRolling.load(ordering: .relaxed)
        )
    }

    /// Time that a processor took, as a part of the time that it rendered, and at worst for a block, in
    /// seconds; both since it was loaded. nil: it has not been timed.
    package func load(ofProcessor slot: Int) -> (mean: Double, worstSeconds: Double)? {
        guard let times = resources.nodes[slot]?.pointer.pointee.times else { return nil }
        let frames = times.pointee.frames.load(ordering: .relaxed)
        guard frames > 0 else { return nil }
        let seconds = Double(frames) / Double(configuration.sampleRateHertz)
        return (
            Double(times.pointee.ticks.load(ordering: .relaxed)) * secondsPerTick / seconds,
            Double(times.pointee.ticksMax.load(ordering: .relaxed)) * secondsPerTick
        )
    }

    /// What the render thread did in the last seconds, with times in seconds.
    package func readFlight() -> [(entry: FlightRecorder.Entry, seconds: Double, began: Double)] {
        let entries = state.pointee.flight.read()
        let origin = entries.last?.beganTicks ?? 0
        return entries.map {
            (
                $0, Double($0.ticks) * secondsPerTick,
                Double($0.beganTicks - origin) * secondsPerTick
            )
        }
    }

    /// Cycles so far that took longer than they may.
    package var overrunCount: Int64 { state.pointee.counters.overruns.load(ordering: .relaxed) }

    /// Since the latest cycle began. nil: none has.
    package var secondsSinceCycle: Double? {
        let began = state.pointee.counters.cycleBegan.load(ordering: .relaxed)
        return began == 0 ? nil : Double(ob_ticks() &- began) * secondsPerTick
    }

    package func takeStatistics() -> RenderStatistics {
        RenderStatistics(
            blocks: state.pointee.counters.blocks.load(ordering: .relaxed),
            loadPeak: Double(state.pointee.counters.takeLoadPeak()),
            streamUnderrunFrames: state.pointee.counters.streamUnderrunFrames.load(
                ordering: .relaxed
            ),
            containedBlocks: state.pointee.counters.containedBlocks.load(ordering: .relaxed),
            droppedEvents: state.pointee.counters.droppedEvents.load(ordering: .relaxed),
            tapDroppedFrames: state.pointee.counters.tapDroppedFrames.load(ordering: .relaxed),
            overruns: state.pointee.counters.overruns.load(ordering: .relaxed),
            cyclesByLoad: state.pointee.histogram.counts()
        )
    }
}

/// How long a tick takes, against the clock, over a few milliseconds.
private func measureSecondsPerTick() -> Double {
    let clock = ob_now_nanoseconds()
    let ticks = ob_ticks()
    ob_sleep_until(clock + 2_000_000)
    let nanoseconds = Double(ob_now_nanoseconds() - clock)
    return nanoseconds / Double(max(1, ob_ticks() - ticks)) / 1e9
}

// MARK: Levels

/// The level of a channel over some time, behind its gain.
package struct HeldLevel: Sendable, Equatable {
    /// The largest magnitude, linear, 1.0 = full scale.
    package var peak: Float = 0
    /// Of all samples, linear.
    package var sumOfSquares: Double = 0
    package var frames = 0
    /// What the channel was multiplied with at the end, linear.
    package var gain: Float = 0
}

extension Renderer {
    /// The level of a channel since the last call. The gain is the latest that is known.
    package func takeLevel(_ slot: Int) -> HeldLevel {
        gatherLevels()
        defer { held[slot] = HeldLevel(gain: held[slot].gain) }
        return held[slot]
    }

    /// Begins anew: what was gathered while nobody asked is of too long ago.
    package func forgetLevels() {
        gatherLevels()
        for slot in held.indices { held[slot] = HeldLevel(gain: held[slot].gain) }
        isNextFrameStale = true
    }

    private func gatherLevels() {
        while state.pointee.meters.take({ slots, frames in
            guard !isNextFrameStale else {
                isNextFrameStale = false
                return
            }
            for index in slots.indices {
                held[index].peak = max(held[index].peak, slots[index].peak)
                held[index].sumOfSquares += Double(slots[index].sumOfSquares)
                held[index].frames += frames
                held[index].gain = slots[index].gain
            }
        }) {}
    }
}

/// What the render thread counted.
package struct RenderStatistics: Sendable, Equatable {
    package var blocks: Int64
    /// The worst cycle since the last reading, as a part of its duration.
    package var loadPeak: Double
    package var streamUnderrunFrames: Int64
    package var containedBlocks: Int64
    /// Events that found no room in a plan's lists.
    package var droppedEvents: Int64
    package var tapDroppedFrames: Int64
    /// Cycles that took longer than they may.
    package var overruns: Int64
    /// How many cycles took which part of their duration: see `loadPercentile`.
    package var cyclesByLoad: [UInt32]

    /// The load that a part of the cycles since `earlier` did not exceed. nil: there were none.
    package func load(atPercentile part: Double, since earlier: RenderStatistics?) -> Double? {
        let counts = zip(cyclesByLoad, earlier?.cyclesByLoad ?? cyclesByLoad.map { _ in 0 })
            .map { Int($0 &- $1) }
        let total = counts.reduce(0, +)
        guard total > 0 else { return nil }
        var seen = 0
        for (bin, count) in counts.enumerated() {
            seen += count
            if Double(seen) >= part * Double(total) { return LoadHistogram.load(ofBin: bin) }
        }
        return LoadHistogram.load(ofBin: counts.count - 1)
    }
}

// MARK: Listening

extension Renderer {
    /// Starts to carry the master to `readTap`. What was left in the ring is dropped.
    package func openTap() {
        state.pointee.tap.ring.drain()
        state.pointee.tap.isOpen.store(true, ordering: .releasing)
    }

    package func closeTap() { state.pointee.tap.isOpen.store(false, ordering: .releasing) }

    /// Takes up to `frames` frames of the master.
    ///
    /// - Parameter destination: two pointers to room for `frames` samples.
    /// - Returns: how many there were, and the engine's frame of the first.
    package func readTap(
        into destination: UnsafePointer<UnsafeMutablePointer<Float>>,
        frames: Int
    ) -> (frames: Int, firstFrame: Int64) {
        _ = state.pointee.tap.ring.readableFrames()  // pairs with the write that follows the offset
        let first =
            Int64(state.pointee.tap.ring.takenFrames())
            + state.pointee.tap.frameOffset.load(ordering: .relaxed)
        return (state.pointee.tap.ring.read(into: destination, frames: frames), first)
    }
}

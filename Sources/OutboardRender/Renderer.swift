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
    private let state: UnsafeMutablePointer<RenderState>
    /// Commands that found the ring full. The caller was told.
    package private(set) var refusedCommandCount = 0

    package init(_ configuration: RendererConfiguration) {
        self.configuration = configuration
        state = .allocate(capacity: 1)
        state.initialize(to: RenderState(configuration))
    }

    /// The driver must have stopped.
    deinit {
        while let report = state.pointee.reports.pop() {
            if case .retired(let plan) = report { LoadedPlan.deallocate(plan) }
        }
        for plan in [
            state.pointee.mailbox.withdraw(), state.pointee.current, state.pointee.unretired,
        ] {
            plan.map(LoadedPlan.deallocate)
        }
        state.deinitialize(count: 1)
        state.deallocate()
    }

    /// What a driver is to call.
    package var entry: RenderEntry { RenderEntry(context: state, function: renderCycle) }

    /// Makes `plan` the one to render, from the next block on.
    ///
    /// - Throws: `PlanFault` when the plan does not render its description. Nothing changes then.
    package func publish(
        _ plan: RenderPlan,
        of description: GraphDescription,
        binding: PlanBinding
    ) throws(PlanFault) {
        try plan.verify(against: description)
        let loaded = LoadedPlan.allocate(
            plan,
            binding: binding,
            blockFramesMax: configuration.blockFramesMax
        )
        if let unseen = state.pointee.mailbox.post(loaded) { LoadedPlan.deallocate(unseen) }
    }

    /// Hands a command down. False when the ring is full: nothing was sent, and the caller says so.
    package func send(_ command: RenderCommand) -> Bool {
        if state.pointee.commands.push(command) { return true }
        refusedCommandCount += 1
        return false
    }

    /// Places for commands that are free now.
    package func hasRoom(forCommands count: Int) -> Bool {
        state.pointee.commands.hasRoom(for: count)
    }

    /// Sets a gain before anything plays, without a ramp. The driver must not be running.
    package func standGains(_ gainSlot: Int, left: Float, right: Float) {
        state.pointee.gains[gainSlot] = GainRamp(gain: left)
        state.pointee.gains[gainSlot + 1] = GainRamp(gain: right)
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

    /// The largest magnitude since the last call, linear.
    package func takePeak(_ meterSlot: Int) -> Float { state.pointee.meters.take(meterSlot) }

    /// The next frame to render.
    package var frame: Int64 { state.pointee.counters.frame.load(ordering: .acquiring) }

    package func takeStatistics() -> RenderStatistics {
        return RenderStatistics(
            blocks: state.pointee.counters.blocks.load(ordering: .relaxed),
            loadPeak: Double(
                state.pointee.counters.loadPeakMillionths.exchange(0, ordering: .relaxed)
            ) / 1e6,
            streamUnderrunFrames: state.pointee.counters.streamUnderrunFrames.load(
                ordering: .relaxed
            ),
            nonFiniteBlocks: state.pointee.counters.nonFiniteBlocks.load(ordering: .relaxed),
            tapDroppedFrames: state.pointee.counters.tapDroppedFrames.load(ordering: .relaxed)
        )
    }
}

/// What the render thread counted.
package struct RenderStatistics: Sendable, Equatable {
    package var blocks: Int64
    /// The worst cycle since the last reading, as a part of its duration.
    package var loadPeak: Double
    package var streamUnderrunFrames: Int64
    package var nonFiniteBlocks: Int64
    package var tapDroppedFrames: Int64
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

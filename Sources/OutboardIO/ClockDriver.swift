import CRealtime
import OutboardRealtime
import Synchronization

/// Renders on a thread of its own at the pace of the system's clock: a box without a sound card.
///
/// The inputs are silent and the outputs go nowhere; people listen through the master's tap.
///
///     control                 clock thread, SCHED_FIFO where allowed
///     start ────────────────▶ sleep until the deadline ─▶ render ─▶ next deadline ─┐
///     stop: isEnding, join           ▲                                             │
///     status ◀── xruns               └─────────────────────────────────────────────┘
package final class ClockDriver: AudioDriver {
    package let name = "clock"
    private var format: DriverFormat?
    private var state: UnsafeMutablePointer<ClockState>?
    private var thread: RealtimeThread?

    /// Below JACK's and the kernel's own threads, above everything ordinary.
    private static let priority = 80

    package init() {}

    /// It is always there, with nothing behind its inputs and outputs. [any]
    package static func list() -> DriverListing {
        let device = DriverDevice(
            id: "clock",
            name: "Embedded clock: nothing but the browser to listen with",
            isDefault: true
        )
        return DriverListing(isRunning: true, devices: [device])
    }

    deinit {
        if thread != nil { stop() }
    }

    /// Gives exactly what is asked for.
    package func open(_ request: DriverRequest) throws(DriverError) -> DriverFormat {
        precondition(format == nil, "the driver is open")
        var format = try DriverFormat(exactly: request, subject: name)
        format.hasSilentInputs = true
        self.format = format
        return format
    }

    package func start(_ entry: RenderEntry) throws(DriverError) {
        guard let format, thread == nil else { preconditionFailure("only an open driver starts") }
        let state = UnsafeMutablePointer<ClockState>.allocate(capacity: 1)
        state.initialize(to: ClockState(entry: entry, format: format))
        thread = RealtimeThread(
            name: "outboard-clock",
            priority: Self.priority,
            argument: state,
            body: runClock
        )
        guard thread != nil else {
            state.deinitialize(count: 1)
            state.deallocate()
            throw DriverError(
                .system,
                subject: name,
                message: "the system has no thread to give"
            )
        }
        self.state = state
    }

    package func stop() {
        guard let thread, let state else { preconditionFailure("the driver does not run") }
        state.pointee.isEnding.store(true, ordering: .relaxed)
        thread.join()
        state.deinitialize(count: 1)
        state.deallocate()
        self.thread = nil
        self.state = nil
    }

    package func close() {
        precondition(thread == nil, "the driver runs")
        format = nil
    }

    package func pollEvent() -> DriverEvent? { nil }

    package var status: DriverStatus {
        guard let thread, let state else { return DriverStatus() }
        return DriverStatus(
            xruns: state.pointee.xruns.load(ordering: .relaxed),
            isRealtime: thread.isRealtime,
            priority: thread.isRealtime ? Self.priority : nil
        )
    }
}

/// What the clock thread works on. It belongs to the driver, who frees it after the thread's end.
private struct ClockState: ~Copyable {
    let entry: RenderEntry
    let format: DriverFormat
    let inputs: ChannelBuffers
    let outputs: ChannelBuffers
    var schedule: ClockSchedule
    let xruns = Atomic<Int>(0)
    let isEnding = Atomic<Bool>(false)

    init(entry: RenderEntry, format: DriverFormat) {
        self.entry = entry
        self.format = format
        inputs = ChannelBuffers(
            channelCount: format.inputChannels,
            capacityFrames: format.quantumFrames
        )
        outputs = ChannelBuffers(
            channelCount: format.outputChannels,
            capacityFrames: format.quantumFrames
        )
        schedule = Self.makeSchedule(format)
    }

    @_noLocks
    static func makeSchedule(_ format: DriverFormat) -> ClockSchedule {
        ClockSchedule(
            originNanoseconds: ob_now_nanoseconds(),
            quantumFrames: Int64(format.quantumFrames),
            sampleRateHertz: Int64(format.sampleRateHertz)
        )
    }
}

/// The clock thread. Its sleep is the one call that waits; it lies between two cycles, where nothing
/// is owed to anyone, and therefore in this function, outside of what the compiler checks below.
@c
private func runClock(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    let state = argument!.assumingMemoryBound(to: ClockState.self)
    ob_thread_prefault()
    _ = ob_flush_subnormals()
    state.pointee.schedule = ClockState.makeSchedule(state.pointee.format)
    while !state.pointee.isEnding.load(ordering: .relaxed) {
        ob_sleep_until(state.pointee.schedule.deadlineNanoseconds)
        runClockCycle(state)
    }
    return nil
}

@_noLocks
private func runClockCycle(_ state: UnsafeMutablePointer<ClockState>) {
    state.pointee.entry(
        inputs: state.pointee.inputs.readable,
        outputs: state.pointee.outputs.writable,
        frames: UInt32(truncatingIfNeeded: state.pointee.format.quantumFrames)
    )
    if state.pointee.schedule.advance(nowNanoseconds: ob_now_nanoseconds()) {
        state.pointee.xruns.wrappingAdd(1, ordering: .relaxed)
    }
}

import OutboardRealtime

/// What calls the renderer: a sound card, a sound server, a clock, or a loop.
///
///     closed ── open ──▶ open ── start ──▶ running
///            ◀─ close ─       ◀─ stop ───
///
/// All calls are [control]. Between `start` and the return of `stop` the entry is called from one
/// thread at a time, never overlapping; after `stop` returned it is not called again.
package protocol AudioDriver: AnyObject {
    /// As people name it: "jack", "alsa", "clock".
    var name: String { get }

    /// Takes the device, with what it can give nearest to the request. [control & closed]
    func open(_ request: DriverRequest) throws(DriverError) -> DriverFormat

    /// Begins to call `entry`. [control & open]
    func start(_ entry: RenderEntry) throws(DriverError)

    /// Ends the calls. [control & running]
    func stop()

    /// Gives the device back. [control & open]
    func close()

    /// The oldest event that was not yet polled. [control]
    func pollEvent() -> DriverEvent?

    /// [control]
    var status: DriverStatus { get }
}

/// What the engine would like of a driver.
package struct DriverRequest: Sendable, Equatable {
    /// The driver's own name for a device: "hw:USB", a JACK server's name. nil is its default.
    package var device: String?
    package var sampleRateHertz: Int
    package var quantumFrames: Int
    package var inputChannels: Int
    package var outputChannels: Int

    package init(
        device: String? = nil,
        sampleRateHertz: Int = 48_000,
        quantumFrames: Int = 256,
        inputChannels: Int = 2,
        outputChannels: Int = 2
    ) {
        self.device = device
        self.sampleRateHertz = sampleRateHertz
        self.quantumFrames = quantumFrames
        self.inputChannels = inputChannels
        self.outputChannels = outputChannels
    }
}

/// What a driver gives.
package struct DriverFormat: Sendable, Equatable {
    package var sampleRateHertz: Int
    /// Frames a cycle. A cycle may be shorter or longer; the renderer splits what is too long.
    package var quantumFrames: Int
    package var inputChannels: Int
    package var outputChannels: Int
    /// There is nothing behind the inputs.
    package var hasSilentInputs: Bool

    package init(
        sampleRateHertz: Int,
        quantumFrames: Int,
        inputChannels: Int,
        outputChannels: Int,
        hasSilentInputs: Bool = false
    ) {
        self.hasSilentInputs = hasSilentInputs
        self.sampleRateHertz = sampleRateHertz
        self.quantumFrames = quantumFrames
        self.inputChannels = inputChannels
        self.outputChannels = outputChannels
    }
}

/// What happened to a running driver.
package enum DriverEvent: Sendable {
    /// The device is gone, and calls have ended. `stop` and `close` are still to be called.
    case lost(DriverError)
    case quantumChanged(frames: Int)
    case sampleRateChanged(hertz: Int)
}

/// How a running driver fares.
package struct DriverStatus: Sendable, Equatable {
    /// Missed deadlines since `start`.
    package var xruns: Int
    /// Whether its thread runs under SCHED_FIFO. nil where there is no thread with a deadline.
    package var isRealtime: Bool?
    /// Of SCHED_FIFO, 1...99; nil where it is not known, or has none.
    package var priority: Int?
    /// Events that did not reach the engine.
    package var droppedEvents: Int
    /// Why there are none, where there could be.
    package var eventProblem: String?

    package init(
        xruns: Int = 0,
        isRealtime: Bool? = nil,
        priority: Int? = nil,
        droppedEvents: Int = 0,
        eventProblem: String? = nil
    ) {
        self.droppedEvents = droppedEvents
        self.eventProblem = eventProblem
        self.xruns = xruns
        self.isRealtime = isRealtime
        self.priority = priority
    }
}

/// Why a driver could not be opened, or was lost.
package struct DriverError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case busy, notFound, gone, unsupported, denied, system
    }

    package let code: Code
    /// The device, as in the request or the driver's name for its default.
    package let subject: String
    /// What happened and what to do.
    package let message: String

    package init(_ code: Code, subject: String, message: String) {
        self.code = code
        self.subject = subject
        self.message = message
    }

    package var description: String { "\(subject): \(message)" }
}

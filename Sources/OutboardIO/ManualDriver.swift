import CRealtime
import OutboardRealtime

/// Renders when it is told to, on the thread that tells it: offline rendering, and tests.
///
/// Nothing but its caller moves time, so the same session gives the same samples each time, as fast as
/// the processor allows. Offline, `prepare` fills the file streams and the inputs of each cycle, and
/// `consume` writes what came out:
///
///     let driver = ManualDriver()
///     _ = try driver.open(DriverRequest(inputChannels: 0))
///     try driver.start(renderer.entry)
///     driver.prepare = { _, _ in streams.forEach { $0.fill() } }
///     driver.consume = { outputs, frames throws(AudioFileError) in
///         try writer.write(outputs, frames: frames)
///     }
///     try driver.advance(frames: lengthFrames)
package final class ManualDriver: AudioDriver {
    /// Gets `inputChannels` pointers to `frames` samples, zeroed.
    package typealias Prepare = (
        _ inputs: UnsafePointer<UnsafeMutablePointer<Float>>, _ frames: Int
    ) throws(AudioFileError) -> Void
    /// Gets `outputChannels` pointers to `frames` samples.
    package typealias Consume = (
        _ outputs: UnsafePointer<UnsafePointer<Float>>, _ frames: Int
    ) throws(AudioFileError) -> Void
    /// Gives the events of the next `frames` frames: in their order, each within the cycle.
    package typealias Events = (_ frames: Int) -> [ob_event]

    package let name = "manual"
    /// Called before each cycle.
    package var prepare: Prepare?
    /// Called before each cycle, after `prepare`. nil: no events.
    package var events: Events?
    /// Called after each cycle.
    package var consume: Consume?
    private var format: DriverFormat?
    private var entry: RenderEntry?
    private var inputs = ChannelBuffers(channelCount: 0, capacityFrames: 0)
    private var outputs = ChannelBuffers(channelCount: 0, capacityFrames: 0)

    package init() {}

    /// Gives exactly what is asked for.
    package func open(_ request: DriverRequest) throws(DriverError) -> DriverFormat {
        precondition(format == nil, "the driver is open")
        let format = try DriverFormat(exactly: request, subject: name)
        self.format = format
        reserve(frames: format.quantumFrames, format)
        return format
    }

    package func start(_ entry: RenderEntry) throws(DriverError) {
        precondition(format != nil && self.entry == nil, "only an open driver starts")
        self.entry = entry
    }

    package func stop() { entry = nil }

    package func close() {
        precondition(entry == nil, "the driver runs")
        format = nil
    }

    package func pollEvent() -> DriverEvent? { nil }

    package var status: DriverStatus { DriverStatus() }

    /// Renders `frames` frames in cycles of a quantum; the last one may be shorter.
    package func advance(frames: Int) throws(AudioFileError) {
        guard let format else { preconditionFailure("the driver is closed") }
        var done = 0
        while done < frames {
            let count = min(format.quantumFrames, frames - done)
            try cycle(frames: count)
            done += count
        }
    }

    /// Renders one cycle of each of these lengths, as a device with a moody quantum would.
    package func advance(quanta: [Int]) throws(AudioFileError) {
        for frames in quanta { try cycle(frames: frames) }
    }

    private func cycle(frames: Int) throws(AudioFileError) {
        guard let entry, let format else { preconditionFailure("the driver does not run") }
        reserve(frames: frames, format)
        for channel in 0..<format.inputChannels {
            inputs.writable[channel].update(repeating: 0, count: frames)
        }
        try prepare?(inputs.writable, frames)
        let events = events?(frames) ?? []
        precondition(
            events.allSatisfy { $0.frame < frames }
                && zip(events, events.dropFirst()).allSatisfy { $0.frame <= $1.frame },
            "a cycle's events lie within it, in the order of their frames"
        )
        events.withUnsafeBufferPointer {
            entry(
                inputs: inputs.readable,
                outputs: outputs.writable,
                frames: UInt32(frames),
                events: $0
            )
        }
        try consume?(outputs.readable, frames)
    }

    private func reserve(frames: Int, _ format: DriverFormat) {
        if inputs.channelCount != format.inputChannels || inputs.capacityFrames < frames {
            inputs = ChannelBuffers(channelCount: format.inputChannels, capacityFrames: frames)
        }
        if outputs.channelCount != format.outputChannels || outputs.capacityFrames < frames {
            outputs = ChannelBuffers(channelCount: format.outputChannels, capacityFrames: frames)
        }
    }
}

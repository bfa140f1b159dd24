import OutboardDSP
import OutboardRealtime
import Synchronization

/// Everything that the render thread touches, in one block of memory that outlives it.
struct RenderState: ~Copyable {
    let commands: SPSCRing<RenderCommand>
    let reports: SPSCRing<RenderReport>
    let mailbox = Mailbox<LoadedPlan>()
    var current: UnsafeMutablePointer<LoadedPlan>?
    /// A plan to retire whose report did not fit; tried again at each block.
    var unretired: UnsafeMutablePointer<LoadedPlan>?
    /// Two to a strip: left, right.
    let gains: UnsafeMutablePointer<GainRamp>
    let gainCapacity: Int
    let meters: MeterBank
    let tap: ListenTap
    let blockFramesMax: Int
    let sampleRateHertz: Double
    /// The next frame to render. Counts from the engine's start and never goes back.
    var frame: Int64
    let counters = RenderCounters()

    init(_ configuration: RendererConfiguration) {
        commands = SPSCRing(capacity: configuration.commandCapacity)
        reports = SPSCRing(capacity: configuration.commandCapacity)
        gainCapacity = configuration.stripCapacity * 2
        gains = .allocate(capacity: gainCapacity)
        gains.initialize(repeating: GainRamp(gain: 0), count: gainCapacity)
        meters = MeterBank(capacity: configuration.stripCapacity * 2)
        tap = ListenTap(capacityFrames: configuration.tapCapacityFrames)
        blockFramesMax = configuration.blockFramesMax
        sampleRateHertz = Double(configuration.sampleRateHertz)
        frame = configuration.firstFrame
        counters.frame.store(frame, ordering: .relaxed)
    }

    deinit { gains.deallocate() }
}

/// What the render thread counts. All are written by it alone, and read at leisure.
struct RenderCounters: ~Copyable {
    let frame = Atomic<Int64>(0)
    let blocks = Atomic<Int64>(0)
    /// The worst cycle since the last reading: time taken, in millionths of its duration.
    let loadPeakMillionths = Atomic<Int64>(0)
    /// Frames that a file's stream could not give in time.
    let streamUnderrunFrames = Atomic<Int64>(0)
    let nonFiniteBlocks = Atomic<Int64>(0)
    let tapDroppedFrames = Atomic<Int64>(0)
}

/// Carries the master to listeners: written by the render thread while anyone listens.
struct ListenTap: ~Copyable {
    static let channelCount = 2

    let ring: AudioRing
    let isOpen = Atomic<Bool>(false)
    /// What to add to the ring's count of frames to get the engine's frame. It grows by what had to be
    /// dropped, so listeners see gaps.
    let frameOffset = Atomic<Int64>(0)

    init(capacityFrames: Int) {
        ring = AudioRing(channelCount: Self.channelCount, capacityFrames: capacityFrames)
    }
}

/// How large the renderer's fixed memory is.
package struct RendererConfiguration: Sendable, Equatable {
    package var sampleRateHertz: Int
    /// A driver's cycle that is longer is rendered in several blocks.
    package var blockFramesMax: Int
    package var stripCapacity: Int
    /// Slots of the command ring and of the report ring, a power of two.
    package var commandCapacity: Int
    package var tapCapacityFrames: Int
    /// Where the count of frames goes on from an earlier renderer.
    package var firstFrame: Int64 = 0

    package init(
        sampleRateHertz: Int = 48_000,
        blockFramesMax: Int = 1_024,
        stripCapacity: Int = 1_024,
        commandCapacity: Int = 8_192,
        tapCapacityFrames: Int = 32_768
    ) {
        self.sampleRateHertz = sampleRateHertz
        self.blockFramesMax = blockFramesMax
        self.stripCapacity = stripCapacity
        self.commandCapacity = commandCapacity
        self.tapCapacityFrames = tapCapacityFrames
    }
}

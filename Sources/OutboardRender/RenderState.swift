import CRealtime
import OutboardDSP
import OutboardRealtime
import Synchronization

/// Everything that the render thread touches, in one block of memory that outlives it.
struct RenderState: ~Copyable {
    let commands: SPSCRing<RenderCommand>
    let reports: SPSCRing<RenderReport>
    let mailbox = Mailbox<LoadedPlan>()
    var current: UnsafeMutablePointer<LoadedPlan>?
    /// Of strips and sends, one a channel.
    let gains: UnsafeMutablePointer<GainRamp>
    let gainCapacity: Int
    /// What the gains of strips are made of, by the first of them.
    let strips: UnsafeMutablePointer<StripControl>
    /// Of everything that goes to the device.
    var outputGain = GainRamp(gain: 1)
    var meters: MeterBank
    let tap: ListenTap
    let blockFramesMax: Int
    let sampleRateHertz: Double
    /// How long the song's streams take to begin and to end.
    let songFadeFrames: UInt32
    /// How finely a plugin's block is split while its parameters move.
    let splitFrames: Int
    /// The next frame to render. Counts from the engine's start and never goes back.
    var frame: Int64
    var song = SongClock()
    /// Of the streams, so that stopping and starting does not click.
    var songGain = GainRamp(gain: 0)
    /// The song rolls on for so many frames while its streams fade out; then it stops.
    var framesToStop = 0
    /// Nothing has sounded yet: what follows a curve begins on it.
    var isUnheard = false
    /// What the control side has been told of the song: its generation.
    var toldGeneration: UInt32 = 1
    let block: UnsafeMutablePointer<RenderBlock>
    /// Since the last block whose steps were timed.
    var framesSinceTimed = RenderState.timedEveryFrames
    static var timedEveryFrames: Int { @_noLocks get { 4_096 } }
    /// The last cycle's time over its duration.
    var lastLoad: Float = 0
    let secondsPerTick: Float
    let counters = RenderCounters()
    let histogram = LoadHistogram()
    let flight: FlightRecorder
    var journal = JournalTap()
    /// nil: the device's thread renders alone.
    var parallel: UnsafeMutablePointer<ParallelRun>?
    var choice: ThreadChoice
    /// A node has something to tell.
    let hasNotes = Atomic<Bool>(false)

    init(_ configuration: RendererConfiguration, secondsPerTick: Double) {
        self.secondsPerTick = Float(secondsPerTick)
        choice = ThreadChoice(
            leastTicks: Int64(configuration.parallelFromMicroseconds * 1e-6 / secondsPerTick)
        )
        flight = FlightRecorder(capacity: configuration.flightCapacity)
        commands = SPSCRing(capacity: configuration.commandCapacity)
        reports = SPSCRing(capacity: configuration.commandCapacity)
        gainCapacity = configuration.gainCapacity
        gains = .allocate(capacity: gainCapacity)
        gains.initialize(repeating: GainRamp(gain: 0), count: gainCapacity)
        strips = .allocate(capacity: gainCapacity)
        strips.initialize(repeating: StripControl(), count: gainCapacity)
        block = .allocate(capacity: 1)
        let transport = UnsafeMutablePointer<ob_transport>.allocate(capacity: 1)
        transport.initialize(to: ob_transport())
        block.initialize(to: RenderBlock(transport: transport))
        meters = MeterBank(capacity: gainCapacity)
        tap = ListenTap(capacityFrames: configuration.tapCapacityFrames)
        blockFramesMax = configuration.blockFramesMax
        sampleRateHertz = Double(configuration.sampleRateHertz)
        songFadeFrames = UInt32(configuration.fadeFrames)
        splitFrames = configuration.splitFrames
        frame = configuration.firstFrame
        counters.frame.store(frame, ordering: .relaxed)
    }

    deinit {
        gains.deallocate()
        strips.deallocate()
        block.pointee.transport.deallocate()
        block.deallocate()
    }
}

/// What the steps of one block share. Written before the first of them runs.
struct RenderBlock: BitwiseCopyable {
    var frames = 0
    /// The engine's frame of the block's first.
    var frame: Int64 = 0
    var passage = SongPassage(frame: 0, isRolling: false, generation: 0)
    let transport: UnsafeMutablePointer<ob_transport>
    var beatsPerFrame = 0.0
    /// Whether plugins are told of the song.
    var hasTransport = false
    var songGain = GainRamp(gain: 0)
    /// How the plan's fading terms stand.
    var fade = Fade(holdFrames: 0, lengthFrames: 1)
    /// Each step is timed.
    var isTimed = false
    /// Outputs are looked at for a constant offset.
    var looksForOffsets = false
    var device: DeviceBuffers?
}

/// The device's channels and events for one block.
struct DeviceBuffers: BitwiseCopyable {
    let inputs: UnsafePointer<UnsafePointer<Float>>
    let outputs: UnsafePointer<UnsafeMutablePointer<Float>>
    let events: UnsafeBufferPointer<ob_event>
    /// Where in them the block begins.
    let offset: Int
}

/// What the render thread counts. All are written by it alone, and read at leisure.
struct RenderCounters: ~Copyable {
    let frame = Atomic<Int64>(0)
    let blocks = Atomic<Int64>(0)
    /// When the latest cycle began, in ticks. 0: none has.
    let cycleBegan = Atomic<Int64>(0)
    let songFrame = Atomic<Int64>(0)
    let isRolling = Atomic<Bool>(false)
    /// The worst cycle since the last reading: the bits of time taken over duration.
    private let loadPeakBits = Atomic<UInt32>(0)
    /// Frames that a file's stream could not give in time.
    let streamUnderrunFrames = Atomic<Int64>(0)
    let containedBlocks = Atomic<Int64>(0)
    let tapDroppedFrames = Atomic<Int64>(0)
    /// Events that found no room in a plan's lists.
    let droppedEvents = Atomic<Int64>(0)
    /// Cycles that took longer than they may.
    let overruns = Atomic<Int64>(0)
    /// Of all blocks, those that were rendered by several threads.
    let parallelBlocks = Atomic<Int64>(0)

    @_noLocks
    func raiseLoadPeak(to load: Float) {
        // Magnitudes order as their bits do. Rarely more than the load and the branch.
        guard load.bitPattern > loadPeakBits.load(ordering: .relaxed) else { return }
        loadPeakBits.max(load.bitPattern, ordering: .relaxed)
    }

    /// [control]
    func takeLoadPeak() -> Float { Float(bitPattern: loadPeakBits.exchange(0, ordering: .relaxed)) }
}

/// Decides whether a block is worth the help of others.
///
/// What one thread takes is measured while it renders alone, smoothed over some blocks. Help is worth it
/// where that is long enough to wake somebody for, and a fifth of the time that there is: below, a worker
/// that the system holds up would cost more than it could bring. When blocks that are rendered in parallel
/// turn out to be far from their deadline, one thread is measured again.
///
/// A block that took far longer than those before was held up by the system: it counts for twice their
/// load and a little more, so that what really grows is followed within tens of blocks.
struct ThreadChoice: BitwiseCopyable {
    /// Of one thread's work on a block, at least; 0 has every block rendered in parallel.
    let leastTicks: Int64
    private var aloneTicks: Float = 0
    private var aloneLoad: Float = 0
    private var blocksSinceAlone: Int32 = 0
    private(set) var isParallel = false

    init(leastTicks: Int64) { self.leastTicks = leastTicks }

    /// Whether the next block is to be rendered in parallel.
    @_noLocks
    mutating func next(lastLoad: Float) -> Bool {
        if leastTicks == 0 { return true }
        guard isParallel else {
            isParallel = aloneTicks >= Float(leastTicks) && aloneLoad >= 0.2
            blocksSinceAlone = 0
            return isParallel
        }
        blocksSinceAlone += 1
        if blocksSinceAlone > 1_000, lastLoad < 0.1 {
            isParallel = false
            aloneTicks = 0
            aloneLoad = 0
        }
        return isParallel
    }

    /// - Parameter load: the block's time over its duration.
    @_noLocks
    mutating func noteAlone(ticks: Int64, load: Float) {
        aloneTicks += (Float(ticks) - aloneTicks) / 8
        aloneLoad += (min(load, 2 * aloneLoad + 0.05) - aloneLoad) / 8
    }
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
    /// Channels of strips and sends that can have a gain at a time.
    package var gainCapacity: Int
    /// Slots of the command ring and of the report ring, a power of two.
    package var commandCapacity: Int
    package var tapCapacityFrames: Int
    /// How long one graph takes to fade into the next, and the song's streams to begin and end.
    package var fadeFrames: Int
    /// While a plugin's parameters move, it is called for so many frames at a time, and no fewer.
    package var splitFrames = 32
    /// Entries of the flight recorder, a power of two: some seconds of a large session under load.
    package var flightCapacity = 1 << 16
    /// Threads that render, the device's own included.
    package var threadCount: Int
    /// A block that takes one thread less than this is rendered by it alone.
    package var parallelFromMicroseconds: Double
    /// Where the count of frames goes on from an earlier renderer.
    package var firstFrame: Int64 = 0

    package init(
        sampleRateHertz: Int = 48_000,
        blockFramesMax: Int = 1_024,
        gainCapacity: Int = 4_096,
        commandCapacity: Int = 8_192,
        tapCapacityFrames: Int = 32_768,
        fadeFrames: Int = 480,
        threadCount: Int = 1,
        parallelFromMicroseconds: Double = 60
    ) {
        self.sampleRateHertz = sampleRateHertz
        self.blockFramesMax = blockFramesMax
        self.gainCapacity = gainCapacity
        self.commandCapacity = commandCapacity
        self.tapCapacityFrames = tapCapacityFrames
        self.fadeFrames = fadeFrames
        self.threadCount = threadCount
        self.parallelFromMicroseconds = parallelFromMicroseconds
    }
}

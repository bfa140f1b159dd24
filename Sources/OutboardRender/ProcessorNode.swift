import OutboardDSP
import OutboardHost
import Synchronization

/// What the renderer knows of a processor, from the first plan that names it to the last.
///
/// Only the thread that runs the processor's step in a block touches it; between blocks it is the
/// device's thread.
package struct ProcessorNode: BitwiseCopyable {
    // What every block looks at comes first, in one line of memory.
    /// What the control side last heard of.
    var knownLatencyFrames: Int32
    /// What is to be told to the control side.
    var notes: UInt8 = 0
    /// Nothing is wrong with its output, and nothing is being looked into.
    var isQuiet = true
    /// The name of the buffers that the plugin knows: see `ob_process_block`. 0: of none.
    var connectedBuffers: UInt64 = 0
    let slot: UInt32
    package let processor: Processor
    var containment = Containment()
    let times: UnsafeMutablePointer<ProcessorTimes>

    static var latencyNote: UInt8 { @_noLocks get { 1 } }
    static var faultNote: UInt8 { @_noLocks get { 2 } }

    init(slot: Int, processor: Processor) {
        self.slot = UInt32(slot)
        self.processor = processor
        knownLatencyFrames = processor.latencyFrames.pointee
        times = .allocate(capacity: 1)
        times.initialize(to: ProcessorTimes())
    }

    /// [control]
    func deallocate() { times.deallocate() }
}

/// Time that a processor took, in the blocks that were timed. Written by the thread that runs it, and
/// read at leisure.
struct ProcessorTimes: ~Copyable {
    let ticks = Atomic<Int64>(0)
    /// Of one block.
    let ticksMax = Atomic<Int64>(0)
    let frames = Atomic<Int64>(0)

    @_noLocks
    borrowing func note(ticks taken: Int64, frames count: Int) {
        // It has one writer: no need to lock the bus.
        ticks.store(ticks.load(ordering: .relaxed) &+ taken, ordering: .relaxed)
        frames.store(frames.load(ordering: .relaxed) &+ Int64(count), ordering: .relaxed)
        if taken > ticksMax.load(ordering: .relaxed) { ticksMax.store(taken, ordering: .relaxed) }
    }
}

/// Whether a processor's output can be let through as it is.
struct Containment: BitwiseCopyable {
    var fault = OutputFault.none
    var reported = OutputFault.none
    /// Closes on a fault, and opens when it is over.
    var gate = GainRamp(gain: 1)
    /// For how long the output has been beyond bounds, or within them again.
    var badFrames: Int32 = 0
    var goodFrames: Int32 = 0
    /// A measurement of the mean under way: what has been added up.
    var offset = OffsetWatch()

    /// Nothing is wrong, and nothing is being looked into.
    var isQuiet: Bool {
        @_noLocks get { fault == .none && badFrames == 0 && gate.isUnity && !offset.isActive }
    }
}

/// Measures the mean of outputs and inputs over half a second once it looks suspicious, and subtracts
/// it where the inputs have none.
struct OffsetWatch: BitwiseCopyable {
    var isMeasuring = false
    var isSubtracting = false
    var frames: Int32 = 0
    /// Of the first eight channels.
    var outputs = SIMD8<Float>(repeating: 0)
    var inputs: Float = 0
    /// What is subtracted, on its way.
    var subtracted = SIMD8<Float>(repeating: 0)
    var target = SIMD8<Float>(repeating: 0)

    var isActive: Bool { @_noLocks get { isMeasuring || isSubtracting } }
    static var channelsMax: Int { @_noLocks get { 8 } }
    /// -20 dBFS.
    static var bound: Float { @_noLocks get { 0.1 } }
}

import CPluginKit
import Synchronization

/// How long the plugin may still be heard after its input has ended.
struct Tail: BitwiseCopyable {
    /// What the kernel says, written by it.
    let kernelFrames: UnsafeMutablePointer<UInt32>
    /// What the host was told, for every thread.
    private let shared: UnsafeMutablePointer<Atomic<UInt32>>

    /// [control]
    init() {
        kernelFrames = .allocate(capacity: 1)
        kernelFrames.initialize(to: 0)
        shared = .allocate(capacity: 1)
        shared.initialize(to: Atomic(0))
    }

    /// [control]
    func deallocate() {
        kernelFrames.deallocate()
        shared.deinitialize(count: 1).deallocate()
    }

    /// UInt32.max: for ever. [any]
    var frames: UInt32 { @_noLocks get { shared.pointee.load(ordering: .relaxed) } }

    /// Beside the kernel's own: its latency, and 20 ms for parameters and bypass to come to rest.
    @_noLocks
    func report(_ host: HostCalls, latencyFrames: Int, sampleRateHertz: Double) {
        let own = kernelFrames.pointee
        var all = UInt32.max
        if own < UInt32(Int32.max) {
            all = own + UInt32(latencyFrames) + UInt32(sampleRateHertz * 0.02)
        }
        guard all != frames else { return }
        shared.pointee.store(all, ordering: .relaxed)
        host.tailChanged()
    }
}

/// When meters are told of.
struct MeterClock: BitwiseCopyable {
    let count: Int
    /// What the host was told last, by the parameter's place. NaN: nothing yet.
    let shown: UnsafeMutablePointer<Double>
    private var waited = 0.0

    /// [control]
    init(_ parameters: [ParameterDefinition]) {
        count = parameters.count { $0.isMeter }
        shown = .allocate(capacity: max(1, parameters.count))
        shown.initialize(repeating: .nan, count: max(1, parameters.count))
    }

    /// [control]
    func deallocate() { shown.deallocate() }

    /// [render]
    @_noLocks
    mutating func isDue(frames: Int, sampleRateHertz: Double) -> Bool {
        waited += Double(frames)
        guard waited * 30 >= sampleRateHertz else { return false }
        waited = 0
        return true
    }
}

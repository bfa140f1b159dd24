import CRealtime
import OutboardRealtime

/// The threads that help the device's thread to render. [control]
///
/// They run one step below its priority, so that none of them ever keeps it from a core, and are asleep but
/// for the blocks that are rendered in parallel.
final class Workers {
    let run: UnsafeMutablePointer<ParallelRun>
    private var threads: [RealtimeThread] = []
    /// Until it is known what the device's thread has.
    private static let priority = 1

    /// Whether all of them have a realtime priority. Without one they would keep a thread waiting that
    /// has one.
    var areRealtime: Bool { threads.allSatisfy(\.isRealtime) }

    /// - Parameter count: as many as the system gives, if that is less.
    init(count: Int, taskCapacity: Int, secondsPerTick: Double) {
        run = .allocate(capacity: 1)
        run.initialize(
            to: ParallelRun(
                workerCount: count,
                taskCapacity: taskCapacity,
                secondsPerTick: secondsPerTick
            )
        )
        for index in 0..<count {
            let thread = RealtimeThread(
                name: "ob-render-\(index + 1)",
                priority: Self.priority,
                argument: run,
                body: runWorkerThread
            )
            if let thread { threads.append(thread) }
        }
    }

    /// Puts them below the device's thread.
    func setPriority(below priority: Int) {
        for thread in threads { thread.setPriority(max(1, priority - 1)) }
    }

    /// No block may be under way.
    deinit {
        run.pointee.endWorkers()
        for thread in threads { thread.join() }
        run.deinitialize(count: 1)
        run.deallocate()
    }
}

@c
private func runWorkerThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    ob_thread_prefault()
    _ = ob_flush_subnormals()
    argument!.assumingMemoryBound(to: ParallelRun.self).pointee.runWorker()
    return nil
}

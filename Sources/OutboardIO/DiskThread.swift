import CRealtime
import OutboardRealtime
import Synchronization

/// Keeps the rings of all file streams full, on one ordinary thread.
///
/// It looks at every stream each 5 ms; a ring holds about a second, so a slow disk has that long.
/// All methods are [control].
package final class DiskThread {
    private let work: Work
    private let thread: RealtimeThread

    /// What the thread and its owner share.
    private final class Work: Sendable {
        let streams = Mutex<[FileStream]>([])
        let isEnding = Atomic<Bool>(false)
    }

    package init() throws(AudioFileError) {
        let work = Work()
        self.work = work
        let thread = RealtimeThread(
            name: "outboard-disk",
            priority: 0,
            argument: Unmanaged.passUnretained(work).toOpaque(),
            body: { argument in
                // SAFETY: the owner holds the work until `join` returned.
                DiskThread.run(Unmanaged<Work>.fromOpaque(argument!).takeUnretainedValue())
                return nil
            }
        )
        guard let thread else {
            throw AudioFileError(
                .system,
                subject: "disk thread",
                message: "the system has no thread to give"
            )
        }
        self.thread = thread
    }

    deinit {
        work.isEnding.store(true, ordering: .relaxed)
        thread.join()
    }

    /// Keeps the stream's ring full from now on.
    package func add(_ stream: FileStream) {
        work.streams.withLock { $0.append(stream) }
    }

    /// Leaves the stream alone. A `fill` that is under way may still complete.
    package func remove(_ stream: FileStream) {
        work.streams.withLock { $0.removeAll { $0 === stream } }
    }

    private static func run(_ work: Work) {
        while !work.isEnding.load(ordering: .relaxed) {
            // Filled outside the lock, so that a slow disk never holds up the control thread.
            for stream in work.streams.withLock({ $0 }) { stream.fill() }
            ob_sleep_until(ob_now_nanoseconds() + 5_000_000)
        }
    }
}

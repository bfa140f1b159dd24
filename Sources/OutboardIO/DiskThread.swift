import CRealtime
import OutboardRealtime
import Synchronization

/// Keeps the rings of all file streams full and those of all recorders empty, on one ordinary thread.
///
/// It looks at each of them every 5 ms. A stream's ring holds about a second and a recorder's four, so a
/// slow disk has that long. They take turns by the block, and what is pressing goes first: a frame that
/// is not recorded is lost, while one that is played late was silent for a moment.
///
/// All methods are [control].
package final class DiskThread {
    private let work: Work
    private let thread: RealtimeThread

    /// What the thread and its owner share.
    private final class Work: Sendable {
        let items = Mutex<[any DiskWork]>([])
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

    /// Works for the stream or recorder from now on.
    package func add(_ item: any DiskWork) {
        work.items.withLock { $0.append(item) }
    }

    /// Leaves it alone. A piece of work that is under way may still complete.
    package func remove(_ item: any DiskWork) {
        work.items.withLock { $0.removeAll { $0 === item } }
    }

    private static func run(_ work: Work) {
        while !work.isEnding.load(ordering: .relaxed) {
            // Done outside the lock, so that a slow disk never holds up the control thread.
            let items = work.items.withLock { $0 }
            if !turn(items) {
                // What comes has a full or an empty ring: nothing is lost by looking later.
                let rest: Int64 = items.isEmpty ? 50_000_000 : 5_000_000
                ob_sleep_until(ob_now_nanoseconds() + rest)
            }
        }
    }

    /// Does a piece for each, and what is pressing before each piece.
    /// - Returns: whether more is to be done at once.
    static func turn(_ items: [any DiskWork]) -> Bool {
        var isMoreToDo = false
        for item in items {
            for pressing in items where pressing.isPressing { _ = pressing.work() }
            if item.work() { isMoreToDo = true }
        }
        return isMoreToDo
    }
}

import CRealtime
import OutboardGraph
import OutboardRealtime
import Synchronization

/// One block rendered by several threads.
///
///     device's thread                          workers
///     first task (device's inputs)             sleep on `epoch`
///     mark what is ready, epoch + 1, wake ──▶  take ready tasks until none is left
///     take ready tasks, too                    an ended task makes others ready
///     last task (device's outputs)  ◀────────  the last one to end wakes whoever waits
///
/// Ready tasks are bits of a set: to take one is to clear its bit, and nothing in between can be caught
/// half done, so no thread ever waits for one that was put to sleep in the middle of it. The lowest bit
/// comes first, which is the order in which one thread would do them. What a task reads was released by
/// the counts of those that it waited for.
///
/// A worker that was late for a block may still be about to leave it when the next one begins. That one
/// is then rendered by the device's thread alone, which waits for nobody.
struct ParallelRun: ~Copyable, @unchecked Sendable {
    // SAFETY: `state` and `plan` are written while no worker is inside, before `isOpen` is released, and
    // read after it is acquired; everything else is atomic.

    /// Goes up with every block that is rendered in parallel: workers sleep on it.
    private let epoch: UnsafeMutablePointer<Atomic<UInt32>>
    /// Goes up when something becomes ready or the block is done: who found nothing sleeps on it.
    private let news: UnsafeMutablePointer<Atomic<UInt32>>
    /// Tasks of the block that have not ended.
    private let remaining: UnsafeMutablePointer<Atomic<Int32>>
    private let sleepers = Atomic<Int32>(0)
    /// A block may be joined.
    private let isOpen = Atomic<Bool>(false)
    /// Workers that have not left the block yet.
    private let inside = Atomic<Int32>(0)
    private let isEnding = Atomic<Bool>(false)
    private let ready: UnsafeMutablePointer<Atomic<UInt64>>
    private let waiting: UnsafeMutablePointer<Atomic<Int32>>
    private let taskCapacity: Int
    private var state: UnsafeMutablePointer<RenderState>?
    private var plan: UnsafeMutablePointer<LoadedPlan>?
    let workerCount: Int
    /// How long a thread that finds nothing spins before it sleeps: a few microseconds.
    private let spinTicks: Int64

    init(workerCount: Int, taskCapacity: Int, secondsPerTick: Double) {
        self.workerCount = workerCount
        self.taskCapacity = (taskCapacity + 63) / 64 * 64
        epoch = lonely(0)
        news = lonely(0)
        remaining = lonely(0)
        ready = .allocate(capacity: self.taskCapacity / 64)
        for word in 0..<self.taskCapacity / 64 { (ready + word).initialize(to: Atomic(0)) }
        waiting = .allocate(capacity: self.taskCapacity)
        for task in 0..<self.taskCapacity { (waiting + task).initialize(to: Atomic(0)) }
        spinTicks = Int64(5e-6 / secondsPerTick)
    }

    deinit {
        epoch.deallocate()
        news.deallocate()
        remaining.deallocate()
        ready.deallocate()
        waiting.deallocate()
    }

    /// Has the workers' function return. [control]
    func endWorkers() {
        isEnding.store(true, ordering: .sequentiallyConsistent)
        epoch.pointee.wrappingAdd(1, ordering: .sequentiallyConsistent)
        ob_futex_wake(epoch, .max)
    }

    /// What a worker does for all its life.
    func runWorker() {
        var seen = epoch.pointee.load(ordering: .acquiring)
        while !isEnding.load(ordering: .sequentiallyConsistent) {
            let now = epoch.pointee.load(ordering: .acquiring)
            if now == seen {
                ob_futex_wait(epoch, seen, 0)
                continue
            }
            seen = now
            join()
        }
    }

    @_noLocks
    private func join() {
        // Both sides write, then read the other's word, in one order that all threads agree on: either
        // the next block sees that somebody is inside, or this worker sees that the block is over.
        inside.wrappingAdd(1, ordering: .sequentiallyConsistent)
        if isOpen.load(ordering: .sequentiallyConsistent) {
            ob_guard_enter()
            work()
            ob_guard_leave()
        }
        inside.wrappingSubtract(1, ordering: .sequentiallyConsistent)
    }

    /// Whether a block of this plan can be rendered in parallel now.
    @_noLocks
    func isFree(for plan: UnsafeMutablePointer<LoadedPlan>) -> Bool {
        plan.pointee.tasks.count <= taskCapacity
            && inside.load(ordering: .sequentiallyConsistent) == 0
    }

    /// Renders a block. [the device's thread]
    @_noLocks
    mutating func run(
        _ plan: UnsafeMutablePointer<LoadedPlan>,
        _ state: UnsafeMutablePointer<RenderState>
    ) {
        let tasks = plan.pointee.tasks
        let last = tasks.count - 1
        runTask(tasks[0], plan, state)
        self.plan = plan
        self.state = state
        for word in 0..<(tasks.count + 63) / 64 {
            var bits: UInt64 = 0
            for bit in 0..<min(64, tasks.count - word * 64) {
                let task = word * 64 + bit
                guard task > 0, task < last else { continue }
                waiting[task].store(tasks[task].dependencyCount, ordering: .relaxed)
                if tasks[task].dependencyCount == 0 { bits |= 1 << UInt64(bit) }
            }
            ready[word].store(bits, ordering: .relaxed)
        }
        remaining.pointee.store(Int32(last - 1), ordering: .relaxed)
        // Releases all of the above to the workers.
        isOpen.store(true, ordering: .sequentiallyConsistent)
        epoch.pointee.wrappingAdd(1, ordering: .releasing)
        ob_futex_wake(epoch, Int32(workerCount))
        work()
        isOpen.store(false, ordering: .sequentiallyConsistent)
        runTask(tasks[last], plan, state)
    }

    /// Takes tasks until the block is done.
    @_noLocks
    private func work() {
        guard let plan, let state else { return }
        let words = (plan.pointee.tasks.count + 63) / 64
        var spinBegan: Int64 = 0
        // Pairs with the release of the task that ended last.
        while remaining.pointee.load(ordering: .acquiring) > 0 {
            let seen = news.pointee.load(ordering: .acquiring)
            if let task = take(words: words) {
                runTask(plan.pointee.tasks[task], plan, state)
                end(task, plan)
                spinBegan = 0
                continue
            }
            let now = ob_ticks()
            if spinBegan == 0 { spinBegan = now }
            if now &- spinBegan < spinTicks {
                ob_spin_hint()
                continue
            }
            sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
            if remaining.pointee.load(ordering: .sequentiallyConsistent) > 0,
                !isAnyReady(words: words)
            {
                ob_futex_wait(news, seen, 0)
            }
            sleepers.wrappingSubtract(1, ordering: .relaxed)
            spinBegan = 0
        }
    }

    @_noLocks
    private func isAnyReady(words: Int) -> Bool {
        for word in 0..<words where ready[word].load(ordering: .sequentiallyConsistent) != 0 {
            return true
        }
        return false
    }

    /// Clears the lowest bit that is set, and says which it was.
    @_noLocks
    private func take(words: Int) -> Int? {
        for word in 0..<words {
            var bits = ready[word].load(ordering: .relaxed)
            while bits != 0 {
                let bit = bits.trailingZeroBitCount
                // Acquires what the task that set the bit has written.
                let before = ready[word].bitwiseAnd(~(1 << UInt64(bit)), ordering: .acquiring)
                if before.oldValue & (1 << UInt64(bit)) != 0 { return word * 64 + bit }
                bits = before.newValue
            }
        }
        return nil
    }

    /// Makes ready what waited for this task alone, and tells who sleeps.
    @_noLocks
    private func end(_ index: Int, _ plan: UnsafeMutablePointer<LoadedPlan>) {
        let task = plan.pointee.tasks[index]
        var madeReady: Int32 = 0
        for position in 0..<Int(task.dependentCount) {
            let dependent = Int(plan.pointee.dependents[Int(task.firstDependent) + position])
            // The last to count down has acquired what all others released.
            let left = waiting[dependent].wrappingSubtract(1, ordering: .acquiringAndReleasing)
            guard left.newValue == 0 else { continue }
            ready[dependent >> 6].bitwiseOr(
                1 << UInt64(dependent & 63),
                ordering: .sequentiallyConsistent
            )
            madeReady += 1
        }
        let left = remaining.pointee.wrappingSubtract(1, ordering: .sequentiallyConsistent)
        // One of what became ready is this thread's own.
        guard madeReady > 1 || left.newValue == 0 else { return }
        news.pointee.wrappingAdd(1, ordering: .sequentiallyConsistent)
        if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
            ob_futex_wake(news, left.newValue == 0 ? .max : madeReady - 1)
        }
    }
}

/// An atomic on cache lines of its own.
private func lonely<Word: AtomicRepresentable>(
    _ value: consuming Word
) -> UnsafeMutablePointer<Atomic<Word>> {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 128, alignment: 128)
    let atomic = memory.bindMemory(to: Atomic<Word>.self, capacity: 1)
    atomic.initialize(to: Atomic(value))
    return atomic
}

/// Runs the steps of one task. The block's shared state is only read.
@_noLocks @inline(__always)
func runTask(
    _ task: RenderTask,
    _ plan: UnsafeMutablePointer<LoadedPlan>,
    _ state: UnsafeMutablePointer<RenderState>
) {
    let steps = plan.pointee.steps
    let first = Int(task.firstStep)
    runSteps(
        UnsafeMutableBufferPointer(rebasing: steps[first..<first + Int(task.stepCount)]),
        state
    )
}

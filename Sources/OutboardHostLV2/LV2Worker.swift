import CLilv
import CRealtime
import OutboardRealtime
import Synchronization

/// What a plugin's worker is made of, for the threads that share it.
///
///     render thread                          worker thread
///     run() ── schedule ──▶ requests ──▶     work()
///     work_response() ◀──── responses ◀───   respond
///
/// `schedule` may not wake anybody, for that is a system call; the worker looks every 2 ms instead.
/// Where nobody waits for a deadline, `schedule` does the work at once, and the same input gives the
/// same output every time.
struct LV2WorkerState: ~Copyable {
    static let pollNanoseconds: Int64 = 2_000_000
    /// Responses that one block delivers at most; the rest waits for the next one.
    static let responsesPerBlockMax = 64

    let requests: MessageRing
    let responses: MessageRing
    let isSynchronous: Bool
    let isStopping = Atomic(false)
    /// Set once after instantiation, before any thread runs.
    var interface: UnsafePointer<LV2_Worker_Interface>?
    var plugin: LV2_Handle?

    init(isSynchronous: Bool, messageBytes: Int) {
        self.isSynchronous = isSynchronous
        requests = MessageRing(messageBytes: messageBytes)
        responses = MessageRing(messageBytes: messageBytes)
    }
}

/// The control half of a plugin's worker: owns the memory, starts and ends the thread.
final class LV2Worker {
    let state: UnsafeMutablePointer<LV2WorkerState>
    private var thread: RealtimeThread?

    /// - Parameter messageBytes: the largest of the plugin's ports: a plugin may hand on to its worker
    ///   whatever came in there.
    init(isSynchronous: Bool, messageBytes: Int) {
        state = .allocate(capacity: 1)
        state.initialize(
            to: LV2WorkerState(isSynchronous: isSynchronous, messageBytes: messageBytes)
        )
    }

    deinit {
        stop()
        state.deinitialize(count: 1)
        state.deallocate()
    }

    /// Begins working off requests. Without effect where the work is synchronous. [control]
    ///
    /// - Returns: false when the system has no thread to give.
    func start() -> Bool {
        guard state.pointee.interface != nil, !state.pointee.isSynchronous, thread == nil else {
            return true
        }
        state.pointee.isStopping.store(false, ordering: .relaxed)
        // Impulse responses are decoded on this stack.
        thread = RealtimeThread(
            name: "lv2 worker",
            priority: 0,
            stackBytes: 1024 * 1024,
            argument: state,
            body: workerMain
        )
        return thread != nil
    }

    /// Ends the thread after the job that it is at. [control]
    func stop() {
        state.pointee.isStopping.store(true, ordering: .relaxed)
        thread?.join()
        thread = nil
    }
}

@c private func workerMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    let state = argument!.assumingMemoryBound(to: LV2WorkerState.self)
    while !state.pointee.isStopping.load(ordering: .relaxed) {
        while let request = state.pointee.requests.first() {
            _ = work(state, request.bytes, size: request.size)
            state.pointee.requests.removeFirst()
        }
        ob_sleep_until(ob_now_nanoseconds() + LV2WorkerState.pollNanoseconds)
    }
    return nil
}

@_noLocks
private func work(
    _ state: UnsafeMutablePointer<LV2WorkerState>,
    _ bytes: UnsafeRawPointer?,
    size: UInt32
) -> LV2_Worker_Status {
    guard let interface = state.pointee.interface, let plugin = state.pointee.plugin else {
        return LV2_WORKER_ERR_UNKNOWN
    }
    return ob_lv2_work(interface, plugin, lv2WorkerRespond, state, size, bytes)
}

/// What a plugin calls in `run` for work to be done elsewhere.
@c @_noLocks
func lv2WorkerSchedule(
    _ handle: UnsafeMutableRawPointer?,
    _ size: UInt32,
    _ bytes: UnsafeRawPointer?
) -> LV2_Worker_Status {
    guard let state = handle?.assumingMemoryBound(to: LV2WorkerState.self) else {
        return LV2_WORKER_ERR_UNKNOWN
    }
    if state.pointee.isSynchronous { return work(state, bytes, size: size) }
    return state.pointee.requests.push(bytes, size: size)
        ? LV2_WORKER_SUCCESS : LV2_WORKER_ERR_NO_SPACE
}

/// What a plugin calls in `work` to answer.
@c @_noLocks
private func lv2WorkerRespond(
    _ handle: UnsafeMutableRawPointer?,
    _ size: UInt32,
    _ bytes: UnsafeRawPointer?
) -> LV2_Worker_Status {
    guard let state = handle?.assumingMemoryBound(to: LV2WorkerState.self) else {
        return LV2_WORKER_ERR_UNKNOWN
    }
    return state.pointee.responses.push(bytes, size: size)
        ? LV2_WORKER_SUCCESS : LV2_WORKER_ERR_NO_SPACE
}

/// Hands the worker's answers to the plugin and ends its cycle. Called after every `run`. [render]
@_noLocks
func deliverResponses(_ state: UnsafeMutablePointer<LV2WorkerState>) {
    guard let interface = state.pointee.interface, let plugin = state.pointee.plugin else { return }
    var left = LV2WorkerState.responsesPerBlockMax
    while left > 0, let response = state.pointee.responses.first() {
        ob_guard_foreign_enter()
        ob_lv2_respond(interface, plugin, response.size, response.bytes)
        ob_guard_foreign_leave()
        state.pointee.responses.removeFirst()
        left -= 1
    }
    ob_guard_foreign_enter()
    ob_lv2_end_run(interface, plugin)
    ob_guard_foreign_leave()
}

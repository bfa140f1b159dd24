import CRealtime
import CVST3
import Glibc
import Synchronization

/// Files and timers that a module's plugins want to be called for. Registration may come from any thread;
/// they are called by `serve` alone.
final class VST3RunLoop: VST3Object {
    private struct File: Sendable {
        let handler: VST3Reference<ob_vst3_file_handler>
        let file: Int32
    }
    private struct Timer: Sendable {
        let timer: VST3Reference<ob_vst3_timer>
        let periodNanoseconds: Int64
        var dueNanoseconds: Int64
    }

    private static let countMax = 1024
    private let files = Mutex<[File]>([])
    private let timers = Mutex<[Timer]>([])

    private static let table = VST3Table(
        ob_vst3_run_loop_methods(
            unknown: VST3Table.unknown,
            add_file: { VST3RunLoop.of($0).addFile($1, $2) },
            remove_file: { VST3RunLoop.of($0).removeFile($1) },
            add_timer: { VST3RunLoop.of($0).addTimer($1, $2) },
            remove_timer: { VST3RunLoop.of($0).removeTimer($1) }
        )
    )

    init() { super.init([(ob_vst3_run_loop_id, Self.table)]) }

    /// Calls what has something to read or is due. One that is removed meanwhile is not called any more.
    /// [control]
    func serve() {
        serveFiles()
        serveTimers()
    }

    /// Gives back what plugins have left registered, while their code is still there. [control]
    func forgetAll() {
        _ = files.withLock { files in
            let forgotten = files
            files = []
            return forgotten
        }
        _ = timers.withLock { timers in
            let forgotten = timers
            timers = []
            return forgotten
        }
    }

    private func serveFiles() {
        let all = files.withLock { $0 }
        guard !all.isEmpty else { return }
        var states = all.map { pollfd(fd: $0.file, events: Int16(POLLIN), revents: 0) }
        guard poll(&states, nfds_t(states.count), 0) > 0 else { return }
        let ready = Int16(POLLIN | POLLERR | POLLHUP)
        for (file, state) in zip(all, states) where state.revents & ready != 0 {
            let handler = file.handler
            guard files.withLock({ $0.contains { $0.handler === handler } }) else { continue }
            handler.methods.is_ready(handler.object, file.file)
        }
    }

    private func serveTimers() {
        let now = ob_now_nanoseconds()
        let due = timers.withLock { timers in
            var due: [VST3Reference<ob_vst3_timer>] = []
            for place in timers.indices where timers[place].dueNanoseconds <= now {
                due.append(timers[place].timer)
                // What was missed is not made up for.
                timers[place].dueNanoseconds = now + timers[place].periodNanoseconds
            }
            return due
        }
        for timer in due where timers.withLock({ $0.contains { $0.timer === timer } }) {
            timer.methods.is_due(timer.object)
        }
    }

    private func addFile(_ handler: UnsafeMutableRawPointer?, _ file: Int32) -> Int32 {
        guard let handler, file >= 0 else { return vst3InvalidArgument }
        let entry = File(handler: VST3Reference(retaining: handler), file: file)
        let isAdded = files.withLock { files in
            guard files.count < Self.countMax else { return false }
            files.append(entry)
            return true
        }
        return isAdded ? vst3OK : vst3False
    }

    private func addTimer(_ timer: UnsafeMutableRawPointer?, _ milliseconds: UInt64) -> Int32 {
        guard let timer, milliseconds > 0 else { return vst3InvalidArgument }
        let period = Int64(min(milliseconds, 86_400_000)) * 1_000_000
        let entry = Timer(
            timer: VST3Reference(retaining: timer),
            periodNanoseconds: period,
            dueNanoseconds: ob_now_nanoseconds() + period
        )
        let isAdded = timers.withLock { timers in
            guard timers.count < Self.countMax else { return false }
            timers.append(entry)
            return true
        }
        return isAdded ? vst3OK : vst3False
    }

    // References are given back when the lock is free again: a plugin may call from there.

    private func removeFile(_ handler: UnsafeMutableRawPointer?) -> Int32 {
        let place = UInt(bitPattern: handler)
        let removed = files.withLock { files in
            let removed = files.filter { UInt(bitPattern: $0.handler.object) == place }
            files.removeAll { UInt(bitPattern: $0.handler.object) == place }
            return removed
        }
        return removed.isEmpty ? vst3False : vst3OK
    }

    private func removeTimer(_ timer: UnsafeMutableRawPointer?) -> Int32 {
        let place = UInt(bitPattern: timer)
        let removed = timers.withLock { timers in
            let removed = timers.filter { UInt(bitPattern: $0.timer.object) == place }
            timers.removeAll { UInt(bitPattern: $0.timer.object) == place }
            return removed
        }
        return removed.isEmpty ? vst3False : vst3OK
    }
}

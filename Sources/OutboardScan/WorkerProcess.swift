import CProcess
import CRealtime
import Glibc

/// A worker, as the scanner sees it: lines that come out of it, and an end.
///
/// A worker dies with the thread that started it: that is what Linux means by a parent.
final class WorkerProcess {
    let process: pid_t
    /// Readable when the worker said something, and when it has ended.
    let output: Int32
    let watch: Int32
    /// When it last said something, by the monotonic clock in nanoseconds.
    private(set) var heardAt = ob_now_nanoseconds()
    /// What of a processor it had used by then, in milliseconds.
    private var usedThen: Int64 = 0
    private var text: [UInt8] = []

    /// How it ended.
    enum End: Equatable {
        case killed(signal: Int32)
        case exited(status: Int32)
    }

    init(_ job: ScanJob, _ configuration: ScanConfiguration) throws(ScanError) {
        let text = Array(job.text.utf8)
        let input = ob_memory_file(text, text.count)
        guard input >= 0 else { throw Self.fault("the job is not written", -input) }
        defer { close(input) }
        var (reading, writing): (Int32, Int32) = (-1, -1)
        let error = ob_pipe(&reading, &writing)
        guard error == 0 else { throw Self.fault("there is no pipe", error) }
        defer { close(writing) }
        process = Self.start(configuration, input: input, output: writing)
        guard process > 0 else {
            close(reading)
            throw Self.fault("\(configuration.program) does not start", -process)
        }
        output = reading
        watch = ob_process_watch(process)
    }

    private static func start(
        _ configuration: ScanConfiguration,
        input: Int32,
        output: Int32
    ) -> pid_t {
        let arguments =
            [configuration.program] + configuration.arguments
            + ["--parent", "\(getpid())", "--niceness", "\(configuration.niceness)"]
        return withCStrings(arguments) { arguments in
            withCStrings(environment(configuration)) { environment in
                ob_process_start(configuration.program, arguments, environment, input, output)
            }
        }
    }

    /// This process's own, changed. A worker that crashes does so often and on purpose: nobody is to
    /// look for the reason with a debugger.
    private static func environment(_ configuration: ScanConfiguration) -> [String] {
        var changed = configuration.environment
        changed["SWIFT_BACKTRACE"] = "enable=no"
        var all: [String] = []
        var at = environ
        while let entry = at.pointee {
            let text = String(cString: entry)
            let name = text.prefix { $0 != "=" }
            if changed[String(name)] == nil { all.append(text) }
            at += 1
        }
        return all + changed.map { "\($0.key)=\($0.value)" }.sorted()
    }

    /// What has come out of it since the last call, in whole lines without their ends.
    ///
    /// - Throws: `garbled` for a line without an end.
    func takeLines() throws(ScanFailure) -> [ArraySlice<UInt8>] {
        var part = [UInt8](repeating: 0, count: 64 << 10)
        var hasMore = true
        while hasMore {
            let count = read(output, &part, part.count)
            hasMore = count > 0
            if hasMore { text += part[..<count] }
            guard text.count <= ScanLine.bytesMax else {
                throw ScanFailure(.garbled, "it says more than a worker has to say")
            }
        }
        guard let end = text.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
        let lines = text[...end].split(separator: UInt8(ascii: "\n"))
        text.removeSubrange(...end)
        heardAt = ob_now_nanoseconds()
        usedThen = usage?.milliseconds ?? usedThen
        return lines
    }

    /// Whether it has been silent for too long. One that wants to go on and is not let has more time.
    func isOverdue(_ silenceMilliseconds: Int) -> Bool {
        let silent = (ob_now_nanoseconds() - heardAt) / 1_000_000
        guard silent >= silenceMilliseconds else { return false }
        guard silent < 4 * silenceMilliseconds, let usage else { return true }
        return !usage.isRunnable || usage.milliseconds - usedThen >= silenceMilliseconds / 2
    }

    private var usage: (milliseconds: Int64, isRunnable: Bool)? {
        var milliseconds: Int64 = 0
        var isRunnable = false
        guard ob_process_usage(process, &milliseconds, &isRunnable) else { return nil }
        return (milliseconds, isRunnable)
    }

    /// Ends it and whatever it has started, and says how it ended. To be called once.
    func end() -> End {
        // Until it is reaped its number is nobody else's.
        kill(-process, SIGKILL)
        kill(process, SIGKILL)
        let end = ob_process_reap(process)
        close(output)
        if watch >= 0 { close(watch) }
        return end.signal == 0 ? .exited(status: end.status) : .killed(signal: end.signal)
    }

    /// How it ended by itself. To be called once, instead of `end`.
    func reap() -> End {
        // A child of the worker must not outlive it.
        var description = siginfo_t()
        waitid(P_PID, id_t(process), &description, WEXITED | WNOWAIT)
        kill(-process, SIGKILL)
        let end = ob_process_reap(process)
        close(output)
        if watch >= 0 { close(watch) }
        return end.signal == 0 ? .exited(status: end.status) : .killed(signal: end.signal)
    }

    private static func fault(_ what: String, _ error: Int32) -> ScanError {
        ScanError(.workerUnavailable, "\(what): \(String(cString: strerror(error)))")
    }
}

/// Lends texts as C has them: pointers, and nil behind the last.
private func withCStrings<Result>(
    _ texts: [String],
    _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var pointers = texts.map { strdup($0) }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeBufferPointer { body($0.baseAddress!) }
}

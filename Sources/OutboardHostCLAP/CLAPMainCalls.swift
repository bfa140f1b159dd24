import CCLAP
import CRealtime
import Glibc

/// What a plugin asked of its host's main thread: timers and files to watch, and news to pass on.
///
/// All of it is [control]: calls from elsewhere are refused before they come here.
final class CLAPMainCalls {
    struct Timer: Equatable {
        let id: UInt32
        let periodNanoseconds: Int64
        var due: Int64
    }

    struct File: Equatable {
        let descriptor: Int32
        var flags: UInt32
    }

    /// News of the plugin since they were last taken.
    struct News: Equatable {
        var parameterRescan: UInt32 = 0
        var wantsRestart = false
        var stateChanged = false
    }

    private(set) var timers: [Timer] = []
    private(set) var files: [File] = []
    private var nextTimer: UInt32 = 1
    var news = News()
    /// While the plugin is being activated it may change its latency; else it has to ask for a restart.
    var isActivating = false
    /// The plugin can be asked for what needs it to be inactive.
    var isActive = false
    /// What it said of the preset that it loads.
    var presetError: String?

    private static let timerCountMax = 256
    private static let fileCountMax = 256
    /// CLAP wants 30 Hz to be possible; how often this is looked at says what is.
    private static let periodMillisecondsMin: UInt32 = 1

    func takeNews() -> News {
        defer { news = News() }
        return news
    }

    func addTimer(periodMilliseconds: UInt32) -> UInt32? {
        guard timers.count < Self.timerCountMax else { return nil }
        let period = Int64(max(periodMilliseconds, Self.periodMillisecondsMin)) * 1_000_000
        let id = nextTimer
        nextTimer &+= 1
        timers.append(
            Timer(id: id, periodNanoseconds: period, due: ob_now_nanoseconds() + period)
        )
        return id
    }

    func removeTimer(_ id: UInt32) -> Bool {
        guard let index = timers.firstIndex(where: { $0.id == id }) else { return false }
        timers.remove(at: index)
        return true
    }

    /// Calls those that are due, each once, however late it is.
    func serveTimers(now: Int64, _ call: (UInt32) -> Void) {
        for id in timers.filter({ $0.due <= now }).map(\.id) {
            // One may take away another.
            guard let index = timers.firstIndex(where: { $0.id == id }) else { continue }
            let next = timers[index].due + timers[index].periodNanoseconds
            timers[index].due = next > now ? next : now + timers[index].periodNanoseconds
            call(id)
        }
    }

    func addFile(_ descriptor: Int32, flags: UInt32) -> Bool {
        guard descriptor >= 0, files.count < Self.fileCountMax,
            !files.contains(where: { $0.descriptor == descriptor })
        else { return false }
        files.append(File(descriptor: descriptor, flags: flags))
        return true
    }

    func modifyFile(_ descriptor: Int32, flags: UInt32) -> Bool {
        guard let index = files.firstIndex(where: { $0.descriptor == descriptor }) else {
            return false
        }
        files[index].flags = flags
        return true
    }

    func removeFile(_ descriptor: Int32) -> Bool {
        guard let index = files.firstIndex(where: { $0.descriptor == descriptor }) else {
            return false
        }
        files.remove(at: index)
        return true
    }

    /// Calls for those that something can be done with now.
    func serveFiles(_ call: (Int32, UInt32) -> Void) {
        guard !files.isEmpty else { return }
        var polled = files.map { file in
            var events: Int16 = 0
            if file.flags & UInt32(OB_CLAP_POSIX_FD_READ) != 0 { events |= Int16(POLLIN) }
            if file.flags & UInt32(OB_CLAP_POSIX_FD_WRITE) != 0 { events |= Int16(POLLOUT) }
            return pollfd(fd: file.descriptor, events: events, revents: 0)
        }
        guard poll(&polled, nfds_t(polled.count), 0) > 0 else { return }
        for file in polled where file.revents != 0 {
            guard let watched = files.first(where: { $0.descriptor == file.fd }) else { continue }
            let happened = Self.flags(file.revents)
            // A file that was closed behind our back would be called for ever.
            if Int32(file.revents) & POLLNVAL != 0 {
                _ = removeFile(file.fd)
            } else if happened & (watched.flags | UInt32(OB_CLAP_POSIX_FD_ERROR)) != 0 {
                call(file.fd, happened)
            }
        }
    }

    private static func flags(_ events: Int16) -> UInt32 {
        var flags = 0
        if Int32(events) & POLLIN != 0 { flags |= OB_CLAP_POSIX_FD_READ }
        if Int32(events) & POLLOUT != 0 { flags |= OB_CLAP_POSIX_FD_WRITE }
        if Int32(events) & (POLLERR | POLLHUP) != 0 { flags |= OB_CLAP_POSIX_FD_ERROR }
        return UInt32(flags)
    }
}

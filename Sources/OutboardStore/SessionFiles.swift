import Glibc

/// The files that lie beside a session's document: recordings that it plays, notes, impulse responses. Plugins name
/// files in states that nobody else can read, and what was taken back names more; so all of them go with a
/// session.
struct SessionFiles {
    /// More than that is no session.
    private static let filesMax = 100_000
    private static let depthMax = 32
    /// The store's own, which it writes anew.
    private static let own: Set<String> = ["session.json", "session.json.1"]

    private let from: String
    private var count = 0

    private init(from directory: String) { from = directory }

    /// Gives one directory the files of another that it has not. They are the same files by another name
    /// where the file system can do that, and copies where it cannot. Links stay links; pipes and devices stay
    /// behind.
    static func give(_ to: String, filesOf from: String) throws(StoreError) {
        var files = SessionFiles(from: from)
        try files.give(to, from, depth: 0)
    }

    private mutating func give(
        _ to: String,
        _ from: String,
        depth: Int
    ) throws(StoreError) {
        guard depth < Self.depthMax else {
            throw StoreError(
                .malformed,
                subject: from,
                message: "directories are more than \(Self.depthMax) deep"
            )
        }
        for name in try allEntries(from) {
            guard !name.hasPrefix(".outboard-"), depth > 0 || !Self.own.contains(name) else {
                continue
            }
            count += 1
            guard count <= Self.filesMax else {
                throw StoreError(
                    .malformed,
                    subject: self.from,
                    message: "it has more than \(Self.filesMax) files"
                )
            }
            let (old, new) = (from + "/" + name, to + "/" + name)
            var status = stat()
            // Gone since: then nobody needs it.
            guard lstat(old, &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFDIR:
                try makeDirectory(new)
                try give(new, old, depth: depth + 1)
            case S_IFREG, S_IFLNK: try link(old, to: new, status)
            default: break
            }
        }
        try synchronizeDirectory(to, subject: to)
    }

    private func link(_ old: String, to new: String, _ status: stat) throws(StoreError) {
        guard Glibc.link(old, new) != 0 else { return }
        switch errno {
        case EEXIST, ENOENT: return
        // Another disk, or one that knows no second names; or a file of somebody else's.
        case EXDEV, EPERM, EMLINK, EOPNOTSUPP, EACCES:
            if status.st_mode & S_IFMT == S_IFLNK { return try copyLink(old, to: new) }
            try copy(old, to: new, mode: status.st_mode & 0o777)
        case let error: throw unwritable(new, error)
        }
    }

    private func copyLink(_ old: String, to new: String) throws(StoreError) {
        var target = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink(old, &target, target.count - 1)
        guard length >= 0 else { throw unwritable(new, errno) }
        guard symlink(target, new) == 0 || errno == EEXIST else { throw unwritable(new, errno) }
    }

    private func copy(_ old: String, to new: String, mode: mode_t) throws(StoreError) {
        let source = open(old, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
        guard source >= 0 else {
            throw StoreError(.unreadable, subject: old, message: String(cString: strerror(errno)))
        }
        defer { close(source) }
        let target = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard target >= 0 else {
            if errno == EEXIST { return }
            throw unwritable(new, errno)
        }
        let fault = Self.copyBytes(source, target)
        let isWhole = fault == 0 && fsync(target) == 0
        let error = fault == 0 ? errno : fault
        close(target)
        guard isWhole else {
            unlink(new)
            throw unwritable(new, error)
        }
    }

    /// Returns what went wrong, 0 where nothing did.
    private static func copyBytes(_ source: Int32, _ target: Int32) -> Int32 {
        var block = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(source, &block, block.count)
            if count < 0 {
                if errno == EINTR { continue }
                return errno
            }
            if count == 0 { return 0 }
            var done = 0
            while done < count {
                let written = block.withUnsafeBytes {
                    write(target, $0.baseAddress! + done, count - done)
                }
                if written < 0 {
                    if errno == EINTR { continue }
                    return errno
                }
                done += written
            }
        }
    }
}

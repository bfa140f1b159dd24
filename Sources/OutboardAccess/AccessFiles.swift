import Glibc

/// Why what access stands on cannot be read or written.
package struct AccessError: Error, Sendable, CustomStringConvertible {
    /// What happened and what to do.
    package let description: String

    init(_ path: String, _ problem: String) { description = "\(path): \(problem)" }

    init(system path: String) { self.init(path, String(cString: strerror(errno))) }
}

/// The directory with the box's secret and the tokens that it has given: for its owner's eyes alone.
package struct AccessFiles: Sendable {
    package let directory: String

    package var secret: String { directory + "/secret" }
    package var tokens: String { directory + "/tokens.json" }
    /// When each token was seen last: the server's to write, for `token ls`.
    package var sightings: String { directory + "/seen.json" }

    package init(directory: String) { self.directory = directory }

    /// The box's secret, which is made where there is none yet.
    ///
    /// - Throws: where others can read it too, because then it is none.
    package func key() throws(AccessError) -> BoxKey {
        try makeDirectory()
        if let bytes = try read(secret, bytesMax: 4_096, isSecret: true) {
            guard bytes.count == BoxKey.secretBytes else {
                throw AccessError(secret, "it must have \(BoxKey.secretBytes) bytes; remove it")
            }
            return BoxKey(secret: bytes)
        }
        let made = randomBytes(BoxKey.secretBytes)
        // Two that start at once: the first one's file stays, and the second one reads it.
        guard try create(secret, made) else { return try key() }
        return BoxKey(secret: made)
    }

    /// nil where there is no such file.
    func read(_ path: String, bytesMax: Int, isSecret: Bool) throws(AccessError) -> [UInt8]? {
        // A secret is a file of its own; a key set may be where a link says.
        let follow = isSecret ? O_NOFOLLOW : 0
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | follow)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw AccessError(system: path)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw AccessError(path, "it is no regular file")
        }
        guard !isSecret || status.st_mode & 0o077 == 0 else {
            throw AccessError(path, "others can read it; remove it, and give new tokens")
        }
        guard status.st_size <= bytesMax else { throw AccessError(path, "it is too large") }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var count = 0
        while count < bytes.count {
            let room = bytes.count - count
            let got = bytes.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress! + count, room)
            }
            if got < 0 && errno == EINTR { continue }
            guard got > 0 else { throw AccessError(path, "it cannot be read to its end") }
            count += got
        }
        return bytes
    }

    /// Puts a file in another one's place at once, so that whoever reads has the whole of either.
    func replace(_ path: String, _ bytes: [UInt8]) throws(AccessError) {
        let staged = path + "." + randomText(bytes: 6)
        guard try create(staged, bytes) else { throw AccessError(staged, "it is there already") }
        guard rename(staged, path) == 0 else {
            let error = AccessError(system: path)
            unlink(staged)
            throw error
        }
    }

    /// Runs `body` while no other program that asks for this changes the files.
    func locked<Result>(_ body: () throws(AccessError) -> Result) throws(AccessError) -> Result {
        try makeDirectory()
        let descriptor = open(directory + "/lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0, flock(descriptor, LOCK_EX) == 0 else {
            throw AccessError(system: directory + "/lock")
        }
        defer { close(descriptor) }
        return try body()
    }

    /// Changes when a file does. nil where there is none.
    static func stamp(of path: String) -> FileStamp? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return FileStamp(
            inode: UInt64(status.st_ino),
            size: Int64(status.st_size),
            seconds: Int64(status.st_mtim.tv_sec),
            nanoseconds: Int64(status.st_mtim.tv_nsec)
        )
    }

    private func makeDirectory() throws(AccessError) {
        var path = ""
        for part in directory.split(separator: "/") {
            path += (path.isEmpty && !directory.hasPrefix("/") ? "" : "/") + part
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
                throw AccessError(system: path)
            }
        }
    }

    /// - Returns: false where the file is there already.
    private func create(_ path: String, _ bytes: [UInt8]) throws(AccessError) -> Bool {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { return false }
            throw AccessError(system: path)
        }
        defer { close(descriptor) }
        // At most a page and a few: short writes are a full disk.
        guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
            let error = AccessError(system: path)
            unlink(path)
            throw error
        }
        return true
    }
}

/// What tells that a file is another one than before.
struct FileStamp: Sendable, Equatable {
    var inode: UInt64
    var size: Int64
    var seconds: Int64
    var nanoseconds: Int64
}

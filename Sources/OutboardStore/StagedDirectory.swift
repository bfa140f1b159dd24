import Glibc

/// A directory that is wholly on the disk before it takes its place beside others. Removed with its last owner,
/// unless it has taken that place.
struct StagedDirectory: ~Copyable {
    let path: String
    private let root: String
    private let subject: String

    init(in root: String, subject: String) throws(StoreError) {
        // The name is nobody else's, now and later, and no list shows it.
        path = root + "/.outboard-" + String(UInt64.random(in: .min ... .max), radix: 16)
        self.root = root
        self.subject = subject
        guard mkdir(path, 0o777) == 0 else { throw unwritable(subject, errno) }
    }

    deinit { removeTree(path) }

    /// Takes a name that nothing has yet.
    ///
    /// - Throws: `taken` where something has it: that stays as it is.
    consuming func commit(asNew name: String) throws(StoreError) {
        try synchronizeDirectory(path, subject: subject)
        try renameNew(path, to: root + "/" + name, subject: name)
        try synchronizeDirectory(root, subject: subject)
    }

    /// Takes a name. What has it goes to the trash, and comes back where this cannot take its place.
    consuming func commit(replacing name: String, _ trash: Trash) throws(StoreError) {
        try synchronizeDirectory(path, subject: subject)
        var old: String?
        do throws(StoreError) {
            old = try trash.take(name)
        } catch {
            guard error.code == .notFound else { throw error }
        }
        do throws(StoreError) {
            try renameNew(path, to: root + "/" + name, subject: name)
        } catch {
            if let old { try? trash.giveBack(old, as: name) }
            throw error
        }
        try synchronizeDirectory(root, subject: subject)
    }
}

/// Removes a directory with all that is in it, and follows no link.
private func removeTree(_ path: String) {
    for name in (try? allEntries(path)) ?? [] {
        let entry = path + "/" + name
        var status = stat()
        guard lstat(entry, &status) == 0 else { continue }
        if status.st_mode & S_IFMT == S_IFDIR { removeTree(entry) } else { unlink(entry) }
    }
    rmdir(path)
}

/// All names in a directory but "." and "..".
func allEntries(_ path: String) throws(StoreError) -> [String] {
    guard let directory = opendir(path) else {
        let error = errno
        throw StoreError(
            error == ENOENT ? .notFound : .unreadable,
            subject: path,
            message: String(cString: strerror(error))
        )
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
}

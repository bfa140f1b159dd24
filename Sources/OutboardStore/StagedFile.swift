import CFiles
import Glibc

/// A file that is wholly on the disk, beside the one whose place it is to take. Removed with its last
/// owner, unless it has taken that place.
package struct StagedFile: ~Copyable {
    private let directory: String
    private let name: String
    private let subject: String

    /// Writes the bytes and waits until the disk has them.
    ///
    /// - Parameter mode: the permissions of the file; nil leaves them to the process's mask.
    package init(
        _ bytes: [UInt8],
        in directory: String,
        mode: mode_t? = nil,
        subject: String
    ) throws(StoreError) {
        let (descriptor, name) = try Self.create(in: directory, subject: subject)
        var fault = Self.write(bytes, to: descriptor)
        if fault == 0, let mode, fchmod(descriptor, mode) != 0 { fault = errno }
        if fault == 0, fsync(descriptor) != 0 { fault = errno }
        if close(descriptor) != 0, fault == 0 { fault = errno }
        guard fault == 0 else {
            unlink(directory + "/" + name)
            throw unwritable(subject, fault)
        }
        self.directory = directory
        self.name = name
        self.subject = subject
    }

    deinit { unlink(directory + "/" + name) }

    /// Takes the place of the file of that name, or leaves it as it is.
    package consuming func commit(as final: String) throws(StoreError) {
        guard rename(directory + "/" + name, directory + "/" + final) == 0 else {
            throw unwritable(subject, errno)
        }
    }

    /// Takes a name that no file has yet.
    ///
    /// - Throws: `taken` where one has it: that stays as it is.
    package consuming func commit(asNew final: String) throws(StoreError) {
        try renameNew(directory + "/" + name, to: directory + "/" + final, subject: subject)
    }

    /// The name is nobody else's, now and later: two who save do not write into one file, nor does one
    /// who is done remove what another has begun.
    private static func create(
        in directory: String,
        subject: String
    ) throws(StoreError) -> (descriptor: Int32, name: String) {
        let name = ".outboard-" + String(UInt64.random(in: .min ... .max), radix: 16)
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
        let descriptor = open(directory + "/" + name, flags, 0o666)
        guard descriptor >= 0 else { throw unwritable(subject, errno) }
        return (descriptor, name)
    }

    /// Returns what went wrong, 0 where nothing did.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress!, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                return errno
            }
            rest = rest.dropFirst(count)
        }
        return 0
    }
}

/// Waits until the disk knows the names that a directory holds now.
package func synchronizeDirectory(_ path: String, subject: String) throws(StoreError) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unwritable(subject, errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw unwritable(subject, errno) }
}

/// The permissions of a file; nil where there is none.
func permissions(of path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o777 : nil
}

/// Gives a file or a directory a name that nothing has yet.
///
/// - Throws: `taken` where something has it, `notFound` where there is nothing to rename.
func renameNew(_ from: String, to final: String, subject: String) throws(StoreError) {
    switch ob_rename_new(from, final) {
    case 0: return
    case -EEXIST, -ENOTEMPTY:
        throw StoreError(.taken, subject: subject, message: "there is one already")
    case -ENOENT:
        throw StoreError(.notFound, subject: subject, message: "there is no such file")
    case let error: throw unwritable(subject, -error)
    }
}

/// Makes a directory, unless it is there.
func makeDirectory(_ path: String) throws(StoreError) {
    guard mkdir(path, 0o777) != 0, errno != EEXIST else { return }
    throw unwritable(path, errno)
}

func unwritable(_ subject: String, _ error: Int32) -> StoreError {
    StoreError(.unwritable, subject: subject, message: String(cString: strerror(error)))
}

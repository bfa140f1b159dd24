import Glibc

/// The bytes of a regular file.
///
/// - Parameter bytesMax: a larger file is refused, so that no file can exhaust the memory.
package func readFile(_ path: String, subject: String, bytesMax: Int) throws(StoreError) -> [UInt8]
{
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
        let error = errno
        throw StoreError(
            error == ENOENT ? .notFound : .unreadable,
            subject: subject,
            message: String(cString: strerror(error))
        )
    }
    return try readFile(descriptor, subject: subject, bytesMax: bytesMax)
}

/// The same of a file that does not lie elsewhere than beneath a directory.
package func readFile(
    beneath directory: String,
    _ path: String,
    subject: String,
    bytesMax: Int
) throws(StoreError) -> [UInt8] {
    let descriptor = try openBeneath(directory, path, subject: subject)
    return try readFile(descriptor, subject: subject, bytesMax: bytesMax)
}

/// Reads a file to its end, and closes it.
private func readFile(
    _ descriptor: Int32,
    subject: String,
    bytesMax: Int
) throws(StoreError) -> [UInt8] {
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        throw StoreError(.unreadable, subject: subject, message: "it is not a regular file")
    }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 64 << 10)
    while true {
        let count = read(descriptor, &block, block.count)
        if count < 0 {
            if errno == EINTR { continue }
            throw StoreError(
                .unreadable,
                subject: subject,
                message: String(cString: strerror(errno))
            )
        }
        if count == 0 { return bytes }
        bytes += block[..<count]
        guard bytes.count <= bytesMax else {
            throw StoreError(
                .malformed,
                subject: subject,
                message: "it is larger than \(bytesMax) bytes"
            )
        }
    }
}

/// The names in a directory, sorted, without those that begin with a dot. Empty where there is none.
package func directoryEntries(_ path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
}

/// Whether a relative path stays beneath the directory that it is relative to.
func staysBeneath(_ path: String) -> Bool {
    !path.isEmpty && !path.hasPrefix("/") && !path.utf8.contains(0)
        && !path.split(separator: "/").contains("..")
}

import Glibc
import OutboardHost

/// A number that changes when a module's files do: a checksum of their names, sizes and times of change
/// in nanoseconds. O(files).
package enum Fingerprint {
    /// A bundle with more files than this is known by the first of them.
    private static let filesMax = 4_096
    private static let depthMax = 6

    /// Of a file, or of all files in a bundle, through symbolic links. nil: there is nothing.
    package static func of(_ path: String) -> UInt64? {
        var sum = Checksum()
        var left = filesMax
        return add(path, name: "", depth: 0, &sum, &left) ? sum.value : nil
    }

    private static func add(
        _ path: String,
        name: String,
        depth: Int,
        _ sum: inout Checksum,
        _ left: inout Int
    ) -> Bool {
        var status = stat()
        guard left > 0, stat(path, &status) == 0 else { return false }
        if status.st_mode & S_IFMT == S_IFDIR {
            guard depth < depthMax else { return false }
            sum.add(name.utf8)
            for entry in entries(path) {
                _ = add(path + "/" + entry, name: entry, depth: depth + 1, &sum, &left)
            }
            return true
        }
        left -= 1
        sum.add(name.utf8)
        let numbers = [
            Int64(status.st_size), Int64(status.st_mtim.tv_sec), Int64(status.st_mtim.tv_nsec),
        ]
        for number in numbers { withUnsafeBytes(of: number.littleEndian) { sum.add($0) } }
        return true
    }

    /// Sorted: the order in a directory is nobody's promise.
    private static func entries(_ path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
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
}

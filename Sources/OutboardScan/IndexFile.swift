import Glibc
import OutboardHost
import OutboardStore

/// The file that a scan's records are kept in.
///
///     magic · frame(generation) · frame(record) · frame(record) · …      frame: size, checksum, bytes
///
/// What is scanned is appended at once, so a scan that is killed loses only what it was at. Of several
/// records of a module the last one counts. A damaged record is as good as none, and one that breaks off
/// ends the file. Several processes may write: each holds the lock beside the file for as long as it does.
struct IndexFile: Sendable {
    let path: String
    /// What made the records. Those of another generation are as good as none.
    let generation: String

    private static let magic = Array("outboard scan 1\n".utf8)
    private static let frameHead = 12
    private static let bytesMax = 256 << 20
    private static let recordBytesMax = 64 << 20

    /// Empty where there is no file, or one of another program.
    func read() -> [PluginModule: ModuleRecord] {
        guard let bytes = try? readFile(path, subject: path, bytesMax: Self.bytesMax) else {
            return [:]
        }
        return records(in: bytes)
    }

    /// Adds records behind those that are there.
    func append(_ records: [ModuleRecord]) throws(StoreError) {
        try locked { () throws(StoreError) in
            let file = open(path, O_RDWR | O_CLOEXEC)
            guard file >= 0 else { return try replace(with: records) }
            defer { close(file) }
            guard let end = endOfFrames(file) else { return try replace(with: records) }
            // What was cut off by a kill would hide what comes behind it.
            guard ftruncate(file, off_t(end)) == 0 else { throw fault(errno) }
            let bytes = records.flatMap { Self.frame($0.bytes) }
            var done = 0
            while done < bytes.count {
                let count = bytes[done...].withUnsafeBytes {
                    pwrite(file, $0.baseAddress!, $0.count, off_t(end + done))
                }
                if count < 0, errno != EINTR { throw fault(errno) }
                done += max(0, count)
            }
        }
    }

    /// Writes the file anew with one record a module, without those for which `isKept` is false.
    func compact(_ isKept: (PluginModule) -> Bool) throws(StoreError) {
        try locked { () throws(StoreError) in
            try replace(with: read().values.filter { isKept($0.module) })
        }
    }

    // MARK: Reading

    private func records(in bytes: [UInt8]) -> [PluginModule: ModuleRecord] {
        var found: [PluginModule: ModuleRecord] = [:]
        guard bytes.starts(with: Self.magic) else { return [:] }
        var position = Self.magic.count
        var isFirst = true
        while position + Self.frameHead <= bytes.count {
            var head = ByteReader(bytes[position..<position + Self.frameHead])
            guard let size = try? head.integer(UInt32.self),
                let checksum = try? head.integer(UInt64.self)
            else { break }
            let start = position + Self.frameHead
            guard Int(size) <= bytes.count - start else { break }
            position = start + Int(size)
            let content = bytes[start..<position]
            let isSound = Checksum.of(content) == checksum
            if isFirst {
                guard isSound, content.elementsEqual(generation.utf8) else { return [:] }
                isFirst = false
            } else if isSound, let record = try? ModuleRecord(reading: content) {
                found[record.module] = record
            }
        }
        return found
    }

    /// Where the last whole frame ends. nil: this is no such file, or of another generation.
    private func endOfFrames(_ file: Int32) -> Int? {
        var status = stat()
        guard fstat(file, &status) == 0 else { return nil }
        let begin = start
        guard bytes(file, at: 0, count: begin.count) == begin else { return nil }
        var end = begin.count
        while let head = bytes(file, at: end, count: Self.frameHead) {
            var reader = ByteReader(head[...])
            guard let size = try? reader.integer(UInt32.self), size <= Self.recordBytesMax,
                end + Self.frameHead + Int(size) <= Int(status.st_size)
            else { break }
            end += Self.frameHead + Int(size)
        }
        return end
    }

    private func bytes(_ file: Int32, at offset: Int, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return pread(file, &bytes, count, off_t(offset)) == count ? bytes : nil
    }

    // MARK: Writing

    private var start: [UInt8] { Self.magic + Self.frame(Array(generation.utf8)) }

    private static func frame(_ bytes: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.add(UInt32(bytes.count))
        writer.add(Checksum.of(bytes[...]))
        return writer.bytes + bytes
    }

    private func replace(with records: [ModuleRecord]) throws(StoreError) {
        let sorted = records.sorted {
            ($0.module.format.rawValue, $0.module.path) < (
                $1.module.format.rawValue, $1.module.path
            )
        }
        let bytes = start + sorted.flatMap { Self.frame($0.bytes) }
        let staged = try StagedFile(bytes, in: directory, subject: path)
        try staged.commit(as: String(path.dropFirst(directory.utf8.count + 1)))
        try synchronizeDirectory(directory, subject: path)
    }

    private func locked(_ body: () throws(StoreError) -> Void) throws(StoreError) {
        makeDirectory(directory)
        let lock = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard lock >= 0 else { throw fault(errno) }
        defer { close(lock) }
        while flock(lock, LOCK_EX) != 0 {
            guard errno == EINTR else { throw fault(errno) }
        }
        try body()
    }

    private var directory: String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    private func makeDirectory(_ path: String) {
        guard !path.isEmpty, access(path, F_OK) != 0 else { return }
        if let slash = path.lastIndex(of: "/") { makeDirectory(String(path[..<slash])) }
        mkdir(path, 0o755)
    }

    private func fault(_ error: Int32) -> StoreError {
        StoreError(.unwritable, subject: path, message: String(cString: strerror(error)))
    }
}

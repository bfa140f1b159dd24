import Glibc

/// Changes when one of the files does.
struct Stamp: Equatable {
    private let values: [Int64]

    init(_ files: TLSFiles) {
        values = [files.certificates, files.key].flatMap { path -> [Int64] in
            var status = stat()
            guard stat(path, &status) == 0 else { return [0] }
            return [
                Int64(status.st_ino), Int64(status.st_size), Int64(status.st_mtim.tv_sec),
                Int64(status.st_mtim.tv_nsec),
            ]
        }
    }
}

import Glibc

/// The directories in which CLAP plugins lie, and those beneath them.
struct CLAPFolders {
    /// Libraries that are there whatever the directories have. They come first.
    private let own: [String]
    private let folders: [String]

    private static let depthMax = 8
    private static let fileCountMax = 10_000

    /// - Parameter searchPath: directories, separated by colons; nil takes those of `CLAP_PATH` and, after
    ///   them, `~/.clap` and `/usr/lib/clap`.
    init(searchPath: String?, own: [String] = []) {
        self.own = own
        if let searchPath {
            folders = searchPath.split(separator: ":").map(String.init)
            return
        }
        let named = getenv("CLAP_PATH").map { String(cString: $0) } ?? ""
        let home = getenv("HOME").map { String(cString: $0) + "/.clap" }
        folders =
            named.split(separator: ":").map(String.init)
            + [home, "/usr/lib/clap"].compactMap { $0 }
    }

    /// The files that end with ".clap": those of the earlier directory first, each directory by name. One
    /// that is reached by several ways is there once.
    func libraries() -> [String] {
        var walk = Walk()
        for path in own { walk.take(path) }
        for folder in folders where folder.hasPrefix("/") { walk.visit(folder, depth: 0) }
        return walk.found
    }

    private struct Walk {
        var found: [String] = []
        private var seen: Set<Place> = []

        private struct Place: Hashable {
            let device: UInt
            let inode: UInt
        }

        mutating func take(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
                seen.insert(Place(device: UInt(status.st_dev), inode: UInt(status.st_ino))).inserted
            else { return }
            found.append(path)
        }

        mutating func visit(_ path: String, depth: Int) {
            var status = stat()
            guard found.count < fileCountMax, stat(path, &status) == 0,
                seen.insert(Place(device: UInt(status.st_dev), inode: UInt(status.st_ino))).inserted
            else { return }
            let kind = status.st_mode & S_IFMT
            if kind == S_IFREG, path.hasSuffix(".clap") { found.append(path) }
            guard kind == S_IFDIR, depth <= depthMax else { return }
            for name in directoryNames(path) { visit(path + "/" + name, depth: depth + 1) }
        }
    }
}

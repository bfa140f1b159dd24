import Glibc

/// Where what is deleted goes: the directory `.trash` beside the others, which no list shows. Nothing is ever
/// removed from there but by hand.
struct Trash {
    static let name = ".trash"
    /// Two of one name and time are told apart by a number, up to here.
    private static let copiesMax = 1_000

    private let root: String
    /// When, as it stands in names: "2026-11-21T17-30-05Z".
    private let stamp: String

    /// - Parameter root: the directory whose files these are.
    init(of root: String, stamp: String) {
        self.root = root
        self.stamp = stamp
    }

    /// Takes a file or a directory of the root in, as `name-time`.
    ///
    /// - Parameter ending: of the name, which then stands behind the time: ".json".
    /// - Returns: where it is now.
    @discardableResult
    func take(_ name: String, ending: String = "") throws(StoreError) -> String {
        let folder = try folder()
        for file in names(name, ending) {
            do throws(StoreError) {
                try renameNew(root + "/" + name, to: folder + "/" + file, subject: name)
            } catch {
                if error.code == .taken { continue }
                throw error
            }
            try synchronizeDirectory(folder, subject: name)
            try synchronizeDirectory(root, subject: name)
            return folder + "/" + file
        }
        throw full(name)
    }

    /// Keeps the bytes of a file whose place something else is about to take.
    func keep(_ bytes: [UInt8], of name: String, ending: String) throws(StoreError) {
        let folder = try folder()
        for file in names(name, ending) {
            do throws(StoreError) {
                try StagedFile(bytes, in: folder, subject: name).commit(asNew: file)
            } catch {
                if error.code == .taken { continue }
                throw error
            }
            return try synchronizeDirectory(folder, subject: name)
        }
        throw full(name)
    }

    /// Brings back what was just taken in.
    func giveBack(_ place: String, as name: String) throws(StoreError) {
        try renameNew(place, to: root + "/" + name, subject: name)
    }

    /// A link in its place would have things deleted land anywhere.
    private func folder() throws(StoreError) -> String {
        let path = root + "/" + Self.name
        try makeDirectory(path)
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw StoreError(
                .unwritable,
                subject: path,
                message: "it is no directory, so nothing can be put there"
            )
        }
        return path
    }

    private func names(_ name: String, _ ending: String) -> some Sequence<String> {
        let base = String(name.dropLast(ending.count)) + "-" + stamp
        return (0..<Self.copiesMax).lazy.map { base + ($0 == 0 ? "" : "-\($0 + 1)") + ending }
    }

    private func full(_ name: String) -> StoreError {
        StoreError(.unwritable, subject: name, message: "the trash has \(Self.copiesMax) of it")
    }
}

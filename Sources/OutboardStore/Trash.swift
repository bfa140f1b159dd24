import Glibc

/// Where what is deleted goes: the directory `.trash` beside the others, which no list shows. Nothing is ever
/// removed from there but by hand, and what is wanted again comes back by `bringBack`.
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

    /// Gives something that lies in the trash of a root a place in the root again.
    ///
    /// - Parameters:
    ///   - name: as `TrashEntry` has it.
    ///   - ending: of the names that are meant: ".json".
    ///   - change: called with the entry and where it lies, before it is moved.
    /// - Returns: what it is called now.
    /// - Throws: `notFound`, `taken`, `badID`, `unwritable`.
    static func bringBack(
        _ name: String,
        to root: String,
        ending: String = "",
        as choice: IDChoice?,
        isTaken: (String) -> Bool,
        _ change: (_ id: String, _ path: String) throws(StoreError) -> Void = { _, _ in }
    ) throws(StoreError) -> String {
        guard let entry = TrashEntry(name: name, ending: ending) else {
            throw StoreError(
                .notFound,
                subject: name,
                message: "the trash has nothing of that name"
            )
        }
        try checkBeneath(root, Self.name, subject: name)
        try checkBeneath(root + "/" + Self.name, name, subject: name)
        let choice = choice ?? .free(like: entry.id)
        for _ in 0..<16 {
            let (id, _) = try choice.resolved(isTaken: isTaken)
            let path = root + "/" + Self.name + "/" + name
            try change(id, path)
            do throws(StoreError) {
                try renameNew(path, to: root + "/" + id + ending, subject: id)
            } catch {
                guard choice.isFree, error.code == .taken else { throw error }
                continue
            }
            try synchronizeDirectory(root, subject: id)
            try synchronizeDirectory(root + "/" + Self.name, subject: id)
            return id
        }
        throw StoreError(.taken, subject: entry.id, message: "others take all ids like that one")
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

/// Something that lies in a trash.
package struct TrashEntry: Sendable, Equatable {
    /// Its name there.
    package let name: String
    /// What it was called before.
    package let id: String
    /// When it was taken in, UTC: "2026-11-21T17:30:05Z".
    package let removedAt: String

    /// Reads `id-time`, with a number behind it where there were two; nil for what is called otherwise.
    ///
    /// - Parameter ending: of the name, behind all that.
    init?(name: String, ending: String) {
        let pattern = /(.+)-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z(-\d+)?/
        guard name.hasSuffix(ending), !name.contains("/"), !name.hasPrefix("."),
            let parts = name.dropLast(ending.count).wholeMatch(of: pattern)?.output
        else { return nil }
        self.name = name
        id = String(parts.1)
        removedAt = "\(parts.2)T\(parts.3):\(parts.4):\(parts.5)Z"
    }

    /// What lies in the trash of a root, the newest first.
    static func all(of root: String, ending: String = "") -> [TrashEntry] {
        directoryEntries(root + "/" + Trash.name)
            .compactMap { TrashEntry(name: $0, ending: ending) }
            .sorted { ($1.removedAt, $0.name) < ($0.removedAt, $1.name) }
    }
}

import Glibc
import OutboardJSON
import OutboardModel

/// The sessions in a directory: one directory each, named by the session's id, with `session.json`.
package struct SessionStore: Sendable {
    package let root: String

    package init(root: String) { self.root = root }

    /// All sessions, by id. An unreadable one is left out: loading it says why.
    package func list() -> [(id: SessionID, name: String)] {
        directoryEntries(root).compactMap { entry in
            (try? load(SessionID(entry))).map { ($0.document.id, $0.document.name) }
        }
    }

    package func load(_ id: SessionID) throws(StoreError) -> SessionBundle {
        guard staysBeneath(id.text), !id.text.contains("/") else {
            throw StoreError(.notFound, subject: id.text, message: "no session has such an id")
        }
        try checkBeneath(root, id.text, subject: id.text)
        let bundle = try SessionBundle(directory: root + "/" + id.text)
        guard bundle.document.id == id else {
            throw StoreError(
                .malformed,
                subject: id.text,
                message: "its session.json says that its id is \"\(bundle.document.id)\""
            )
        }
        return bundle
    }
}

/// A session on disk: its document, and the files beside it.
package struct SessionBundle: Sendable {
    package private(set) var directory: String
    package private(set) var document: SessionDocument
    /// States of plugins that are newer than the files, or instead of files.
    package var states: [InsertID: [UInt8]] = [:]
    /// Directories that it was in before, whose files it took along.
    package var formerDirectories: [String] = []

    /// A session.json is not larger than this.
    static let documentBytesMax = 16 << 20
    /// A plugin's state is not larger than this.
    static let stateBytesMax = 256 << 20

    /// Reads `session.json` in a directory.
    package init(directory: String) throws(StoreError) {
        let subject = directory + "/session.json"
        let bytes = try readFile(
            beneath: directory,
            "session.json",
            subject: subject,
            bytesMax: Self.documentBytesMax
        )
        do {
            let field = JSONField(try JSONValue(parsing: bytes, limits: .file))
            document = try SessionDocument(reading: field)
        } catch {
            throw StoreError(.malformed, subject: subject, message: "\(error)")
        }
        self.directory = directory
    }

    package init(directory: String, document: SessionDocument) {
        self.directory = directory
        self.document = document
    }

    /// The same files with another document, and newer states.
    package func replacing(
        _ document: SessionDocument,
        states: [InsertID: [UInt8]] = [:]
    ) -> SessionBundle {
        var bundle = self
        bundle.document = document
        bundle.states = states
        return bundle
    }

    /// Goes on in another directory, which has all files of this one.
    package mutating func move(to other: String, _ document: SessionDocument) {
        formerDirectories =
            [directory] + formerDirectories.filter { $0 != directory && $0 != other }
        directory = other
        self.document = document
    }

    /// The state that an insert's plugin begins with. nil: its own default.
    package func state(of insert: Insert) throws(StoreError) -> [UInt8]? {
        if let state = states[insert.id] { return state }
        guard let path = insert.statePath else { return nil }
        return try readState(at: path)
    }

    /// With the states of all inserts in memory, as far as they can be read: so that they stay what they are
    /// when the files change.
    package var readingStates: SessionBundle {
        var bundle = self
        for strip in document.stripIDs {
            for insert in document.strip(strip)?.inserts ?? [] {
                bundle.states[insert.id] = try? state(of: insert)
            }
        }
        return bundle
    }

    /// Where a file of the session lies.
    package func path(of file: String) throws(StoreError) -> String {
        guard staysBeneath(file) else {
            throw StoreError(
                .malformed,
                subject: file,
                message: "the path leaves the session's directory"
            )
        }
        do throws(StoreError) {
            try checkBeneath(directory, file, subject: file)
        } catch {
            // Whoever opens it says that it is missing.
            guard error.code == .notFound else { throw error }
        }
        return directory + "/" + file
    }

    /// The same of a file that is there and can be read.
    package func pathOfFile(_ file: String) throws(StoreError) -> String {
        let path = try path(of: file)
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw StoreError(.notFound, subject: file, message: "there is no such file")
        }
        guard status.st_mode & S_IFMT == S_IFREG, access(path, R_OK) == 0 else {
            throw StoreError(.malformed, subject: file, message: "it is no file that can be read")
        }
        return path
    }

    /// How a file beneath the directory is named in the document; nil where it lies elsewhere.
    package func name(ofFile path: String) -> String? {
        for directory in [directory] + formerDirectories where path.hasPrefix(directory + "/") {
            let name = String(path.utf8.dropFirst(directory.utf8.count + 1)) ?? ""
            return staysBeneath(name) ? name : nil
        }
        return nil
    }

    /// A plugin's saved state.
    package func readState(at file: String) throws(StoreError) -> [UInt8] {
        try readFile(beneath: directory, file, subject: file, bytesMax: Self.stateBytesMax)
    }
}

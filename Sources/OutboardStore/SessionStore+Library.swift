import Glibc
import OutboardModel

/// A session that is to be there.
package struct NewSession: Sendable {
    /// Its id is chosen when it is added.
    package var document: SessionDocument
    package var states: [InsertID: [UInt8]]
    /// The directory of the session whose files it gets. nil: it has none.
    package var filesDirectory: String?

    package init(
        _ document: SessionDocument,
        states: [InsertID: [UInt8]] = [:],
        filesOf directory: String? = nil
    ) {
        self.document = document
        self.states = states
        filesDirectory = directory
    }
}

extension SessionStore {
    /// Adds a session with its states and files: all of it is there, or nothing.
    ///
    /// It is written to a directory that nobody sees, waited for until the disk has it, and renamed. Of two who
    /// want one id at a time one gets it.
    ///
    /// - Parameter stamp: the time, as `Trash` wants it.
    /// - Returns: the session as it is on disk, without states in memory.
    /// - Throws: `taken`, `badID`, `unwritable`.
    package func add(
        _ new: NewSession,
        as choice: IDChoice,
        stamp: String
    ) throws(StoreError) -> SessionBundle {
        // A free id may be taken by somebody else while the files are written.
        for _ in 0..<16 {
            let (id, replaces) = try choice.resolved { isTaken($0) }
            let staged = try stage(new, id: id)
            let document = staged.document
            do throws(StoreError) {
                if replaces {
                    try staged.commit(replacing: id, Trash(of: root, stamp: stamp))
                } else {
                    try staged.commit(as: id)
                }
                return SessionBundle(directory: root + "/" + id, document: document)
            } catch {
                guard choice.isFree, error.code == .taken else { throw error }
            }
        }
        throw StoreError(.taken, subject: root, message: "others take all ids like that one")
    }

    /// Moves a session to the trash, with all of its files.
    ///
    /// - Returns: where it is now.
    /// - Throws: `notFound`, `unwritable`.
    @discardableResult
    package func remove(_ id: SessionID, stamp: String) throws(StoreError) -> String {
        guard staysBeneath(id.text), !id.text.contains("/"), !id.text.hasPrefix(".") else {
            throw StoreError(.notFound, subject: id.text, message: "no session has such an id")
        }
        // A directory without a document is no session, and somebody's own.
        try checkBeneath(root, id.text, subject: id.text)
        try checkBeneath(root + "/" + id.text, "session.json", subject: id.text)
        return try Trash(of: root, stamp: stamp).take(id.text)
    }

    /// Sessions that lie in the trash, the newest first.
    package func trash() -> [TrashEntry] { TrashEntry.all(of: root) }

    /// Brings a session back from the trash, with all of its files.
    ///
    /// - Parameter choice: of its id. nil: its own, or a free one like it.
    /// - Throws: `notFound`, `taken`, `badID`, `unwritable`; `malformed` where its document is to get another id and
    ///   cannot be read.
    package func bringBack(
        _ name: String,
        as choice: IDChoice? = nil
    ) throws(StoreError) -> SessionID {
        let id = try Trash.bringBack(name, to: root, as: choice, isTaken: isTaken) {
            (id, path) throws(StoreError) in
            try checkBeneath(path, "session.json", subject: name)
            // What cannot be read comes back as it is: somebody may mend it by hand.
            guard TrashEntry(name: name, ending: "")?.id != id else { return }
            let bundle = try SessionBundle(directory: path)
            var document = bundle.document
            document.id = SessionID(id)
            try save(document, in: bundle.replacing(document))
        }
        return SessionID(id)
    }

    /// Gives a session what another one's directory has and its own has not.
    package func giveFiles(
        of directory: String,
        to bundle: SessionBundle
    ) throws(StoreError) {
        try SessionFiles.give(bundle.directory, filesOf: directory)
    }

    private func isTaken(_ id: String) -> Bool {
        var status = stat()
        return lstat(root + "/" + id, &status) == 0
    }

    private func stage(_ new: NewSession, id: String) throws(StoreError) -> StagedSession {
        let directory = try StagedDirectory(in: root, subject: id)
        if let files = new.filesDirectory {
            try SessionFiles.give(directory.path, filesOf: files)
        }
        var document = new.document
        document.id = SessionID(id)
        var bundle = SessionBundle(directory: directory.path, document: document)
        bundle.states = new.states
        return StagedSession(document: try save(bundle), directory: directory)
    }
}

/// A session that has not taken its place yet.
private struct StagedSession: ~Copyable {
    let document: SessionDocument
    private let directory: StagedDirectory

    init(document: SessionDocument, directory: consuming StagedDirectory) {
        self.document = document
        self.directory = directory
    }

    consuming func commit(as id: String) throws(StoreError) {
        try directory.commit(asNew: id)
    }

    consuming func commit(replacing id: String, _ trash: Trash) throws(StoreError) {
        try directory.commit(replacing: id, trash)
    }
}

import Glibc
import OutboardModel

/// Beneath a session's directory.
private let stateFolder = "state"

extension SessionStore {
    /// Writes a session's document, and the states that come with it, so that all of it is there or
    /// none.
    ///
    /// A state is a file of its own in `state`, named by its insert and content. It is never written again:
    /// the document that names it, and the one before, have what they had. Those that neither of them
    /// names are removed at the end.
    ///
    /// - Returns: the document with the states' paths, as it was written.
    @discardableResult
    package func save(_ bundle: SessionBundle) throws(StoreError) -> SessionDocument {
        var document = bundle.document
        let before = try? SessionBundle(directory: bundle.directory).document
        for strip in document.stripIDs {
            for insert in document.strip(strip)?.inserts ?? [] {
                guard let state = bundle.states[insert.id] else { continue }
                let path = try write(state, of: insert.id, in: bundle.directory)
                _ = document.changeStrip(strip) { strip in
                    for index in strip.inserts.indices where strip.inserts[index].id == insert.id {
                        strip.inserts[index].statePath = path
                    }
                }
            }
        }
        try save(document, in: bundle)
        if before != document {
            removeStates(
                in: bundle.directory,
                but: statePaths([document, before].compactMap { $0 })
            )
        }
        return document
    }

    /// - Returns: the path beneath the session's directory.
    private func write(
        _ state: [UInt8],
        of insert: InsertID,
        in directory: String
    ) throws(StoreError) -> String {
        let folder = directory + "/" + stateFolder
        if mkdir(folder, 0o777) != 0, errno != EEXIST {
            throw StoreError(
                .unwritable,
                subject: folder,
                message: String(cString: strerror(errno))
            )
        }
        try checkBeneath(directory, stateFolder, subject: folder)
        let base = fileName(of: insert) + "-" + checksumDigits(state)
        // Two states of one checksum are two files all the same.
        for copy in 0..<100 {
            let name = base + (copy == 0 ? "" : "-\(copy)") + ".state"
            let path = folder + "/" + name
            do throws(StoreError) {
                let there = try readFile(path, subject: path, bytesMax: SessionBundle.stateBytesMax)
                if there != state { continue }
            } catch {
                guard error.code == .notFound else { continue }
                try StagedFile(state, in: folder, subject: path).commit(as: name)
                try synchronizeDirectory(folder, subject: folder)
                try synchronizeDirectory(directory, subject: directory)
            }
            return stateFolder + "/" + name
        }
        throw StoreError(.unwritable, subject: folder, message: "no file can be made in it")
    }

    /// Ids are any text.
    private func fileName(of insert: InsertID) -> String {
        let plain = insert.text.unicodeScalars.prefix(64).map { scalar in
            let isPlain =
                scalar.isASCII
                && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            return isPlain ? Character(scalar) : "_"
        }
        return String(plain)
    }

    private func statePaths(_ documents: [SessionDocument]) -> Set<String> {
        var paths: Set<String> = []
        for document in documents {
            for strip in document.stripIDs {
                paths.formUnion((document.strip(strip)?.inserts ?? []).compactMap(\.statePath))
            }
        }
        return paths
    }

    /// What this store wrote, and nothing else: other files may be somebody's own.
    private func removeStates(in directory: String, but kept: Set<String>) {
        guard (try? checkBeneath(directory, stateFolder, subject: stateFolder)) != nil else {
            return
        }
        for name in directoryEntries(directory + "/" + stateFolder) where isOurs(name) {
            let path = stateFolder + "/" + name
            if !kept.contains(path) { unlink(directory + "/" + path) }
        }
    }

    private func isOurs(_ name: String) -> Bool {
        guard name.hasSuffix(".state") else { return false }
        let parts = name.dropLast(6).split(separator: "-")
        return parts.dropFirst().prefix(2).contains { part in
            part.count == 16 && part.allSatisfy { $0.isHexDigit && !$0.isUppercase }
        }
    }
}

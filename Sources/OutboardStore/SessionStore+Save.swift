import OutboardJSON
import OutboardModel

private let currentName = "session.json"
private let previousName = "session.json.1"

extension SessionStore {
    /// Writes a document as the `session.json` of a bundle. The one before it stays as `session.json.1`.
    ///
    /// When this returns, the disk has the document. When it throws, or the power fails meanwhile,
    /// `session.json` is whole: the old one, or, if only the directory could not be synchronised, the
    /// new one. Nothing is written where the file holds the document already, or the one before it
    /// would be lost for nothing. A document that could not be read back is refused.
    ///
    /// Two who save one session at a time both succeed, and the later one wins.
    package func save(
        _ document: SessionDocument,
        in bundle: SessionBundle
    ) throws(StoreError) {
        let directory = bundle.directory
        let subject = directory + "/" + currentName
        guard document.id == bundle.document.id else {
            throw StoreError(
                .malformed,
                subject: subject,
                message: "the session's id is \"\(bundle.document.id)\", not \"\(document.id)\""
            )
        }
        let bytes = Array(document.json.canonicalText.utf8)
        try checkReadable(bytes, as: document, subject: subject)
        let old = try previousBytes(subject)
        if old == bytes { return }

        // Both are on the disk before a name changes: a full disk changes nothing.
        let mode = permissions(of: subject)
        let staged = try StagedFile(bytes, in: directory, mode: mode, subject: subject)
        if let old {
            let kept = directory + "/" + previousName
            try StagedFile(old, in: directory, mode: mode, subject: kept).commit(as: previousName)
        }
        try staged.commit(as: currentName)
        try synchronizeDirectory(directory, subject: subject)
    }

    /// What an edit let through and no reader would is found while the old file is still there.
    private func checkReadable(
        _ bytes: [UInt8],
        as document: SessionDocument,
        subject: String
    ) throws(StoreError) {
        guard bytes.count <= SessionBundle.documentBytesMax else {
            throw StoreError(
                .malformed,
                subject: subject,
                message: "it would be larger than \(SessionBundle.documentBytesMax) bytes"
            )
        }
        let read: SessionDocument
        do {
            read = try SessionDocument(
                reading: JSONField(JSONValue(parsing: bytes, limits: .file))
            )
        } catch {
            throw StoreError(.malformed, subject: subject, message: "not saved: \(error)")
        }
        guard read == document else {
            throw StoreError(
                .malformed,
                subject: subject,
                message: "not saved: it would not read back as it is; is a number not finite?"
            )
        }
    }

    private func previousBytes(_ subject: String) throws(StoreError) -> [UInt8]? {
        do {
            return try readFile(
                subject,
                subject: subject,
                bytesMax: SessionBundle.documentBytesMax
            )
        } catch {
            if error.code == .notFound { return nil }
            throw error
        }
    }
}

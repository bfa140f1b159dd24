import Foundation
import OutboardModel

@testable import OutboardStore

/// A directory of its own for a session, removed with its last owner.
final class TemporarySession {
    let store: SessionStore
    let directory: String
    static let id = SessionID("s")

    var path: String { directory + "/session.json" }
    var previousPath: String { path + ".1" }

    init() throws {
        store = SessionStore(root: NSTemporaryDirectory() + "outboard-store-" + UUID().uuidString)
        directory = store.root + "/" + Self.id.text
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true
        )
    }

    convenience init(_ text: String) throws {
        try self.init()
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    deinit {
        chmod(directory, 0o755)
        try? FileManager.default.removeItem(atPath: store.root)
    }

    func load() throws(StoreError) -> SessionDocument { try store.load(Self.id).document }

    func save(_ document: SessionDocument) throws(StoreError) {
        let held = SessionDocument(id: Self.id, name: "")
        try store.save(document, in: SessionBundle(directory: directory, document: held))
    }

    func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    /// All names, also those that begin with a dot.
    func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
    }
}

import Foundation
import OutboardJSON

/// Servers by name, in `$XDG_CONFIG_HOME/outboard/contexts.json`, which only its owner can read: it may have
/// tokens.
struct ContextFile: Equatable {
    /// What is set where this context is used.
    struct Context: Equatable {
        var values: [Settings.Key: String] = [:]

        subscript(key: Settings.Key) -> String? {
            get { values[key] }
            set { values[key] = newValue }
        }
    }

    static let keys: [Settings.Key] = [.url, .session, .user, .token, .ca]

    var path = ""
    var current: String?
    var contexts: [String: Context] = [:]

    static func path(environment: [String: String]) -> String {
        let home = environment["HOME"] ?? NSHomeDirectory()
        let config = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        return (config ?? home + "/.config") + "/outboard/contexts.json"
    }

    /// An empty one where there is no file.
    ///
    /// - Throws: `CommandError` where others can read it, or it is not what `save` writes.
    static func load(environment: [String: String]) throws -> ContextFile {
        let path = path(environment: environment)
        var status = stat()
        guard stat(path, &status) == 0 else { return ContextFile(path: path) }
        guard status.st_mode & 0o077 == 0 else {
            throw CommandError(
                .configuration,
                "\(path) can be read by others.",
                hint: "It may have tokens: chmod 600 \(path)"
            )
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandError(.configuration, "\(path) cannot be read.")
        }
        do {
            var file = try ContextFile(reading: Array(data))
            file.path = path
            return file
        } catch let error as CommandError {
            throw CommandError(.configuration, "\(path): \(error.message)", hint: error.hint)
        } catch {
            throw CommandError(.configuration, "\(path) is no file of contexts: \(error).")
        }
    }

    init(path: String = "", current: String? = nil, contexts: [String: Context] = [:]) {
        self.path = path
        self.current = current
        self.contexts = contexts
    }

    init(reading bytes: [UInt8]) throws {
        let value = try JSONValue(parsing: bytes)
        current = value["current"]?.string
        for (name, members) in value["contexts"]?.object?.members ?? [] {
            var context = Context()
            for (key, value) in members.object?.members ?? [] {
                guard let known = Self.keys.first(where: { $0.rawValue == key }) else {
                    throw CommandError(
                        .configuration,
                        "Context \"\(name)\" has \"\(key)\", which is unknown.",
                        hint: Nearest.hint(key, Self.keys.map(\.rawValue))
                    )
                }
                context[known] = value.string
            }
            contexts[name] = context
        }
    }

    var json: JSONValue {
        var all = JSONObject()
        for (name, context) in contexts.sorted(by: { $0.key < $1.key }) {
            var members = JSONObject()
            for key in Self.keys { members[key.rawValue] = context[key].map(JSONValue.string) }
            all[name] = .object(members)
        }
        return [
            "v": 1, "current": current.map(JSONValue.string) ?? .null, "contexts": .object(all),
        ]
    }

    func find(_ name: String) throws -> Context {
        if let context = contexts[name] { return context }
        throw CommandError(
            .configuration,
            "There is no context \"\(name)\".",
            hint: Nearest.hint(name, contexts.keys.sorted())
        )
    }

    /// Whole or not at all: it is renamed into its place.
    func save() throws {
        let directory = (path as NSString).deletingLastPathComponent
        let new = path + ".new"
        do {
            try FileManager.default.createDirectory(
                atPath: directory,
                withIntermediateDirectories: true
            )
        } catch {
            throw CommandError(.cannotCreate, "\(directory) cannot be made: \(error)")
        }
        // Made with these rights, not given them afterwards: others never get to open it.
        unlink(new)
        let file = open(new, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard file >= 0 else { throw CommandError(.cannotCreate, "\(new) cannot be made.") }
        let bytes = Array((json.compactText + "\n").utf8)
        let written = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        guard close(file) == 0, written == bytes.count, rename(new, path) == 0 else {
            throw CommandError(.inputOutput, "\(path) cannot be written.")
        }
    }
}

import Foundation
import OutboardClient
import OutboardJSON

/// What a shell offers to complete: names that are there now. A server that does not answer at once offers
/// nothing, and says nothing.
enum Completions {
    static let limitMilliseconds = 300

    static func contexts() -> [String] {
        let file = try? ContextFile.load(environment: ProcessInfo.processInfo.environment)
        return (file?.contexts.keys.sorted() ?? []) + ["none"]
    }

    static func sessions() async -> [String] { await ids("/api/sessions", "sessions") }
    static func plugins() async -> [String] { await ids("/api/plugins", "plugins") }
    static func presets() async -> [String] { await ids("/api/presets", "presets") }

    /// - Parameter depth: 1 is a strip, 2 one of its plugins, 3 a parameter of that.
    static func of(_ prefix: String, depth: Int) async -> [String] {
        names(in: await session(), prefix, depth: depth)
    }

    static func sends(_ prefix: String) async -> [String] {
        guard let session = await session() else { return [] }
        return membersOfStrips("sends", session.strips).map(SendCommand.List.name)
    }

    static func controls(_ prefix: String) async -> [String] {
        guard let session = await session() else { return [] }
        let own = session.strips.flatMap { ["\($0.id)/fader", "\($0.id)/pan"] }
        return own + names(in: session, prefix, depth: 3)
    }

    /// One level beyond what is typed, so that a session's parameters are not all offered at once.
    static func names(in session: SessionView?, _ prefix: String, depth: Int) -> [String] {
        guard let session else { return [] }
        let level = min(depth, prefix.filter { $0 == "/" }.count + 1)
        let end = level < depth ? "/" : ""
        if level == 1 { return session.strips.map { $0.id + end } }
        let parts = prefix.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let strip = session.strips.first(where: { $0.id == parts[0] }) else { return [] }
        let inserts = members(strip["inserts"])
        if level == 2 { return inserts.map { "\(strip.id)/\($0.id)\(end)" } }
        guard let insert = inserts.first(where: { $0.id == parts[1] }) else { return [] }
        return members(insert["parameters"]).map { "\(strip.id)/\(insert.id)/\($0.id)" }
    }

    private static func ids(_ path: String, _ key: String) async -> [String] {
        (await within { try await options().get(path) })?[key]?.array?.map(\.id) ?? []
    }

    private static func session() async -> SessionView? {
        await within { try await options().snapshot() }
    }

    /// As the line that is being completed has them.
    private static func options() throws -> ServerOptions {
        let words = ProcessInfo.processInfo.arguments
        var given: [String] = []
        for (word, next) in zip(words, words.dropFirst())
        where ["--host", "--url", "--context", "--session"].contains(word) {
            given += [word, next]
        }
        return try .of(given)
    }

    /// nil where it takes longer than the limit.
    private static func within<Found: Sendable>(
        _ body: @escaping @Sendable () async throws -> Found
    ) async -> Found? {
        let (first, sink) = AsyncStream<Found?>.makeStream()
        Task { sink.yield(try? await body()) }
        Task {
            try? await Task.sleep(for: .milliseconds(limitMilliseconds))
            sink.yield(nil)
        }
        for await found in first { return found }
        return nil
    }
}

import OutboardJSON
import OutboardProtocol

/// Requests that read and change nothing.
extension Engine {
    func read(_ query: QueryRequest, _ reply: PendingReply) throws(RequestError) {
        switch query {
        case .sessions:
            later(reply) { (engine) async throws(RequestError) in
                ["sessions": .array(await engine.sessions().map(\.json))]
            }
        case .session:
            guard let id = player?.session.document.id else {
                throw RequestError(.engineError, "No session is live.")
            }
            let snapshot = try snapshot(of: id)
            var ack = Ack(.accepted, revision: snapshot.revision)
            ack.extra = ["epoch": .string(snapshot.epoch), "session": snapshot.session.json]
            reply.send(.success(ack))
        case .presets(nil):
            later(reply) { (engine) async throws(RequestError) in
                ["presets": .array(engine.presets().map(\.json))]
            }
        case .engine:
            let connections = traffic.counts.connections
            let json = health().json(version: outboardVersion, connections: connections)
            accept(reply, ["health": json])
        case .trash:
            later(reply) { (engine) async throws(RequestError) in
                ["entries": .array(engine.trash().map(\.json))]
            }
        case .devices: later(reply) { await $0.deviceListing() }
        case .presets(let plugin?):
            later(reply) { (engine) async throws(RequestError) in
                ["presets": .array(try await engine.presets(of: plugin).map(\.json))]
            }
        case .plugins:
            later(reply) { (engine) async throws(RequestError) in
                await engine.plugins().json.object ?? [:]
            }
        case .plugin(let id):
            later(reply) { (engine) async throws(RequestError) in
                ["plugin": try await engine.plugin(id).json]
            }
        }
    }

    private func accept(_ reply: PendingReply, _ extra: JSONObject) {
        reply.send(.success(Ack(.accepted, extra: extra)))
    }

    /// Answers when the catalogue has: that may take as long as a disk does, and holds up nobody else.
    private func later(
        _ reply: PendingReply,
        _ body: @escaping @Sendable (Engine) async throws(RequestError) -> JSONObject
    ) {
        Task {
            do throws(RequestError) {
                accept(reply, try await body(self))
            } catch {
                reply.send(.failure(error))
            }
        }
    }
}

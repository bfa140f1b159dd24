import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardSession

/// What is read of the engine by `GET`.
struct API: Sendable {
    let engine: Engine
    let connectionCount: @Sendable () -> Int

    var routes: [Route] {
        let engine = engine
        let connectionCount = connectionCount
        return [
            Route(.GET, "/health", .everyone) { _ in
                let health = await engine.health()
                return HTTPAnswer(
                    health.json(version: outboardVersion, connections: connectionCount())
                )
            },
            Route(.GET, "/api/plugins", .role(.viewer)) { _ in
                HTTPAnswer(await engine.plugins().json)
            },
            Route(.GET, "/api/plugins/{id}", .role(.viewer)) {
                request async throws(RequestError) in
                HTTPAnswer(try await engine.plugin(request.captures["id"]!).json)
            },
            Route(.GET, "/api/plugins/{id}/presets", .role(.viewer)) {
                request async throws(RequestError) in
                let presets = try await engine.presets(of: request.captures["id"]!)
                return HTTPAnswer(["presets": .array(presets.map(\.json))])
            },
            Route(.GET, "/api/presets", .role(.viewer)) { _ in
                HTTPAnswer(["presets": .array(engine.presets().map(\.json))])
            },
            Route(.GET, "/api/devices", .role(.viewer)) { _ in
                HTTPAnswer(.object(await engine.deviceListing()))
            },
            Route(.GET, "/api/trash", .role(.viewer)) { _ in
                HTTPAnswer(["entries": .array(engine.trash().map(\.json))])
            },
            Route(.GET, "/api/sessions", .role(.viewer)) { _ in
                HTTPAnswer(["sessions": .array(await engine.sessions().map(\.json))])
            },
            Route(.GET, "/api/sessions/{id}", .role(.viewer)) {
                request async throws(RequestError) in
                let id = SessionID(request.captures["id"]!)
                return HTTPAnswer(.object(try await engine.snapshot(of: id).json))
            },
        ]
    }
}

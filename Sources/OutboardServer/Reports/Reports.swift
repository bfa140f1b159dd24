import Foundation
import NIOHTTP1
import OutboardJSON
import OutboardProtocol
import OutboardSession

/// What is read over HTTP of people, jobs and measurements: routes for a server beside its own.
///
///     GET /api/activity         entries, a line of JSON each
///     GET /api/jobs             jobs and how many there are
///     GET /api/jobs/{id}        one of them
///     GET /api/jobs/{id}/file   what it rendered
///     GET /metrics              for Prometheus
///     /api/agui/events          for agents
package struct Reports: Sendable {
    private let engine: Engine
    private let metrics: ServerMetrics

    private static let fileBytes = 64 << 10

    package init(engine: Engine) {
        self.engine = engine
        metrics = ServerMetrics(engine: engine)
    }

    package var routes: [Route] {
        let (engine, metrics) = (engine, metrics)
        return [
            Route(.GET, "/metrics", .role(.viewer)) { _ in
                HTTPAnswer(
                    text: await metrics.text(),
                    contentType: "text/plain; version=0.0.4; charset=utf-8"
                )
            },
            Route(.GET, "/api/activity", .role(.viewer)) { request async throws(RequestError) in
                try await Self.activity(request, engine)
            },
            Route(.GET, "/api/jobs", .role(.viewer)) { _ in
                let (jobs, stats) = await engine.jobsAndStats()
                return HTTPAnswer([
                    "jobs": .array(jobs.map { .object($0.json) }), "stats": .object(stats.json),
                ])
            },
            Route(.GET, "/api/jobs/{id}", .role(.viewer)) { request async throws(RequestError) in
                HTTPAnswer(.object(try await engine.job(request.captures["id"]!).json))
            },
            Route(.GET, "/api/jobs/{id}/file", .role(.viewer)) {
                request async throws(RequestError) in
                Self.file(try await engine.file(ofJob: request.captures["id"]!))
            },
        ] + AGUIRoutes(engine: engine).routes
    }

    // MARK: Activity

    /// All that is found, page after page, as lines; the newest first. `limit` is of lines in all.
    private static func activity(
        _ request: HTTPRequest,
        _ engine: Engine
    ) async throws(RequestError) -> HTTPAnswer {
        let query = try query(request)
        let count = try lineCount(request)
        // The first page is asked for before anything is answered: so a fault is an answer of its own.
        let first = try await engine.activity(query)
        return HTTPAnswer(streaming: "application/x-ndjson") { stream in
            var (page, left, query) = (first, count, query)
            while left > 0 {
                let entries = page.entries.prefix(left)
                let lines = entries.map { JSONValue.object($0.json).compactText + "\n" }
                guard (try? await stream.write(lines.joined())) != nil else { return }
                left -= entries.count
                query.beforeSequence = page.nextBeforeSequence
                guard page.nextBeforeSequence != nil, left > 0,
                    let next = try? await engine.activity(query)
                else { return }
                page = next
            }
        }
    }

    /// As `ACTIVITY_SEARCH` has it, checked by the same row.
    private static func query(_ request: HTTPRequest) throws(RequestError) -> ActivityQuery {
        var data = JSONObject()
        for key in ["text", "actor", "subject", "from", "to"] {
            data[key] = request.query(key).map(JSONValue.string)
        }
        if let before = request.query("before_seq") {
            data["before_seq"] = Int64(before).map { .integer($0) } ?? .string(before)
        }
        if let levels = request.query("levels") {
            data["levels"] = .array(levels.split(separator: ",").map { .string(String($0)) })
        }
        guard
            case .activitySearch(let query) = try Request(.activitySearch, JSONField(.object(data)))
        else { throw RequestError(.engineError, "The query cannot be read.") }
        return query
    }

    private static func lineCount(_ request: HTTPRequest) throws(RequestError) -> Int {
        guard let text = request.query("limit") else { return .max }
        guard let count = Int(text), count > 0 else {
            throw RequestError(
                .invalidParameter,
                "limit is \"\(text)\"; it must be a number of lines.",
                field: "limit"
            )
        }
        return count
    }

    // MARK: Files

    private static func file(_ path: String) -> HTTPAnswer {
        let isWAV = path.hasSuffix(".wav")
        var answer = HTTPAnswer(streaming: isWAV ? "audio/wav" : "audio/flac") { stream in
            guard let handle = FileHandle(forReadingAtPath: path) else { return }
            defer { try? handle.close() }
            while let bytes = try? handle.read(upToCount: fileBytes), !bytes.isEmpty {
                guard (try? await stream.write(Array(bytes))) != nil else { return }
            }
        }
        // Names have no quotes of their own to speak of; what would end this one is left out.
        let name = (path as NSString).lastPathComponent.filter {
            $0.isASCII && $0 != "\"" && $0 != "\\" && !$0.isNewline
        }
        answer.headers.add(
            name: "content-disposition",
            value: "attachment; filename=\"\(name)\""
        )
        return answer
    }
}

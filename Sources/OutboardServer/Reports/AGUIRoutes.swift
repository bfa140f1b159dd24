import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardSession
import Synchronization

/// AG-UI over server-sent events.
///
///     GET  /api/agui/events    an open run, for an EventSource; Last-Event-ID goes on from there
///     POST /api/agui/events    a run of some seconds, for a RunAgentInput
struct AGUIRoutes: Sendable {
    let engine: Engine

    /// How long a run goes on that does not say.
    static let secondsUsual = 5.0
    static let secondsMax = 3_600.0

    /// Runs have names that no other has.
    private final class Numbers: Sendable {
        private let last = Atomic<Int>(0)
        var next: Int { last.wrappingAdd(1, ordering: .relaxed).newValue }
    }

    var routes: [Route] {
        let (engine, numbers) = (engine, Numbers())
        return [
            Route(.GET, "/api/agui/events", .role(.viewer)) {
                request async throws(RequestError) in
                let (session, number) = (try await Self.liveSession(engine), numbers.next)
                var run = AGUIRun(
                    engine: engine,
                    session: session,
                    principal: request.principal!,
                    thread: session.text,
                    run: "open-\(number)",
                    connection: "agui-\(number)"
                )
                run.place = request.headers.first(name: "last-event-id").flatMap { AGUIPlace($0) }
                return Self.answer(run)
            },
            Route(.POST, "/api/agui/events", .role(.viewer)) {
                request async throws(RequestError) in
                let input = try request.json()
                var run = AGUIRun(
                    engine: engine,
                    session: try await Self.liveSession(engine),
                    principal: request.principal!,
                    thread: try Self.text("threadId", in: input),
                    run: try Self.text("runId", in: input),
                    connection: "agui-\(numbers.next)"
                )
                run.duration = .seconds(try Self.seconds(in: input))
                return Self.answer(run)
            },
        ]
    }

    private static func answer(_ run: AGUIRun) -> HTTPAnswer {
        HTTPAnswer(streaming: "text/event-stream") { await run.write(to: $0) }
    }

    private static func liveSession(_ engine: Engine) async throws(RequestError) -> SessionID {
        guard let live = await engine.sessions().first(where: \.isLive) else {
            throw RequestError(.engineError, "No session is live.")
        }
        return live.id
    }

    private static func text(_ key: String, in input: JSONValue) throws(RequestError) -> String {
        guard let text = input[key]?.string, (1...256).contains(text.utf8.count) else {
            throw RequestError(
                .invalidMessage,
                "\(key) must be a text of 1 to 256 bytes.",
                field: key
            )
        }
        return text
    }

    private static func seconds(in input: JSONValue) throws(RequestError) -> Double {
        guard let value = input["forwardedProps"]?["seconds"] else { return secondsUsual }
        guard let seconds = value.number, (0...secondsMax).contains(seconds) else {
            throw RequestError(
                .invalidParameter,
                "forwardedProps.seconds must be 0 to \(Int(secondsMax)).",
                field: "forwardedProps/seconds"
            )
        }
        return seconds
    }
}

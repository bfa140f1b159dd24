import NIOHTTP1
import OutboardJSON
import OutboardProtocol
import OutboardSession

/// `/admin/websocket-security`: who is connected, how much they send, what happened at the door.
///
/// The page holds nothing and is for everybody who can reach it; what it shows is asked for with the
/// administration's token, which stays in the page's memory. Without such a token there is no `/admin`.
struct AdminRoutes: Sendable {
    static let path = "/admin/websocket-security"

    let door: Door
    let registry: ConnectionRegistry
    let traffic: Traffic
    let page: HTTPAnswer
    let script: HTTPAnswer

    init(door: Door, registry: ConnectionRegistry, traffic: Traffic) {
        self.door = door
        self.registry = registry
        self.traffic = traffic
        var page = HTTPAnswer(text: AdminPage.html, contentType: "text/html; charset=utf-8")
        page.headers.add(
            name: "content-security-policy",
            value: "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; "
                + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        self.page = page
        script = HTTPAnswer(text: AdminPage.script, contentType: "text/javascript; charset=utf-8")
    }

    var routes: [Route] {
        let (page, script) = (page, script)
        return [
            Route(.GET, "/admin", .everyone) { _ in page },
            Route(.GET, "/admin/page.js", .everyone) { _ in script },
            Route(.GET, Self.path, .administrator) { _ in HTTPAnswer(.object(report)) },
            Route(.POST, Self.path + "/unblock", .administrator) {
                request async throws(RequestError) in
                let address = try Self.text("address", in: request)
                guard door.unblock(address) else {
                    throw RequestError(.notFound, "\(address) is not blocked.", field: "address")
                }
                return HTTPAnswer(["address": .string(address)])
            },
            Route(.POST, Self.path + "/kick", .administrator) {
                request async throws(RequestError) in
                let id = try Self.text("connection_id", in: request)
                guard registry.kick(id) else {
                    throw RequestError(
                        .notFound,
                        "There is no connection \(id).",
                        field: "connection_id"
                    )
                }
                door.note(.kicked, request.address.text)
                return HTTPAnswer(["connection_id": .string(id)])
            },
        ]
    }

    private var report: JSONObject {
        [
            "connections": .array(registry.rows.map(JSONValue.object)),
            "throughput": .object(traffic.counts.json),
            "unidentified": .integer(registry.unidentifiedCount),
            "blocked": .array(
                door.blockedRows().map {
                    [
                        "address": .string($0.address), "times": .integer($0.count),
                        "seconds_left": .integer($0.remaining / 1_000_000_000 + 1),
                    ]
                }
            ),
            "events": .array(door.log.events.map(\.json)),
            "events_total": .integer(door.log.total),
        ]
    }

    private static func text(
        _ key: String,
        in request: HTTPRequest
    ) throws(RequestError) -> String {
        guard let text = try request.json()[key]?.string, (1...128).contains(text.utf8.count)
        else { throw RequestError(.invalidMessage, "\(key) is missing.", field: key) }
        return text
    }
}

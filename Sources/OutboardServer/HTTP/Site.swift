import NIOHTTP1
import OutboardJSON
import OutboardProtocol

/// What is served over HTTP, and to whom.
struct Site: Sendable {
    let router: Router
    let files: StaticFiles
    let policy: HostPolicy
    let limits: HTTPLimits
    /// Who a request speaks for, where its route is for a role.
    let authenticate: @Sendable (HTTPRequest) async throws(RequestError) -> Principal
    /// Throws where a request does not have the administration's token.
    let authenticateAdministrator: @Sendable (HTTPRequest) throws(RequestError) -> Void

    func answer(_ request: HTTPRequest) async -> HTTPAnswer {
        if let refusal = refusal(of: request) { return refusal }
        if request.method == .GET || request.method == .HEAD, let file = files[request.path] {
            return file.answer(to: request.headers)
        }
        switch router.match(request.method, request.path) {
        case .route(let route, let captures):
            do throws(RequestError) {
                var request = request
                request.captures = captures
                switch route.access {
                case .everyone: break
                case .role(let needed):
                    let principal = try await authenticate(request)
                    try principal.role.require(needed)
                    request.principal = principal
                case .administrator: try authenticateAdministrator(request)
                }
                return try await route.answer(request)
            } catch {
                return HTTPAnswer(error)
            }
        case .otherMethod(let methods): return Self.otherMethod(methods)
        case .none:
            if request.method != .GET, request.method != .HEAD { return Self.otherMethod([.GET]) }
            return HTTPAnswer(RequestError(.notFound, "There is nothing at \(request.path)."))
        }
    }

    private func refusal(of request: HTTPRequest) -> HTTPAnswer? {
        let host = request.headers.first(name: "host")
        guard request.headers["host"].count == 1, policy.allows(host: host) else {
            return HTTPAnswer(
                RequestError(
                    .forbidden,
                    "This server does not answer to \"\(host ?? "")\".",
                    hint: "Start it with --allow-host and that name."
                )
            )
        }
        // Nothing changes by GET, and no other page can read what it answers.
        if request.method != .GET, request.method != .HEAD,
            !policy.allows(origins: request.headers["origin"], host: host)
        {
            return HTTPAnswer(
                RequestError(
                    .forbidden,
                    "Pages of other origins may not ask for this.",
                    hint: "Start the server with --allow-origin and the page's origin."
                )
            )
        }
        guard request.path != "/ws" else {
            return HTTPAnswer(
                RequestError(
                    .invalidMessage,
                    "/ws is for WebSocket connections of this page's origin.",
                    hint: "Connect with a WebSocket client, version 13."
                ),
                status: .upgradeRequired
            )
        }
        return nil
    }

    private static func otherMethod(_ methods: [HTTPMethod]) -> HTTPAnswer {
        let names = methods.flatMap { $0 == .GET ? ["GET", "HEAD"] : [$0.rawValue] }
        var answer = HTTPAnswer(
            RequestError(
                .invalidMessage,
                "Only \(names.joined(separator: " and ")) \(names.count == 1 ? "is" : "are") served here."
            ),
            status: .methodNotAllowed
        )
        answer.headers.add(name: "allow", value: names.joined(separator: ", "))
        return answer
    }
}

extension Role {
    /// - Throws: `FORBIDDEN` with both roles, where this one may not what that one may.
    func require(_ needed: Role) throws(RequestError) {
        guard self >= needed else {
            throw RequestError(
                .forbidden,
                "This is for role \(needed.rawValue); yours is \(rawValue).",
                details: ["role": .string(rawValue), "needed": .string(needed.rawValue)]
            )
        }
    }
}

extension StaticFiles.File {
    fileprivate func answer(to headers: HTTPHeaders) -> HTTPAnswer {
        var answer = HTTPAnswer(bytes: bytes, contentType: contentType)
        answer.headers.add(name: "etag", value: tag)
        answer.headers.add(name: "cache-control", value: "no-cache")
        answer.headers.add(
            name: "content-security-policy",
            value: "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; "
                + "style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; "
                + "form-action 'none'; object-src 'none'"
        )
        if headers.first(name: "if-none-match") == tag {
            answer.status = .notModified
            answer.body = .bytes([])
        }
        return answer
    }
}

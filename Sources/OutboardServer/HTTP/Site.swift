import NIOHTTP1
import OutboardJSON
import OutboardProtocol

/// What is served over HTTP, and to whom.
struct Site: Sendable {
    let router: Router
    let files: StaticFiles
    let door: Door
    let limits: HTTPLimits
    let holders: TokenHolders

    func answer(_ request: HTTPRequest) async -> HTTPAnswer {
        if let refusal = door.refusal(of: request) { return HTTPAnswer(refusal) }
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
        if request.method == .GET || request.method == .HEAD, let file = files[request.path] {
            return file.answer(to: request.headers)
        }
        switch router.match(request.method, request.path) {
        case .route(let route, let captures):
            do throws(RequestError) {
                var request = request
                request.captures = captures
                var tokenName: String?
                switch route.access {
                case .everyone: break
                case .role(let needed):
                    let authenticated = try await door.admit(request, needed: needed)
                    request.principal = authenticated.principal
                    tokenName = authenticated.tokenName
                case .administrator: try door.admitAdministrator(request)
                }
                var answer = try await route.answer(request)
                answer.tokenName = tokenName
                return answer
            } catch {
                return HTTPAnswer(error)
            }
        case .otherMethod(let methods): return Self.otherMethod(methods)
        case .none:
            if request.method != .GET, request.method != .HEAD { return Self.otherMethod([.GET]) }
            return HTTPAnswer(RequestError(.notFound, "There is nothing at \(request.path)."))
        }
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

import NIOCore
import NIOHTTP1
import OutboardJSON
import OutboardProtocol

/// Answers HTTP requests: the dashboard's files, `/health` and `/api`. `/ws` never gets here, unless its
/// handshake was refused.
final class HTTPHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let site: Site
    private var head: HTTPRequestHead?
    private var headDeadline: Scheduled<Void>?

    /// What all connections share.
    struct Site: Sendable {
        let api: API
        let files: StaticFiles
        let policy: HostPolicy
        let token: String?
        let headTimeout: TimeAmount
    }

    init(_ site: Site) { self.site = site }

    func handlerAdded(context: ChannelHandlerContext) { expectHead(context) }

    func handlerRemoved(context: ChannelHandlerContext) { headDeadline?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        headDeadline?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            headDeadline?.cancel()
            self.head = head
        case .body: break
        case .end:
            guard let head else { return }
            self.head = nil
            respond(to: head, context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is WebSocketUpgrader.Refused { return }
        context.close(promise: nil)
    }

    /// A connection may not be held open without asking for anything.
    private func expectHead(_ context: ChannelHandlerContext) {
        let channel = context.channel
        headDeadline = context.eventLoop.scheduleTask(in: site.headTimeout) {
            channel.close(promise: nil)
        }
    }

    private func respond(to head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        if let refusal = refusal(of: head) { return write(refusal, to: head, context) }
        let path = String(head.uri.prefix { $0 != "?" && $0 != "#" })
        if let file = site.files[path] { return write(answer(file, to: head), to: head, context) }
        let site = site
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.makeFutureWithTask { await site.api.answer(path) }
            .whenSuccess { result in
                let (handler, context) = bound.value
                handler.write(HTTPAnswer(result), to: head, context)
            }
    }

    private func refusal(of head: HTTPRequestHead) -> HTTPAnswer? {
        let host = head.headers.first(name: "host")
        guard site.policy.allows(host: host) else {
            return HTTPAnswer(
                .failure(
                    RequestError(
                        .unauthorized,
                        "This server does not answer to \"\(host ?? "")\".",
                        hint: "Start it with --allow-host and that name."
                    )
                ),
                status: .forbidden
            )
        }
        guard head.method == .GET || head.method == .HEAD else {
            return HTTPAnswer(
                .failure(RequestError(.invalidMessage, "Only GET and HEAD are served.")),
                status: .methodNotAllowed
            )
        }
        if head.uri.hasPrefix("/ws") {
            return HTTPAnswer(
                .failure(
                    RequestError(
                        .invalidMessage,
                        "/ws is for WebSocket connections of this page's origin.",
                        hint: "Connect with a WebSocket client, version 13."
                    )
                ),
                status: .upgradeRequired
            )
        }
        if head.uri.hasPrefix("/api"), let token = site.token {
            let given = head.headers.first(name: "authorization") ?? ""
            guard isSameSecret(given, "Bearer " + token) else {
                return HTTPAnswer(
                    .failure(
                        RequestError(
                            .unauthorized,
                            "The server's token is needed.",
                            hint: "Send it as Authorization: Bearer."
                        )
                    )
                )
            }
        }
        return nil
    }

    private func answer(_ file: StaticFiles.File, to head: HTTPRequestHead) -> HTTPAnswer {
        var answer = HTTPAnswer(bytes: file.bytes, contentType: file.contentType)
        answer.headers.add(name: "etag", value: file.tag)
        answer.headers.add(name: "cache-control", value: "no-cache")
        answer.headers.add(
            name: "content-security-policy",
            value: "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; "
                + "style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"
        )
        if head.headers.first(name: "if-none-match") == file.tag {
            answer.status = .notModified
            answer.bytes = []
        }
        return answer
    }

    private func write(
        _ answer: HTTPAnswer,
        to head: HTTPRequestHead,
        _ context: ChannelHandlerContext
    ) {
        var headers = answer.headers
        if answer.status != .notModified {
            headers.add(name: "content-length", value: String(answer.bytes.count))
        }
        headers.add(name: "x-content-type-options", value: "nosniff")
        if !head.isKeepAlive { headers.add(name: "connection", value: "close") }
        let response = HTTPResponseHead(
            version: head.version,
            status: answer.status,
            headers: headers
        )
        context.write(wrapOutboundOut(.head(response)), promise: nil)
        if head.method != .HEAD, !answer.bytes.isEmpty {
            let body = context.channel.allocator.buffer(bytes: answer.bytes)
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        }
        let channel = context.channel
        let isKept = head.isKeepAlive
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
            if !isKept { channel.close(promise: nil) }
        }
        if isKept { expectNextHead(context) }
    }

    /// Between two requests a connection may idle longer than at its beginning.
    private func expectNextHead(_ context: ChannelHandlerContext) {
        headDeadline?.cancel()
        let channel = context.channel
        headDeadline = context.eventLoop.scheduleTask(in: .seconds(60)) {
            channel.close(promise: nil)
        }
    }
}

/// An answer before it is written.
struct HTTPAnswer {
    var status = HTTPResponseStatus.ok
    var headers = HTTPHeaders()
    var bytes: [UInt8]

    init(bytes: [UInt8], contentType: String) {
        self.bytes = bytes
        headers.add(name: "content-type", value: contentType)
    }

    init(_ result: Result<JSONValue, RequestError>, status: HTTPResponseStatus? = nil) {
        switch result {
        case .success(let value):
            self.init(bytes: Array(value.compactText.utf8), contentType: "application/json")
        case .failure(let error):
            let body: JSONValue = ["error": error.json]
            self.init(bytes: Array(body.compactText.utf8), contentType: "application/json")
            self.status = status ?? HTTPResponseStatus(statusCode: error.code.httpStatus)
        }
        headers.add(name: "cache-control", value: "no-store")
    }
}

import NIOCore
import NIOHTTP1
import OutboardProtocol

/// Reads requests to their end, and writes what the site answers. `/ws` never gets here, unless its
/// handshake was refused.
///
///     head ─▶ body, bounded ─▶ site, in a task ─▶ head, then bytes or a stream
///
/// The pipeline holds the next request back until this one is answered.
final class HTTPHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        case expectingHead
        case readingBody(HTTPRequestHead, [UInt8])
        case answering(Task<Void, Never>)
        /// What still comes is not read.
        case closing
    }

    private let site: Site
    private let headGuard: HeadGuard
    private let address: @Sendable (HTTPHeaders) -> ClientAddress
    private var state = State.expectingHead
    private var deadline: Scheduled<Void>?

    /// - Parameter address: the client's, by a request's headers.
    init(
        _ site: Site,
        _ headGuard: HeadGuard,
        address: @escaping @Sendable (HTTPHeaders) -> ClientAddress
    ) {
        self.site = site
        self.headGuard = headGuard
        self.address = address
    }

    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        if case .answering(let task) = state { task.cancel() }
        state = .closing
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is WebSocketUpgrader.Refused { return }
        context.close(promise: nil)
    }

    // MARK: In

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (unwrapInboundIn(data), state) {
        case (.head(let head), .expectingHead): take(head, context)
        case (.body(let part), .readingBody(let head, let body)): take(part, head, body, context)
        case (.end, .readingBody(let head, let body)): answer(head, body, context)
        default: break
        }
    }

    private func take(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        headGuard.headIsComplete()
        let length = head.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
        guard length <= site.limits.bodyBytesMax else { return refuseBody(of: head, context) }
        state = .readingBody(head, [])
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: .seconds(Int64(site.limits.bodySeconds))) {
            channel.close(promise: nil)
        }
    }

    private func take(
        _ part: ByteBuffer,
        _ head: HTTPRequestHead,
        _ body: [UInt8],
        _ context: ChannelHandlerContext
    ) {
        guard body.count + part.readableBytes <= site.limits.bodyBytesMax else {
            return refuseBody(of: head, context)
        }
        state = .readingBody(head, body + part.readableBytesView)
    }

    private func refuseBody(of head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        deadline?.cancel()
        state = .closing
        let error = RequestError(
            .messageTooLarge,
            "A body may have \(site.limits.bodyBytesMax) bytes."
        )
        let answer = HTTPAnswer(error)
        var last = head
        last.headers.replaceOrAdd(name: "connection", value: "close")
        writeHead(of: answer, to: last, context)
        guard case .bytes(let bytes) = answer.body else { return }
        writeBytes(bytes, to: last, context)
        finish(last, context)
    }

    private func answer(
        _ head: HTTPRequestHead,
        _ body: [UInt8],
        _ context: ChannelHandlerContext
    ) {
        deadline?.cancel()
        let request = HTTPRequest(head, body: body, address: address(head.headers))
        let site = site
        let loop = context.eventLoop
        let channel = context.channel
        let stream = HTTPStream(
            channel,
            timeout: .seconds(Int64(site.limits.writeSeconds))
        )
        let bound = NIOLoopBound((self, context), eventLoop: loop)
        state = .answering(
            Task {
                let answer = await site.answer(request)
                try? await loop.submit {
                    let (handler, context) = bound.value
                    handler.begin(answer, to: head, context)
                }.get()
                if case .stream(let run) = answer.body, head.method != .HEAD {
                    site.holders.hold(channel, answer.tokenName) { channel.close(promise: nil) }
                    await run(stream)
                    site.holders.release(channel)
                }
                loop.execute {
                    let (handler, context) = bound.value
                    handler.finish(head, context)
                }
            }
        )
    }

    // MARK: Out

    private func begin(
        _ answer: HTTPAnswer,
        to head: HTTPRequestHead,
        _ context: ChannelHandlerContext
    ) {
        guard context.channel.isActive else { return }
        writeHead(of: answer, to: head, context)
        switch answer.body {
        case .bytes(let bytes): writeBytes(bytes, to: head, context)
        case .stream: context.flush()
        }
    }

    private func writeHead(
        of answer: HTTPAnswer,
        to head: HTTPRequestHead,
        _ context: ChannelHandlerContext
    ) {
        var headers = answer.headers
        if answer.status != .notModified, case .bytes(let bytes) = answer.body {
            headers.add(name: "content-length", value: String(bytes.count))
        }
        headers.add(name: "x-content-type-options", value: "nosniff")
        headers.add(name: "referrer-policy", value: "no-referrer")
        if !head.isKeepAlive { headers.add(name: "connection", value: "close") }
        let response = HTTPResponseHead(
            version: head.version,
            status: answer.status,
            headers: headers
        )
        context.write(wrapOutboundOut(.head(response)), promise: nil)
    }

    private func writeBytes(
        _ bytes: [UInt8],
        to head: HTTPRequestHead,
        _ context: ChannelHandlerContext
    ) {
        guard head.method != .HEAD, !bytes.isEmpty else { return }
        let body = context.channel.allocator.buffer(bytes: bytes)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
    }

    private func finish(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        let channel = context.channel
        let isKept = head.isKeepAlive && head.version == .http1_1
        state = isKept ? .expectingHead : .closing
        let unread = context.eventLoop.scheduleTask(in: .seconds(Int64(site.limits.writeSeconds))) {
            channel.close(promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
            unread.cancel()
            if !isKept { channel.close(promise: nil) }
        }
        if isKept { headGuard.expectNextHead() }
    }
}

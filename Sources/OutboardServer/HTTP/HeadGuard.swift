import NIOCore

/// Counts the bytes and the time of a request's head, before anything reads them.
///
/// The decoder behind it tells of a head only when it is complete; so a client that sends a byte now and
/// then, or headers without end, is seen here.
final class HeadGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let limits: HTTPLimits
    private var isInHead = true
    private var hasBegun = false
    private var headBytes = 0
    private var deadline: Scheduled<Void>?
    private var context: ChannelHandlerContext?

    init(_ limits: HTTPLimits) { self.limits = limits }

    func handlerAdded(context: ChannelHandlerContext) {
        // A connection that says nothing at all has no more time than one that says it slowly.
        hasBegun = true
        self.context = context
        expect(in: limits.headSeconds, context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isInHead {
            if !hasBegun {
                hasBegun = true
                expect(in: limits.headSeconds, context)
            }
            headBytes += unwrapInboundIn(data).readableBytes
            // A body may lie behind the head in what is read at once.
            guard headBytes <= limits.headBytesMax + limits.bodyBytesMax else {
                return context.close(promise: nil)
            }
        }
        context.fireChannelRead(data)
    }

    /// The decoder has found the end of the head.
    func headIsComplete() {
        isInHead = false
        deadline?.cancel()
        deadline = nil
    }

    /// The answer is on its way: what comes now is the next request.
    func expectNextHead() {
        guard let context else { return }
        isInHead = true
        hasBegun = false
        headBytes = 0
        expect(in: limits.idleSeconds, context)
    }

    private func expect(in seconds: Int, _ context: ChannelHandlerContext) {
        deadline?.cancel()
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: .seconds(Int64(seconds))) {
            channel.close(promise: nil)
        }
    }
}

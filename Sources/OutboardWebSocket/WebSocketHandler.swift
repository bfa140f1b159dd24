import NIOCore

/// Turns a connection's bytes into messages and back, after the opening handshake.
///
///     bytes ─▶ WebSocketDecoder ─▶ message ─▶ next handler
///                              ├▶ ping: answered with a pong
///                              └▶ close: answered, then the connection is closed
///     bytes ◀─ frame ◀─ message or close ◀─ next handler
///
/// It pings the peer, and closes when no pong came in time, or when a message that began does not end.
package final class WebSocketHandler: ChannelDuplexHandler {
    package typealias InboundIn = ByteBuffer
    package typealias InboundOut = WebSocketMessage
    package typealias OutboundIn = WebSocketOutbound
    package typealias OutboundOut = ByteBuffer

    private let configuration: WebSocketConfiguration
    private var decoder: WebSocketDecoder
    private var closing = Closing.open
    private var pingTask: RepeatedTask?
    private var pongDeadline: Scheduled<Void>?
    private var messageDeadline: Scheduled<Void>?
    private var closeDeadline: Scheduled<Void>?

    private enum Closing { case open, sent, done }

    package init(_ configuration: WebSocketConfiguration) {
        self.configuration = configuration
        decoder = WebSocketDecoder(
            role: configuration.role,
            messageBytesMax: configuration.messageBytesMax
        )
    }

    package func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { startPinging(context) }
    }

    package func channelActive(context: ChannelHandlerContext) {
        startPinging(context)
        context.fireChannelActive()
    }

    package func handlerRemoved(context: ChannelHandlerContext) { cancelTimers() }

    package func channelInactive(context: ChannelHandlerContext) {
        cancelTimers()
        context.fireChannelInactive()
    }

    // MARK: In

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard closing != .done else { return }
        let buffer = unwrapInboundIn(data)
        do throws(WebSocketViolation) {
            try decoder.decode(buffer.readableBytesView) { handle($0, context) }
        } catch {
            close(error.code, error.reason, context)
        }
        watchMessage(context)
    }

    private func handle(_ event: WebSocketEvent, _ context: ChannelHandlerContext) {
        switch event {
        case .message(let message):
            if closing == .open { context.fireChannelRead(wrapInboundOut(message)) }
        case .ping(let payload):
            if closing == .open { write(.pong, payload, context) }
        case .pong:
            pongDeadline?.cancel()
            pongDeadline = nil
        case .close(let code, _):
            context.fireUserInboundEventTriggered(WebSocketClosed(code: code))
            guard closing == .open else { return finish(context) }
            let payload = code.map { bigEndian(UInt64($0.rawValue), byteCount: 2) } ?? []
            finish(context, after: write(.close, payload, context))
        }
    }

    // MARK: Out

    package func write(
        context: ChannelHandlerContext,
        data: NIOAny,
        promise: EventLoopPromise<Void>?
    ) {
        guard closing == .open else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        switch unwrapOutboundIn(data) {
        case .message(.text(let bytes)): write(.text, bytes, context).cascade(to: promise)
        case .message(.binary(let bytes)): write(.binary, bytes, context).cascade(to: promise)
        case .close(let code, let reason):
            close(code, reason, context)
            promise?.succeed()
        }
    }

    @discardableResult
    private func write(
        _ opcode: WebSocketOpcode,
        _ payload: [UInt8],
        _ context: ChannelHandlerContext
    ) -> EventLoopFuture<Void> {
        let mask =
            configuration.role == .client
            ? bigEndian(UInt64(UInt32.random(in: .min ... .max)), byteCount: 4) : nil
        let frame = encodedFrame(opcode, payload, mask: mask)
        return context.writeAndFlush(
            wrapOutboundOut(context.channel.allocator.buffer(bytes: frame))
        )
    }

    /// Says that and why the connection closes, and closes it when the peer has said so too.
    private func close(
        _ code: WebSocketCloseCode,
        _ reason: String,
        _ context: ChannelHandlerContext
    ) {
        guard closing == .open else { return }
        closing = .sent
        // A control frame holds 125 bytes; the reason is ours, and ASCII.
        let payload = bigEndian(UInt64(code.rawValue), byteCount: 2) + reason.utf8.prefix(123)
        let written = write(.close, payload, context)
        if code == .normal || code == .goingAway {
            let channel = context.channel
            closeDeadline = context.eventLoop.scheduleTask(in: configuration.closeTimeout) {
                channel.close(promise: nil)
            }
        } else {
            finish(context, after: written)
        }
    }

    /// Closes the connection, when the last frame is out or `closeTimeout` has passed.
    private func finish(
        _ context: ChannelHandlerContext,
        after written: EventLoopFuture<Void>? = nil
    ) {
        guard closing != .done else { return }
        closing = .done
        cancelTimers()
        guard let written else { return context.close(promise: nil) }
        let channel = context.channel
        closeDeadline = context.eventLoop.scheduleTask(in: configuration.closeTimeout) {
            channel.close(promise: nil)
        }
        written.whenComplete { _ in channel.close(promise: nil) }
    }

    // MARK: Deadlines

    private func startPinging(_ context: ChannelHandlerContext) {
        guard pingTask == nil else { return }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        pingTask = context.eventLoop.scheduleRepeatedTask(
            initialDelay: configuration.pingInterval,
            delay: configuration.pingInterval
        ) { _ in
            let (handler, context) = bound.value
            handler.ping(context)
        }
    }

    private func ping(_ context: ChannelHandlerContext) {
        guard closing == .open, pongDeadline == nil else { return }
        write(.ping, [], context)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        pongDeadline = context.eventLoop.scheduleTask(in: configuration.pongTimeout) {
            let (handler, context) = bound.value
            handler.finish(context)
        }
    }

    /// A message may not stay half sent.
    private func watchMessage(_ context: ChannelHandlerContext) {
        guard decoder.isInsideMessage, closing == .open else {
            messageDeadline?.cancel()
            messageDeadline = nil
            return
        }
        guard messageDeadline == nil else { return }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        messageDeadline = context.eventLoop.scheduleTask(in: configuration.messageTimeout) {
            let (handler, context) = bound.value
            handler.close(.protocolError, "a message did not end in time", context)
        }
    }

    private func cancelTimers() {
        pingTask?.cancel()
        pongDeadline?.cancel()
        messageDeadline?.cancel()
        closeDeadline?.cancel()
    }
}

/// What an application writes to a `WebSocketHandler`.
package enum WebSocketOutbound: Sendable {
    case message(WebSocketMessage)
    case close(WebSocketCloseCode, reason: String)
}

/// Limits and deadlines of a connection.
package struct WebSocketConfiguration: Sendable {
    package var role: WebSocketRole
    package var messageBytesMax = 64 << 10
    package var pingInterval = TimeAmount.seconds(20)
    package var pongTimeout = TimeAmount.seconds(20)
    package var messageTimeout = TimeAmount.seconds(10)
    package var closeTimeout = TimeAmount.seconds(2)

    package init(role: WebSocketRole) { self.role = role }
}

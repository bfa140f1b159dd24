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

    private(set) var configuration: WebSocketConfiguration
    private var decoder: WebSocketDecoder
    var closing = Closing.open
    var deadlines = Deadlines()
    private var controlBudget: ControlBudget
    /// What the latest ping that could not be answered yet carried. Older ones need no answer.
    private var owedPong: [UInt8]?

    enum Closing {
        case open
        /// Our close frame is out; the peer's is awaited.
        case sent
        /// Nothing that comes is looked at any more.
        case done
    }

    package init(_ configuration: WebSocketConfiguration) {
        self.configuration = configuration
        decoder = WebSocketDecoder(
            role: configuration.role,
            limits: configuration.limits,
            mayBeCompressed: configuration.deflate != nil
        )
        controlBudget = ControlBudget(perSecond: configuration.controlFramesPerSecondMax)
    }

    /// Compresses from here on: what the handshake agreed on. Before anything has been read or written.
    package func agree(on deflate: WebSocketDeflate) {
        configuration.deflate = deflate
        decoder.mayBeCompressed = true
    }

    package func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { startPinging(context) }
    }

    package func channelActive(context: ChannelHandlerContext) {
        startPinging(context)
        context.fireChannelActive()
    }

    package func handlerRemoved(context: ChannelHandlerContext) { deadlines.cancel() }

    package func channelInactive(context: ChannelHandlerContext) {
        closing = .done
        deadlines.cancel()
        context.fireChannelInactive()
    }

    // MARK: In

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard closing != .done else { return }
        let buffer = unwrapInboundIn(data)
        do throws(WebSocketViolation) {
            try decoder.decode(buffer.readableBytesUInt8Span) { handle($0, context) }
        } catch {
            fail(error.code, error.reason, context)
        }
        watchMessage(decoder.isInsideMessage ? decoder.restCount : nil, context)
    }

    private func handle(_ event: WebSocketEvent, _ context: ChannelHandlerContext) {
        switch event {
        case .message(let message):
            if closing == .open { context.fireChannelRead(wrapInboundOut(message)) }
        case .ping(let payload):
            guard admitsControlFrame(context) else { return }
            guard context.channel.isWritable else {
                owedPong = payload
                return
            }
            writeFrame(.pong, payload, context)
        case .pong(let payload):
            guard admitsControlFrame(context) else { return }
            deadlines.notePong(payload)
        case .close(let code, _):
            context.fireUserInboundEventTriggered(WebSocketClosed(code: code))
            guard closing == .open else { return end(context) }
            // What the peer closed with, if it said so.
            let payload = code.map { bigEndian(UInt64($0.rawValue), byteCount: 2) } ?? []
            end(context, after: writeFrame(.close, payload, context))
        }
    }

    /// False when the connection is closing, or now closes because the peer sends too many.
    private func admitsControlFrame(_ context: ChannelHandlerContext) -> Bool {
        guard closing == .open else { return false }
        guard controlBudget.admit(at: context.eventLoop.now) else {
            fail(.rateLimited, "too many pings", context)
            return false
        }
        return true
    }

    package func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable, closing == .open, let payload = owedPong {
            owedPong = nil
            writeFrame(.pong, payload, context)
        }
        context.fireChannelWritabilityChanged()
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
        case .message(.text(let bytes)): writeMessage(.text, bytes, context, promise)
        case .message(.binary(let bytes)): writeMessage(.binary, bytes, context, promise)
        case .framed(let text):
            if configuration.role == .server, configuration.deflate == nil {
                context.write(wrapOutboundOut(text.frame), promise: promise)
            } else {
                writeMessage(.text, text.bytes, context, promise)
            }
        case .close(let code, let reason):
            close(code, reason, context)
            promise?.succeed()
        }
    }

    private func writeMessage(
        _ opcode: WebSocketOpcode,
        _ bytes: [UInt8],
        _ context: ChannelHandlerContext,
        _ promise: EventLoopPromise<Void>?
    ) {
        var compressed: [UInt8]?
        if let deflate = configuration.deflate, bytes.count >= configuration.deflateBytesMin {
            compressed = deflated(bytes, windowBits: deflate.windowBits)
        }
        let frame = frame(opcode, compressed ?? bytes, context, isCompressed: compressed != nil)
        context.write(wrapOutboundOut(frame), promise: promise)
    }

    @discardableResult
    func writeFrame(
        _ opcode: WebSocketOpcode,
        _ payload: [UInt8],
        _ context: ChannelHandlerContext
    ) -> EventLoopFuture<Void> {
        context.writeAndFlush(wrapOutboundOut(frame(opcode, payload, context)))
    }

    private func frame(
        _ opcode: WebSocketOpcode,
        _ payload: [UInt8],
        _ context: ChannelHandlerContext,
        isCompressed: Bool = false
    ) -> ByteBuffer {
        var buffer = context.channel.allocator.buffer(capacity: 14 + payload.count)
        let mask = configuration.role == .client ? WebSocketMask.random() : nil
        buffer.writeFrame(opcode, payload, mask: mask, isCompressed: isCompressed)
        return buffer
    }
}

func bigEndian(_ value: UInt64, byteCount: Int) -> [UInt8] {
    (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64(byteCount - 1 - $0))) }
}

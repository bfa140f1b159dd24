import NIOCore
import NIOPosix
import OutboardProtocol
import OutboardWebSocket

/// Connections to a server by TCP, with TLS where its address says so.
package struct WebSocketTransport: Transport {
    private let address: ServerAddress

    package init(_ address: ServerAddress) { self.address = address }

    package func open() -> any Wire {
        let wire = WebSocketWire()
        Task { await wire.connect(to: address) }
        return wire
    }
}

private final class WebSocketWire: Wire {
    let events: AsyncStream<WireEvent>
    private let sink: AsyncStream<WireEvent>.Continuation
    private let outgoing: AsyncStream<WebSocketOutbound>
    private let outgoingSink: AsyncStream<WebSocketOutbound>.Continuation

    init() {
        (events, sink) = AsyncStream.makeStream()
        (outgoing, outgoingSink) = AsyncStream.makeStream()
    }

    func send(_ text: [UInt8]) { outgoingSink.yield(.message(.text(text))) }

    func close() {
        outgoingSink.yield(.close(.normal, reason: ""))
        outgoingSink.finish()
    }

    /// Opens the connection, and writes what is to be sent until it ends.
    func connect(to address: ServerAddress) async {
        let opened = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: Void.self)
        let sink = sink
        let channel: any Channel
        do {
            channel = try await OutboardClient.connectTCP(address) { channel in
                OutboardClient.prepare(channel, address, opened) { WireReceiver(sink) }
            }
        } catch {
            opened.fail(error)
            return end(error)
        }
        let timeout = channel.eventLoop.scheduleTask(in: .seconds(5)) {
            opened.fail(ClientError(code: .timeout, description: "no handshake in 5 s"))
        }
        defer { timeout.cancel() }
        do {
            try await opened.futureResult.get()
        } catch {
            channel.close(promise: nil)
            return end(error)
        }
        sink.yield(.opened)
        let outgoingSink = outgoingSink
        channel.closeFuture.whenComplete { _ in outgoingSink.finish() }
        for await message in outgoing { try? await channel.writeAndFlush(message) }
        // Whoever closed it: the peer has two seconds to say so too, then the handler ends it.
        try? await channel.closeFuture.get()
    }

    private func end(_ error: any Error) {
        switch error {
        case let error as ClientError where error.isFinal: sink.yield(.failed(error.description))
        default: sink.yield(.closed(nil))
        }
        sink.finish()
    }
}

/// Reads messages for a link, and answers each meter frame with the credit for the next one.
private final class WireReceiver: ChannelInboundHandler {
    typealias InboundIn = WebSocketMessage
    typealias OutboundOut = WebSocketOutbound

    private let sink: AsyncStream<WireEvent>.Continuation
    private var meters = MeterReader()
    private var closeCode: WebSocketCloseCode?

    init(_ sink: AsyncStream<WireEvent>.Continuation) { self.sink = sink }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .text(let bytes):
            if bytes.count < 4_096, let message = try? ServerMessage(reading: bytes) {
                meters.note(message)
            }
            sink.yield(.text(bytes))
        case .binary(let bytes):
            guard let credit = MeterReader.credit(for: bytes) else { return }
            context.writeAndFlush(wrapOutboundOut(.message(.binary(credit))), promise: nil)
            if let report = meters.report(bytes) { sink.yield(.meters(report)) }
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let closed = event as? WebSocketClosed { closeCode = closed.code }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        sink.yield(.closed(closeCode))
        sink.finish()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

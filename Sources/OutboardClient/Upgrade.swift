import NIOCore
import NIOHTTP1
import OutboardProtocol
import OutboardWebSocket

extension OutboardClient {
    /// Puts the opening handshake into a new connection's pipeline.
    static func prepare(
        _ channel: any Channel,
        _ address: ServerAddress,
        _ opened: EventLoopPromise<Void>,
        _ sink: AsyncStream<ServerMessage>.Continuation,
        _ meters: AsyncStream<MeterReport>.Continuation
    ) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            let key = WebSocketHandshake.makeKey()
            let upgrader = ClientUpgrader(key: key) { channel in
                channel.eventLoop.makeCompletedFuture {
                    var configuration = WebSocketConfiguration(role: .client)
                    configuration.messageBytesMax = 16 << 20
                    try channel.pipeline.syncOperations.addHandlers(
                        WebSocketHandler(configuration),
                        MessageReceiver(sink, meters)
                    )
                    opened.succeed()
                }
            }
            let asker = HandshakeAsker(address, opened)
            let bound = NIOLoopBound(asker, eventLoop: channel.eventLoop)
            // A server may begin to speak in the same segment.
            try channel.pipeline.syncOperations.addHTTPClientHandlers(
                leftOverBytesStrategy: .forwardBytes,
                withClientUpgrade: (
                    upgraders: [upgrader],
                    completionHandler: { context in
                        context.pipeline.syncOperations.removeHandler(bound.value, promise: nil)
                    }
                )
            )
            try channel.pipeline.syncOperations.addHandler(asker)
        }
    }
}

/// Checks the server's half of the handshake (RFC 6455, section 4.1).
private final class ClientUpgrader: NIOHTTPClientProtocolUpgrader, Sendable {
    let supportedProtocol = "websocket"
    let requiredUpgradeHeaders: [String] = []

    private let key: String
    private let open: @Sendable (any Channel) -> EventLoopFuture<Void>

    init(key: String, open: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>) {
        self.key = key
        self.open = open
    }

    func addCustom(upgradeRequestHeaders: inout HTTPHeaders) {
        upgradeRequestHeaders.add(name: "sec-websocket-key", value: key)
        upgradeRequestHeaders.add(name: "sec-websocket-version", value: "13")
    }

    func shouldAllowUpgrade(upgradeResponse: HTTPResponseHead) -> Bool {
        upgradeResponse.headers["sec-websocket-accept"] == [WebSocketHandshake.accept(key: key)]
    }

    func upgrade(
        context: ChannelHandlerContext,
        upgradeResponse: HTTPResponseHead
    ) -> EventLoopFuture<Void> {
        open(context.channel)
    }
}

/// Sends the request, and fails the opening where the server does not upgrade.
private final class HandshakeAsker: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let address: ServerAddress
    private let opened: EventLoopPromise<Void>

    init(_ address: ServerAddress, _ opened: EventLoopPromise<Void>) {
        self.address = address
        self.opened = opened
    }

    func channelActive(context: ChannelHandlerContext) {
        var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/ws")
        head.headers.add(name: "host", value: address.header)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let head) = unwrapInboundIn(data) else { return }
        opened.fail(
            ClientError(
                code: .refused,
                description: "\(address.header) answers with \(head.status)"
            )
        )
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        opened.fail(
            ClientError(
                code: .refused,
                description: "\(address.header) closed during the handshake"
            )
        )
    }
}

/// Reads messages for the client, and answers each meter frame with the credit for the next one. Sound is
/// for listeners, of which this is none.
private final class MessageReceiver: ChannelInboundHandler {
    typealias InboundIn = WebSocketMessage
    typealias OutboundOut = WebSocketOutbound

    private let sink: AsyncStream<ServerMessage>.Continuation
    private let meters: AsyncStream<MeterReport>.Continuation
    /// How frames are read from here on.
    private var config: MetersConfig?

    init(
        _ sink: AsyncStream<ServerMessage>.Continuation,
        _ meters: AsyncStream<MeterReport>.Continuation
    ) {
        self.sink = sink
        self.meters = meters
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .text(let bytes):
            guard let message = try? ServerMessage(reading: bytes) else { return }
            if message.type == MetersConfig.type { config = MetersConfig(message.data) }
            sink.yield(message)
        case .binary(let bytes): take(bytes, context)
        }
    }

    private func take(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        guard BinaryFrameHeader(bytes)?.kind == .meters else { return }
        let credit = Array(bytes.prefix(BinaryFrameHeader.echoByteCount))
        context.writeAndFlush(wrapOutboundOut(.message(.binary(credit))), promise: nil)
        guard let config, let frame = MeterFrame(bytes, config) else { return }
        meters.yield(MeterReport(config: config, frame: frame))
    }

    func channelInactive(context: ChannelHandlerContext) {
        sink.finish()
        meters.finish()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

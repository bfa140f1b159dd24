import NIOCore
import NIOHTTP1
import OutboardProtocol
import OutboardWebSocket

extension OutboardClient {
    /// Puts the opening handshake into a new connection's pipeline.
    ///
    /// - Parameter makeReceiver: of what stands behind it.
    static func prepare(
        _ channel: any Channel,
        _ address: ServerAddress,
        _ opened: EventLoopPromise<Void>,
        _ makeReceiver: @escaping @Sendable () -> any ChannelHandler
    ) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            let key = WebSocketHandshake.makeKey()
            let upgrader = ClientUpgrader(key: key) { channel in
                channel.eventLoop.makeCompletedFuture {
                    var configuration = WebSocketConfiguration(role: .client)
                    configuration.messageBytesMax = 16 << 20
                    try channel.pipeline.syncOperations.addHandlers([
                        WebSocketHandler(configuration), makeReceiver(),
                    ])
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

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let fault = TLSClient.fault(error, address) { opened.fail(fault) }
        context.fireErrorCaught(error)
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

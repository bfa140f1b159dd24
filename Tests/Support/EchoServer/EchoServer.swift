import NIOCore
import NIOHTTP1
import NIOPosix
import OutboardWebSocket

/// Sends every message back, on a port of loopback that is named on the command line: what a
/// conformance suite tests a codec by.
@main
enum EchoServer {
    static func main() async throws {
        guard let port = CommandLine.arguments.dropFirst().first.flatMap({ Int($0) }) else {
            fatalError("usage: websocket-echo PORT")
        }
        let server = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(
                        withServerUpgrade: (
                            upgraders: [EchoUpgrader()], completionHandler: { _ in }
                        )
                    )
                }
            }
        let channel = try await server.bind(host: "127.0.0.1", port: port).get()
        print("listening")
        try await channel.closeFuture.get()
    }
}

private final class EchoUpgrader: HTTPServerProtocolUpgrader {
    let supportedProtocol = "websocket"
    let requiredUpgradeHeaders: [String] = []

    func buildUpgradeResponse(
        channel: any Channel,
        upgradeRequest: HTTPRequestHead,
        initialResponseHeaders: HTTPHeaders
    ) -> EventLoopFuture<HTTPHeaders> {
        let key = upgradeRequest.headers.first(name: "sec-websocket-key") ?? ""
        var headers = initialResponseHeaders
        headers.add(name: "sec-websocket-accept", value: WebSocketHandshake.accept(key: key))
        return channel.eventLoop.makeSucceededFuture(headers)
    }

    func upgrade(
        context: ChannelHandlerContext,
        upgradeRequest: HTTPRequestHead
    ) -> EventLoopFuture<Void> {
        let channel = context.channel
        return channel.eventLoop.makeCompletedFuture {
            var configuration = WebSocketConfiguration(role: .server)
            configuration.messageBytesMax = 32 << 20
            try channel.pipeline.syncOperations.addHandlers(
                WebSocketHandler(configuration),
                EchoHandler()
            )
        }
    }
}

private final class EchoHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketMessage
    typealias OutboundOut = WebSocketOutbound

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        context.writeAndFlush(wrapOutboundOut(.message(unwrapInboundIn(data))), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

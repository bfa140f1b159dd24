import NIOCore
import NIOHTTP1
import NIOPosix
import OutboardWebSocket

/// Sends every message back, as a server or as a client: what a conformance suite tests a codec by.
///
///     websocket-echo PORT                serves on that port of loopback, until it is ended
///     websocket-echo --client PORT       asks the suite's server there for its cases, and goes through them
@main
enum Echo {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let port = arguments.last.flatMap({ Int($0) }) else {
            fatalError("usage: websocket-echo [--client] PORT")
        }
        if arguments.first == "--client" {
            try await EchoClient(port: port).runAllCases()
        } else {
            try await serve(port)
        }
    }

    private static func serve(_ port: Int) async throws {
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

    /// Wide enough for what the suite sends: 16 MiB, in fragments of 64 bytes.
    static func configuration(
        _ role: WebSocketRole,
        _ deflate: WebSocketDeflate?
    ) -> WebSocketConfiguration {
        var configuration = WebSocketConfiguration(role: role)
        configuration.messageBytesMax = 32 << 20
        configuration.framesPerMessageMax = 1 << 20
        configuration.messageTimeout = .seconds(100)
        configuration.deflate = deflate
        configuration.deflateBytesMin = 0
        return configuration
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
        channel.eventLoop.makeCompletedFuture {
            let key = upgradeRequest.headers.first(name: "sec-websocket-key") ?? ""
            var headers = initialResponseHeaders
            headers.add(name: "sec-websocket-accept", value: WebSocketHandshake.accept(key: key))
            let offers = upgradeRequest.headers["sec-websocket-extensions"]
            if let answer = try WebSocketDeflate.answer(to: offers) {
                headers.add(name: "sec-websocket-extensions", value: answer.header)
            }
            return headers
        }
    }

    func upgrade(
        context: ChannelHandlerContext,
        upgradeRequest: HTTPRequestHead
    ) -> EventLoopFuture<Void> {
        let channel = context.channel
        return channel.eventLoop.makeCompletedFuture {
            let offers = upgradeRequest.headers["sec-websocket-extensions"]
            let deflate = try WebSocketDeflate.answer(to: offers)?.agreed
            try channel.pipeline.syncOperations.addHandlers(
                WebSocketHandler(Echo.configuration(.server, deflate)),
                EchoHandler { _ in }
            )
        }
    }
}

final class EchoHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketMessage
    typealias OutboundOut = WebSocketOutbound

    private let note: (WebSocketMessage) -> Void

    /// - Parameter note: is shown each message before it goes back.
    init(_ note: @escaping (WebSocketMessage) -> Void) { self.note = note }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let message = unwrapInboundIn(data)
        note(message)
        context.writeAndFlush(wrapOutboundOut(.message(message)), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

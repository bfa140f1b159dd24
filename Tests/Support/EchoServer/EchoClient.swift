import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOPosix
import OutboardWebSocket

/// Goes through the cases of the suite's server, a connection for each, and sends every message back.
struct EchoClient {
    let port: Int

    /// What goes on before a connection ends on its own.
    private static let caseTimeout = TimeAmount.seconds(150)

    func runAllCases() async throws {
        let counted = try await connect("/getCaseCount")
        guard case .text(let digits)? = counted.first,
            let count = Int(String(decoding: digits, as: UTF8.self))
        else { fatalError("the suite's server does not say how many cases there are") }
        for number in 1...count {
            // A case may break the handshake, and then fails in the suite's report.
            _ = try? await connect("/runCase?case=\(number)&agent=outboard-client")
        }
        _ = try await connect("/updateReports?agent=outboard-client")
    }

    /// Opens a connection, and gives the messages that came when it has closed.
    private func connect(_ path: String) async throws -> [WebSocketMessage] {
        let received = NIOLockedValueBox<[WebSocketMessage]>([])
        let host = "127.0.0.1:\(port)"
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let upgrader = EchoClientUpgrader { message in
                        received.withLockedValue { if $0.isEmpty { $0 = [message] } }
                    }
                    // A server may begin to speak in the same segment.
                    try channel.pipeline.syncOperations.addHTTPClientHandlers(
                        leftOverBytesStrategy: .forwardBytes,
                        withClientUpgrade: (upgraders: [upgrader], completionHandler: { _ in })
                    )
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: path)
        head.headers.add(name: "host", value: host)
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        let timeout = channel.eventLoop.scheduleTask(in: Self.caseTimeout) {
            channel.close(promise: nil)
        }
        try await channel.closeFuture.get()
        timeout.cancel()
        return received.withLockedValue { $0 }
    }
}

private final class EchoClientUpgrader: NIOHTTPClientProtocolUpgrader, Sendable {
    let supportedProtocol = "websocket"
    let requiredUpgradeHeaders: [String] = []

    private let key = WebSocketHandshake.makeKey()
    private let note: @Sendable (WebSocketMessage) -> Void

    init(_ note: @escaping @Sendable (WebSocketMessage) -> Void) { self.note = note }

    func addCustom(upgradeRequestHeaders: inout HTTPHeaders) {
        upgradeRequestHeaders.add(name: "sec-websocket-key", value: key)
        upgradeRequestHeaders.add(name: "sec-websocket-version", value: "13")
        upgradeRequestHeaders.add(
            name: "sec-websocket-extensions",
            value: WebSocketDeflate.offer
        )
    }

    func shouldAllowUpgrade(upgradeResponse: HTTPResponseHead) -> Bool {
        upgradeResponse.headers["sec-websocket-accept"] == [WebSocketHandshake.accept(key: key)]
    }

    func upgrade(
        context: ChannelHandlerContext,
        upgradeResponse: HTTPResponseHead
    ) -> EventLoopFuture<Void> {
        let channel = context.channel
        return channel.eventLoop.makeCompletedFuture {
            let answers = upgradeResponse.headers["sec-websocket-extensions"]
            let deflate = try WebSocketDeflate.agreed(by: answers)
            try channel.pipeline.syncOperations.addHandlers(
                WebSocketHandler(Echo.configuration(.client, deflate)),
                EchoHandler(note)
            )
        }
    }
}

import NIOCore
import NIOHTTP1
import OutboardWebSocket

/// Takes a connection from HTTP to WebSocket, at `/ws` and for our own origin alone.
final class WebSocketUpgrader: HTTPServerProtocolUpgrader, Sendable {
    let supportedProtocol = "websocket"
    // NIO asks for these in the Connection header, where a client names none of them: see below.
    let requiredUpgradeHeaders: [String] = []

    private let policy: HostPolicy
    private let open: @Sendable (any Channel) -> EventLoopFuture<Void>

    /// - Parameter open: adds what is to stand behind the handshake.
    init(policy: HostPolicy, open: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>) {
        self.policy = policy
        self.open = open
    }

    /// The request then goes on to `HTTPHandler`, which says what is wrong with it.
    struct Refused: Error {}

    func buildUpgradeResponse(
        channel: any Channel,
        upgradeRequest: HTTPRequestHead,
        initialResponseHeaders: HTTPHeaders
    ) -> EventLoopFuture<HTTPHeaders> {
        let headers = upgradeRequest.headers
        let host = headers.first(name: "host")
        let keys = headers["sec-websocket-key"]
        guard upgradeRequest.uri.prefix(while: { $0 != "?" }) == "/ws",
            upgradeRequest.method == .GET, policy.allows(host: host),
            headers["host"].count == 1,
            policy.allows(origins: headers["origin"], host: host),
            headers.first(name: "sec-websocket-version") == "13", keys.count == 1,
            WebSocketHandshake.isKey(keys[0])
        else { return channel.eventLoop.makeFailedFuture(Refused()) }
        var response = initialResponseHeaders
        response.add(
            name: "sec-websocket-accept",
            value: WebSocketHandshake.accept(key: keys[0])
        )
        return channel.eventLoop.makeSucceededFuture(response)
    }

    func upgrade(
        context: ChannelHandlerContext,
        upgradeRequest: HTTPRequestHead
    ) -> EventLoopFuture<Void> {
        open(context.channel)
    }
}

import NIOCore
import NIOHTTP1
import OutboardWebSocket

/// Takes a connection from HTTP to WebSocket, at `/ws` and for our own origin alone.
final class WebSocketUpgrader: HTTPServerProtocolUpgrader, Sendable {
    let supportedProtocol = "websocket"
    // NIO asks for these in the Connection header, where a client names none of them: see below.
    let requiredUpgradeHeaders: [String] = []

    private let door: Door
    private let open: @Sendable (any Channel, Peer) -> EventLoopFuture<Void>

    /// - Parameter open: adds what is to stand behind the handshake.
    init(
        door: Door,
        open: @escaping @Sendable (any Channel, Peer) -> EventLoopFuture<Void>
    ) {
        self.door = door
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
        let keys = headers["sec-websocket-key"]
        guard upgradeRequest.uri.prefix(while: { $0 != "?" }) == "/ws",
            upgradeRequest.method == .GET,
            headers.first(name: "sec-websocket-version") == "13", keys.count == 1,
            WebSocketHandshake.isKey(keys[0]),
            let (_, subprotocol) = door.peer(of: upgradeRequest, channel.remoteAddress)
        else { return channel.eventLoop.makeFailedFuture(Refused()) }
        var response = initialResponseHeaders
        response.add(
            name: "sec-websocket-accept",
            value: WebSocketHandshake.accept(key: keys[0])
        )
        if let subprotocol {
            response.add(name: "sec-websocket-protocol", value: subprotocol)
        }
        return channel.eventLoop.makeSucceededFuture(response)
    }

    func upgrade(
        context: ChannelHandlerContext,
        upgradeRequest: HTTPRequestHead
    ) -> EventLoopFuture<Void> {
        let found = door.peer(of: upgradeRequest, context.channel.remoteAddress)
        guard let found else { return context.eventLoop.makeFailedFuture(Refused()) }
        return open(context.channel, found.peer)
    }
}

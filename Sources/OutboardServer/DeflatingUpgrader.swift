import NIOCore
import NIOHTTP1
import OutboardWebSocket

/// Agrees on permessage-deflate with clients that offer it, where another upgrader lets them in.
final class DeflatingUpgrader: HTTPServerProtocolUpgrader, Sendable {
    let supportedProtocol: String
    let requiredUpgradeHeaders: [String]

    private let base: any HTTPServerProtocolUpgrader & Sendable
    private let isOn: Bool

    /// - Parameter isOn: false: offers are not looked at.
    init(_ base: any HTTPServerProtocolUpgrader & Sendable, isOn: Bool) {
        self.base = base
        self.isOn = isOn
        supportedProtocol = base.supportedProtocol
        requiredUpgradeHeaders = base.requiredUpgradeHeaders
    }

    func buildUpgradeResponse(
        channel: any Channel,
        upgradeRequest: HTTPRequestHead,
        initialResponseHeaders: HTTPHeaders
    ) -> EventLoopFuture<HTTPHeaders> {
        base.buildUpgradeResponse(
            channel: channel,
            upgradeRequest: upgradeRequest,
            initialResponseHeaders: initialResponseHeaders
        ).flatMapThrowing { [self] headers in
            var headers = headers
            // A header that cannot be read fails the handshake.
            if let answer = try answer(to: upgradeRequest) {
                headers.add(name: "sec-websocket-extensions", value: answer.header)
            }
            return headers
        }
    }

    func upgrade(
        context: ChannelHandlerContext,
        upgradeRequest: HTTPRequestHead
    ) -> EventLoopFuture<Void> {
        let agreed = (try? answer(to: upgradeRequest))?.agreed
        let pipeline = context.pipeline
        let upgraded = base.upgrade(context: context, upgradeRequest: upgradeRequest)
        guard let agreed else { return upgraded }
        // Nothing of the client's has been read yet: the pipeline waits for this.
        return upgraded.flatMapThrowing {
            try pipeline.syncOperations.handler(type: WebSocketHandler.self).agree(on: agreed)
        }
    }

    private func answer(
        to request: HTTPRequestHead
    ) throws(WebSocketExtension.Malformed) -> (agreed: WebSocketDeflate, header: String)? {
        guard isOn else { return nil }
        return try WebSocketDeflate.answer(to: request.headers["sec-websocket-extensions"])
    }
}

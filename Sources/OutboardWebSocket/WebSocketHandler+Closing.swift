import NIOCore

extension WebSocketHandler {
    /// Says that and why the connection closes, and waits for the peer to say so too, `closeTimeout` at
    /// the longest.
    func close(
        _ code: WebSocketCloseCode,
        _ reason: String,
        _ context: ChannelHandlerContext
    ) {
        guard closing == .open else { return }
        closing = .sent
        deadlines.cancel()
        writeClose(code, reason, context)
        dropLater(context)
    }

    /// Closes because of what the peer sent, which is looked at no further. Those behind it are told by a
    /// `WebSocketViolation` as a user event.
    func fail(
        _ code: WebSocketCloseCode,
        _ reason: String,
        _ context: ChannelHandlerContext
    ) {
        switch closing {
        case .open:
            context.fireUserInboundEventTriggered(WebSocketViolation(code: code, reason: reason))
            end(context, after: writeClose(code, reason, context), lingers: true)
        case .sent: end(context)
        case .done: break
        }
    }

    /// Closes the connection when the last frame is out, or `closeTimeout` has passed.
    ///
    /// - Parameter lingers: takes what the peer still sends, and throws it away: a connection that is closed
    ///   with bytes unread is reset, and the reset overtakes the close frame that says why.
    func end(
        _ context: ChannelHandlerContext,
        after written: EventLoopFuture<Void>? = nil,
        lingers: Bool = false
    ) {
        guard closing != .done else { return }
        closing = .done
        deadlines.cancel()
        guard let written else { return context.close(promise: nil) }
        dropLater(context)
        let channel = context.channel
        // A client leaves it to the server to close the connection.
        let closesHalf = lingers || configuration.role == .client
        written.whenComplete { result in
            guard closesHalf, case .success = result else { return channel.close(promise: nil) }
            channel.close(mode: .output).whenFailure { _ in channel.close(promise: nil) }
        }
    }

    @discardableResult
    private func writeClose(
        _ code: WebSocketCloseCode,
        _ reason: String,
        _ context: ChannelHandlerContext
    ) -> EventLoopFuture<Void> {
        // A control frame holds 125 bytes; the reason is ours, and ASCII.
        let payload = bigEndian(UInt64(code.rawValue), byteCount: 2) + reason.utf8.prefix(123)
        return writeFrame(.close, payload, context)
    }

    private func dropLater(_ context: ChannelHandlerContext) {
        let channel = context.channel
        deadlines.close = context.eventLoop.scheduleTask(in: configuration.closeTimeout) {
            channel.close(promise: nil)
        }
    }
}

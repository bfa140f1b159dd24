import NIOCore

/// What an application writes to a `WebSocketHandler`.
package enum WebSocketOutbound: Sendable {
    case message(WebSocketMessage)
    /// A text that others get, too.
    case framed(FramedText)
    case close(WebSocketCloseCode, reason: String)
}

/// Limits and deadlines of a connection.
package struct WebSocketConfiguration: Sendable {
    package var role: WebSocketRole
    package var messageBytesMax = 64 << 10
    /// Empty ones count as well.
    package var framesPerMessageMax = 1_024
    /// Pings and pongs that a peer may send, in any second.
    package var controlFramesPerSecondMax = 32
    package var pingInterval = TimeAmount.seconds(20)
    package var pongTimeout = TimeAmount.seconds(20)
    /// From the first byte of a message's first frame to its last.
    package var messageTimeout = TimeAmount.seconds(10)
    package var closeTimeout = TimeAmount.seconds(5)
    /// What the handshake agreed on. nil: nothing is compressed.
    package var deflate: WebSocketDeflate?
    /// Messages from this size are compressed.
    package var deflateBytesMin = 512

    package init(role: WebSocketRole) { self.role = role }

    var limits: WebSocketLimits {
        WebSocketLimits(
            messageBytesMax: messageBytesMax,
            framesPerMessageMax: framesPerMessageMax
        )
    }
}

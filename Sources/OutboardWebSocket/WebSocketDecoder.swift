/// What came out of a peer's bytes.
package enum WebSocketEvent: Sendable, Equatable {
    case message(WebSocketMessage)
    case ping([UInt8])
    case pong([UInt8])
    /// The peer closes. Nothing more is decoded.
    case close(WebSocketCloseCode?, reason: String)
}

/// Why a peer's bytes are refused: the code to close with.
package struct WebSocketViolation: Error, Sendable, Equatable {
    package let code: WebSocketCloseCode
    package let reason: String
}

/// How much a peer may send as one message.
package struct WebSocketLimits: Sendable, Equatable {
    /// Also of what a compressed message inflates to.
    package var messageBytesMax: Int
    /// Empty ones count as well.
    package var framesPerMessageMax: Int

    package init(messageBytesMax: Int = 64 << 10, framesPerMessageMax: Int = 1_024) {
        self.messageBytesMax = messageBytesMax
        self.framesPerMessageMax = framesPerMessageMax
    }
}

/// Reads frames from a stream of bytes, however it is cut (RFC 6455, section 5).
///
/// Everything that the standard forbids is refused as soon as the byte that breaks it is there: a frame
/// that is too long before its payload arrives, text that is not UTF-8 in the middle of a frame. Memory
/// is bounded by the limits. Pure: knows no sockets and no clock.
package struct WebSocketDecoder {
    private let role: WebSocketRole
    var mayBeCompressed: Bool
    private var header = FrameHeader()
    private var frame: Frame?
    private var message: MessageAssembly
    private var controlPayload: [UInt8] = []
    private var isClosed = false
    /// How often a message or frame ended with nothing begun behind it. Who watches for peers that leave
    /// one open, which costs memory, tells by it whether this is still the same one.
    package private(set) var restCount = 0

    /// A frame whose header is complete.
    private struct Frame {
        let opcode: WebSocketOpcode
        let isFinal: Bool
        let mask: WebSocketMask?
        let payloadCount: Int
        var receivedCount = 0
    }

    /// - Parameter mayBeCompressed: whether permessage-deflate was agreed on.
    package init(role: WebSocketRole, limits: WebSocketLimits, mayBeCompressed: Bool = false) {
        self.role = role
        self.mayBeCompressed = mayBeCompressed
        message = MessageAssembly(limits)
    }

    /// Whether a message or a frame has begun and not ended.
    package var isInsideMessage: Bool {
        message.isUnfinished || frame != nil || header.count > 0
    }

    /// Takes bytes, and gives what they complete. After a violation it takes nothing more.
    package mutating func decode(
        _ bytes: Span<UInt8>,
        _ emit: (WebSocketEvent) -> Void
    ) throws(WebSocketViolation) {
        do throws(WebSocketViolation) {
            try bytes.withUnsafeBufferPointer { bytes throws(WebSocketViolation) in
                try decodeFrames(bytes, emit)
            }
        } catch {
            // The half-checked header must never become a frame: a peer may go on sending.
            isClosed = true
            throw error
        }
    }

    private mutating func decodeFrames(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ emit: (WebSocketEvent) -> Void
    ) throws(WebSocketViolation) {
        var position = 0
        while !isClosed {
            if frame == nil {
                guard position < bytes.count else { return }
                position += 1
                guard try header.append(bytes[position - 1], role: role) else {
                    if header.count == 1 { try checkOrder() }
                    continue
                }
                try beginFrame()
            }
            let left = frame!.payloadCount - frame!.receivedCount
            let count = min(bytes.count - position, left)
            if count > 0 {
                try takePayload(
                    UnsafeBufferPointer(rebasing: bytes[position..<position + count])
                )
                position += count
            }
            guard count == left else { return }
            try finishFrame(emit)
        }
    }

    /// What the first byte may be after the frames before it.
    private func checkOrder() throws(WebSocketViolation) {
        guard !header.isCompressed || mayBeCompressed else { throw .fault("a reserved bit is set") }
        switch header.opcode {
        case .continuation where !message.isUnfinished:
            throw .fault("there is nothing to continue")
        case .text where message.isUnfinished, .binary where message.isUnfinished:
            throw .fault("the last message has not ended")
        default: break
        }
    }

    private mutating func beginFrame() throws(WebSocketViolation) {
        let payloadCount = try header.payloadCount()
        if !header.opcode.isControl {
            try message.beginFrame(header, payloadCount: payloadCount)
        }
        frame = Frame(
            opcode: header.opcode,
            isFinal: header.isFinal,
            mask: header.mask,
            payloadCount: payloadCount
        )
        header.clear()
    }

    private mutating func takePayload(
        _ piece: UnsafeBufferPointer<UInt8>
    ) throws(WebSocketViolation) {
        let phase = frame!.receivedCount
        let mask = frame!.mask
        frame!.receivedCount += piece.count
        guard frame!.opcode.isControl else {
            return try message.append(piece, mask: mask, phase: phase)
        }
        controlPayload.append(contentsOf: piece)
        controlPayload.withUnsafeMutableBytes { all in
            mask?.apply(to: UnsafeMutableRawBufferPointer(rebasing: all[phase...]), phase: phase)
        }
    }

    private mutating func finishFrame(
        _ emit: (WebSocketEvent) -> Void
    ) throws(WebSocketViolation) {
        let ended = frame!
        frame = nil
        if ended.opcode.isControl {
            let payload = controlPayload
            controlPayload = []
            if !message.isUnfinished { restCount += 1 }
            switch ended.opcode {
            case .ping: emit(.ping(payload))
            case .pong: emit(.pong(payload))
            default:
                isClosed = true
                emit(try closeEvent(payload))
            }
        } else if ended.isFinal {
            let whole = try message.finish()
            restCount += 1
            emit(.message(whole))
        }
    }

    private func closeEvent(_ payload: [UInt8]) throws(WebSocketViolation) -> WebSocketEvent {
        guard payload.count >= 2 else { return .close(nil, reason: "") }
        let code = WebSocketCloseCode(rawValue: UInt16(payload[0]) << 8 | UInt16(payload[1]))
        guard code.mayTravel else {
            throw .fault("the close code \(code.rawValue) may not be sent")
        }
        guard let reason = String(validating: payload.dropFirst(2), as: UTF8.self) else {
            throw .notUTF8
        }
        return .close(code, reason: reason)
    }
}

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

/// Reads frames from a stream of bytes, however it is cut (RFC 6455, section 5).
///
/// Everything that the standard forbids is refused as soon as the byte that breaks it is there: a frame
/// that is too long before its payload arrives, text that is not UTF-8 in the middle of a frame. Memory
/// is bounded by `messageBytesMax`. Pure: knows no sockets and no clock.
package struct WebSocketDecoder: Sendable {
    private let role: WebSocketRole
    private let messageBytesMax: Int
    private var header: [UInt8] = []
    private var frame: Frame?
    private var message: Message?
    private var isClosed = false

    /// A frame whose header is complete.
    private struct Frame {
        var opcode: WebSocketOpcode
        var isFinal: Bool
        var mask: [UInt8]?
        var length: Int
        /// Of a control frame.
        var payload: [UInt8] = []
        var receivedCount = 0
    }

    /// A text or binary message, from its first frame to its last.
    private struct Message {
        var isText: Bool
        var bytes: [UInt8] = []
        var utf8 = UTF8Validator()
    }

    package init(role: WebSocketRole, messageBytesMax: Int) {
        self.role = role
        self.messageBytesMax = messageBytesMax
    }

    /// Whether a message has begun and not ended: peers that leave one open cost memory.
    package var isInsideMessage: Bool { message != nil || frame != nil || !header.isEmpty }

    /// Takes bytes, and gives what they complete. After a violation it takes nothing more.
    package mutating func decode(
        _ bytes: some RandomAccessCollection<UInt8>,
        _ emit: (WebSocketEvent) -> Void
    ) throws(WebSocketViolation) {
        do throws(WebSocketViolation) {
            try decodeFrames(bytes, emit)
        } catch {
            // The half-checked header must never become a frame: a peer may go on sending.
            isClosed = true
            throw error
        }
    }

    private mutating func decodeFrames(
        _ bytes: some RandomAccessCollection<UInt8>,
        _ emit: (WebSocketEvent) -> Void
    ) throws(WebSocketViolation) {
        var rest = bytes[...]
        while !isClosed {
            if frame == nil {
                guard let next = rest.popFirst() else { return }
                header.append(next)
                try checkHeader()
            } else if rest.isEmpty && frame!.receivedCount < frame!.length {
                return
            } else {
                let count = min(rest.count, frame!.length - frame!.receivedCount)
                try takePayload(rest.prefix(count))
                rest = rest.dropFirst(count)
            }
            if let complete = frame, complete.receivedCount == complete.length {
                frame = nil
                try finish(complete, emit)
            }
        }
    }

    // MARK: Header

    /// Checks what is there of the header, and begins the frame when it is whole.
    private mutating func checkHeader() throws(WebSocketViolation) {
        if header.count == 1 { return try checkFirstByte() }
        let code = header[1] & 0x7F
        let isMasked = header[1] & 0x80 != 0
        if header.count == 2 { try checkSecondByte(code, isMasked: isMasked) }
        let lengthBytes = code == 126 ? 2 : code == 127 ? 8 : 0
        guard header.count == 2 + lengthBytes + (isMasked ? 4 : 0) else { return }
        let length = try length(code, header[2..<2 + lengthBytes])
        frame = Frame(
            opcode: WebSocketOpcode(rawValue: header[0] & 0x0F)!,
            isFinal: header[0] & 0x80 != 0,
            mask: isMasked ? Array(header.suffix(4)) : nil,
            length: length
        )
        header.removeAll(keepingCapacity: true)
        try beginFrame()
    }

    private func checkFirstByte() throws(WebSocketViolation) {
        guard header[0] & 0x70 == 0 else { throw fault("a reserved bit is set") }
        guard let opcode = WebSocketOpcode(rawValue: header[0] & 0x0F) else {
            throw fault("the opcode is reserved")
        }
        let isFinal = header[0] & 0x80 != 0
        switch opcode {
        case .continuation where message == nil: throw fault("there is nothing to continue")
        case .text where message != nil, .binary where message != nil:
            throw fault("the last message has not ended")
        case .close where !isFinal, .ping where !isFinal, .pong where !isFinal:
            throw fault("a control frame is fragmented")
        default: break
        }
    }

    private func checkSecondByte(
        _ code: UInt8,
        isMasked: Bool
    ) throws(WebSocketViolation) {
        guard isMasked == (role == .server) else {
            throw fault(isMasked ? "a server's frame is masked" : "a client's frame is not masked")
        }
        guard header[0] & 0x08 == 0 || code <= 125 else {
            throw fault("a control frame is too long")
        }
        guard header[0] & 0x0F != WebSocketOpcode.close.rawValue || code != 1 else {
            throw fault("a close frame has half a code")
        }
    }

    private func length(
        _ code: UInt8,
        _ bytes: ArraySlice<UInt8>
    ) throws(WebSocketViolation) -> Int {
        guard code >= 126 else { return Int(code) }
        let value = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard value >> 63 == 0 else { throw fault("the length's first bit is set") }
        guard value > (code == 126 ? 125 : 0xFFFF) else {
            throw fault("the length is not in its shortest form")
        }
        return Int(value)
    }

    private mutating func beginFrame() throws(WebSocketViolation) {
        let opcode = frame!.opcode
        guard !opcode.isControl else { return }
        if opcode != .continuation { message = Message(isText: opcode == .text) }
        guard frame!.length <= messageBytesMax - message!.bytes.count else {
            throw WebSocketViolation(
                code: .messageTooBig,
                reason: "a message may have \(messageBytesMax) bytes"
            )
        }
    }

    // MARK: Payload

    private mutating func takePayload(
        _ bytes: some Collection<UInt8>
    ) throws(WebSocketViolation) {
        var unmasked = Array(bytes)
        if let mask = frame!.mask {
            let phase = frame!.receivedCount
            unmasked.withUnsafeMutableBufferPointer { bytes in
                for position in bytes.indices { bytes[position] ^= mask[(phase + position) & 3] }
            }
        }
        frame!.receivedCount += unmasked.count
        guard !frame!.opcode.isControl else {
            frame!.payload += unmasked
            return
        }
        if message!.isText, !message!.utf8.accept(unmasked) { throw notUTF8 }
        message!.bytes += unmasked
    }

    private mutating func finish(
        _ frame: Frame,
        _ emit: (WebSocketEvent) -> Void
    ) throws(WebSocketViolation) {
        switch frame.opcode {
        case .ping: emit(.ping(frame.payload))
        case .pong: emit(.pong(frame.payload))
        case .close:
            isClosed = true
            emit(try closeEvent(frame.payload))
        case .text, .binary, .continuation:
            guard frame.isFinal, let whole = message else { return }
            guard !whole.isText || whole.utf8.isComplete else { throw notUTF8 }
            message = nil
            emit(.message(whole.isText ? .text(whole.bytes) : .binary(whole.bytes)))
        }
    }

    private func closeEvent(_ payload: [UInt8]) throws(WebSocketViolation) -> WebSocketEvent {
        guard payload.count >= 2 else { return .close(nil, reason: "") }
        let code = WebSocketCloseCode(rawValue: UInt16(payload[0]) << 8 | UInt16(payload[1]))
        guard code.mayTravel else { throw fault("the close code \(code.rawValue) may not be sent") }
        guard let reason = String(validating: payload.dropFirst(2), as: UTF8.self) else {
            throw notUTF8
        }
        return .close(code, reason: reason)
    }

    private func fault(_ reason: String) -> WebSocketViolation {
        WebSocketViolation(code: .protocolError, reason: reason)
    }

    private var notUTF8: WebSocketViolation {
        WebSocketViolation(code: .invalidPayload, reason: "the text is not UTF-8")
    }
}

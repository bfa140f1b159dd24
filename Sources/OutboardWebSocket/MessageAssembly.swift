/// A text or binary message, from its first frame to its last.
///
/// Holds no more than the limit, neither of what came nor of what it inflates to. Room is made for bytes
/// that have come, and not for those that a header promises.
struct MessageAssembly {
    private let limits: WebSocketLimits
    private var isOpen = false
    private var isText = false
    private var bytes: [UInt8] = []
    private var utf8 = UTF8Validator()
    private var frameCount = 0
    /// What the peer has sent or promised of this message, compressed or not.
    private var announcedBytes = 0
    private var inflater: Inflater?
    /// What is to be inflated next.
    private var compressed: [UInt8] = []

    init(_ limits: WebSocketLimits) { self.limits = limits }

    /// Whether a message has begun and not ended.
    var isUnfinished: Bool { isOpen }

    /// Begins a frame of this message, and refuses what will be too long before it comes.
    mutating func beginFrame(
        _ header: FrameHeader,
        payloadCount: Int
    ) throws(WebSocketViolation) {
        if header.opcode != .continuation {
            isOpen = true
            isText = header.opcode == .text
            utf8 = UTF8Validator()
            frameCount = 0
            announcedBytes = 0
            inflater = header.isCompressed ? Inflater() : nil
        }
        frameCount += 1
        guard frameCount <= limits.framesPerMessageMax else {
            throw tooBig("\(limits.framesPerMessageMax) frames")
        }
        // What does not compress grows by five bytes for each stored block.
        let slack = inflater == nil ? 0 : limits.messageBytesMax >> 8 + 64
        guard payloadCount <= limits.messageBytesMax + slack - announcedBytes else {
            throw tooBig("\(limits.messageBytesMax) bytes")
        }
        announcedBytes += payloadCount
    }

    /// - Parameter phase: bytes of the frame's payload before these.
    mutating func append(
        _ piece: UnsafeBufferPointer<UInt8>,
        mask: WebSocketMask?,
        phase: Int
    ) throws(WebSocketViolation) {
        guard let inflater else {
            let start = bytes.count
            bytes.append(contentsOf: piece)
            bytes.withUnsafeMutableBytes { all in
                let new = UnsafeMutableRawBufferPointer(rebasing: all[start...])
                mask?.apply(to: new, phase: phase)
            }
            return try checkText(from: start)
        }
        compressed.removeAll(keepingCapacity: true)
        compressed.append(contentsOf: piece)
        compressed.withUnsafeMutableBytes { mask?.apply(to: $0, phase: phase) }
        try inflate(compressed, inflater)
    }

    /// The message, when its last frame has come.
    mutating func finish() throws(WebSocketViolation) -> WebSocketMessage {
        if let inflater {
            // What the sender left away: RFC 7692, section 7.2.2.
            try inflate([0x00, 0x00, 0xFF, 0xFF], inflater)
            guard inflater.isAtBoundary else { throw .notDeflate }
            self.inflater = nil
        }
        guard !isText || utf8.isComplete else { throw .notUTF8 }
        isOpen = false
        let whole = bytes
        bytes = []
        return isText ? .text(whole) : .binary(whole)
    }

    private mutating func inflate(
        _ piece: [UInt8],
        _ inflater: Inflater
    ) throws(WebSocketViolation) {
        let start = bytes.count
        let outcome = inflater.inflate(piece, into: &bytes, countMax: limits.messageBytesMax)
        // First what comes first, so that a message is refused for the same reason however it is cut.
        try checkText(from: start)
        switch outcome {
        case .done: break
        case .full: throw tooBig("\(limits.messageBytesMax) bytes")
        case .invalid: throw .notDeflate
        }
    }

    private mutating func checkText(from start: Int) throws(WebSocketViolation) {
        guard isText else { return }
        let isValid = bytes.withUnsafeBytes { all in
            utf8.accept(UnsafeRawBufferPointer(rebasing: all[start...]))
        }
        guard isValid else { throw .notUTF8 }
    }

    private func tooBig(_ limit: String) -> WebSocketViolation {
        WebSocketViolation(code: .messageTooBig, reason: "a message may have \(limit)")
    }
}

extension WebSocketViolation {
    static var notDeflate: WebSocketViolation {
        WebSocketViolation(code: .invalidPayload, reason: "the message does not inflate")
    }
}

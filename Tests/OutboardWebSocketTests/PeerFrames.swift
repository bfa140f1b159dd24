import NIOCore

@testable import OutboardWebSocket

/// Frames as a peer writes them, right or wrong.
enum PeerFrames {
    static let mask: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]

    /// A client's frame, whole or a part of a message.
    ///
    /// - Parameters:
    ///   - first: FIN, the reserved bits and the opcode.
    ///   - lengthBytes: 0, 2 or 8, instead of the shortest form.
    static func frame(
        _ first: UInt8,
        _ payload: [UInt8] = [],
        lengthBytes: Int? = nil,
        isMasked: Bool = true
    ) -> [UInt8] {
        let width = lengthBytes ?? (payload.count < 126 ? 0 : payload.count <= 0xFFFF ? 2 : 8)
        let maskBit: UInt8 = isMasked ? 0x80 : 0
        var bytes = [first]
        switch width {
        case 0: bytes.append(maskBit | UInt8(payload.count))
        case 2: bytes += [maskBit | 126] + bigEndian(UInt64(payload.count), byteCount: 2)
        default: bytes += [maskBit | 127] + bigEndian(UInt64(payload.count), byteCount: 8)
        }
        guard isMasked else { return bytes + payload }
        return bytes + mask + payload.enumerated().map { $1 ^ mask[$0 & 3] }
    }

    /// What comes out of these bytes, fed in pieces.
    static func decode(
        _ bytes: [UInt8],
        piece: Int = .max,
        role: WebSocketRole = .server,
        limits: WebSocketLimits = WebSocketLimits(messageBytesMax: 1 << 20),
        mayBeCompressed: Bool = false
    ) throws(WebSocketViolation) -> [WebSocketEvent] {
        var decoder = WebSocketDecoder(
            role: role,
            limits: limits,
            mayBeCompressed: mayBeCompressed
        )
        var events: [WebSocketEvent] = []
        var at = 0
        while at < bytes.count {
            let end = piece == .max ? bytes.count : min(bytes.count, at + piece)
            try decoder.decode(bytes[at..<end].span) { events.append($0) }
            at = end
        }
        return events
    }

    /// The code that these bytes are refused with.
    static func refusal(
        _ bytes: [UInt8],
        piece: Int = .max,
        role: WebSocketRole = .server,
        limits: WebSocketLimits = WebSocketLimits(messageBytesMax: 1 << 20),
        mayBeCompressed: Bool = false
    ) -> UInt16? {
        do {
            _ = try decode(
                bytes,
                piece: piece,
                role: role,
                limits: limits,
                mayBeCompressed: mayBeCompressed
            )
            return nil
        } catch {
            return error.code.rawValue
        }
    }
}

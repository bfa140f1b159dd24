/// A message that an application sends or gets (RFC 6455, section 5.6).
package enum WebSocketMessage: Sendable, Equatable {
    /// UTF-8, checked.
    case text([UInt8])
    case binary([UInt8])
}

/// Which end of a connection this is: clients mask what they send, servers do not.
package enum WebSocketRole: Sendable {
    case server, client
}

/// Why a connection closes (RFC 6455, section 7.4.1, and the protocol's own from 4000).
package struct WebSocketCloseCode: Sendable, Equatable, RawRepresentable {
    package let rawValue: UInt16
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let normal = WebSocketCloseCode(rawValue: 1000)
    package static let goingAway = WebSocketCloseCode(rawValue: 1001)
    package static let protocolError = WebSocketCloseCode(rawValue: 1002)
    package static let invalidPayload = WebSocketCloseCode(rawValue: 1007)
    package static let messageTooBig = WebSocketCloseCode(rawValue: 1009)
    /// Not identified in time.
    package static let notIdentified = WebSocketCloseCode(rawValue: 4001)
    package static let authenticationFailed = WebSocketCloseCode(rawValue: 4009)
    package static let unsupportedVersion = WebSocketCloseCode(rawValue: 4010)
    /// Put out by somebody who may: never come back by yourself.
    package static let kicked = WebSocketCloseCode(rawValue: 4011)
    /// Come back with another token.
    package static let tokenExpired = WebSocketCloseCode(rawValue: 4012)
    /// Come back, and resume.
    package static let slowConsumer = WebSocketCloseCode(rawValue: 4013)
    package static let rateLimited = WebSocketCloseCode(rawValue: 4029)
    package static let capacity = WebSocketCloseCode(rawValue: 4030)

    /// Whether a peer may send it. 1004 to 1006 and 1015 never travel.
    var mayTravel: Bool {
        switch rawValue {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}

/// What a handler tells those behind it when the peer says that it closes.
package struct WebSocketClosed: Sendable, Equatable {
    /// nil: it gave no reason.
    package let code: WebSocketCloseCode?
}

enum WebSocketOpcode: UInt8 {
    case continuation = 0x0
    case text = 0x1
    case binary = 0x2
    case close = 0x8
    case ping = 0x9
    case pong = 0xA

    var isControl: Bool { rawValue >= 0x8 }
}

/// Writes one unfragmented frame.
///
/// - Parameter mask: four bytes that nobody can foresee, for a client; nil for a server.
func encodedFrame(
    _ opcode: WebSocketOpcode,
    _ payload: some Collection<UInt8>,
    mask: [UInt8]?
) -> [UInt8] {
    var bytes: [UInt8] = [0x80 | opcode.rawValue]
    let maskBit: UInt8 = mask == nil ? 0 : 0x80
    switch payload.count {
    case ...125: bytes.append(maskBit | UInt8(payload.count))
    case ...0xFFFF:
        bytes.append(maskBit | 126)
        bytes += bigEndian(UInt64(payload.count), byteCount: 2)
    default:
        bytes.append(maskBit | 127)
        bytes += bigEndian(UInt64(payload.count), byteCount: 8)
    }
    guard let mask else { return bytes + payload }
    bytes += mask
    bytes.reserveCapacity(bytes.count + payload.count)
    for (position, byte) in payload.enumerated() { bytes.append(byte ^ mask[position & 3]) }
    return bytes
}

func bigEndian(_ value: UInt64, byteCount: Int) -> [UInt8] {
    (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64(byteCount - 1 - $0))) }
}

import NIOCore

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

package enum WebSocketOpcode: UInt8, Sendable {
    case continuation = 0x0
    case text = 0x1
    case binary = 0x2
    case close = 0x8
    case ping = 0x9
    case pong = 0xA

    var isControl: Bool { rawValue >= 0x8 }
}

/// A text and its frame, made once for all who get it. An object, so that handing it on allocates nothing.
package final class FramedText: Sendable {
    package let bytes: [UInt8]
    /// As a server sends it that does not compress.
    let frame: ByteBuffer

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var frame = ByteBuffer()
        frame.writeFrame(.text, bytes, mask: nil)
        self.frame = frame
    }
}

extension ByteBuffer {
    /// Appends one unfragmented frame.
    ///
    /// - Parameters:
    ///   - mask: four bytes that nobody can foresee, for a client; nil for a server.
    ///   - isCompressed: whether the payload is that of permessage-deflate.
    package mutating func writeFrame(
        _ opcode: WebSocketOpcode,
        _ payload: [UInt8],
        mask: WebSocketMask?,
        isCompressed: Bool = false
    ) {
        reserveCapacity(minimumWritableBytes: 14 + payload.count)
        writeInteger(0x80 | opcode.rawValue | (isCompressed ? 0x40 : 0))
        let maskBit: UInt8 = mask == nil ? 0 : 0x80
        switch payload.count {
        case ...125: writeInteger(maskBit | UInt8(payload.count))
        case ...0xFFFF:
            writeInteger(maskBit | 126)
            writeInteger(UInt16(payload.count))
        default:
            writeInteger(maskBit | 127)
            writeInteger(UInt64(payload.count))
        }
        guard let mask else {
            writeBytes(payload)
            return
        }
        writeBytes(mask.bytes)
        let start = readableBytes
        writeBytes(payload)
        withUnsafeMutableReadableBytes { bytes in
            mask.apply(to: UnsafeMutableRawBufferPointer(rebasing: bytes[start...]), phase: 0)
        }
    }
}

/// The 16 bytes before the payload of a binary frame, little-endian.
package struct BinaryFrameHeader: Sendable, Equatable {
    package enum Kind: UInt8, Sendable {
        case meters = 1
        case audio = 2

        /// Of the payload's layout.
        package var version: UInt8 {
            switch self {
            case .meters: 2
            case .audio: 1
            }
        }
    }

    package static let byteCount = 16
    /// The bytes that a client sends back as credit.
    package static let echoByteCount = 8

    package var kind: Kind
    package var stream: UInt16
    /// +1 for each frame sent on the stream.
    package var sequence: UInt32
    /// The engine's frame: of the last one metered, or of the payload's first.
    package var frame: Int64

    package init(kind: Kind, stream: UInt16, sequence: UInt32, frame: Int64) {
        self.kind = kind
        self.stream = stream
        self.sequence = sequence
        self.frame = frame
    }

    package var bytes: [UInt8] {
        [kind.rawValue, kind.version] + littleEndian(stream) + littleEndian(sequence)
            + littleEndian(frame)
    }

    /// Reads a whole header, or the echo of one, whose frame is 0 then. nil where it is neither.
    package init?(_ bytes: some Collection<UInt8>) {
        let bytes = Array(bytes.prefix(Self.byteCount))
        guard bytes.count >= Self.echoByteCount, let kind = Kind(rawValue: bytes[0]),
            bytes[1] == kind.version
        else { return nil }
        self.kind = kind
        stream = number(bytes[2..<4])
        sequence = number(bytes[4..<8])
        frame = bytes.count == Self.byteCount ? number(bytes[8..<16]) : 0
    }
}

package func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
}

func number<Number: FixedWidthInteger>(_ bytes: ArraySlice<UInt8>) -> Number {
    bytes.reversed().reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
}

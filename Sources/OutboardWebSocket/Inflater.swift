import CZlib

/// Undoes one message's permessage-deflate, piece by piece (RFC 7692, section 7.2.2).
final class Inflater {
    /// zlib keeps the address.
    private let stream: UnsafeMutablePointer<z_stream>
    private var isUsable: Bool

    enum Outcome { case done, full, invalid }

    private static let scratchBytes = 16 << 10

    init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // A peer that we let compress may use the largest window.
        isUsable = outboard_inflate_init(stream, 15) == Z_OK
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Whether a block has ended, and everything taken with it.
    var isAtBoundary: Bool { stream.pointee.data_type & 128 != 0 }

    /// Appends what a piece inflates to. Stops, with `full`, at the first byte beyond `countMax`, so that
    /// a small message which inflates to a large one costs no more than any other.
    func inflate(_ piece: [UInt8], into bytes: inout [UInt8], countMax: Int) -> Outcome {
        guard isUsable else { return .invalid }
        return piece.withUnsafeBufferPointer { piece in
            // zlib's field is not const; it does not write there.
            stream.pointee.next_in = UnsafeMutablePointer(mutating: piece.baseAddress)
            stream.pointee.avail_in = UInt32(piece.count)
            return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.scratchBytes) {
                drain(into: &bytes, countMax: countMax, scratch: $0)
            }
        }
    }

    private func drain(
        into bytes: inout [UInt8],
        countMax: Int,
        scratch: UnsafeMutableBufferPointer<UInt8>
    ) -> Outcome {
        // Each turn takes input or fills its room, so this ends.
        repeat {
            let room = min(scratch.count, countMax - bytes.count + 1)
            stream.pointee.next_out = scratch.baseAddress
            stream.pointee.avail_out = UInt32(room)
            let status = CZlib.inflate(stream, Z_SYNC_FLUSH)
            let made = room - Int(stream.pointee.avail_out)
            let kept = min(made, countMax - bytes.count)
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: scratch[..<kept]))
            guard kept == made else { return .full }
            switch status {
            case Z_OK, Z_BUF_ERROR: break
            // A sender may end its stream within the message and begin another (section 7.2.3.5).
            case Z_STREAM_END: inflateReset(stream)
            default:
                isUsable = false
                return .invalid
            }
        } while stream.pointee.avail_in > 0 || stream.pointee.avail_out == 0
        return .done
    }
}

/// A message's payload by permessage-deflate, with no context from messages before; nil where that is not
/// shorter.
///
/// The stream is made for the message and freed behind it, so a connection at rest costs nothing.
func deflated(_ message: [UInt8], windowBits: Int) -> [UInt8]? {
    var stream = z_stream()
    guard outboard_deflate_init(&stream, 3, Int32(windowBits)) == Z_OK else { return nil }
    defer { deflateEnd(&stream) }
    // The four bytes of the flush are not sent (section 7.2.1).
    let tailCount = 4
    let payload = message.withUnsafeBufferPointer { input in
        [UInt8](unsafeUninitializedCapacity: message.count + tailCount) { output, count in
            stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            stream.avail_in = UInt32(input.count)
            stream.next_out = output.baseAddress
            stream.avail_out = UInt32(output.count)
            let status = deflate(&stream, Z_SYNC_FLUSH)
            let isWhole = status == Z_OK && stream.avail_in == 0 && stream.avail_out > 0
            count = isWhole ? output.count - Int(stream.avail_out) - tailCount : 0
        }
    }
    return payload.isEmpty ? nil : payload
}

import Glibc

/// The first metadata block of a FLAC file (RFC 9639, section 8.2), as far as a recording needs it.
///
/// libFLAC writes the count of frames when it ends, and leaves 0 for "unknown" when it fails. Readers
/// then take the file for endless.
///
///     byte 4  type    8  block min, max    18  rate, channels, bits    21.5  frames: 36 bits
struct FLACHeader {
    /// The frames that one block of the file holds, but for the last.
    let blockFrames: Int
    /// 0 stands for unknown.
    let frameCount: Int
    private let bytes: [UInt8]

    /// - Returns: nil where the file does not begin as FLAC does: before its first frame, too.
    init?(descriptor: Int32) {
        var bytes = [UInt8](repeating: 0, count: 26)
        guard pread(descriptor, &bytes, bytes.count, 0) == bytes.count,
            bytes[0..<4] == [0x66, 0x4C, 0x61, 0x43], bytes[4] & 0x7F == 0
        else { return nil }
        blockFrames = Int(bytes[10]) << 8 | Int(bytes[11])
        frameCount = bytes[22...].reduce(Int(bytes[21] & 0x0F)) { $0 << 8 | Int($1) }
        self.bytes = bytes
    }

    /// Writes another count into the file, and leaves the position of its descriptor alone.
    /// - Returns: whether the system took it; then `errno` says why not.
    func store(frameCount: Int, descriptor: Int32) -> Bool {
        var field = [bytes[21] & 0xF0 | UInt8(truncatingIfNeeded: frameCount >> 32) & 0x0F]
        for shift in [24, 16, 8, 0] { field.append(UInt8(truncatingIfNeeded: frameCount >> shift)) }
        return pwrite(descriptor, field, field.count, 21) == field.count
    }
}

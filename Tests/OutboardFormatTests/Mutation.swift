import Foundation
import OutboardHost

/// How many cases each fuzz test has; `make fuzz` asks for more.
let caseCount =
    ProcessInfo.processInfo.environment["OUTBOARD_FUZZ_CASES"].flatMap { Int($0) } ?? 300

/// Of tests whose cases take a millisecond and more.
let heavyCaseCount = max(20, caseCount / 20)

/// A bit, a byte, a run of bytes, a length, the end or the order of some bytes is another: up to four of
/// these. Shapes: any number of bytes in, and out.
func mutation(of original: [UInt8], using noise: inout Noise) -> [UInt8] {
    var bytes = original
    for _ in 0...Int.random(in: 0...3, using: &noise) {
        guard !bytes.isEmpty else { return [UInt8.random(in: .min ... .max, using: &noise)] }
        let at = Int.random(in: 0..<bytes.count, using: &noise)
        switch Int.random(in: 0..<9, using: &noise) {
        case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &noise)
        case 1: bytes[at] = UInt8.random(in: .min ... .max, using: &noise)
        case 2: bytes.removeSubrange(at...)
        case 3: bytes.remove(at: at)
        case 4: bytes.insert(UInt8.random(in: .min ... .max, using: &noise), at: at)
        case 5:
            let end = min(bytes.count, at + Int.random(in: 1...64, using: &noise))
            bytes.insert(contentsOf: bytes[at..<end], at: at)
        case 6: write(lengths.randomElement(using: &noise)!, at: at & ~3, in: &bytes)
        case 7: write(numbers.randomElement(using: &noise)!.bitPattern, at: at & ~3, in: &bytes)
        default:
            let end = min(bytes.count, at + 8)
            bytes[at..<end].reverse()
        }
    }
    return bytes
}

/// One word of a text is another, or one of its bytes: what reaches readers of texts deeper than bytes do.
func textMutation(of original: [UInt8], using noise: inout Noise) -> [UInt8] {
    guard Bool.random(using: &noise) else { return mutation(of: original, using: &noise) }
    var words = String(decoding: original, as: UTF8.self)
        .split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    for _ in 0...Int.random(in: 0...2, using: &noise) {
        let at = Int.random(in: 0..<words.count, using: &noise)
        switch Int.random(in: 0..<4, using: &noise) {
        case 0: words[at] = hostile.randomElement(using: &noise)!
        case 1: words.insert(hostile.randomElement(using: &noise)!, at: at)
        case 2: words.swapAt(at, Int.random(in: 0..<words.count, using: &noise))
        default: words.insert(words[at], at: at)
        }
    }
    return Array(words.joined(separator: " ").utf8)
}

private let lengths: [UInt32] = [0, 1, 0x7F, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF]
private let numbers: [Float] = [.nan, .infinity, -.infinity, -0.0, 1e30, -1e30, 1e-40]
private let hostile = [
    "nan", "NaN", "-inf", "Infinity", "1e999", "-1e999", "1e38", "-0", "1e-320", "0x1p1023", "null",
    "true",
    "\"\"", "{}", "[]", "[[[[", "\"\\u0000\"", "\"\\ud800\"", "9223372036854775808", "<>", ".", ";",
    "\u{FEFF}", "\r\n", "<../../../../etc/passwd>", "\"1.0\"^^<nowhere>", "end", "//", "(", ")",
    "%n%s",
]

private func write(_ word: UInt32, at: Int, in bytes: inout [UInt8]) {
    withUnsafeBytes(of: word.littleEndian) { word in
        for (offset, byte) in word.enumerated() where at + offset < bytes.count {
            bytes[at + offset] = byte
        }
    }
}

/// Writes a file, or over one.
func put(_ bytes: [UInt8], at path: String) throws {
    guard let file = fopen(path, "wb") else { throw CocoaError(.fileNoSuchFile) }
    defer { fclose(file) }
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
        throw CocoaError(.fileWriteUnknown)
    }
}

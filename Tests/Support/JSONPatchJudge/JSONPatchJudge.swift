import Foundation

/// What python's jsonpatch says of patches: how many there were, or what is wrong with one.
///
/// - Parameter lines: each an object, as `judge.py` describes it.
package func jsonPatchVerdict(_ lines: [String]) throws -> String {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("judge.py").path
    let input = NSTemporaryDirectory() + "outboard-patches-" + UUID().uuidString
    try lines.joined(separator: "\n").write(toFile: input, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: input) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", script]
    process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: input))
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let said = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: said, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
}
